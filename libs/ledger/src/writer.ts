import { setTimeout as wait } from 'node:timers/promises';
import { type DomainEvent, type Instant, isRefusal, later } from '@cpmp/kernel';
import { asRead } from './canonical.js';
import { bodyOf, NO_HASH, stored } from './commit.js';
import { KeyDestroyed, KeyReused, Unavailable } from './errors.js';
import type { Followed } from './followed.js';
import { type Job, JobQueue } from './job-queue.js';
import { hasPersonal, keyIdOf, type Random, seal, unseal } from './sealing.js';
import type { StoreClock } from './store-clock.js';
import type { Streams } from './streams.js';
import { together } from './together.js';
import { Turns } from './turns.js';
import type { Clock, CommitBody, CommitStore, KeyStore, Outcome, StoredCommit, Tail } from './types.js';

/** A lost race is tried again so often before the caller hears 503. */
export const ATTEMPTS_MAX = 10;
/** A batch takes no longer than this on any store that answers, in milliseconds: ten attempts, each in the time after which an answer counts as lost. */
const STILL_MS = 180_000;

/** A commit that was just written, with its body at hand. */
export type FreshCommit = { readonly commit: StoredCommit; readonly body: CommitBody };
/** A job that came to a commit. */
type Written = FreshCommit & { readonly job: Job; readonly at: Instant; readonly state: unknown };
/** What a job was decided to be, not sealed yet. `kept`: on the state that is kept, without asking the store. `keyIds`: the keys that close it. */
type Decided = { readonly job: Job; readonly kept: boolean; readonly state: unknown; readonly version: number; readonly at: Instant; readonly facts?: unknown; readonly events: readonly DomainEvent[]; readonly keyIds: readonly string[] };
/** What a batch has come to so far; each job's answer waits for its commit. `forgotten`: how often streams had forgotten something when it began. */
type Batch = { readonly attempt: number; readonly forgotten: number; readonly decided: Decided[]; readonly written: Written[]; readonly answers: Map<Job, () => void> };
type Engine = { readonly log: string; readonly commits: CommitStore; readonly keys: KeyStore; readonly streams: Streams; readonly followed: Followed; readonly clock: Clock; readonly storeClock: Pick<StoreClock, 'mayStamp'>; readonly random: Random; readonly destructions: () => Promise<void>; readonly folded: (commits: readonly FreshCommit[]) => Promise<void> };

/** How deep events stand in a commit's body. */
const EVENTS_DEPTH = 1;

/** What a decision comes to: its events as they will be read, and the keys that close them. @throws TypeError where the aggregate does not name one */
const cameTo = ({ aggregate, stream }: Job, decision: readonly DomainEvent[]): Pick<Decided, 'events' | 'keyIds'> => {
  const events = asRead(decision, EVENTS_DEPTH);
  const unnamed = events.find(({ type }) => !Object.hasOwn(aggregate.personal, type));
  if (unnamed) throw new TypeError(`${aggregate.category} does not name ${unnamed.type}: once written, nobody could read it.`);
  const closed = events.filter((event) => hasPersonal(aggregate, event));
  return { events, keyIds: closed.length === 0 ? [] : [...new Set(closed.map((event) => keyIdOf(aggregate, event, stream)))] };
};

/** Group commit: one append in flight; what arrives meanwhile goes out together as the next, at most one command a stream. */
export class Writer {
  private readonly queue = new JobQueue();
  private running = false;
  private tail: Tail | undefined;
  /** How long the last append took. */
  private tripMs = 0;
  /** Since when a batch is under way. */
  private beganMs: number | undefined;
  private closed = false;
  private idle: (() => void)[] = [];
  private readonly turns: Turns;

  constructor(private readonly engine: Engine) {
    this.turns = new Turns(engine.commits);
  }

  submit(job: Job): void {
    if (this.closed) {
      job.fail(new Unavailable('The ledger is closed.'));
      return;
    }
    this.queue.push(job);
    if (this.running) return;
    this.running = true;
    // A batch closes at the earliest on the next turn, else each would hold one commit.
    setImmediate(() => void this.run());
  }

  private async run(): Promise<void> {
    while (this.queue.waits) {
      const batch = this.queue.next();
      this.beganMs = performance.now();
      try {
        await this.write(batch);
      } catch (error) {
        for (const job of batch) job.fail(error);
      }
      this.beganMs = undefined;
      if (this.queue.waits) await new Promise((resolve) => setImmediate(resolve));
    }
    this.running = false;
    for (const resolve of this.idle.splice(0)) resolve();
  }

  /** What `Ledger` has of it. */
  get standsStill(): boolean {
    return this.beganMs !== undefined && performance.now() - this.beganMs > STILL_MS;
  }

  private async write(all: readonly Job[]): Promise<void> {
    this.turns.begin(this.tripMs);
    let batch = all;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      if (attempt > 1 || !this.tail) await this.lookAtEnd();
      await this.engine.storeClock.mayStamp();
      const now: Batch = { attempt, forgotten: this.engine.streams.forgotten, decided: [], written: [], answers: new Map() };
      const { written, answers } = now;
      // On what is durable, and on what the same batch already holds of other streams.
      for (const job of batch) if (!this.decideOnKept(job, now)) await this.decideOnStored(job, now);
      await this.enterAll(now);
      const there = written.length > 0 ? await this.append(now) : 0;
      if (there < written.length) {
        // A rival came in between: what stands is answered, and the rest is decided anew.
        const settled = new Set(written.slice(0, there).map(({ job }) => job));
        for (const job of settled) answers.get(job)?.();
        batch = batch.filter((job) => !settled.has(job));
        if (attempt > 1) await this.turns.ask().catch(() => {});
        continue;
      }
      for (const answer of answers.values()) answer();
      await this.makeWay(attempt > 1).catch(() => {});
      this.turns.end();
      return;
    }
    for (const job of batch) job.fail(new Unavailable('Too many others wrote at once.'));
  }

  /**
   * The log's end counts as known only once whoever follows a part of its head has heard up to there: a decision on a kept state does not ask again.
   * And once no key is believed that was destroyed up to there: nothing is sealed with one behind its destruction, since an append that does not follow this end is a conflict.
   */
  private async lookAtEnd(): Promise<void> {
    this.tail = undefined;
    const tail = await this.engine.commits.tail();
    await together([this.engine.followed.catchUp(), this.engine.destructions()]);
    this.tail = tail;
  }

  /** Whoever won against a rival lets it have the next place, else one that loses once would lose again and again. What is answered does not wait for it. */
  private async makeWay(hadRival: boolean): Promise<void> {
    await this.turns.took();
    if (hadRival) await wait(Math.random() * 2 * this.tripMs);
    else await this.turns.give();
  }

  private async decideOnStored(job: Job, batch: Batch): Promise<void> {
    const { streams, followed } = this.engine;
    try {
      await followed.catchUp();
      const { state, version } = await streams.load(job.aggregate, job.stream);
      const again = version > 0 ? await this.repeated(job) : undefined;
      if (again) {
        batch.answers.set(job, () => job.settle(again));
        return;
      }
      const at = this.instantOf(job, batch);
      const facts = await job.facts?.();
      const decision = job.decide(state, at, facts);
      if (isRefusal(decision) || decision.length === 0) {
        const position = this.tail?.position ?? 0;
        batch.answers.set(job, () => job.settle(isRefusal(decision) ? decision : { events: [], version, position, at, repeated: false }));
        return;
      }
      batch.decided.push({ job, kept: false, state, version, at, facts, ...cameTo(job, decision) });
    } catch (error) {
      batch.answers.set(job, () => job.fail(error));
    }
  }

  /**
   * Decides on the state that is kept, if one is, without asking the store whether it is the last, or whether the cause took effect before: an append that follows neither is a conflict, and then
   * both are asked. What writes nothing, or fails, meets no append: false, and it is decided on what the store says.
   */
  private decideOnKept(job: Job, batch: Batch): boolean {
    const kept = batch.attempt === 1 && !job.facts ? this.engine.streams.kept(job.stream) : undefined;
    if (!kept) return false;
    const { state, version } = kept;
    const at = this.instantOf(job, batch);
    try {
      const decision = job.decide(state, at, undefined);
      if (isRefusal(decision) || decision.length === 0) return false;
      batch.decided.push({ job, kept: true, state, version, at, ...cameTo(job, decision) });
      return true;
    } catch {
      return false;
    }
  }

  private instantOf({ act }: Job, { decided }: Batch): Instant {
    return later(later(this.engine.clock.now(), decided.at(-1)?.at ?? this.tail?.at ?? ''), act.notBefore ?? '');
  }

  /** Puts what was decided into the batch, in order. The keys of all are made durable at once, or each asks for its own where one was destroyed; whose was is told, after it was decided on what the store says. */
  private async enterAll(batch: Batch): Promise<void> {
    const ids = new Set(batch.decided.flatMap(({ keyIds }) => keyIds));
    if (ids.size > 0)
      await this.engine.keys.ensure([...ids]).catch((error: unknown) => {
        if (!(error instanceof KeyDestroyed)) throw error;
      });
    // Grows while it is walked.
    for (const one of batch.decided) {
      try {
        this.enter(one, one.keyIds.length === 0 ? one.events : await this.sealed(one), batch);
      } catch (error) {
        if (one.kept) await this.decideOnStored(one.job, batch);
        else batch.answers.set(one.job, () => one.job.fail(error));
      }
    }
  }

  /** Puts a decision's commit into the batch, its events as they are sealed. */
  private enter({ job, state, version, at, facts, events }: Decided, sealed: readonly DomainEvent[], { written, answers }: Batch): void {
    const { cause, fingerprint, actor, trace } = job.act;
    const last = written.at(-1);
    const position = (this.tail?.position ?? 0) + written.length + 1;
    // In the order in which it is written, and always of one shape: nothing is left to sort.
    const body: CommitBody = {
      actor: asRead(actor),
      at,
      cause,
      events: sealed as never,
      facts: facts === undefined ? undefined : { position: this.tail?.position ?? 0, used: asRead(facts) },
      fingerprint,
      log: this.engine.log,
      position,
      prev: last?.commit.hash ?? this.tail?.hash ?? NO_HASH,
      stream: job.stream,
      trace,
      version: version + 1,
    };
    written.push({ job, commit: stored(body, events), body, at, state: events.reduce(job.aggregate.evolve, state) });
    answers.set(job, () => job.settle({ events, version: version + 1, position, at, repeated: false }));
  }

  /** The outcome of the commit that this cause already made, if it did. */
  private async repeated({ aggregate, stream, act }: Job): Promise<Outcome<any> | undefined> {
    const { commits, keys, streams } = this.engine;
    const commit = await commits.byCause(stream, act.cause);
    if (!commit) return undefined;
    const body = bodyOf(commit);
    if (act.fingerprint && body.fingerprint && act.fingerprint !== body.fingerprint) throw new KeyReused();
    const events = await unseal(body.events, keys);
    return { events: events.map((event) => streams.read(event, aggregate.category)), version: body.version, position: body.position, at: body.at, repeated: true };
  }

  /** Seals personal text; the key is durable before the commit that uses it. */
  private async sealed({ job: { aggregate, stream }, events, keyIds }: Decided): Promise<readonly DomainEvent[]> {
    const { keys, random } = this.engine;
    await keys.ensure(keyIds);
    const found = new Map<string, Uint8Array>();
    for (const id of keyIds) {
      const key = await keys.get(id);
      if (!key) throw new KeyDestroyed();
      found.set(id, key);
    }
    return events.map((event) => {
      const id = keyIdOf(aggregate, event, stream);
      return hasPersonal(aggregate, event) ? seal(aggregate, event, { id, key: found.get(id) as Uint8Array, random }) : event;
    });
  }

  /** Appends, and answers how many of them, from the first, are there; those have passed the views. One whose answer was lost is recognised by its own hash. */
  private async append({ written, forgotten }: Batch): Promise<number> {
    const { commits, streams, followed, folded } = this.engine;
    const batch = written.map(({ commit }) => commit);
    let lost: unknown;
    const result = await this.timed(() => commits.append(batch)).catch((error: unknown) => {
      lost = error;
      return undefined;
    });
    const there = result === 'written' ? written : written.slice(0, await this.countThere(batch));
    if (lost && there.length === 0) throw new Unavailable('The store did not take it.', 1, { cause: lost });
    const last = there.at(-1);
    if (!last) return 0;
    this.tail = { position: last.commit.position, hash: last.commit.hash, at: last.at };
    for (const { job, commit, state } of there) streams.keep(job.stream, { state, version: commit.version }, forgotten);
    // A follower that fails is told again before the next decision; this commit stands.
    if (there.some(({ job }) => followed.has(job.stream))) await followed.catchUp().catch(() => (this.tail = undefined));
    await folded(there);
    return there.length;
  }

  private async timed<T>(work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const result = await work();
    this.tripMs = performance.now() - began;
    return result;
  }

  /** How many of a batch, from its first, are in the store. */
  private async countThere(batch: readonly StoredCommit[]): Promise<number> {
    const found = await this.engine.commits.readAfter((batch[0]?.position ?? 1) - 1, batch.length).catch(() => []);
    const differs = batch.findIndex(({ hash }, n) => found[n]?.hash !== hash);
    return differs < 0 ? batch.length : differs;
  }

  /** Takes nothing more, and resolves when what was taken is written. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.running) await new Promise<void>((resolve) => this.idle.push(resolve));
  }
}
