import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Figure, readable } from './figure.js';
import { type Machine, machineLine } from './machine.js';
import { plot } from './plot.js';

/** One whole run, as a line of `history.ndjson`. */
export type Entry = { readonly date: string; readonly commit: string; readonly machine: Machine; readonly figures: readonly Figure[] };

const SHOWN = 20;

/** Reads a history. @throws SyntaxError for a line that is none */
export const entriesOf = (text: string): readonly Entry[] => text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Entry);

/** What a history's files are called, and what writes them. */
export type HistoryName = { readonly command: string; readonly lines: string; readonly page: string; readonly picture: string };
const HISTORY: HistoryName = { command: 'npm run bench', lines: 'history.ndjson', page: 'HISTORY.md', picture: 'history.svg' };
/** That of real engines. */
export const ENGINES_HISTORY: HistoryName = { command: 'npm run bench -- --engines', lines: 'engines.ndjson', page: 'ENGINES.md', picture: 'engines.svg' };

/** Every figure of some entries, as it was measured last: a run may be of a few alone. */
const figuresIn = (entries: readonly Entry[]): readonly Figure[] => [...new Map(entries.flatMap(({ figures }) => figures).map((figure) => [figure.name, figure])).values()];

/** Those of them that have a mark. */
const markedIn = (entries: readonly Entry[]): readonly Figure[] => figuresIn(entries).filter(({ floor, goal }) => floor !== undefined || goal !== undefined);

const valueIn = ({ figures }: Entry, name: string): string => {
  const found = figures.find((figure) => figure.name === name);
  return found ? readable(found.value) : '–';
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = (entries: readonly Entry[], figures: readonly Figure[]): readonly string[] => [
  row(['figure', 'mark', ...entries.map(({ date, commit }) => `${date.slice(0, 10)} ${commit}`)]),
  row(['---', '---', ...entries.map(() => '---:')]),
  ...figures.map(({ name, floor, goal, unit, standIn }) => {
    const mark = [...(floor === undefined ? [] : [`floor ${floor}`]), ...(goal === undefined ? [] : [`goal ${goal}`])].join(', ');
    return row([`${name}${unit ? ` (${unit})` : ''}${standIn ? `, on ${standIn}` : ''}`, mark || '–', ...entries.map((entry) => valueIn(entry, name))]);
  }),
];

/** The page beside the picture: the same numbers for whoever does not see it, every figure of the last runs, and the machines. */
export const pageOf = (entries: readonly Entry[], { command, picture }: HistoryName = HISTORY): string => {
  const shown = entries.slice(-SHOWN);
  return [
    '# What was measured',
    '',
    `Written by \`${command}\`; how each figure is measured stands in README.md. In the picture a figure is divided by its floor, or by its goal where it has no floor; above the line is kept.`,
    '',
    `![Every figure with a mark, run by run; the same numbers are in the table below](${picture})`,
    '',
    ...table(shown, figuresIn(shown)),
    '',
    '## Machines',
    '',
    ...shown.map(({ date, machine }) => `- ${date}: ${machineLine(machine)}`),
    '',
  ].join('\n');
};

/** Adds a run to the history in a folder, and writes page and picture anew. */
export const record = (folder: string, entry: Entry, name = HISTORY): void => {
  const file = join(folder, name.lines);
  appendFileSync(file, `${JSON.stringify(entry)}\n`);
  const entries = entriesOf(readFileSync(file, 'utf8'));
  writeFileSync(join(folder, name.page), pageOf(entries, name));
  writeFileSync(join(folder, name.picture), plot(entries.slice(-SHOWN).map(({ date, commit, figures }) => ({ label: `${date.slice(5, 10)} ${commit}`, figures })), markedIn(entries.slice(-SHOWN))));
};

/** The history in a folder; none is empty. */
export const historyIn = (folder: string): readonly Entry[] => {
  const file = join(folder, HISTORY.lines);
  return existsSync(file) ? entriesOf(readFileSync(file, 'utf8')) : [];
};
