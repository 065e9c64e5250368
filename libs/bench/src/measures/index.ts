import type { Measure } from '../ground.js';
import { append } from './append.js';
import { grant } from './grant.js';
import { growth } from './growth.js';
import { page } from './page.js';
import { read } from './read.js';
import { rebuild } from './rebuild.js';
import { recall } from './recall.js';
import { start } from './start.js';
import { verify } from './verify.js';

/** Everything that is measured, in the order in which it is. */
export const MEASURES: readonly Measure[] = [append, grant, verify, growth, rebuild, recall, read, start, page];
