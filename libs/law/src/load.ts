import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import canonicalize from 'canonicalize';
import { isNode, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { amends, type PackRead, powerOf, told, withPack } from './amend.js';
import type { Book } from './book.js';
import { compile } from './compile.js';
import { type Fault, holidayFaults, ladderFaults, listFaults, type Path, referredFaults, sourceFaults } from './faults.js';
import { powerFaults } from './power-faults.js';
import { CountingPack, ErrorsPack, HolidaysPack, PowerPack, RanksPack, RecordsPack, ResearchPack, SourcesPack } from './pack.schema.js';

/** Where the packs of this version lie. */
export const PACKS = fileURLToPath(new URL('../packs', import.meta.url));

/** A file of law by its name. */
export type PackFiles = Readonly<Record<string, string>>;

/** The packs are not whole: every fault, each with its file and line. */
export class PackFaults extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The packs of law have ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.join('\n')}`);
    this.name = 'PackFaults';
  }
}

export type { PackRead } from './amend.js';

/** Reads one file as YAML. */
export const readPack = (file: string, text: string): PackRead => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (path: Path): number => {
    const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    return path.length === 0 ? 1 : lineOf(path.slice(0, -1));
  };
  const faults = document.errors.map(({ message, pos }) => `${file}:${lines.linePos(pos[0]).line}: ${message.split('\n')[0]}`);
  if (faults.length > 0) return { file, value: undefined, lineOf, faults };
  try {
    return { file, value: document.toJS(), lineOf, faults };
  } catch (error) {
    // An alias that names nothing, or unfolds without end, is no error to the parser: it throws when it is read.
    let at = 0;
    visit(document, { Alias: (_, alias) => (alias.resolve(document) ? undefined : ((at = alias.range?.[0] ?? 0), visit.BREAK)) });
    return { file, value: undefined, lineOf, faults: [`${file}:${lines.linePos(at).line}: ${(error as Error).message}`] };
  }
};

/** What a file says, in the shape that it should have; or its faults. */
const shaped = <S extends z.ZodType>(read: PackRead, schema: S): { readonly data?: z.infer<S>; readonly faults: readonly string[] } => {
  if (read.faults.length > 0) return { faults: read.faults };
  const parsed = schema.safeParse(read.value);
  return parsed.success ? { data: parsed.data, faults: [] } : { faults: told(read, parsed.error.issues.map(({ path, message }) => ({ path: path as Path, what: message }))) };
};

/** The digest of files' content: SHA-256 over their canonical JSON (RFC 8785), so that comments and spacing do not count. */
const digestOf = (...values: readonly unknown[]): string => `sha256:${createHash('sha256').update(canonicalize(values) ?? '').digest('hex')}`;

/** The files that all powers share; every other file is the law of one power. */
const SHARED = { sources: 'sources.yaml', ranks: 'ranks.yaml', counting: 'counting.yaml', holidays: 'bank-holidays.yaml', errors: 'errors.yaml', records: 'records.yaml', research: 'research.yaml' } as const;
const SHARED_NAMES: readonly string[] = Object.values(SHARED);

const sharedOf = (reads: readonly PackRead[]) => {
  const find = (file: string): PackRead => reads.find((read) => read.file === file) ?? { file, value: undefined, lineOf: () => 1, faults: [`${file}:1: the file is missing`] };
  return {
    sources: shaped(find(SHARED.sources), SourcesPack), ranks: shaped(find(SHARED.ranks), RanksPack), counting: shaped(find(SHARED.counting), CountingPack),
    holidays: shaped(find(SHARED.holidays), HolidaysPack), errors: shaped(find(SHARED.errors), ErrorsPack), records: shaped(find(SHARED.records), RecordsPack), research: shaped(find(SHARED.research), ResearchPack),
  };
};

const stopOn = (faults: readonly string[]): void => {
  if (faults.length > 0) throw new PackFaults(faults);
};

/** Two files about one power: nobody could say which is the law. */
const twiceFaults = (power: string, before: readonly { readonly read: PackRead; readonly data?: { readonly power: string } }[]): readonly Fault[] =>
  before.filter(({ data }) => data?.power === power).map(({ read }) => ({ path: ['power'], what: `${read.file} is about ${power} too` }));

/** Checks and compiles what was read. Throws `PackFaults` with every fault when it is not whole. */
export const bookFrom = (reads: readonly PackRead[]): Book => {
  const shared = sharedOf(reads);
  const powers = reads.filter(({ file }) => !SHARED_NAMES.includes(file)).map((read) => ({ read, ...shaped(read, PowerPack) }));
  stopOn([...Object.values(shared), ...powers].flatMap(({ faults }) => faults));
  const [sources, ranks, counting, holidays] = [shared.sources.data, shared.ranks.data, shared.counting.data, shared.holidays.data];
  const [errors, records, research] = [shared.errors.data, shared.records.data, shared.research.data];
  if (!sources || !ranks || !counting || !holidays || !errors || !records || !research) throw new Error('a file has neither faults nor content');

  const powerNames = powers.flatMap(({ data }) => data?.power ?? []);
  const beyondShape: Readonly<Record<string, readonly Fault[]>> = {
    [SHARED.ranks]: ladderFaults(ranks), [SHARED.holidays]: holidayFaults(holidays), [SHARED.counting]: listFaults(counting), [SHARED.errors]: listFaults(errors),
    [SHARED.records]: [...listFaults(records), ...referredFaults(records, powerNames)], [SHARED.research]: listFaults(research),
    ...Object.fromEntries(powers.map(({ read, data }, index) => [read.file, data ? [...twiceFaults(data.power, powers.slice(0, index)), ...powerFaults(data, { ladders: ranks.ladders, powers: powerNames })] : []])),
  };
  stopOn(reads.flatMap((read) => told(read, [...(beyondShape[read.file] ?? []), ...sourceFaults(read.value, sources.sources)])));

  // An answer rests on its own pack and on what all packs share: its digest is over both.
  const common = [ranks, counting, holidays];
  return compile({
    powers: powers.flatMap(({ data }) => (data ? [{ power: data, digest: digestOf(data, ...common) }] : [])),
    ladders: Object.entries(ranks.ladders).map(([name, { ranks: inOrder, forces }]) => ({ name, ranks: inOrder, forces })),
    otherwise: ranks.otherwise,
    holidays,
    counting,
    errors,
    records,
    research,
    errorsDigest: digestOf(errors, ...common),
  });
};

const readAll = (files: PackFiles): readonly PackRead[] => Object.entries(files).map(([file, text]) => readPack(file, text));

/** Reads, checks and compiles the packs; a draft among them amends its power. Throws `PackFaults` with every fault when they are not whole. */
export const bookOf = (files: PackFiles): Book => {
  const reads = readAll(files);
  return bookFrom(reads.filter(amends).reduce(withPack, reads.filter((read) => !amends(read))));
};

/** Some packs with others laid over them: a file takes the place of the one about its power, or else of the one with its name. */
export const overlaid = (files: PackFiles, more: PackFiles): PackFiles => {
  const powers = readAll(more).flatMap((read) => powerOf(read) ?? []);
  const kept = readAll(files).filter((read) => !powers.includes(powerOf(read) ?? '')).map(({ file }) => [file, files[file] ?? ''] as const);
  return { ...Object.fromEntries(kept), ...more };
};

/** The files among some packs that are drafts: law that is none. */
export const draftsIn = (files: PackFiles): readonly string[] => readAll(files).filter(amends).map(({ file }) => file);

/** The digest of a file's bytes. */
export const bytesDigest = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** Packs that are law together: each file by the digest of its bytes, and one digest over their names and digests. Unlike a power's digest it moves with every comment: it names bytes. */
export type PackSet = { readonly set: string; readonly packs: readonly { readonly file: string; readonly digest: string }[] };

/** The set that some packs make. */
export const setOf = (files: PackFiles): PackSet => {
  const packs = Object.entries(files).map(([file, text]) => ({ file, digest: bytesDigest(text) })).toSorted((a, b) => (a.file < b.file ? -1 : 1));
  return { set: bytesDigest(canonicalize(packs) ?? ''), packs };
};

/** Reads a folder of packs. */
export const readPacks = (folder = PACKS): PackFiles =>
  Object.fromEntries(readdirSync(folder).filter((name) => name.endsWith('.yaml')).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

/** Packs by the names of their files. @throws PackFaults where two have one name: one would take the other's place unseen */
export const byName = (packs: readonly { readonly file: string; readonly text: string }[]): PackFiles => {
  const twice = packs.filter(({ file }, index) => packs.findIndex((other) => other.file === file) < index);
  stopOn(twice.map(({ file }) => `${file}:1: another file has that name`));
  return Object.fromEntries(packs.map(({ file, text }) => [file, text]));
};

/** Reads packs by their paths. @throws PackFaults where two have one name */
export const readFiles = (paths: readonly string[]): PackFiles => byName(paths.map((path) => ({ file: basename(path), text: readFileSync(path, 'utf8') })));

/** The law of this version; with more packs by their paths, as it would be under them: a draft amends a power, a whole pack replaces the one of its power. Throws `PackFaults` when they are not whole. */
export const loadBook = (folder = PACKS, more: readonly string[] = []): Book => bookOf(more.length === 0 ? readPacks(folder) : overlaid(readPacks(folder), readFiles(more)));
