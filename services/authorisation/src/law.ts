import type { Provider } from '@nestjs/common';
import { type Book, evaluate, requirements } from '@cpmp/law';
import { loadBook } from '@cpmp/law/load';
import type { Law } from './domain/index.js';

/** The law in force, by the day of the act. */
export const LAW = Symbol('law');

/** The packs themselves, compiled. They are read once, when the service starts; a pack with a fault stops the start and names file and line. */
export const BOOK = Symbol('book');

const asked = (book: Book): Law => ({ evaluate: (ask) => evaluate(book, ask), requirements: (component, about) => requirements(book, component, about) });

export const lawProviders: readonly Provider[] = [{ provide: BOOK, useFactory: () => loadBook() }, { provide: LAW, useFactory: asked, inject: [BOOK] }];
