import { once } from 'node:events';
import { lineReader } from './lines.js';
import { loadBook, PackFaults } from './load.js';

const USAGE = `usage: npm run --silent law -- <command>

commands
  evaluate    reads one question of law a line (JSON) from stdin, writes one answer a line to stdout
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

const main = async (name: string | undefined): Promise<void> => {
  if (name !== 'evaluate') {
    process.stderr.write(name === undefined ? USAGE : `There is no command “${name}”.\n\n${USAGE}`);
    process.exitCode = WRONG_USE;
    return;
  }
  try {
    await evaluateLines();
  } catch (error) {
    if (!(error instanceof PackFaults)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
};

// Who reads the answers may have had enough of them.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
await main(process.argv[2]);
