import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Scale, withGround } from '../ground.js';
import { ENGINE_MEASURES } from './index.js';

/** Too small to say anything of the machine: only that each figure is measured. */
const TINY: Scale = { rounds: 1, operations: 8, streams: 0, grown: 30, young: 9, long: 0, recalls: 1 };
const TEST_MS_MAX = 300_000;

const data = mkdtempSync(join(tmpdir(), 'cpmp-engine-measures-'));
afterAll(() => rmSync(data, { recursive: true }));

it.each(ENGINE_MEASURES.map(({ name, ...measure }) => [name, measure] as const))('given the measure %s on real engines, when it is run, then it gives the figures that it names, each a number, and leaves nothing behind', async (_, { run, figures }) => {
  const found = await withGround(TINY, { data }, run);
  expect(found.map(({ name }) => name).toSorted()).toEqual(figures.toSorted());
  expect(found.filter(({ value }) => !(value >= 0))).toEqual([]);
  expect(readdirSync(data)).toEqual([]);
}, TEST_MS_MAX);
