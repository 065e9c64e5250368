import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Checkpoint, checkpointText, fileSigner, parseCheckpoint, signedNote, verifierKey } from './checkpoint.js';
import { logFilesIn, openLogFile } from './sqlite/open.js';
import { type Verification, verifyLog } from './verify.js';

const USAGE = `npm run verify -- DIR|FILE [--checkpoint FILE] [--write-checkpoint DIR]
Verifies every ledger of a data folder, or one file, and names the first fault. A checkpoint kept elsewhere also shows a log that was cut off, forked, rolled back or rewritten.`;
const PROGRESS_AFTER_MS = 2000;

const { values, positionals } = parseArgs({ options: { checkpoint: { type: 'string', multiple: true }, 'write-checkpoint': { type: 'string' } }, allowPositionals: true });

/** Checkpoints by the log that they are of. */
const checkpointsFrom = (files: readonly string[]): ReadonlyMap<string, Checkpoint> =>
  new Map(files.map((file) => parseCheckpoint(readFileSync(file, 'utf8'))).map((checkpoint) => [checkpoint.origin, checkpoint]));

const say = (file: string, { whole, commits, root, fault, against, log }: Verification): void => {
  const hex = Buffer.from(root).toString('hex').slice(0, 16);
  if (!whole && fault) console.log(`FAIL ${file} ${log ?? 'empty'}: position ${fault.position}: ${fault.what}`);
  else console.log(`ok   ${file} ${log ?? 'empty'}: ${commits} commits, root ${hex}…${against ? ', as the checkpoint says' : '; without a checkpoint a cut-off, forked, rolled back or rewritten log would not show'}`);
};

const verifyFile = async (file: string, checkpoints: ReadonlyMap<string, Checkpoint>): Promise<Verification> => {
  const store = openLogFile(file);
  const started = Date.now();
  try {
    const [first] = await store.readAfter(0, 1);
    const log = first ? (JSON.parse(new TextDecoder().decode(first.body)) as { log?: string }).log : undefined;
    const checkpoint = checkpoints.get(log ?? '') ?? (checkpoints.size === 1 ? [...checkpoints.values()][0] : undefined);
    const progress = (position: number) => {
      if (Date.now() - started > PROGRESS_AFTER_MS) process.stderr.write(`     ${file}: ${position} commits …\r`);
    };
    return await verifyLog(store, { ...(checkpoint ? { checkpoint } : {}), progress });
  } finally {
    await store.close();
  }
};

const keep = (directory: string, found: Verification): void => {
  if (!found.log) return;
  mkdirSync(directory, { recursive: true });
  const signer = fileSigner('cpmp', join(directory, 'signer.pem'));
  const note = signedNote({ origin: found.log, size: found.commits, root: found.root }, signer);
  const path = join(directory, `${found.log.replaceAll('/', '-')}.checkpoint`);
  writeFileSync(path, note);
  writeFileSync(join(directory, 'signer.pub'), `${verifierKey(signer)}\n`);
  console.log(`     kept ${path}: ${checkpointText({ origin: found.log, size: found.commits, root: found.root }).split('\n').slice(1, 3).join(' ')}`);
};

const main = async (): Promise<number> => {
  const [place] = positionals;
  if (!place) {
    console.error(USAGE);
    return 2;
  }
  const files = statSync(place).isDirectory() ? logFilesIn(place) : [place];
  if (files.length === 0) {
    console.error(`No ledger in ${place} (a folder that holds .sqlite files, e.g. the one that npm start names; here: ${dirname(place)}).`);
    return 2;
  }
  const checkpoints = checkpointsFrom(values.checkpoint ?? []);
  let failed = 0;
  for (const file of files) {
    const found = await verifyFile(file, checkpoints);
    say(file, found);
    if (!found.whole) failed += 1;
    else if (values['write-checkpoint']) keep(values['write-checkpoint'], found);
  }
  console.log(`${files.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
};

process.exitCode = await main();
