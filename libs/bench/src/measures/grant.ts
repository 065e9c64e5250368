import { join } from 'node:path';
import { openCases } from '../cases.js';
import { type Figure, median, ratio } from '../figure.js';
import { type Ground, IN_FLIGHT, inRounds, type Measure, perSecond } from '../ground.js';
import { fsyncMicroseconds } from '../machine.js';
import { profiled, STAGE_NAMES } from '../stages.js';
import { bodiesAfter, floorRate } from '../stored-bodies.js';

const run = async ({ scale, folder }: Ground): Promise<readonly Figure[]> => {
  const directory = folder();
  const grants = Math.ceil(scale.operations / 4);
  const cases = await openCases(directory);
  const prepared = async (round: number): Promise<void> => void (await perSecond(grants, IN_FLIGHT, (n) => cases.checked(`r${round}n${n}`)));
  const granted = (round: number): Promise<number> => perSecond(grants, IN_FLIGHT, (n) => cases.grant(`r${round}n${n}`, 'c1'));
  const cpu: number[] = [];
  try {
    const rates = await inRounds(scale.rounds, async (round) => {
      await prepared(round);
      const { position = 0 } = (await cases.ledger.tail()) ?? {};
      const before = process.cpuUsage();
      const ours = await granted(round);
      const { user, system } = process.cpuUsage(before);
      if (round > 0) cpu.push((user + system) / grants);
      const bodies = await bodiesAfter(join(directory, 'authorisation.sqlite'), position, grants);
      return { ours, floor: floorRate(directory, bodies, IN_FLIGHT), single: floorRate(directory, bodies, 1) };
    });
    await prepared(scale.rounds + 1);
    const stages = await profiled(() => granted(scale.rounds + 1));
    const sampled = Object.values(stages).reduce((sum, each) => sum + each, 0);
    const processor = median(cpu);
    const inMicroseconds = (name: string, value: number): Figure => ({ name, value, unit: 'µs', better: 'lower' });
    return [
      { name: 'grant', value: ratio(rates.ours, rates.floor), floor: 0.15, better: 'higher' },
      { name: 'grant-over-single-rows', value: ratio(rates.ours, rates.single), floor: 3, better: 'higher' },
      inMicroseconds('grant-cpu', processor),
      ...STAGE_NAMES.map((stage) => inMicroseconds(`grant-${stage}`, (processor * (stages[stage] ?? 0)) / sampled)),
      inMicroseconds('fsync', fsyncMicroseconds(directory)),
    ];
  } finally {
    await cases.close();
  }
};

/** The whole way of a decision. */
export const grant: Measure = { name: 'grant', about: 'whole grants (decide, seal, hash, durable, views folded) ÷ durable insert of the same bytes, 64 rows a transaction, and one', figures: ['grant', 'grant-over-single-rows', 'grant-cpu', ...STAGE_NAMES.map((stage) => `grant-${stage}`), 'fsync'], run };
