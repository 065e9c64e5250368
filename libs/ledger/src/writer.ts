import { setTimeout as wait } from 'node:timers/promises';
import { type Aggregate, type Decision, type DomainEvent, type Instant, isRefusal, later } from '@cpmp/kernel';
import { canonicalBytes } from './canonical.js';
import { bodyOf, NO_HASH, stored } from './commit.js';
import { Unavailable, KeyReused } from './errors.js';
import { hasPersonal, keyIdOf, type Random, seal, unseal } from './sealing.js';
import type { Streams } from './streams.js';
import type { Act, Clock, CommitStore, KeyStore, Outcome, StoredCommit, Tail } from './types.js';

/** One append holds at most so many commits. */
export const BATCH_COMMITS_MAX = 64;
/** A lost race is tried again so often before the caller hears 503. */
export const ATTEMPTS_MAX = 10;

/** A command that waits for its place in the log. */
export type Job = {
  readonly aggregate: Aggregate<any, any>;
  readonly stream: string;
  readonly act: Act;
  readonly decide: (state: any, now: Instant, facts: any) => Decision<any>;
  /** Facts beside the stream: the job is taken alone, at the tail, with the views folded. */
  readonly facts?: () => Promise<unknown>;
  readonly settle: (outcome: Outcome<any>) => void;
  readonly fail: (error: unknown) => void;
};

/** A job that came to a commit. */
type Written = { readonly job: Job; readonly commit: StoredCommit; readonly at: Instant; readonly state: unknown };
type Engine = { readonly log: string; readonly commits: CommitStore; readonly keys: KeyStore; readonly streams: Streams; readonly clock: Clock; readonly random: Random; readonly folded: (commits: readonly StoredCommit[]) => Promise<void> };

/** Decided events as they will be read again: the state after them must be the same here and in a process that reads them. */
const asStored = (events: readonly DomainEvent[]): readonly DomainEvent[] => (JSON.parse(new TextDecoder().decode(canonicalBytes({ events }))) as { events: readonly DomainEvent[] }).events;

/** Group commit: one append in flight; what arrives meanwhile goes out together as the next, at most one command a stream. */
export class Writer {
  private readonly queue: Job[] = [];
  private running = false;
  private tail: Tail | undefined;
  /** How long the last append took. */
  private tripMs = 0;
  private closed = false;
  private idle: (() => void)[] = [];

  constructor(private readonly engine: Engine) {}

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
    while (this.queue.length > 0) {
      const batch = this.next();
      try {
        await this.write(batch);
      } catch (error) {
        for (const job of batch) job.fail(error);
      }
      if (this.queue.length > 0) await new Promise((resolve) => setImmediate(resolve));
    }
    this.running = false;
    for (const resolve of this.idle.splice(0)) resolve();
  }

  /** The next batch: in order of arrival, one a stream; a job with facts goes alone. */
  private next(): readonly Job[] {
    if (this.queue[0]?.facts) return [this.queue.shift() as Job];
    const streams = new Set<string>();
    const batch: Job[] = [];
    const rest: Job[] = [];
    for (const job of this.queue) {
      const fits = batch.length < BATCH_COMMITS_MAX && !job.facts && !streams.has(job.stream);
      streams.add(job.stream); // a later job of the same stream waits for the earlier one
      (fits ? batch : rest).push(job);
    }
    this.queue.splice(0, this.queue.length, ...rest);
    return batch;
  }

  private async write(batch: readonly Job[]): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      this.tail = attempt === 1 && this.tail ? this.tail : await this.engine.commits.tail();
      const written: Written[] = [];
      const answers: (() => void)[] = [];
      for (const job of batch) await this.decide(job, written, answers);
      if (written.length > 0 && (await this.append(written)) === 'conflict') continue;
      for (const answer of answers) answer();
      // Whoever won against a rival lets it have the next place, else one that loses once would lose again and again.
      if (attempt > 1) await wait(Math.random() * 2 * this.tripMs);
      return;
    }
    throw new Unavailable('Too many others wrote at once.');
  }

  /** Decides one job on what is durable and on what the same batch already holds of other streams. */
  private async decide(job: Job, written: Written[], answers: (() => void)[]): Promise<void> {
    const { streams, clock, log } = this.engine;
    try {
      const { state, version } = await streams.load(job.aggregate, job.stream);
      const again = version > 0 ? await this.repeated(job) : undefined;
      if (again) {
        answers.push(() => job.settle(again));
        return;
      }
      const last = written.at(-1);
      const at = later(later(clock.now(), last?.at ?? this.tail?.at ?? ''), job.act.notBefore ?? '');
      const facts = await job.facts?.();
      const decision = job.decide(state, at, facts);
      if (isRefusal(decision) || decision.length === 0) {
        const position = this.tail?.position ?? 0;
        answers.push(() => job.settle(isRefusal(decision) ? decision : { events: [], version, position, at, repeated: false }));
        return;
      }
      const { cause, fingerprint, actor, trace } = job.act;
      const events = asStored(decision);
      const commit = stored({
        log,
        position: (this.tail?.position ?? 0) + written.length + 1,
        stream: job.stream,
        version: version + 1,
        cause,
        ...(fingerprint ? { fingerprint } : {}),
        at,
        actor,
        prev: last?.commit.hash ?? this.tail?.hash ?? NO_HASH,
        ...(facts === undefined ? {} : { facts: { position: this.tail?.position ?? 0, used: facts } }),
        ...(trace ? { trace } : {}),
        events: (await this.sealed(job, events)) as never,
      });
      written.push({ job, commit, at, state: events.reduce(job.aggregate.evolve, state) });
      answers.push(() => job.settle({ events, version: version + 1, position: commit.position, at, repeated: false }));
    } catch (error) {
      answers.push(() => job.fail(error));
    }
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
  private async sealed({ aggregate, stream }: Job, events: readonly DomainEvent[]): Promise<readonly DomainEvent[]> {
    const { keys, random } = this.engine;
    const unnamed = events.find(({ type }) => !Object.hasOwn(aggregate.personal, type));
    if (unnamed) throw new TypeError(`${aggregate.category} does not name ${unnamed.type}: once written, nobody could read it.`);
    const ids = [...new Set(events.filter((event) => hasPersonal(aggregate, event)).map((event) => keyIdOf(aggregate, event, stream)))];
    if (ids.length === 0) return events;
    await keys.ensure(ids);
    const found = new Map<string, Uint8Array>();
    for (const id of ids) found.set(id, (await keys.get(id)) as Uint8Array);
    return events.map((event) => {
      const id = keyIdOf(aggregate, event, stream);
      return hasPersonal(aggregate, event) ? seal(aggregate, event, { id, key: found.get(id) as Uint8Array, random }) : event;
    });
  }

  /** Appends; an append whose answer was lost is recognised by its own hash. Answers when the views have passed it. */
  private async append(written: readonly Written[]): Promise<'written' | 'conflict'> {
    const { commits, streams, folded } = this.engine;
    const batch = written.map(({ commit }) => commit);
    const last = written.at(-1) as Written;
    let result: 'written' | 'conflict';
    try {
      const began = performance.now();
      result = await commits.append(batch);
      this.tripMs = performance.now() - began;
    } catch (error) {
      if (!(await this.isThere(last.commit))) throw new Unavailable('The store did not take it.', 1, { cause: error });
      result = 'written';
    }
    if (result === 'conflict' && !(await this.isThere(last.commit))) return 'conflict';
    this.tail = { position: last.commit.position, hash: last.commit.hash, at: last.at };
    for (const { job, commit, state } of written) streams.keep(job.stream, { state, version: commit.version });
    await folded(batch);
    return 'written';
  }

  private async isThere(commit: StoredCommit): Promise<boolean> {
    const [found] = await this.engine.commits.readAfter(commit.position - 1, 1).catch(() => []);
    return found?.hash === commit.hash;
  }

  /** Takes nothing more, and resolves when what was taken is written. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.running) await new Promise<void>((resolve) => this.idle.push(resolve));
  }
}
