import type { Measure, Scale } from '../ground.js';
import { distributed } from './distributed.js';
import { kafka } from './kafka.js';
import { mongoGrants } from './mongo-grants.js';

export { startNamedEngines } from './addresses.js';

/** What is measured on real engines, in the order in which it is. */
export const ENGINE_MEASURES: readonly Measure[] = [mongoGrants, kafka, distributed];

/** What `npm run bench -- --engines` measures with. On the stand-in for MongoDB a log grows less, which its figures say. */
export const ENGINES_FULL: Scale = { rounds: 5, operations: 128, streams: 0, grown: 20_000, young: 1_000, long: 0, recalls: 100 };
