import type { Provider } from '@nestjs/common';
import { type Book, errorsOn, evaluate, requirements } from '@cpmp/law';
import { loadBook } from '@cpmp/law/load';
import type { ErrorLaw, Law } from './domain/index.js';

/** The law in force, by the day of the act. */
export const LAW = Symbol('law');

/** The packs themselves, compiled. They are read once, when the service starts; a pack with a fault stops the start and names file and line. */
export const BOOK = Symbol('book');

const asked = (book: Book): Law => ({ evaluate: (ask) => evaluate(book, ask), requirements: (component, about) => requirements(book, component, about) });

/** The law of errors: what may be one, and what follows when one is established. */
export const ERROR_LAW = Symbol('error law');

const askedOfErrors = (book: Book): ErrorLaw => ({
  on: (at) => errorsOn(book, at),
  establish: (at) => {
    const ask = { event: 'establish-error', at } as const;
    return { ask, answer: evaluate(book, ask) };
  },
});

export const lawProviders: readonly Provider[] = [
  { provide: BOOK, useFactory: () => loadBook() },
  { provide: LAW, useFactory: asked, inject: [BOOK] },
  { provide: ERROR_LAW, useFactory: askedOfErrors, inject: [BOOK] },
];
