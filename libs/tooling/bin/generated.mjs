/** What is generated and committed: from what, into which folder, by which program. One list for `npm run gen` and `npm run check`. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, compile, environment } from './prepare.mjs';

const run = (cwd, [program, ...args]) => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env: environment(), encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`);
};

/** Each generator writes its whole folder below `out`; the second reads what the compiler made of the first. */
const generators = [
  { folder: 'proto/gen', into: (out) => run(join(ROOT, 'proto'), ['buf', 'generate', '--output', join(out, 'proto')]) },
  { folder: 'libs/client/src/gen', into: (out) => run(ROOT, [process.execPath, 'libs/client/bin/generate.mjs', '--out', join(out, 'libs/client/src/gen')]) },
];

const filesOf = (folder) => (existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [])
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

const textOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/** Runs one generator into a temporary folder and lets `use` see the committed folder and the fresh one. */
const afresh = ({ folder, into }, use) => {
  const out = mkdtempSync(join(tmpdir(), 'cpmp-gen-'));
  try {
    into(out);
    return use(join(ROOT, folder), join(out, folder));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
};

const differing = (committed, fresh) =>
  [...new Set([...filesOf(committed), ...filesOf(fresh)])].filter((file) => textOf(join(committed, file)) !== textOf(join(fresh, file)));

/** The generated files that are not what their sources say now; all must be compiled. */
export const outdated = () =>
  generators.flatMap((generator) => afresh(generator, differing).map((file) => `${generator.folder}/${file}`));

/** Writes all generated code, compiling as it goes; answers the files that changed. */
export const generate = async () => {
  const changed = [];
  for (const generator of generators) {
    // What it finds wrong may be what is generated next.
    await compile(process.execPath);
    const files = afresh(generator, (committed, fresh) => {
      const names = differing(committed, fresh);
      rmSync(committed, { recursive: true, force: true });
      cpSync(fresh, committed, { recursive: true });
      return names;
    });
    changed.push(...files.map((file) => `${generator.folder}/${file}`));
  }
  return changed;
};
