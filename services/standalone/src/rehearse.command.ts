import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startPlatform } from './platform.js';
import { CannotPlay, play, type Played } from './rehearsal/play.js';
import { isFaulty, readRehearsal, type Rehearsal } from './rehearsal/read.js';

const USAGE = `npm run rehearse -- FILE… [--url U]
Plays written operations (services/standalone/rehearsals/FORMAT.md), each against a fresh platform on a virtual clock, or all against the one at U. Exit 1: a step failed; 2: a file does not read.`;

const { values, positionals } = parseArgs({ options: { url: { type: 'string' } }, allowPositionals: true });

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

const playOn = async (baseUrl: string, { text, rehearsal }: Written): Promise<readonly Played[]> => {
  const seed = values.url === undefined ? createHash('sha256').update(text).digest('hex').slice(0, 16) : randomUUID();
  return play(rehearsal, { baseUrl, seed, say: (line) => console.log(line) });
};

const playFresh = async (one: Written): Promise<readonly Played[]> => {
  const platform = await startPlatform({ data: ':memory:', port: 0, clock: { kind: 'virtual', startsAt: one.rehearsal.starts } });
  try {
    return await playOn(platform.url, one);
  } finally {
    await platform.close();
  }
};

const main = async (): Promise<number> => {
  if (positionals.length === 0) {
    console.error(USAGE);
    return 2;
  }
  const files = positionals.map(written);
  if (files.some((file) => file.length === 0)) return 2;
  let failures = 0;
  for (const one of files.flat()) {
    console.log(`${one.file}: ${one.rehearsal.title}`);
    const played = values.url === undefined ? await playFresh(one) : await playOn(values.url, one);
    const of = (verdict: Played['verdict']) => played.filter((step) => step.verdict === verdict).length;
    failures += played.length - of('ok');
    console.log(`${of('ok')} passed, ${of('failed')} failed, ${of('missing')} not available\n`);
  }
  return failures === 0 ? 0 : 1;
};

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof CannotPlay)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
