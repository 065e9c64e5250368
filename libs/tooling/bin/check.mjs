/** All that can be said of the sources without running them (`npm run check`): a line and its time for each stage, then `N passed, N failed`. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { outdated } from './generated.mjs';
import { ROOT, compile, environment } from './prepare.mjs';
import { runStages } from './stages.mjs';

/** Runs a program to its end: whether it succeeded, and all that it said. */
const run = (program, args, cwd = ROOT) =>
  new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });

const sources = () =>
  ['libs', 'services'].flatMap((group) => readdirSync(join(ROOT, group)).map((name) => `${group}/${name}/src`)).filter((folder) => existsSync(join(ROOT, folder)));

const current = () => {
  try {
    const files = outdated();
    return { ok: files.length === 0, output: files.map((file) => `${file} is not what its source says: npm run gen\n`).join('') };
  } catch (error) {
    return { ok: false, output: error.message };
  }
};

const stages = [
  ['types', async () => ({ ok: await compile(process.execPath), output: '' })],
  ['lint and budgets', () => run('oxlint', ['-c', 'libs/tooling/oxlint.json', '--format', 'unix'])],
  ['architecture', () => run('depcruise', ['--config', 'libs/tooling/dependency-cruiser.cjs', ...sources(), 'proto/gen'])],
  ['protobuf', () => run('buf', ['lint'], join(ROOT, 'proto'))],
  ['generated code is current', current],
  // The compiler has written this program by now, even where it found faults elsewhere.
  ['tidy', () => run(process.execPath, [join(ROOT, 'libs/tooling/dist/tidy.command.js'), ROOT])],
];

await runStages(stages);
