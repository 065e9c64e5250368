import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Checkpoint, checkpointText, isSignedBy, parseCheckpoint, signedNote, verifierKey } from './checkpoint.js';
import { logFilesIn, openLogFile, signerIn } from './sqlite/open.js';
import { type Verification, verifyLog } from './verify.js';

const USAGE = `npm run verify -- DIR|FILE|PACK.json [--checkpoint FILE …] [--signed-by FILE] [--write-checkpoint DIR]
Verifies every ledger of a data folder, or one file, and names the first fault; of an evidence pack (PACK.json), what bin/verify-evidence.mjs says of it. A checkpoint kept elsewhere also shows a log that was cut off, forked, rolled back or rewritten.
  --checkpoint FILE       holds the ledger that it is of against it; may be given again
  --signed-by FILE        the checkpoints must carry a signature of this verifier key
  --write-checkpoint DIR  writes a checkpoint of each whole ledger there: keep it on another machine
Exit code: 0 all whole, 1 a fault, 2 nothing could be verified.`;

const PROGRESS_EVERY_MS = 2000;

/** Nothing can be verified so: said in a sentence, exit code 2. */
class Misused extends Error {}

/** Lines for whoever waits, on the error stream. */
const progressOf = (file: string): ((position: number) => void) => {
  let said = Date.now();
  return (position) => {
    if (Date.now() - said < PROGRESS_EVERY_MS) return;
    said = Date.now();
    console.error(`     ${file}: ${position} commits …`);
  };
};

const textIn = (file: string): string => {
  if (!existsSync(file)) throw new Misused(`There is no ${file}.`);
  return readFileSync(file, 'utf8');
};

const checkpointIn = (file: string, signedBy: string | undefined): Checkpoint => {
  const note = textIn(file);
  if (signedBy !== undefined && !isSignedBy(note, textIn(signedBy))) throw new Misused(`${file} carries no signature of the key in ${signedBy}.`);
  try {
    return parseCheckpoint(note);
  } catch (error) {
    throw new Misused(`${file}: ${(error as Error).message}`);
  }
};

const filesAt = (place: string): readonly string[] => {
  if (!existsSync(place)) throw new Misused(`There is no ${place}.`);
  const files = statSync(place).isDirectory() ? logFilesIn(place) : [place];
  if (files.length === 0) throw new Misused(`No ledger in ${place}: give the folder that npm start names, or a .sqlite file.`);
  return files;
};

/** The log that a file holds by its name, without its epoch. */
const serviceOf = (file: string): string => basename(file, '.sqlite');

/** A file's checkpoints are those of its service; to one file alone every checkpoint belongs. */
const checkpointsFor = (file: string, { files, checkpoints }: Asked): readonly Checkpoint[] =>
  files.length === 1 ? checkpoints : checkpoints.filter(({ origin }) => origin.split('/')[0] === serviceOf(file));

type Asked = { readonly files: readonly string[]; readonly checkpoints: readonly Checkpoint[] };

const verifyFile = async (file: string, checkpoints: readonly Checkpoint[]): Promise<Verification | undefined> => {
  try {
    const store = openLogFile(file);
    try {
      return await verifyLog(store, { checkpoints, progress: progressOf(file) });
    } finally {
      await store.close();
    }
  } catch (error) {
    console.log(`FAIL ${file}: cannot be read as a ledger (${(error as Error).message})`);
    return undefined;
  }
};

const UNSEEN = 'without a checkpoint kept elsewhere, a log that was cut off, forked, rolled back or rewritten would not show';

const say = (file: string, { commits, root, fault, abandoned, against, log = 'no log' }: Verification): void => {
  for (const { log: old, from, to } of abandoned)
    console.log(`GONE ${file} abandoned tail: ${old} positions ${from} to ${to}, which a checkpoint knows, are not here; the log was restored and goes on as ${log}: a person must know of that restore`);
  if (fault) console.log(`FAIL ${file} ${log}: position ${fault.position}: ${fault.what}`);
  else console.log(`ok   ${file} ${log}: ${commits} commits, root ${Buffer.from(root).toString('hex')}; ${against ? 'as the checkpoint says' : UNSEEN}`);
};

const keep = (directory: string, file: string, { log, commits, root }: Verification): void => {
  if (!log) return;
  mkdirSync(directory, { recursive: true });
  const signer = signerIn(dirname(file), log);
  const path = join(directory, log.replaceAll('/', '-'));
  writeFileSync(`${path}.checkpoint`, signedNote(checkpointText({ origin: log, size: commits, root }), signer));
  writeFileSync(`${path}.key`, `${verifierKey(signer)}\n`);
  console.log(`     wrote ${path}.checkpoint and the key it is signed with`);
};

/** The verifier of evidence packs is one file that needs nothing else, so it is loaded and not compiled in. */
const verifyPack = async (file: string, { checkpoint, 'signed-by': signedBy }: { readonly checkpoint: readonly string[]; readonly 'signed-by'?: string }): Promise<number> => {
  const { check, sentences } = (await import(new URL('../bin/verify-evidence.mjs', import.meta.url).href)) as { check: (pack: unknown, given: object) => object; sentences: (found: object, trusted: boolean) => readonly string[] };
  const given = { ...(signedBy ? { key: textIn(signedBy) } : {}), ...(checkpoint[0] ? { checkpoint: textIn(checkpoint[0]) } : {}) };
  const pack = textIn(file);
  try {
    console.log(sentences(check(JSON.parse(pack), given), signedBy !== undefined).join('\n'));
    return 0;
  } catch (error) {
    console.log(`FAIL ${file}: ${(error as Error).message}`);
    return 1;
  }
};

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    options: { checkpoint: { type: 'string', multiple: true, default: [] }, 'signed-by': { type: 'string' }, 'write-checkpoint': { type: 'string' } },
    allowPositionals: true,
  });
  const [place] = positionals;
  if (!place) throw new Misused(USAGE);
  if (place.endsWith('.json')) return verifyPack(place, values);
  const asked: Asked = { files: filesAt(place), checkpoints: values.checkpoint.map((file) => checkpointIn(file, values['signed-by'])) };
  let failed = 0;
  for (const file of asked.files) {
    const found = await verifyFile(file, checkpointsFor(file, asked));
    if (found) say(file, found);
    if (!found?.whole || found.abandoned.length > 0) failed += 1;
    else if (values['write-checkpoint']) keep(values['write-checkpoint'], file, found);
  }
  const lost = asked.checkpoints.filter((checkpoint) => !asked.files.some((file) => checkpointsFor(file, asked).includes(checkpoint)));
  for (const { origin } of lost) console.log(`FAIL ${place}: there is a checkpoint of ${origin}, but no such ledger`);
  console.log(`${asked.files.length - failed} passed, ${failed + lost.length} failed`);
  return failed + lost.length === 0 ? 0 : 1;
};

// A path is meant from where the person stands, which npm tells.
process.chdir(process.env['INIT_CWD'] ?? '.');
process.exitCode = await main().catch((error: NodeJS.ErrnoException) => {
  if (!(error instanceof Misused) && !error.code?.startsWith('ERR_PARSE_ARGS') && error.syscall === undefined) throw error;
  console.error(error.message);
  return 2;
});
