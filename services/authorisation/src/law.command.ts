import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { plusDays } from '@cpmp/law';
import { bookOf, overlaid, PackFaults, readFiles } from '@cpmp/law/load';
import { openLogFile, recordsIn } from '@cpmp/ledger';
import { authority, error, lawSet } from './domain/index.js';
import { compiledBook, filesOf } from './law/books.js';
import { lawIn, replay } from './law/replay.js';
import { shadow } from './law/shadow.js';

const USAGE = `usage: npm run law -- replay DIR | shadow --pack FILE [--pack FILE …] [--on DAY] DIR

  replay DIR   asks every decision of a data folder's ledger (or of a .sqlite file) again, from its pinned facts, of the packs that it pins; needs no key
  shadow DIR   what a proposed law would have made of every decision and every live authority, beside the law of the ledger; changes nothing
    --pack FILE  a draft that amends a power, or the whole pack of a power
    --on DAY     both laws as they stand on that day (e.g. 2027-01-01), whenever a decision was made
Exit code: 0; 1 where a decision does not come out again, a pack has faults, or a ledger cannot be read; 2 for wrong use.
`;
const WRONG_USE = 2;

/** Cannot be done so: said in a sentence, exit code 2. */
class Misused extends Error {}

const ledgerAt = (place: string | undefined): string => {
  if (place === undefined) throw new Misused('Which ledger? Give the folder that npm start names.');
  const file = existsSync(place) && statSync(place).isDirectory() ? join(place, 'authorisation.sqlite') : place;
  if (!existsSync(file)) throw new Misused(`There is no ${file}.`);
  return file;
};

/** Runs with a reader of a ledger's events, which may be read more than once. */
const reading = async <T>(place: string | undefined, run: (records: () => ReturnType<typeof recordsIn>) => Promise<T>): Promise<T> => {
  const store = openLogFile(ledgerAt(place));
  try {
    return await run(() => recordsIn(store, [authority, error, lawSet]));
  } finally {
    await store.close();
  }
};

/** Whether a text is a day that the calendar has: 30 February would be read as 2 March. */
const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && plusDays(text, 0) === text;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

const replayed = (place: string | undefined): Promise<void> =>
  reading(place, async (records) => {
    const { decisions, sets, differences } = await replay(records(), await lawIn(records()));
    for (const { event, reference, component, clause, what, recorded, answered } of differences) say(`FAIL ${event} ${reference}/${component} ${clause}: ${what} was ${shown(recorded)}, comes out as ${shown(answered)}`);
    say(`${decisions} decisions asked again under ${sets} adopted ${sets === 1 ? 'set' : 'sets'}: ${differences.length === 0 ? 'each came out as it was' : `${differences.length} differences`}`);
    if (differences.length > 0) process.exitCode = 1;
  });

const shadowed = async (place: string | undefined, packs: readonly string[], on: string | undefined): Promise<void> => {
  if (packs.length === 0) throw new Misused('Which law? Name it with --pack FILE.');
  if (on !== undefined && !isDay(on)) throw new Misused('--on takes a day, e.g. 2027-01-01.');
  const drafts = readFiles(packs);
  return reading(place, async (records) => {
    const state = await lawIn(records());
    const adopted = state.adopted.at(-1);
    if (!adopted) throw new Misused('No law was adopted in this ledger.');
    const files = filesOf(state, adopted.packs);
    let now = '';
    for await (const { meta } of records()) now = meta.at;
    const { decisions, live, counts, cases } = await shadow(records(), { law: compiledBook(files), proposed: bookOf(overlaid(files, drafts)), now, on });
    for (const { kind, act, reference, component, at, live: lives, was, would, clause, event } of cases)
      say(`${kind}: ${act} of ${reference}/${component} at ${at}${event ? ` (${event})` : ''}${lives ? ', live' : ''}: ${clause}. ${would.because ?? `Until ${would.until ?? 'a commissioner approves'} instead of ${was.until ?? 'a commissioner approves'}, by ${would.rule}.`}`);
    say(`${decisions} decisions and ${live} live authorities at ${now}: ${Object.entries(counts).map(([kind, count]) => `${count} ${kind}`).join(', ')}`);
  });
};

const main = async (args: readonly string[]): Promise<void> => {
  const { positionals, values } = parseArgs({ args: [...args], allowPositionals: true, options: { pack: { type: 'string', multiple: true }, on: { type: 'string' } } });
  const [command, place, ...more] = positionals;
  // What one takes and the other does not would else be passed over, and the answer be taken for that of what was asked.
  const [extra] = [...(command === 'replay' ? Object.keys(values).map((option) => `--${option}`) : []), ...more];
  if (extra !== undefined) throw new Misused(`“${command ?? ''}” does not take “${extra}”.`);
  return command === 'replay' ? replayed(place) : shadowed(place, values.pack ?? [], values.on);
};

const [, , name, ...rest] = process.argv;
if (name === 'replay' || name === 'shadow') {
  // A path is meant from where the person stands, which npm tells.
  process.chdir(process.env['INIT_CWD'] ?? '.');
  await main([name, ...rest]).catch((error: unknown) => {
    const { name: kind, code = '', syscall } = error as NodeJS.ErrnoException;
    if (error instanceof Misused || code.startsWith('ERR_PARSE_ARGS') || syscall !== undefined) process.exitCode = WRONG_USE;
    else if (error instanceof PackFaults || kind === 'Corrupt' || code === 'ERR_SQLITE_ERROR') process.exitCode = 1;
    else throw error;
    process.stderr.write(`${(error as Error).message}\n${process.exitCode === WRONG_USE ? `\n${USAGE}` : ''}`);
  });
} else await import('@cpmp/law/command');
