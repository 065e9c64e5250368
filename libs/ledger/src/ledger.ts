import { randomBytes } from 'node:crypto';
import type { Aggregate, Decision, DomainEvent, Instant } from '@cpmp/kernel';
import { AccessLog, type Access } from './access-log.js';
import type { Signer } from './checkpoint.js';
import { bodyOf, recorded } from './commit.js';
import { Unavailable } from './errors.js';
import { withoutPlace } from './folding.js';
import type { Proofs } from './evidence.js';
import { type Epochs, epochs, isVoid, type Lineage, logNamed, type Orphan, orphansOf, refuseUnfinished, type Resolution, resolveOrphan } from './epochs.js';
import { Followed } from './followed.js';
import { keyChanges, type KeysDestroyed } from './key-changes.js';
import { Growth } from './growth.js';
import { LogFolder } from './log-folder.js';
import { LogProofs } from './proofs.js';
import { drawnAtOnce, holdsSeal, type Random, unseal } from './sealing.js';
import { StoreClock } from './store-clock.js';
import { type Read, Streams } from './streams.js';
import type { Act, Clock, CommitStore, DecisionWith, KeyStore, Ledger, Others, Outcome, Reading, StoredCommit, Tail, View, ViewReader, ViewStore } from './types.js';
import { type FreshCommit, Writer } from './writer.js';

/** The engines that a service's ledger stands on; `signer` signs the checkpoints of a log. */
export type Stores = { readonly commits: CommitStore; readonly access: CommitStore; readonly views: ViewStore; readonly keys: KeyStore; readonly signer: (log: string) => Signer };

/** What a ledger is opened with. */
export type LedgerOptions = {
  /** The service's name: its log is `<service>/1`, and after a restore `<service>/2` … */
  readonly service: string;
  readonly stores: Stores;
  readonly aggregates: readonly Aggregate<any, any>[];
  readonly views: readonly View[];
  readonly clock: Clock;
  readonly random?: Random;
  /** Nobody by default. */
  readonly others?: Others;
};

/** Whoever reads while a store is away comes again: what acts on a list that lacks the last commits would miss them for good. */
const throwIfAway = (error: unknown): void => {
  if (error instanceof Unavailable) throw error;
};

/** How many commits one step reads that looks for orphans. */
const READ_COMMITS = 500;
/** A process whose legal clock is further than this behind the log's end is not ready: it would stamp everything with that end. */
export const BEHIND_MS_MAX = 2000;

/** Opens a service's log: applies destructions to the key store, folds the views to the tail, and is ready. */
export const openLedger = async (options: LedgerOptions): Promise<Ledger> => {
  const { service, stores } = options;
  for (const log of [stores.commits, stores.access]) await refuseUnfinished(log, service);
  const ledger = new OpenLedger(options, { log: await logNamed(stores.commits, service), access: await logNamed(stores.access, `${service}-access`) });
  await ledger.start();
  return ledger;
};

class OpenLedger implements Ledger {
  readonly log: string;
  readonly views: ViewReader;
  /** The same for a decision, which has caught up before it reads: an append that does not follow what it read is a conflict. */
  private readonly facts: ViewReader;
  readonly proofs: Proofs;
  readonly notes: Ledger['notes'];
  private readonly stores: Stores;
  private readonly streams: Streams;
  private readonly followed: Followed;
  private readonly folder: LogFolder;
  private readonly writer: Writer;
  private readonly accesses: AccessLog;
  private readonly storeClock: StoreClock;
  private readonly growth: Growth;
  private readonly listeners = new Set<(position: number) => void>();
  /** Keys that this process knows to be gone. */
  private readonly destroyed = new Set<string>();
  /** How many of the log's destructions this process has applied. */
  private destructions = 0;
  /** What this process wrote last, one behind the other: who publishes it at once need not ask for it. */
  private last: readonly FreshCommit[] = [];

  constructor(private readonly options: LedgerOptions, names: { readonly log: string; readonly access: string }) {
    const { stores, aggregates, views, clock, random = drawnAtOnce(randomBytes) } = options;
    this.log = names.log;
    this.stores = stores;
    this.streams = new Streams([...aggregates, keyChanges, epochs], stores.commits, stores.keys);
    this.followed = new Followed(this.streams);
    this.folder = new LogFolder(views.filter((view) => view.from === 'log'), stores.views, stores.commits, this.readFolded);
    this.accesses = new AccessLog(names.access, stores.access, clock);
    this.storeClock = new StoreClock(stores.commits, clock);
    this.writer = new Writer({ log: this.log, commits: stores.commits, keys: stores.keys, streams: this.streams, followed: this.followed, clock, storeClock: this.storeClock, random, destructions: () => this.applyDestructions(), folded: (commits) => this.folded(commits) });
    // What another process wrote is folded before anything is read. Where a fold is broken, readers are answered with what there is, and health says why; a decision is not taken on it.
    this.views = this.reading({ get: () => this.folder.catchUp().catch(throwIfAway), query: (view) => this.folder.settle(view).catch(throwIfAway) });
    this.facts = this.reading({ get: async () => {}, query: (view) => this.folder.show(view) });
    this.notes = stores.commits;
    this.growth = new Growth(options.others);
    this.proofs = new LogProofs(this.log, stores.commits, stores.signer(this.log));
  }

  /** Reads views, those of the log once they are folded as far as `folded` says. */
  private reading(folded: { readonly get: () => Promise<void>; readonly query: (view: View) => Promise<void> }): ViewReader {
    const { stores, folder } = this;
    return {
      get: async (view, key) => {
        if (view.from === 'log') await folded.get();
        return withoutPlace(await (view.from === 'log' ? folder : stores.views).get(view, key)) as never;
      },
      query: async (view, query) => {
        if (view.from === 'log') await folded.query(view);
        const page = await stores.views.query(view, query);
        return { ...page, docs: page.docs.map(withoutPlace).filter((doc) => doc !== undefined) as never };
      },
    };
  }

  async start(): Promise<void> {
    await this.applyDestructions();
    await this.folder.open();
  }

  /** A restored key store may hold keys that the log says were destroyed, and this process may believe one that another destroyed: they go before anything is read or sealed. */
  private async applyDestructions(): Promise<void> {
    const commits = await this.stores.commits.readStream(keyChanges.stream, this.destructions);
    await this.applyDestroyed(commits.flatMap((commit) => (bodyOf(commit).events as unknown as readonly KeysDestroyed[]).flatMap(({ keys }) => keys)));
    this.destructions = Math.max(this.destructions, commits.at(-1)?.version ?? 0);
  }

  private async applyDestroyed(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.stores.keys.destroy(ids);
    this.streams.forget(ids);
    for (const id of ids) this.destroyed.add(id);
  }

  /** Folds read every commit, whoever wrote it: what another process destroyed goes here too, or its text would stay open in the states that are kept. Where that fails, whoever asked for it tries again. */
  private readonly readFolded: Read = (event, category) => {
    const today = this.streams.read(event, category);
    const ids = category === keyChanges.category ? (today as KeysDestroyed).keys.filter((id) => !this.destroyed.has(id)) : [];
    if (ids.length > 0) void this.applyDestroyed(ids).catch(() => this.streams.forget(ids));
    return today;
  };

  /** Every view passes the commits before their callers are answered. Where one cannot, the commits stand all the same, and health says so. */
  private async folded(commits: readonly FreshCommit[]): Promise<void> {
    this.last = commits;
    this.growth.tell();
    await this.folder.catchUp(commits).catch(() => {});
    const position = commits.at(-1)?.commit.position ?? 0;
    for (const listener of this.listeners) listener(position);
  }

  transact<S, E extends DomainEvent>(aggregate: Aggregate<S, E>, id: string, decide: (state: S, now: Instant) => Decision<E>, act: Act): Promise<Outcome<E>> {
    return new Promise((settle, fail) => this.writer.submit({ aggregate, stream: `${aggregate.category}-${id}`, act, decide, settle, fail }));
  }

  transactWith<S, E extends DomainEvent, F>(aggregate: Aggregate<S, E>, id: string, { read, decide }: DecisionWith<S, E, F>, act: Act): Promise<Outcome<E>> {
    const facts = async () => {
      await this.folder.catchUp();
      return read(this.facts);
    };
    return new Promise((settle, fail) => this.writer.submit({ aggregate, stream: `${aggregate.category}-${id}`, act, decide, facts, settle, fail }));
  }

  follow<S, E extends DomainEvent>(aggregate: Aggregate<S, E>, id: string, heard: (state: S) => void | Promise<void>): Promise<void> {
    return this.followed.add(aggregate, `${aggregate.category}-${id}`, heard);
  }

  load<S, E extends DomainEvent>(aggregate: Aggregate<S, E>, id: string): Promise<{ readonly state: S; readonly version: number }> {
    return this.streams.load(aggregate, `${aggregate.category}-${id}`);
  }

  history<S, E extends DomainEvent>(aggregate: Aggregate<S, E>, id: string) {
    return this.streams.history<E>(`${aggregate.category}-${id}`);
  }

  async commits(aggregate: Aggregate<any, any>, id: string): Promise<readonly StoredCommit[]> {
    const commits = await this.stores.commits.readStream(`${aggregate.category}-${id}`, 0);
    for (const commit of commits) bodyOf(commit);
    return commits;
  }

  async open<T>(value: T, reading: Reading): Promise<T> {
    if (!holdsSeal(value)) {
      this.accesses.add(reading);
      return value;
    }
    await this.accesses.addDurably(reading);
    return unseal(value, this.stores.keys);
  }

  unseal<T>(value: T): Promise<T> {
    return unseal(value, this.stores.keys);
  }

  access(entry: Access): void {
    this.accesses.add(entry);
  }

  async destroyKeys(ids: readonly string[], act: Act): Promise<void> {
    await this.transact(keyChanges, keyChanges.id, (_, now) => [{ type: 'KeysDestroyed' as const, keys: ids, at: now }], act);
    await this.applyDestroyed(ids);
  }

  async lineage(): Promise<Lineage> {
    return { log: this.log, opened: (await this.epochs()).opened };
  }

  async hearEpoch(source: Lineage): Promise<void> {
    if (source.opened.length === 0 || (await this.epochs()).heard[source.log]) return;
    const orphans: Orphan[] = [];
    for (let commits = await this.stores.commits.readAfter(0, READ_COMMITS); commits.length > 0; commits = await this.stores.commits.readAfter(commits.at(-1)?.position ?? 0, READ_COMMITS))
      orphans.push(...commits.filter(({ cause }) => isVoid(source, cause)).map(({ position, stream, cause }) => ({ position, stream, cause })));
    await this.transact(epochs, epochs.id, () => [{ type: 'EpochHeard' as const, log: source.log, orphans }], { cause: `epoch/${source.log}`, actor: null });
  }

  async orphans(): Promise<readonly Orphan[]> {
    const history = await this.history(epochs, epochs.id);
    return orphansOf(history.reduce((state, { event }) => epochs.evolve(state, event), epochs.initial));
  }

  resolveOrphan(resolution: Resolution, act: Act): Promise<Outcome<DomainEvent>> {
    return this.transact(epochs, epochs.id, (state, now) => resolveOrphan(state, { ...resolution, by: act.actor?.person ?? '', ...(act.actor?.force === undefined ? {} : { force: act.actor.force }) }, now), act);
  }

  private async epochs(): Promise<Epochs> {
    return (await this.load(epochs, epochs.id)).state;
  }

  async readAfter(position: number, limit: number) {
    const next = this.last.findIndex(({ commit }) => commit.position === position + 1);
    const bodies = next < 0 ? (await this.stores.commits.readAfter(position, limit)).map(bodyOf) : this.last.slice(next, next + limit).map(({ body }) => body);
    return bodies.map((body) => ({ position: body.position, events: recorded(body, this.streams.read) }));
  }

  tail() {
    return this.stores.commits.tail();
  }

  onCommit(listener: (position: number) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onGrown(listener: () => void): () => void {
    return this.growth.on(listener);
  }

  rebuild(view: View): Promise<void> {
    return this.folder.rebuild(view);
  }

  get standsStill(): boolean {
    return this.writer.standsStill;
  }

  async health() {
    try {
      const tail = await this.stores.commits.tail();
      const why = await this.unreadyBecause(tail);
      return { ready: why === undefined, position: tail?.position ?? 0, ...(why ? { why } : {}) };
    } catch {
      return { ready: false, position: 0, why: 'the store does not answer' };
    }
  }

  /** Folds what a rival or an earlier failure left; so a process that nobody calls any more becomes ready again. */
  private async unreadyBecause(tail: Tail | undefined): Promise<string | undefined> {
    try {
      await this.folder.settle();
    } catch (error) {
      return this.streams.unknown?.message ?? `views stopped: ${error instanceof Error ? error.name : 'unknown'}`;
    }
    if (this.streams.unknown) return this.streams.unknown.message;
    try {
      await this.followed.catchUp();
    } catch (error) {
      return error instanceof Unavailable ? error.message : 'what the log is headed by cannot be followed';
    }
    if (this.accesses.failing) return 'the access log is not written';
    if (this.standsStill) return 'what is being decided has come to no end for minutes';
    const behindMs = tail ? Date.parse(tail.at) - Date.parse(this.options.clock.now()) : 0;
    return behindMs > BEHIND_MS_MAX ? `the clock is ${Math.round(behindMs / 1000)} s behind the log` : this.storeClock.unreadyBecause();
  }

  async close(): Promise<void> {
    this.growth.close();
    await this.writer.close();
    await this.folder.settle().catch(() => {});
    const { views, commits, keys } = this.stores;
    try {
      await this.accesses.close();
    } finally {
      for (const store of [views, commits, keys]) await store.close();
    }
  }
}
