import type { Book } from '@cpmp/law';
import { bookOf, bytesDigest, PackFaults, type PackFiles, setOf } from '@cpmp/law/load';
import type { LawState, PackNamed } from '../domain/index.js';

/** How many sets are kept compiled; a set is named by its bytes, so what is kept is never out of date. */
const COMPILED_MAX = 8;
const compiled = new Map<string, Book>();

/** The law of some packs, compiled once. @throws PackFaults */
export const compiledBook = (files: PackFiles): Book => {
  const { set } = setOf(files);
  const book = compiled.get(set) ?? bookOf(files);
  compiled.delete(set);
  compiled.set(set, book);
  if (compiled.size > COMPILED_MAX) compiled.delete(compiled.keys().next().value as string);
  return book;
};

/** The packs of a set as the log keeps them. @throws PackFaults where one is not kept, or is not what its digest says */
export const filesOf = ({ texts }: Pick<LawState, 'texts'>, packs: readonly PackNamed[]): PackFiles => {
  const faults = packs.filter(({ digest }) => bytesDigest(texts[digest] ?? '') !== digest).map(({ file }) => `${file}:1: the log does not keep the bytes that its digest names`);
  if (faults.length > 0) throw new PackFaults(faults);
  return Object.fromEntries(packs.map(({ file, digest }) => [file, texts[digest] ?? '']));
};

/** The faults of some packs; none where they are whole. */
export const faultsIn = (files: () => PackFiles): readonly string[] => {
  try {
    compiledBook(files());
    return [];
  } catch (error) {
    if (error instanceof PackFaults) return error.faults;
    throw error;
  }
};

/** Finds the law that a decision pinned: the set by its digest, or else an adopted set whose pack of that power is the one it names. Undefined where the log keeps none. */
export const pinnedBooks = (law: LawState): ((pinned: { readonly set?: string | undefined; readonly pack: string }) => Book | undefined) => {
  const books = new Map<string, Book | undefined>();
  const bookOfSet = ({ set, packs }: LawState['adopted'][number]): Book | undefined => {
    if (!books.has(set)) books.set(set, faultsIn(() => filesOf(law, packs)).length > 0 ? undefined : compiledBook(filesOf(law, packs)));
    return books.get(set);
  };
  const holds = (book: Book | undefined, pack: string): boolean => book !== undefined && (book.errorsPack === pack || [...book.powers.values()].some((power) => power.pack === pack));
  return ({ set, pack }) => {
    const adopted = law.adopted.filter((one) => set === undefined || one.set === set);
    return adopted.map(bookOfSet).find((book) => set !== undefined || holds(book, pack));
  };
};
