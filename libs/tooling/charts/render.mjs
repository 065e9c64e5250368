/** Charts as the objects that they become, and the programs that judge them. */
import { spawn, spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ROOT } from '../bin/prepare.mjs';

/** Makes the programs, or those that are named, unless they are there, and answers their folder; what is built is told on stderr. @throws when one cannot be had */
export const tools = (...names) => {
  const { status, stdout } = spawnSync(join(ROOT, 'k8s/tools/tools.sh'), names, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) throw new Error('k8s/tools/tools.sh failed: see its messages above.');
  return stdout.trim().split('\n').at(-1);
};

/** Runs a program to its end, with a text as its input: whether it succeeded, and what it said. */
export const run = (program, args, input = '') =>
  new Promise((resolve) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    // Helm tells of every link to the library chart; that they are links is meant.
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text.split('\n').filter((line) => !line.includes('found symbolic link')).join('\n')));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('error', (error) => resolve({ ok: false, stdout: '', output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, stdout, output: stdout + stderr }));
  });

/** The namespace that the checks render for. */
export const NAMESPACE = 'cpmp';

/** One chart's objects as YAML, by its folder, with values files and settings of one's own. @throws with what helm said */
export const render = async (bin, folder, { values = [], set = [], apis = [] } = {}) => {
  const { ok, stdout, output } = await run(join(bin, 'helm'), [
    'template', basename(folder), folder, '--namespace', NAMESPACE,
    ...values.flatMap((file) => ['--values', file]), ...set.flatMap((entry) => ['--set-string', entry]), ...apis.flatMap((api) => ['--api-versions', api]),
  ]);
  if (!ok) throw new Error(output);
  return stdout;
};

/** The objects of a rendered text. */
export const objectsOf = (text) => parseAllDocuments(text).map((document) => document.toJS()).filter(Boolean);
