import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stopAtSignal } from '@cpmp/shell';
import { type Asked, Misused, readArguments } from './arguments.js';
import { exitCodeOf, type Figure, lineOf } from './figure.js';
import { fuzzLong } from './fuzz.js';
import { ENGINE_MEASURES, ENGINES_FULL, startNamedEngines } from './engines/index.js';
import { FULL, type Ground, withGround } from './ground.js';
import { ENGINES_HISTORY, record } from './history.js';
import { machineLine, machineNow } from './machine.js';
import { MEASURES } from './measures/index.js';

const FOLDER = fileURLToPath(new URL('..', import.meta.url));
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** The commit that was measured; `+` behind it when files were changed. */
const commitNow = (): string => {
  const git = (...args: string[]): string => spawnSync('git', args, { cwd: FOLDER, encoding: 'utf8' }).stdout?.trim() ?? '';
  return `${git('rev-parse', '--short', 'HEAD') || 'unknown'}${git('status', '--porcelain') === '' ? '' : '+'}`;
};

const fuzzed = async ({ fuzzSeconds, json }: Asked): Promise<number> => {
  const services = await fuzzLong(fuzzSeconds, say);
  if (json) console.log(JSON.stringify({ fuzzed: services }));
  else for (const { service, failed } of services) if (failed !== undefined) console.log(`${service}:\n${failed}`);
  const failures = services.filter(({ failed }) => failed !== undefined).length;
  if (!json) console.log(`${services.length - failures} passed, ${failures} failed`);
  return failures === 0 ? 0 : 1;
};

/** Engines are there while something is measured on them. */
const withEngines = async (ground: Ground): Promise<void> => {
  const starting = startNamedEngines(ground.folder());
  ground.ends(() => starting.then((stop) => stop(), () => {}));
  await starting;
};

const measured = async ({ measures, engines, figure, rounds, data, json, record: recording }: Asked, stopped: AbortSignal): Promise<number> => {
  const machine = machineNow();
  const scale = { ...(engines ? ENGINES_FULL : FULL), ...(rounds === undefined ? {} : { rounds }) };
  if (!json) console.log(machineLine(machine));
  const failed: string[] = [];
  const figures = await withGround(scale, { say, stopped, failed, ...(data === undefined ? {} : { data }) }, async (ground) => {
    if (engines) await withEngines(ground);
    const all: Figure[] = [];
    for (const { name, about, run } of measures) {
      say(`${name}: ${about} …`);
      const found = (await run(ground).catch((error: Error) => ground.fails(name, error))).filter((each) => figure === undefined || each.name === figure);
      if (!json) for (const each of found) console.log(lineOf(each));
      all.push(...found);
    }
    return all;
  });
  if (json) console.log(JSON.stringify({ machine, figures }, undefined, 2));
  if (recording) record(FOLDER, { date: new Date().toISOString(), commit: commitNow(), machine, figures }, ...(engines ? [ENGINES_HISTORY] : []));
  return failed.length > 0 ? 1 : exitCodeOf(figures);
};

const main = async (stopped: AbortSignal): Promise<number> => {
  const asked = readArguments(process.argv.slice(2), { embedded: MEASURES, onEngines: ENGINE_MEASURES }, process.env);
  return asked.fuzzSeconds > 0 ? fuzzed(asked) : measured(asked, stopped);
};

/** Somebody stopped it before its end. */
const STOPPED = 130;
const fatal = (error: unknown): never => {
  console.error(error);
  process.exit(1);
};

const stopping = new AbortController();
const ended = main(stopping.signal).catch((error: unknown) => {
  if (stopping.signal.aborted) return STOPPED;
  if (!(error instanceof Misused)) return fatal(error);
  console.error(error.message);
  return 2;
});
stopAtSignal(async () => {
  stopping.abort();
  process.exit(await ended);
}, fatal);
process.exitCode = await ended;
