import { type Aggregate, type Decision, type Instant, refuse } from '@cpmp/kernel';
import { bodyOf, NO_HASH, stored } from './commit.js';
import type { CommitBody, CommitStore, StoredCommit } from './types.js';

/** A log goes on under a new name after a restore: what it was called before, and the last position of that which still counts. */
export type Epoch = { readonly log: string; readonly continues: string; readonly end: number };

/** A log by its name today and by all that it was called before. Ids beyond an epoch's end, or of an epoch that is not in it, are void. */
export type Lineage = { readonly log: string; readonly opened: readonly Epoch[] };

/** A commit that rests on an event which its source lost: it stands, and a person must look at it. `resolved`: who did, and what came of it. */
export type Orphan = { readonly position: number; readonly stream: string; readonly cause: string; readonly resolved?: Resolved };

/** What a person said of an orphan: by whom, of which force if they are of one, when, and why nothing more is waited for; the reason is covert text. */
export type Resolved = { readonly by: string; readonly force?: string; readonly at: Instant; readonly reason: string };

/** The first commit of an epoch; `hash` is that of the commit before it. */
export type EpochOpened = Epoch & { readonly type: 'EpochOpened'; readonly hash: string };

/** This log heard that a log which it reads opened an epoch, and looked for its own commits that rest on what is void. */
export type EpochHeard = { readonly type: 'EpochHeard'; readonly log: string; readonly orphans: readonly Orphan[] };

/** A person has looked at an orphan, and said what came of it. The commit stands as it was. */
export type OrphanResolved = Resolved & { readonly type: 'OrphanResolved'; readonly position: number; readonly stream: string };

/** The epochs that a log opened, and those of other logs that it heard of. */
export type Epochs = { readonly opened: readonly Epoch[]; readonly heard: Readonly<Record<string, readonly Orphan[]>> };

/** The one stream of a log that says what it and the logs it reads were called. */
export const epochs: Aggregate<Epochs, EpochOpened | EpochHeard | OrphanResolved> & { readonly id: string; readonly stream: string } = {
  category: 'epoch',
  initial: { opened: [], heard: {} },
  evolve: (state, event) => {
    if (event.type === 'EpochHeard') return { ...state, heard: { ...state.heard, [event.log]: event.orphans } };
    if (event.type === 'OrphanResolved') {
      const { type: _type, stream: _stream, position, ...resolved } = event;
      return { ...state, heard: Object.fromEntries(Object.entries(state.heard).map(([log, orphans]) => [log, orphans.map((orphan) => (orphan.position === position ? { ...orphan, resolved } : orphan))])) };
    }
    const { log, continues, end } = event;
    return { ...state, opened: [...state.opened, { log, continues, end }] };
  },
  personal: { EpochOpened: [], EpochHeard: [], OrphanResolved: ['reason'] },
  // Of a case: what is said of it goes with it.
  belongsTo: (event) => (event.type === 'OrphanResolved' ? event.stream : undefined),
  id: 'log',
  stream: 'epoch-log',
};

/** What a person says of an orphan. */
export type Resolution = { readonly position: number; readonly reason: string };

/** Every orphan, in the order of the log; one that rests on two lost logs, or was found again when another epoch was heard of, is one, and what was said of it stands. */
export const orphansOf = ({ heard }: Epochs): readonly Orphan[] => {
  const resolvedLast = Object.values(heard).flat().toSorted((a, b) => Number(a.resolved !== undefined) - Number(b.resolved !== undefined));
  return [...new Map(resolvedLast.map((orphan) => [orphan.position, orphan])).values()].toSorted((a, b) => a.position - b.position);
};

/** Records what a person said of an orphan; once is for good. */
export const resolveOrphan = (state: Epochs, { position, reason, by, force }: Resolution & Pick<Resolved, 'by' | 'force'>, now: Instant): Decision<OrphanResolved> => {
  const orphan = orphansOf(state).find((one) => one.position === position);
  if (!orphan) return refuse('unknown-orphan', 'No commit at that position rests on what was lost.', { instead: 'Choose one from the list.' });
  return orphan.resolved ? [] : [{ type: 'OrphanResolved', position, stream: orphan.stream, by, ...(force === undefined ? {} : { force }), at: now, reason }];
};

const FIRST = 1;

/** Where a store says that a log is being put into it: until that is done nobody may open it. */
export const RESTORING_NOTE = 'restore/begun';

/** The epoch that a restore opens, once it has begun, and whether it has. */
export type Restoring = { readonly epoch?: number; readonly done: boolean };

/** A restore into this store was broken off. What is there would go on under a name that is taken: the restore must be run again. */
export class RestoreUnfinished extends Error {
  override readonly name = 'RestoreUnfinished';
}

/** @throws RestoreUnfinished */
export const refuseUnfinished = async (store: Pick<CommitStore, 'note'>, service: string): Promise<void> => {
  const begun = (await store.note(RESTORING_NOTE))?.value as Restoring | undefined;
  if (begun && !begun.done) throw new RestoreUnfinished(`The restore of ${service} was broken off: run it again.`);
};

/** A log's name without its epoch. */
export const serviceOf = (log: string): string => log.slice(0, log.lastIndexOf('/'));

/** A log's epoch, from its name. */
export const epochOf = (log: string): number => Number(log.slice(log.lastIndexOf('/') + 1));

/** What a log is called now: as its last commit says, and in its first epoch before there is one. */
export const logNamed = async (store: Pick<CommitStore, 'tail' | 'readAfter'>, service: string): Promise<string> => {
  const tail = await store.tail();
  const [last] = tail ? await store.readAfter(tail.position - 1, 1) : [];
  return last ? bodyOf(last).log : `${service}/${FIRST}`;
};

/** The last position of a log of that name that still counts; 0 for one that was given up whole. */
export const endOf = ({ log, opened }: Lineage, asked: string): number => (asked === log ? Number.POSITIVE_INFINITY : (opened.find(({ continues }) => continues === asked)?.end ?? 0));

/** The id of the event at the end of a consumer's cause. */
const ID = /(?:^|\/)([a-z-]+\/\d+)\/(\d+)\/\d+(?:#\d+)?$/;

/** True where a cause names an event that its source has lost. */
export const isVoid = (lineage: Lineage, cause: string): boolean => {
  const [, log = '', position = '0'] = ID.exec(cause) ?? [];
  return serviceOf(log) === serviceOf(lineage.log) && Number(position) > endOf(lineage, log);
};

/** The event that opens an epoch, where a commit does. */
export const openingIn = ({ stream, events }: Pick<CommitBody, 'stream' | 'events'>): EpochOpened | undefined => {
  const [event] = events;
  return stream === epochs.stream && event?.type === 'EpochOpened' ? (event as unknown as EpochOpened) : undefined;
};

/** The commit with which a restored log goes on: no id of the epochs before is used again. @throws RangeError for an epoch that is not later */
export const openingOf = async (store: CommitStore, { service, epoch, at }: { readonly service: string; readonly epoch: number; readonly at: Instant }): Promise<StoredCommit> => {
  const tail = await store.tail();
  const continues = await logNamed(store, service);
  if (epoch <= epochOf(continues)) throw new RangeError(`Epoch ${epoch} of ${service} does not come after ${continues}.`);
  const log = `${service}/${epoch}`;
  const end = tail?.position ?? 0;
  const hash = tail?.hash ?? NO_HASH;
  const opened: EpochOpened = { type: 'EpochOpened', log, continues, end, hash };
  const version = (await store.readStream(epochs.stream, 0)).length + 1;
  return stored({ log, position: end + 1, stream: epochs.stream, version, cause: `restore/${log}`, at: tail && tail.at > at ? tail.at : at, actor: null, prev: hash, events: [opened] });
};
