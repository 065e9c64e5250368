import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bookFrom, readPack, readPacks } from './load.js';
import { type Power, PowerPack, SourcesPack } from './pack.schema.js';
import { indexPage, powerPage } from './pages.js';
import { readCases } from './reading.js';
import { ruleOf } from './rows.js';

/** The pages of the law, by file name. */
export const lawPages = (): Readonly<Record<string, string>> => {
  const reads = Object.entries(readPacks()).map(([file, text]) => readPack(file, text));
  const book = bookFrom(reads);
  const rule = ruleOf(book);
  const cases = readCases().map((one) => ({ one, rule: rule(one) }));
  const { sources } = SourcesPack.parse(reads.find(({ file }) => file === 'sources.yaml')?.value);
  const powers = reads.flatMap(({ value }): readonly Power[] => (typeof value === 'object' && value !== null && 'power' in value ? [PowerPack.parse(value)] : []));
  const pages = powers.map((power) => [`${power.power}.html`, powerPage({ power, pack: book.powers.get(power.power)?.pack ?? '', cases, sources })] as const);
  return { 'index.html': indexPage(powers.map(({ power }) => power)), ...Object.fromEntries(pages) };
};

/** Writes the pages into a folder, and says which. */
export const publish = (folder: string): readonly string[] => {
  mkdirSync(folder, { recursive: true });
  return Object.entries(lawPages()).map(([file, html]) => {
    const path = join(folder, file);
    writeFileSync(path, html);
    return path;
  });
};
