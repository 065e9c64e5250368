import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Scale, withGround } from '../ground.js';
import { MEASURES } from './index.js';

/** Too small to say anything of the machine: only that each figure is measured. */
const TINY: Scale = { rounds: 1, operations: 40, streams: 10, grown: 100, young: 50, long: 20, recalls: 2 };

const data = mkdtempSync(join(tmpdir(), 'cpmp-measures-'));
afterAll(() => rmSync(data, { recursive: true }));

it.each(MEASURES.map(({ name, ...measure }) => [name, measure] as const))('given the measure %s, when it is run, then it gives the figures that it names, each a number above nothing, and leaves nothing behind', async (_, { run, figures }) => {
  const found = await withGround(TINY, { data }, run);
  expect(found.map(({ name }) => name).toSorted()).toEqual(figures.toSorted());
  // Of forty grants a profile may have no sample in a stage.
  for (const { name, value } of found) expect([name, name.startsWith('grant-') ? value >= 0 : value > 0]).toEqual([name, true]);
  expect(existsSync(data) && readdirSync(data)).toEqual([]);
});
