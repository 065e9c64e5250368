import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { open } from '@cpmp/ledger/bench';
import { ratio } from '../figure.js';
import { begun, type Ground, IN_FLIGHT, inRounds, type Measure, perSecond, ratePerSecond } from '../ground.js';
import { bodiesAfter } from '../stored-bodies.js';
import { eventOf } from './append.js';

const run = async ({ scale, folder }: Ground) => {
  const directory = folder();
  const ledger = await open(directory);
  try {
    const commits = scale.operations * 4;
    await perSecond(commits, IN_FLIGHT, (n) => ledger.append(`s${n}`, 0, eventOf(n)));
    const bodies = await bodiesAfter(join(directory, 'bench.sqlite'), 0, commits);
    const rates = await inRounds(scale.rounds, async () => {
      const began = begun();
      const found = await ledger.verify();
      if (!found.whole || found.commits !== commits) throw new Error('The log that was measured is not whole.');
      const ours = (commits / (performance.now() - began)) * 1000;
      return { ours, hash: ratePerSecond(commits, () => bodies.forEach((body) => createHash('sha256').update(body).digest())) };
    });
    return [{ name: 'verify', value: ratio(rates.ours, rates.hash), floor: 0.35, goal: 0.4, better: 'higher' }] as const;
  } finally {
    await ledger.close();
  }
};

/** The whole check of a log. */
export const verify: Measure = { name: 'verify', about: 'verify (bytes, chain, columns, causes, Merkle root) ÷ one SHA-256 a commit over its bytes, one thread', figures: ['verify'], run };
