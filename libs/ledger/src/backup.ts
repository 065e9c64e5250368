import type { Instant } from '@cpmp/kernel';
import type { Checkpoint } from './checkpoint.js';
import { bodyOf, NO_HASH } from './commit.js';
import { epochOf, epochs, logNamed, openingIn, openingOf, RESTORING_NOTE, type Restoring as Begun, type Orphan, orphansOf } from './epochs.js';
import type { CommitBody, CommitStore, Note, StoredCommit } from './types.js';
import { bytesOf, type Readable, verifyLog } from './verify.js';

const READ_COMMITS = 500;
/** In a backup: the last epoch that was opened from it, so that none is opened twice. */
const EPOCH_NOTE = 'restore/epoch';
/** What is not given back: a relay says everything again, since the broker may be another by now, and what was heard before is known by its id. */
const LEFT_OUT: readonly string[] = [EPOCH_NOTE, 'relay', RESTORING_NOTE];

/** What a backup is taken of: a log in its order, and its notes. */
export type BackupSource = Readable & { readonly notes: () => Promise<readonly (Note & { readonly key: string })[]> };

/** A log cannot be backed up or restored as asked, in a sentence. */
export class BackupFault extends Error {
  override readonly name = 'BackupFault';
}

/** A log's commits after a position, each held against its bytes and the commit before it. @throws Corrupt · BackupFault */
async function* chained(from: Readable, after: { readonly position: number; readonly hash: string }): AsyncGenerator<readonly StoredCommit[]> {
  let last = after;
  for (;;) {
    const commits = (await from.readAfter(last.position, READ_COMMITS)).map((commit) => ({ ...commit, body: bytesOf(commit) }));
    for (const commit of commits) {
      if (commit.position !== last.position + 1 || bodyOf(commit).prev !== last.hash) throw new BackupFault(`Position ${commit.position} does not follow what was copied: it is another log, or one that was restored.`);
      last = commit;
    }
    if (commits.length > 0) yield commits;
    if (commits.length < READ_COMMITS) return;
  }
}

const copyNotes = async (notes: readonly (Note & { readonly key: string })[], to: CommitStore): Promise<void> => {
  for (const { key, value } of notes) await to.putNote(key, value, (await to.note(key))?.revision ?? 0);
};

/** Where a log stands, and how many commits were copied to get there. */
export type Copied = { readonly position: number; readonly commits: number };

/**
 * Copies what a backup does not have of a log, while others write it. Notes are read first, so that no place that a reader keeps is beyond the effects that come with it.
 * @throws BackupFault where the backup is of another log, or of a part of it that a restore gave up
 */
export const backUp = async (from: BackupSource, to: CommitStore): Promise<Copied> => {
  const notes = await from.notes();
  const kept = await to.tail();
  const before = kept?.position ?? 0;
  const [same] = kept ? await from.readAfter(before - 1, 1) : [];
  if (kept && same?.hash !== kept.hash) throw new BackupFault(`The backup has ${before} commits that the log does not have: it was restored since. Begin another backup.`);
  for await (const commits of chained(from, kept ?? { position: 0, hash: NO_HASH })) {
    if ((await to.append(commits)) !== 'written') throw new BackupFault('Somebody else writes this backup.');
  }
  await copyNotes(notes, to);
  const position = (await to.tail())?.position ?? 0;
  return { position, commits: position - before };
};

/** How a log is restored. `epoch`: later than every one that was ever opened; the next after those that the backup knows by default. */
export type Restoring = { readonly service: string; readonly at: Instant; readonly epoch?: number; readonly checkpoints?: readonly Checkpoint[] };

/** Says in an empty store that a restore into it is to come, so that nobody opens it until that is done. What has commits, or says so already, is left as it is. */
export const announceRestore = async (to: CommitStore): Promise<void> => {
  if (!(await to.tail()) && !(await to.note(RESTORING_NOTE))) await to.putNote(RESTORING_NOTE, { done: false } satisfies Begun, 0);
};

/** What this very backup came to where it is restored already, and nothing was written since. */
const finished = async (backup: CommitStore, to: CommitStore, { position }: { readonly position: number }): Promise<Done | undefined> => {
  const [last] = await to.readAfter(position - 1, 1);
  const opened = last && openingIn(bodyOf(last));
  return opened && opened.hash === ((await backup.tail())?.hash ?? NO_HASH) ? { position: opened.end, log: opened.log } : undefined;
};

/** The last position that was restored, and the log's name from now on. */
type Done = { readonly position: number; readonly log: string };

/**
 * Puts a backup into an empty store, or goes on with what was broken off there, held against checkpoints that were kept elsewhere, and opens a new epoch behind it, so that no id is used twice.
 * Run again it does no more. @throws BackupFault
 */
export const restore = async (backup: CommitStore, to: CommitStore, { service, at, epoch, checkpoints = [] }: Restoring): Promise<Done> => {
  const begun = await to.note(RESTORING_NOTE);
  const kept = await to.tail();
  const unfinished = begun && !(begun.value as Begun).done ? (begun.value as Begun) : undefined;
  const already = kept && (await finished(backup, to, kept));
  if (already) return done(to, already);
  if (kept && !unfinished) throw new BackupFault(`There are commits of ${service} where it is to be restored.`);
  const { whole, fault, abandoned, commits: position } = await verifyLog(backup, { checkpoints });
  if (!whole || abandoned.length > 0) throw new BackupFault(`The backup of ${service} is not what it should be: ${fault ? `position ${fault.position}, ${fault.what}` : 'it lacks what a checkpoint knows'}.`);
  const known = await backup.note(EPOCH_NOTE);
  const next = epoch ?? unfinished?.epoch ?? Math.max(epochOf(await logNamed(backup, service)), (known?.value as number | undefined) ?? 0) + 1;
  // First, so that a restore that is broken off does not leave its epoch to the next.
  await backup.putNote(EPOCH_NOTE, Math.max(next, (known?.value as number | undefined) ?? 0), known?.revision ?? 0);
  // Before anything else: whoever opens what was broken off here would go on under a name that is taken.
  await to.putNote(RESTORING_NOTE, { epoch: next, done: false } satisfies Begun, begun?.revision ?? 0);
  const [same] = kept ? await backup.readAfter(kept.position - 1, 1) : [];
  if (kept && same?.hash !== kept.hash) throw new BackupFault(`What was begun of ${service} is of another backup: empty the place where it is to be restored.`);
  const somebodyElse = (): BackupFault => new BackupFault(`Somebody else writes ${service} where it is to be restored.`);
  for await (const commits of chained(backup, kept ?? { position: 0, hash: NO_HASH })) if ((await to.append(commits)) !== 'written') throw somebodyElse();
  await copyNotes((await backup.notes()).filter(({ key }) => !LEFT_OUT.includes(key)), to);
  const opening = await openingOf(to, { service, epoch: next, at });
  if ((await to.append([opening])) !== 'written') throw somebodyElse();
  return done(to, { position, log: `${service}/${next}` });
};

/** From now on it may be opened. */
const done = async (to: CommitStore, came: Done): Promise<Done> => {
  const begun = await to.note(RESTORING_NOTE);
  if (begun && !(begun.value as Begun).done) await to.putNote(RESTORING_NOTE, { epoch: epochOf(came.log), done: true } satisfies Begun, begun.revision);
  return came;
};

/** A commit that a restore did not give back: what must be entered again, without a word of its text. */
export type Lost = { readonly log: string; readonly position: number; readonly at: Instant; readonly stream: string; readonly kinds: readonly string[]; readonly cause: string };

async function* bodiesAfter(log: Readable, position: number): AsyncGenerator<CommitBody> {
  for (let commits = await log.readAfter(position, READ_COMMITS); commits.length > 0; commits = await log.readAfter(commits.at(-1)?.position ?? 0, READ_COMMITS)) for (const commit of commits) yield bodyOf({ ...commit, body: bytesOf(commit) });
}

/** What a log had beyond a position, where it can still be read. */
export const lostBeyond = async (log: Readable, position: number): Promise<readonly Lost[]> => {
  const lost: Lost[] = [];
  for await (const { events, log: of, position: at, at: when, stream, cause } of bodiesAfter(log, position)) lost.push({ log: of, position: at, at: when, stream, kinds: events.map(({ type }) => type), cause });
  return lost;
};

/** What a log says of its own commits that rest on what another lost, from the log alone. */
export const orphansIn = async (log: Readable): Promise<readonly Orphan[]> => {
  let state = epochs.initial;
  for await (const { stream, events } of bodiesAfter(log, 0)) if (stream === epochs.stream) for (const event of events) state = epochs.evolve(state, event as never);
  return orphansOf(state);
};
