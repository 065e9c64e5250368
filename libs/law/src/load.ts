import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import canonicalize from 'canonicalize';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Book } from './book.js';
import { compile } from './compile.js';
import { type Fault, holidayFaults, ladderFaults, listFaults, type Path, powerFaults, sourceFaults } from './faults.js';
import { CountingPack, ErrorsPack, HolidaysPack, PowerPack, RanksPack, SourcesPack } from './pack.schema.js';

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

type Read = { readonly file: string; readonly value: unknown; readonly lineOf: (path: Path) => number; readonly faults: string[] };

const readFile = (file: string, text: string): Read => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (path: Path): number => {
    const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    return path.length === 0 ? 1 : lineOf(path.slice(0, -1));
  };
  const faults = document.errors.map(({ message, pos }) => `${file}:${lines.linePos(pos[0]).line}: ${message.split('\n')[0]}`);
  return { file, value: faults.length === 0 ? document.toJS() : undefined, lineOf, faults };
};

const report = ({ file, lineOf, faults }: Read, found: readonly Fault[]): void => {
  faults.push(...found.map(({ path, what }) => `${file}:${lineOf(path)}: ${path.join('.')}: ${what}`));
};

/** The value of a file in the shape it should have; its faults are noted. */
const shaped = <S extends z.ZodType>(read: Read, schema: S): z.infer<S> | undefined => {
  if (read.faults.length > 0) return undefined;
  const parsed = schema.safeParse(read.value);
  if (parsed.success) return parsed.data;
  report(read, parsed.error.issues.map(({ path, message }) => ({ path: path as Path, what: message })));
  return undefined;
};

/** The digest of files' content: SHA-256 over their canonical JSON (RFC 8785), so that comments and spacing do not count. */
const digestOf = (...values: readonly unknown[]): string => `sha256:${createHash('sha256').update(canonicalize(values) ?? '').digest('hex')}`;

const SHARED = { sources: 'sources.yaml', ranks: 'ranks.yaml', counting: 'counting.yaml', holidays: 'bank-holidays.yaml', errors: 'errors.yaml' } as const;
const SHARED_NAMES: readonly string[] = Object.values(SHARED);

const stopOn = (reads: readonly Read[]): void => {
  const faults = reads.flatMap((read) => read.faults);
  if (faults.length > 0) throw new PackFaults(faults);
};

/** Reads, checks and compiles the packs. Throws `PackFaults` with every fault when they are not whole. */
export const bookOf = (files: PackFiles): Book => {
  const missing = SHARED_NAMES.filter((name) => files[name] === undefined);
  if (missing.length > 0) throw new PackFaults(missing.map((name) => `${name}:1: the file is missing`));
  const read = (name: string): Read => readFile(name, files[name] ?? '');
  const shared = { sources: read(SHARED.sources), ranks: read(SHARED.ranks), counting: read(SHARED.counting), holidays: read(SHARED.holidays), errors: read(SHARED.errors) };
  const powerReads = Object.keys(files).filter((name) => !SHARED_NAMES.includes(name)).toSorted().map(read);
  const reads = [...Object.values(shared), ...powerReads];

  const sources = shaped(shared.sources, SourcesPack);
  const ranks = shaped(shared.ranks, RanksPack);
  const counting = shaped(shared.counting, CountingPack);
  const holidays = shaped(shared.holidays, HolidaysPack);
  const errors = shaped(shared.errors, ErrorsPack);
  const powers = powerReads.flatMap((powerRead) => {
    const power = shaped(powerRead, PowerPack);
    return power ? [{ power, read: powerRead }] : [];
  });
  if (!sources || !ranks || !counting || !holidays || !errors) throw new PackFaults(reads.flatMap(({ faults }) => faults));

  report(shared.ranks, ladderFaults(ranks));
  report(shared.holidays, holidayFaults(holidays));
  report(shared.counting, listFaults(counting));
  report(shared.errors, listFaults(errors));
  for (const { power, read: powerRead } of powers) report(powerRead, powerFaults(power, ranks.ladders));
  for (const one of reads) report(one, sourceFaults(one.value, sources.sources));
  stopOn(reads);

  // An answer rests on its own pack and on what all packs share: its digest is over both.
  const common = [ranks, counting, holidays];
  return compile({
    powers: powers.map(({ power }) => ({ power, digest: digestOf(power, ...common) })),
    ladders: Object.entries(ranks.ladders).map(([name, { ranks: inOrder, forces }]) => ({ name, ranks: inOrder, forces })),
    otherwise: ranks.otherwise,
    holidays: holidays.holidays,
    counting,
    errors: errors['error-report'] as Book['errors'],
    errorsDigest: digestOf(errors, ...common),
  });
};

/** Reads a folder of packs. */
export const readPacks = (folder = PACKS): PackFiles =>
  Object.fromEntries(readdirSync(folder).filter((name) => name.endsWith('.yaml')).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

/** The law of this version. Throws `PackFaults` when its packs are not whole. */
export const loadBook = (folder = PACKS): Book => bookOf(readPacks(folder));
