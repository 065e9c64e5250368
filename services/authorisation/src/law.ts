import type { Provider } from '@nestjs/common';
import type { Instant } from '@cpmp/kernel';
import { evaluate, type PowerAsked, powers, requirements } from '@cpmp/law';
import { loadBook } from '@cpmp/law/load';
import type { Law } from './domain/index.js';

/** The law in force, by the day of the act. */
export const LAW = Symbol('law');

/** The law as decisions ask it, and as somebody who would apply meets it. */
export type Lawbook = Law & { readonly powers: (at: Instant) => readonly PowerAsked[] };

/** Reads the packs once, when the service starts; a pack with a fault stops the start and names file and line. */
const fromPacks = (): Lawbook => {
  const book = loadBook();
  return { evaluate: (ask) => evaluate(book, ask), requirements: (component, about) => requirements(book, component, about), powers: (at) => powers(book, at) };
};

export const lawProviders: readonly Provider[] = [{ provide: LAW, useFactory: fromPacks }];
