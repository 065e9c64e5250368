/**
 * The first step of every command. It imports nothing but Node's own modules and runs on Node 20 or newer: it installs the
 * packages that the lock names, finds Node 24 and builds. Everything it says goes to stderr, so that a command's stdout is its own.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '');
const BIN = join(ROOT, 'node_modules', '.bin');
const STAMP = join(ROOT, 'node_modules', '.cpmp-lock');
const NODE_MAJOR_MIN = 24;
const PROGRESS_EVERY_MS = 2000;

/** Tells the person waiting something, on stderr. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** The environment for programs of the project: the packages' own programs, Node 24 among them, come first. */
export const environment = () => ({ ...process.env, PATH: `${BIN}:${process.env.PATH ?? ''}` });

/** Runs a program to its end and yields its exit code; stdout goes to stderr, a line of progress appears every two seconds. */
const runQuietly = async (label, [program, ...args], detail = () => '') => {
  const began = Date.now();
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
  const timer = setInterval(() => say(`${label} … ${detail()}${seconds()}`), PROGRESS_EVERY_MS);
  const child = spawn(program, args, { cwd: ROOT, env: environment(), stdio: ['ignore', 2, 2] });
  const code = await new Promise((resolve) => {
    child.on('error', (error) => (say(`${label}: ${error.message}`), resolve(127)));
    child.on('close', (status) => resolve(status ?? 1));
  });
  clearInterval(timer);
  if (Date.now() - began > PROGRESS_EVERY_MS) say(`${label}: ${code === 0 ? 'done' : 'failed'} in ${seconds()}`);
  return code;
};

/** How many packages lie in node_modules now: the progress of an installation. */
const installed = () => {
  const names = (folder) => (existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : []);
  const top = names(join(ROOT, 'node_modules'));
  return top.reduce((sum, name) => sum + (name.startsWith('@') ? names(join(ROOT, 'node_modules', name)).length : 1), 0);
};

/**
 * Installs what the lock names, unless that was done for this very lock. `npm install` and not `npm ci`: where a registry lacks other
 * platforms' binaries the lock lacks them too, and `npm ci` then refuses it. Answers whether it succeeded.
 */
export const install = async () => {
  const lock = () => createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json'))).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock()) return true;
  say('Installing packages: about a minute on a new machine');
  const own = process.env.npm_execpath;
  const npm = own?.endsWith('.js') ? [process.execPath, own] : ['npm'];
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--include=dev', '--include=optional', '--loglevel=error'];
  const code = await runQuietly('Installing packages', [...npm, 'install', ...flags], () => `${installed()} so far, `);
  if (code === 0) writeFileSync(STAMP, lock());
  else say('The packages could not be installed: see npm’s own message above.');
  return code === 0;
};

/** The path of a Node that is new enough: the running one, else the one installed from npm; undefined when there is none. */
export const node24 = () => {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) return process.execPath;
  const packaged = join(BIN, 'node');
  if (existsSync(packaged)) return packaged;
  say(`Node ${NODE_MAJOR_MIN} or newer is needed and npm has none for this platform (${process.platform}-${process.arch}).`);
  say(`Install Node ${NODE_MAJOR_MIN} and run the command again.`);
  return undefined;
};

/** Removes compiled specs whose source is gone: the compiler leaves them, and they would go on being run. */
const sweepSpecs = () => {
  for (const group of ['libs', 'services']) {
    for (const name of readdirSync(join(ROOT, group))) {
      const dist = join(ROOT, group, name, 'dist');
      for (const file of existsSync(dist) ? readdirSync(dist, { recursive: true }) : []) {
        const source = join(ROOT, group, name, 'src', file.replace(/\.js$/, '.ts'));
        if (/\.(spec|engines)\.js$/.test(file) && !existsSync(source)) rmSync(join(dist, file));
      }
    }
  }
};

/** Compiles all that changed, types checked. Answers whether it succeeded. */
export const compile = async (node) => {
  const code = await runQuietly('Building', [node, join(ROOT, 'node_modules/typescript-7/bin/tsc'), '-b']);
  sweepSpecs();
  return code === 0;
};

/** Compiles, and makes the console's style sheet and pictures. Answers whether it succeeded. */
export const build = async (node) => {
  if (!(await compile(node))) return false;
  const assets = join(ROOT, 'services/console/build-assets.mjs');
  return !existsSync(assets) || (await runQuietly('Building the console’s assets', [node, assets])) === 0;
};
