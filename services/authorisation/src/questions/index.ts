import { ACTIVITY } from './activity.js';
import { AUTHORITIES } from './authorities.js';
import { COMMISSIONER } from './commissioner.js';
import { PEOPLE } from './people.js';
import type { Question } from './question.js';
import { SOURCES } from './sources.js';
import { TEXTS } from './texts.js';
import { WHOLE } from './whole.js';

export type * from './question.js';
export { type Sample, sampled } from './sample.js';

/** The twenty questions that inspectors ask, by their numbers. */
export const QUESTIONS: readonly Question[] = [...AUTHORITIES, ...ACTIVITY, ...COMMISSIONER, ...PEOPLE, ...TEXTS, ...SOURCES, ...WHOLE].toSorted((one, other) => one.number - other.number);
