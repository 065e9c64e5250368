/**
 * Runs a program of the project on any machine with Node 20 and npm: `node run.mjs [--no-build] [ENTRY ARGUMENTS…]`.
 * Installs, finds Node 24 and builds first; passes arguments, streams, exit code and signals through. Without an entry it only builds.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { ROOT, build, environment, install, node24, say } from './prepare.mjs';

const PARENT_CHECK_EVERY_MS = 500;

/** Runs the entry as a child and ends as it ends. */
const follow = (node, entry, args) => {
  const child = spawn(node, ['--enable-source-maps', resolve(ROOT, entry), ...args], { stdio: 'inherit', env: environment() });
  const parent = process.ppid;
  // When npm is killed outright nobody could stop the child any more, and it would hold its port and its data.
  const orphaned = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), PARENT_CHECK_EVERY_MS);
  // A terminal sends Ctrl-C to every process in front of it, the child too: then there is nothing to pass on.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  child.on('error', (error) => (say(error.message), process.exit(1)));
  child.on('close', (code, signal) => {
    clearInterval(orphaned);
    process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
  });
};

const [first, ...rest] = process.argv.slice(2);
const [entry, ...args] = first === '--no-build' ? rest : [first, ...rest];
if (!(await install())) process.exit(1);
const node = node24();
if (node === undefined) process.exit(1);
if (first !== '--no-build' && !(await build(node))) {
  say('The build failed: see the messages above.');
  process.exit(1);
}
if (entry !== undefined) follow(node, entry, args);
