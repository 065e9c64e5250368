import { once } from 'node:events';
import { resolve } from 'node:path';
import { lineReader } from './lines.js';
import { loadBook, PackFaults } from './load.js';
import { publish } from './publish.js';
import { readCases, readRows } from './reading.js';
import { covered, coverageLines } from './rows.js';

const USAGE = `usage: npm run --silent law -- <command>

commands
  evaluate    reads one question of law a line (JSON) from stdin, writes one answer a line to stdout
  coverage    prints each row of the statutory table with the rules and worked cases that show it, and what no case shows
  book DIR    writes a page to read and print for each power into a folder: clause, rule, cases, and what is unconfirmed
  replay DIR  asks every decision of a ledger again (services/authorisation)
  shadow --pack FILE DIR  what a proposed law would have made of a ledger (services/authorisation)
`;
const WRONG_USE = 2;

/** Answers the lines of stdin, in their order; a line that is no question is answered with what is wrong with it. */
const evaluateLines = async (): Promise<void> => {
  const answer = lineReader(loadBook());
  let rest = '';
  let count = 0;
  const say = async (lines: readonly string[]): Promise<void> => {
    const out = lines.map((line) => `${answer(line, ++count)}\n`).join('');
    if (out !== '' && !process.stdout.write(out)) await once(process.stdout, 'drain');
  };
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    await say(lines);
  }
  await say(rest.trim() === '' ? [] : [rest]);
};

const say = (lines: readonly string[]): void => void process.stdout.write(lines.map((line) => `${line}\n`).join(''));

/** The commands, each with whether it wants a folder. */
const COMMANDS: Readonly<Record<string, { readonly run: (folder: string) => void | Promise<void>; readonly folder?: true }>> = {
  evaluate: { run: evaluateLines },
  coverage: { run: () => say(coverageLines(covered(loadBook(), readRows(), readCases()))) },
  // A folder is meant from where the person stands, which npm tells.
  book: { run: (folder) => say(publish(resolve(process.env['INIT_CWD'] ?? '.', folder))), folder: true },
};

const wrongUse = (why: string): void => {
  process.stderr.write(`${why}${USAGE}`);
  process.exitCode = WRONG_USE;
};

const main = async ([name, folder, ...more]: readonly string[]): Promise<void> => {
  const command = name === undefined ? undefined : COMMANDS[name];
  if (!command) return wrongUse(name === undefined ? '' : `There is no command “${name}”.\n\n`);
  if (command.folder && folder === undefined) return wrongUse(`“${name ?? ''}” wants a folder.\n\n`);
  // An option that was misspelt, or belongs to another command, would else be passed over, or be a folder's name.
  const extra = [...(command.folder && !folder?.startsWith('-') ? [] : [folder]), ...more].find((word) => word !== undefined);
  if (extra !== undefined) return wrongUse(`“${name ?? ''}” does not take “${extra}”.\n\n`);
  try {
    await command.run(folder ?? '');
  } catch (error) {
    const isOfFiles = (error as NodeJS.ErrnoException).syscall !== undefined;
    if (!(error instanceof PackFaults) && !isOfFiles) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = isOfFiles ? WRONG_USE : 1;
  }
};

// Who reads the answers may have had enough of them.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const [, , ...words] = process.argv;
await main(words);
