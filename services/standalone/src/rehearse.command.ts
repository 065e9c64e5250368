import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startPlatform } from './platform.js';
import { withProgress } from './progress.js';
import { play, type Played } from './rehearsal/play.js';
import { isFaulty, readRehearsal, type Rehearsal } from './rehearsal/read.js';
import { CannotPlay } from './rehearsal/world.js';
import { StartFault } from './start-fault.js';

const USAGE = `npm run rehearse -- FILE… [--url U]
Plays written operations (services/standalone/rehearsals/FORMAT.md), each against a fresh platform on a virtual clock, or all against the one at U. Exit 1: a step failed; 2: a file does not read.`;

type Written = { readonly file: string; readonly text: string; readonly rehearsal: Rehearsal };

/** A file read whole; where it cannot be, every fault is said with its line. */
const written = (file: string): readonly Written[] => {
  let text: string;
  try {
    // npm runs scripts in the root, wherever it was called.
    text = readFileSync(resolve(process.env.INIT_CWD ?? '.', file), 'utf8');
  } catch (error) {
    console.error(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
    return [];
  }
  const rehearsal = readRehearsal(text);
  if (!isFaulty(rehearsal)) return [{ file, text, rehearsal }];
  for (const { line, what } of rehearsal) console.error(`${file}:${line}: ${what}`);
  return [];
};

const playOn = (baseUrl: string, seed: string, { rehearsal }: Written): Promise<readonly Played[]> => play(rehearsal, { baseUrl, seed, say: (line) => console.log(line), watch: withProgress });

/** The acts' keys come from the file, so that it gives the same ledgers every time. */
const playFresh = async (one: Written): Promise<readonly Played[]> => {
  const platform = await startPlatform({ data: ':memory:', port: 0, clock: { kind: 'virtual', startsAt: one.rehearsal.starts } });
  try {
    return await playOn(platform.url, createHash('sha256').update(one.text).digest('hex'), one);
  } finally {
    await platform.close();
  }
};

/** There is no platform to play on, or it went away: a sentence, and on to the next file. */
const notPlayed = (error: unknown): readonly Played[] => {
  if (!(error instanceof CannotPlay) && !(error instanceof StartFault)) throw error;
  console.error(error.message);
  return [];
};

const main = async (named: readonly string[], url: string | undefined): Promise<number> => {
  const files = named.map(written);
  if (files.some((file) => file.length === 0)) return 2;
  let failures = 0;
  for (const one of files.flat()) {
    console.log(`${one.file}: ${one.rehearsal.title}`);
    const played = await (url === undefined ? playFresh(one) : playOn(url, randomUUID(), one)).catch(notPlayed);
    const of = (verdict: Played['verdict']) => played.filter((step) => step.verdict === verdict).length;
    if (of('ok') < one.rehearsal.steps.length) failures += 1;
    if (played.length > 0) console.log(`${of('ok')} passed, ${of('failed')} failed, ${of('missing')} not available\n`);
  }
  return failures === 0 ? 0 : 1;
};

const readArguments = () => {
  try {
    const { values, positionals } = parseArgs({ options: { url: { type: 'string' } }, allowPositionals: true });
    return positionals.length === 0 ? undefined : { files: positionals, url: values.url };
  } catch {
    return undefined;
  }
};

const asked = readArguments();
if (!asked) console.error(USAGE);
process.exitCode = asked ? await main(asked.files, asked.url) : 2;
