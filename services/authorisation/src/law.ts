import type { Provider } from '@nestjs/common';
import { evaluate, requirements } from '@cpmp/law';
import { loadBook } from '@cpmp/law/load';
import type { Law } from './domain/index.js';

/** The law in force, by the day of the act. */
export const LAW = Symbol('law');

/** Reads the packs once, when the service starts; a pack with a fault stops the start and names file and line. */
const fromPacks = (): Law => {
  const book = loadBook();
  return { evaluate: (ask) => evaluate(book, ask), requirements: (component, about) => requirements(book, component, about) };
};

export const lawProviders: readonly Provider[] = [{ provide: LAW, useFactory: fromPacks }];
