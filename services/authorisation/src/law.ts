import type { Provider } from '@nestjs/common';
import type { Instant } from '@cpmp/kernel';
import { type Book, evaluate, productBases, recordsOf, requirements } from '@cpmp/law';
import { loadBook } from '@cpmp/law/load';
import type { Law, ProductLaw } from './domain/index.js';

/** The law in force, by the day of the act. */
export const LAW = Symbol('law');

/** The packs themselves, compiled. They are read once, when the service starts; a pack with a fault stops the start and names file and line. */
export const BOOK = Symbol('book');

const asked = (book: Book): Law => ({ evaluate: (ask) => evaluate(book, ask), requirements: (component, about) => requirements(book, component, about) });

export const lawProviders: readonly Provider[] = [{ provide: BOOK, useFactory: () => loadBook() }, { provide: LAW, useFactory: asked, inject: [BOOK] }];

/** What the packs say of product of a power on the day of an instant. */
export const productLaw = (book: Book, power: string, at: Instant): ProductLaw => {
  const { clause = '', confirmed = false } = recordsOf(book, power, at).retention.find(({ record }) => record === 'product') ?? {};
  return { safeguards: { clause, confirmed }, bases: productBases(book, at) };
};
