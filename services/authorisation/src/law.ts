import { Inject, Injectable, type OnModuleInit, type Provider } from '@nestjs/common';
import { type Book, errorsOn, evaluate, requirements } from '@cpmp/law';
import { PackFaults, readPacks, setOf } from '@cpmp/law/load';
import { type Ledger, Unavailable } from '@cpmp/ledger';
import { LEDGER } from '@cpmp/shell';
import { adoptFirst, type ErrorLaw, type Law, lawSet, type LawState, type Offered } from './domain/index.js';
import { compiledBook, filesOf, pinnedBooks } from './law/books.js';

/** The law in force, by the day of the act. */
export const LAW = Symbol('law');

/** Packs as a set that may be adopted, with their bytes. */
export const offeredOf = (files: Readonly<Record<string, string>>): Offered => {
  const { set, packs } = setOf(files);
  return { set, packs, texts: Object.fromEntries(packs.map(({ file, digest }) => [digest, files[file] ?? ''])) };
};

/** The adopted law, as the log has it: read from there by digest, never from this release's own files, and again before anything is decided after another was adopted. */
@Injectable()
export class LawInForce implements OnModuleInit {
  private inForce: { readonly set: string; readonly book: Book } | undefined;
  private adopted: LawState = lawSet.initial;

  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  /** The first start of all adopts what its release brings. */
  async onModuleInit(): Promise<void> {
    // A set that this release cannot read keeps it from being ready, not from answering why.
    await this.ledger.follow(lawSet, lawSet.id, (state) => this.take(state)).catch((error: unknown) => {
      if (!(error instanceof Unavailable)) throw error;
    });
    if (this.adopted.adopted.length > 0) return;
    const shipped = offeredOf(readPacks());
    await this.ledger.transactWith(lawSet, lawSet.id, { read: async () => ({}), decide: (state, now) => adoptFirst(state, shipped, now) }, { cause: 'first-start/law', actor: null });
  }

  /** What was adopted, and what is kept. */
  get state(): LawState {
    return this.adopted;
  }

  /** The digest of the set in force. @throws Unavailable while it cannot be read */
  get set(): string {
    return this.whole().set;
  }

  /** The law, compiled. @throws Unavailable while it cannot be read */
  get book(): Book {
    return this.whole().book;
  }

  private whole(): { readonly set: string; readonly book: Book } {
    if (!this.inForce) throw new Unavailable(UNREADABLE);
    return this.inForce;
  }

  private take(state: LawState): void {
    this.adopted = state;
    const last = state.adopted.at(-1);
    if (!last || last.set === this.inForce?.set) return;
    this.inForce = undefined;
    try {
      this.inForce = { set: last.set, book: compiledBook(filesOf(state, last.packs)) };
    } catch (error) {
      if (!(error instanceof PackFaults)) throw error;
      throw new Unavailable(UNREADABLE);
    }
  }
}

const UNREADABLE = 'This release cannot read the law that was adopted.';

/** One set of law, asked; its answers name the set. */
const asking = (law: { readonly book: Book; readonly set?: string | undefined }): Law => {
  const named = () => (law.set === undefined ? {} : { set: law.set });
  return { evaluate: (ask) => ({ ...evaluate(law.book, ask), ...named() }), requirements: (component, about) => ({ ...requirements(law.book, component, about), ...named() }) };
};

const asked = (law: LawInForce): Law => ({
  ...asking(law),
  pinned: ({ set, pack }) => {
    const book = pinnedBooks(law.state)({ set, pack });
    return book && asking({ book, set });
  },
});

/** The law of errors: what may be one, and what follows when one is established. */
export const ERROR_LAW = Symbol('error law');

const askedOfErrors = (law: LawInForce): ErrorLaw => ({
  on: (at) => errorsOn(law.book, at),
  establish: (at) => {
    const ask = { event: 'establish-error', at } as const;
    return { ask, answer: { ...evaluate(law.book, ask), set: law.set } };
  },
});

export const lawProviders: readonly Provider[] = [LawInForce, { provide: LAW, useFactory: asked, inject: [LawInForce] }, { provide: ERROR_LAW, useFactory: askedOfErrors, inject: [LawInForce] }];
