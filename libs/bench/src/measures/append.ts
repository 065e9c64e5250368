import { join } from 'node:path';
import { open } from '@cpmp/ledger/bench';
import { ratio } from '../figure.js';
import { type Ground, IN_FLIGHT, inRounds, type Measure, perSecond } from '../ground.js';
import { bodiesAfter, floorRate } from '../stored-bodies.js';

const TEXT = 'x'.repeat(440);
/** An event of about 500 bytes. */
export const eventOf = (n: number): Readonly<Record<string, unknown>> => ({ n, person: 'dc-ahmed', text: TEXT });

const run = async ({ scale, folder }: Ground) => {
  const directory = folder();
  const ledger = await open(directory);
  const versions = new Map<number, number>();
  try {
    const rates = await inRounds(scale.rounds, async (round) => {
      const ours = await perSecond(scale.operations, IN_FLIGHT, async (n) => {
        const stream = (round * scale.operations + n) % scale.streams;
        const version = versions.get(stream) ?? 0;
        versions.set(stream, version + 1);
        await ledger.append(`s${stream}`, version, eventOf(n));
      });
      const bodies = await bodiesAfter(join(directory, 'bench.sqlite'), round * scale.operations, scale.operations);
      return { ours, floor: floorRate(directory, bodies, IN_FLIGHT) };
    });
    return [{ name: 'append', value: ratio(rates.ours, rates.floor), floor: 0.4, better: 'higher' }] as const;
  } finally {
    await ledger.close();
  }
};

/** Bare appends: version-guarded, hashed, durable, no views. */
export const append: Measure = { name: 'append', about: 'bare appends ÷ durable insert of the same bytes, 64 rows a transaction', figures: ['append'], run };
