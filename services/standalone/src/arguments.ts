import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { instant } from '@cpmp/shell';
import { IN_MEMORY } from './data-folder.js';
import { StartFault } from './start-fault.js';
import type { ClockChoice } from './time.js';

/** How `npm start` is used. */
export const USAGE = `npm start -- [--port N] [--data DIR] [--clock machine|virtual] [--starts INSTANT] [--no-demonstration]
  --port N             a port of this machine, 0 for any free one (8080)
  --data DIR           where everything is kept (.data in the project); :memory: keeps nothing
  --clock virtual      legal time stands still until POST /api/standalone/v1/clock moves it
  --starts INSTANT     where a virtual clock begins, e.g. 2026-03-02T09:00:00Z (now)
  --no-demonstration   start with nothing in it
LAW_FOLDER=DIR in the environment offers packs of law, which an administrator may adopt;
METRICS_PORT=N has the measures read there by Prometheus, on the machine's clock`;

/** Arguments that do not do: in a sentence, without what was typed. */
export class ArgumentFault extends Error {
  override readonly name = 'ArgumentFault';
}

/** What a command that was called wrongly, or has nothing that it could start on, comes to: a sentence, and exit code 2, since 1 is a verdict. Any other error is thrown on. */
export const wrongCall = (usage: string) => (error: Error & { readonly code?: string }): number => {
  const isStartFault = error instanceof StartFault;
  if (!isStartFault && !error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
  console.error(isStartFault ? error.message : `${error.message}\n\n${usage}`);
  return 2;
};

/** What the command line asks for. */
export type Arguments = { readonly port: number; readonly data: string; readonly clock: ClockChoice; readonly demonstration: boolean; readonly lawFolder?: string; readonly metricsPort?: number };

const PORT_MAX = 65_535;
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** The folder in the project that keeps everything unless another is named. */
const DATA = '.data';
const OPTIONS = { port: { type: 'string' }, data: { type: 'string' }, clock: { type: 'string' }, starts: { type: 'string' }, 'no-demonstration': { type: 'boolean' } } as const;

/** Reads the command line. A relative folder is where the person stands, which npm tells in `INIT_CWD`; `folder` is used when none is named. @throws ArgumentFault that says which argument does not do. */
export const readArguments = (args: readonly string[], env: Readonly<Record<string, string | undefined>> = process.env, folder = DATA): Arguments => {
  const { port, data, clock, starts, 'no-demonstration': bare = false } = valuesOf(args);
  const metrics = env['METRICS_PORT'] ? { metricsPort: portFrom('METRICS_PORT', env['METRICS_PORT']) } : {};
  if (data === '') throw new ArgumentFault('--data takes a folder.');
  return { port: portFrom('--port', port ?? '8080'), ...metrics, data: data === undefined ? resolve(ROOT, folder) : folderFrom(data, env['INIT_CWD']), clock: clockFrom(clock, starts), demonstration: !bare, ...(env['LAW_FOLDER'] ? { lawFolder: resolve(env['INIT_CWD'] ?? '.', env['LAW_FOLDER']) } : {}) };
};

const portFrom = (name: string, port: string): number => {
  if (!/^\d{1,5}$/.test(port) || Number(port) > PORT_MAX) throw new ArgumentFault(`${name} takes a number from 0 to ${PORT_MAX}.`);
  return Number(port);
};

/** A data folder as a person names it: from where they stand, which npm tells. */
export const folderFrom = (data: string, base = '.'): string => (data === IN_MEMORY ? data : resolve(base, data));

const valuesOf = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new ArgumentFault((error as Error).message);
  }
};

const clockFrom = (kind = 'machine', starts: string | undefined): ClockChoice => {
  if (kind !== 'machine' && kind !== 'virtual') throw new ArgumentFault('--clock is machine or virtual.');
  if (kind === 'machine') {
    if (starts !== undefined) throw new ArgumentFault('--starts goes with --clock virtual.');
    return { kind };
  }
  const startsAt = instant.safeParse(starts ?? new Date().toISOString());
  if (!startsAt.success) throw new ArgumentFault('--starts takes an instant with its zone, e.g. 2026-03-02T09:00:00Z.');
  return { kind, startsAt: startsAt.data };
};
