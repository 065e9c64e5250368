import type { Provider } from '@nestjs/common';
import type { Law } from './domain/index.js';
import { LAW as STUB } from './domain/spec-case.js';

/** The law in force, by the day of the act. */
export const LAW = Symbol('law');

export const lawProviders: readonly Provider[] = [
  { provide: LAW, useValue: STUB satisfies Law },
];
