/** What is generated and committed: from what, into which folder, by which program. One list for `npm run gen` and `npm run check`. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, environment } from './prepare.mjs';

const run = (cwd, [program, ...args]) => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env: environment(), encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`);
};

/** Each generator writes its whole folder below `out`. */
const generators = [
  { folder: 'proto/gen', into: (out) => run(join(ROOT, 'proto'), ['buf', 'generate', '--output', join(out, 'proto')]) },
  // From the compiled services: whoever calls this has compiled before.
  { folder: 'libs/client/src/gen', into: (out) => run(ROOT, ['node', 'libs/client/bin/generate.mjs', '--out', join(out, 'libs/client/src/gen')]) },
];

const filesOf = (folder) => (existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [])
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

const textOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/** Makes everything anew in a temporary folder and lets `use` see each folder's old and new place. */
const afresh = (use) => {
  const out = mkdtempSync(join(tmpdir(), 'cpmp-gen-'));
  try {
    return generators.flatMap(({ folder, into }) => (into(out), use(folder, join(ROOT, folder), join(out, folder))));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
};

/** The generated files that are not what their sources say now. */
export const outdated = () =>
  afresh((folder, committed, fresh) =>
    [...new Set([...filesOf(committed), ...filesOf(fresh)])].filter((file) => textOf(join(committed, file)) !== textOf(join(fresh, file))).map((file) => `${folder}/${file}`));

/** Writes all generated code; answers the folders. */
export const generate = () =>
  afresh((folder, committed, fresh) => {
    rmSync(committed, { recursive: true, force: true });
    cpSync(fresh, committed, { recursive: true });
    return [folder];
  });
