import type { Actor, Aggregate, Decision, DomainEvent, Instant, Refusal } from '@cpmp/kernel';
import type { Lineage, Orphan, Resolution } from './epochs.js';
import type { Proofs } from './evidence.js';

/** One commit as its canonical JSON body says it. The hash is SHA-256 over the stored bytes of this body, which contain `prev`. */
export type CommitBody = {
  /** `<service>/<epoch>`. */
  readonly log: string;
  /** 1, 2, 3 … without gaps. */
  readonly position: number;
  /** `<category>-<id>`. */
  readonly stream: string;
  /** The ordinal of this commit within its stream: 1, 2, 3 … */
  readonly version: number;
  /** What made it: `http/<hash>`, `<consumer>/<event id>` or `due/<what>/<instant>`; unique within the stream. */
  readonly cause: string;
  /** The hash of the request that made it, where a request did: same key with another body is refused. */
  readonly fingerprint?: string;
  readonly at: Instant;
  readonly actor: Actor | null;
  /** Hex SHA-256 of the previous commit's bytes; 64 zeros for the first. */
  readonly prev: string;
  /** Facts the decision used beside its own stream, with the position they were read at. */
  readonly facts?: { readonly position: number; readonly used: unknown };
  /** W3C traceparent of the act, so that a trace goes on through the topics. */
  readonly trace?: string;
  readonly events: readonly (DomainEvent & Record<string, unknown>)[];
};

/** A commit as stored: its bytes, its hash, and the columns that must equal the body. */
export type StoredCommit = {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly cause: string;
  readonly hash: string;
  readonly body: Uint8Array;
};

/** The end of a log. */
export type Tail = { readonly position: number; readonly hash: string; readonly at: Instant };

/** A small document that is no commit and no view (an offset, a lease, a runner's note), changed by compare-and-set. */
export type Note = { readonly revision: number; readonly value: unknown };

/** The commit store port. Nothing updates or deletes a commit. Two engines, one contract suite. Every call @throws Unavailable when the store cannot answer. */
export interface CommitStore {
  /** The last commit's place, or undefined for an empty log. */
  tail(): Promise<Tail | undefined>;
  /**
   * Appends durably; positions follow the tail without a gap. `conflict`: another writer took a position, a version or a cause; what stands before it in the batch may be written, and nothing after it.
   * Each commit is one stream's, and whole: a beginning of a batch is a log like any other.
   */
  append(commits: readonly StoredCommit[]): Promise<'written' | 'conflict'>;
  /** Commits after a position, in order, at most `limit`. */
  readAfter(position: number, limit: number): Promise<readonly StoredCommit[]>;
  /** One stream's commits after a version, in order. */
  readStream(stream: string, afterVersion: number): Promise<readonly StoredCommit[]>;
  /** The commit that a cause made in a stream. */
  byCause(stream: string, cause: string): Promise<StoredCommit | undefined>;
  note(key: string): Promise<Note | undefined>;
  /** Writes a note if its revision is still `expected` (0: it does not exist yet). False: somebody else was first. */
  putNote(key: string, value: unknown, expected: number): Promise<boolean>;
  /** Every note, by its key: what a backup takes along. */
  notes(): Promise<readonly (Note & { readonly key: string })[]>;
  /** The store's own clock, milliseconds since 1970, where it is another machine's. */
  clock?(): Promise<number>;
  close(): Promise<void>;
}

/** Where an event stands, for folds, publishing and consumers. */
export type EventMeta = {
  /** `<log>/<position>/<index>`: names this event for ever. */
  readonly id: string;
  readonly log: string;
  readonly position: number;
  readonly index: number;
  readonly stream: string;
  /** The stream's id without its category. */
  readonly streamId: string;
  readonly version: number;
  readonly at: Instant;
  readonly actor: Actor | null;
  readonly trace?: string;
  /** What came before it may be heard after it: a topic-fed document keeps its place then, also where it says nothing new. */
  readonly outOfTurn?: true;
};

/** An event with its place. */
export type Recorded<E> = { readonly event: E; readonly meta: EventMeta };

/** What may stand in an index or a condition. */
export type Scalar = string | number | boolean | null;

/**
 * The closed filter language: the same answers on every engine. A missing field counts as null; ranges are `from` inclusive, `to` exclusive, and hold no null.
 * Text is compared by its code points. A field holds one kind of scalar, or an array of them, which only `contains` asks.
 */
export type Condition =
  | { readonly eq: Scalar }
  | { readonly in: readonly Scalar[] }
  | { readonly from?: string | number; readonly to?: string | number }
  | { readonly contains: string | number | boolean };

/** A question to a view. Every field named must be a declared index (or `key`). Sorted by `sort` (null before every value), then by key; `descending` turns both round. */
export type Query = {
  readonly where?: Readonly<Record<string, Condition>>;
  readonly sort?: { readonly by: string; readonly descending?: boolean };
  readonly limit?: number;
  /** The `next` of the answer before. */
  readonly after?: string;
};

/** One page of a view. */
export type Page<D> = { readonly docs: readonly D[]; readonly next?: string };

/**
 * A read model: a pure fold of one log (`from: 'log'`) or one topic into documents.
 * Sealed text stays closed in it and cannot be filtered on. A view stores no state that time alone changes: it stores `until`.
 */
export type View<D extends object = any, E extends DomainEvent = any, W extends object = D> = {
  readonly name: string;
  /** Raised when the fold's output changes, so that it is rebuilt; it is stored as `<name>@<version>`. */
  readonly version: number;
  readonly from: 'log' | { readonly topic: string };
  /** Which documents an event touches; for a topic-fed view it must be the topic's key. */
  readonly key: (event: E, meta: EventMeta) => string | readonly string[] | undefined;
  /** Dotted paths that may be asked for; an array's field is asked with `contains`. */
  readonly indexes: readonly string[];
  /** The new document; `undefined` deletes it. `'*'` stands for every type that is not named. */
  readonly on: { readonly '*'?: (doc: D | undefined, event: E, meta: EventMeta, key: string) => D | undefined } & { readonly [T in E['type']]?: (doc: D | undefined, event: Extract<E, { type: T }>, meta: EventMeta, key: string) => D | undefined };
  /**
   * Of a view of the log in which a stream's id is the key of its one document: what whoever asks for one is given instead, folded from that stream and stored nowhere. So a document need hold no more than lists show.
   */
  readonly whole?: { readonly category: string; readonly on: (whole: W | undefined, event: E, meta: EventMeta) => W | undefined };
};

/** Reading views; what a service's queries and a decision's facts use. */
export interface ViewReader {
  get<W extends object>(view: View<any, any, W>, key: string): Promise<W | undefined>;
  query<D extends object>(view: View<D, any, any>, query: Query): Promise<Page<D>>;
}

/** One document's change within a fold. `was`: the document as the store has it at the fold's `from`, `null` for none; left out where nobody knows, and the store then looks. */
export type Change = { readonly key: string; readonly doc: object | undefined; readonly was?: object | null };

/** A view's changes from one position to another. */
export type Fold = { readonly view: View; readonly from: number; readonly to: number; readonly changes: readonly Change[] };

/** The view store port. Writes are compare-and-set on the view's checkpoint. Two engines, one contract suite. Every call @throws Unavailable when the store cannot answer. */
export interface ViewStore {
  /** Makes ready the collection of `<name>@<version>` with its indexes, also for documents it has; drops earlier versions of the name that nobody can be serving any more. */
  prepare(view: View): Promise<void>;
  /** The last position folded, 0 for none. */
  checkpoint(view: View): Promise<number>;
  /** Applies the changes of several views and moves their checkpoints from `from` to `to`, each view all or nothing. False: another process was first with one of them, and that one was not written. */
  fold(folds: readonly Fold[]): Promise<boolean>;
  get(view: View, key: string): Promise<object | undefined>;
  /** Those of some documents that are there, by key, asked for at once; and how far the view was folded once they had been read. Where that is no further than the caller knows, they are what it knows. */
  getAll(view: View, keys: readonly string[]): Promise<{ readonly docs: ReadonlyMap<string, object>; readonly at: number }>;
  query(view: View, query: Query): Promise<Page<object>>;
  /** Empties the view and sets its checkpoint to 0. */
  reset(view: View): Promise<void>;
  /** Takes what was folded into another view of the same indexes for the view's own, at once: whoever reads sees the one whole or the other. The other is gone then. False: the view was folded further, and nothing changed. */
  replace(view: View, made: View): Promise<boolean>;
  close(): Promise<void>;
}

/** Keys that seal personal text. Durable before the commit that uses them, outside the ledger and its backups. One contract suite. */
export interface KeyStore {
  /** The key, or undefined when there never was one or it was destroyed. 32 bytes. */
  get(id: string): Promise<Uint8Array | undefined>;
  /** Makes the keys that do not exist yet, durably, before it answers. @throws KeyDestroyed for one that was destroyed: it is never made again */
  ensure(ids: readonly string[]): Promise<void>;
  /** Destroys keys for good, durably, before it answers, also one that was never made. What is destroyed already costs no write: each start destroys again all that the log says. */
  destroy(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Two clocks. Legal time may be virtual; machine time (limits, leases, token expiry) never is. */
export interface Clock {
  /** The legal instant now. */
  now(): Instant;
  /** Milliseconds since 1970 on the machine's own clock. */
  machine(): number;
}

/** What a commit must know of the act behind it. */
export type Act = {
  readonly cause: string;
  readonly fingerprint?: string;
  readonly actor: Actor | null;
  /** No effect is earlier than its cause: a consumer passes its message's instant. */
  readonly notBefore?: Instant;
  readonly trace?: string;
};

/** What a transaction came to: events (perhaps none: "already so"), or a refusal. */
export type Outcome<E> =
  | {
      readonly events: readonly E[];
      /** The stream's version after it. */
      readonly version: number;
      readonly position: number;
      /** The instant the decision ran at (of the first time, when repeated). */
      readonly at: Instant;
      /** True when the same cause had already taken effect. */
      readonly repeated: boolean;
    }
  | Refusal;

/** Who reads sealed text, and why: written to the access log before the answer. */
export type Reading = { readonly actor: Actor; readonly what: string; readonly why: string };

/** A decision that reads more than its stream: `read` takes its facts from views folded to the tail. */
export type DecisionWith<S, E, F> = {
  readonly read: (views: ViewReader) => Promise<F>;
  readonly decide: (state: S, now: Instant, facts: F) => Decision<E>;
};

/** The other processes that write the same log, as far as this one hears of them. */
export type Others = {
  /** Wakes when another says that it wrote; answers what ends it. */
  readonly hear: (wake: () => void) => () => void;
  /** False while nothing of them would be heard: the log is looked at often then. */
  readonly hears: () => boolean;
};

/** The one door to a service's log. */
export interface Ledger {
  /** `<service>/<epoch>`. */
  readonly log: string;
  /** At the log's end. @throws Unavailable while a store is away, or once a newer release wrote what this process does not know */
  readonly views: ViewReader;
  readonly proofs: Proofs;
  /**
   * Loads the stream, gives the instant, runs the pure decision, seals, hashes, appends: all or nothing. Answers when every log-fed view has passed the commit.
   * @throws KeyReused (same cause, other fingerprint) · Unavailable (attempts exhausted, nothing written) · IllFormed (text that has no canonical form)
   */
  transact<S, E extends DomainEvent>(aggregate: Aggregate<S, E>, id: string, decide: (state: S, now: Instant) => Decision<E>, act: Act): Promise<Outcome<E>>;
  /** The same for a decision that reads more than its stream; it is taken alone and re-decided after a lost race. */
  transactWith<S, E extends DomainEvent, F>(aggregate: Aggregate<S, E>, id: string, decision: DecisionWith<S, E, F>, act: Act): Promise<Outcome<E>>;
  /**
   * Makes one stream part of the log's head (the law in force): `heard` gets its state now, and again before anything more is decided once it has grown, whoever wrote it.
   * Decide on such a stream with `transactWith`, which is taken alone, so that nothing of the same batch stands on what was before. While `heard` throws `Unavailable` the process is not ready.
   */
  follow<S, E extends DomainEvent>(aggregate: Aggregate<S, E>, id: string, heard: (state: S) => void | Promise<void>): Promise<void>;
  /** A stream's state with its seals open, as decisions see it. For use inside a service; what goes out to a person passes `open`. */
  load<S, E extends DomainEvent>(aggregate: Aggregate<S, E>, id: string): Promise<{ readonly state: S; readonly version: number }>;
  /** A stream's events, seals closed. */
  history<S, E extends DomainEvent>(aggregate: Aggregate<S, E>, id: string): Promise<readonly Recorded<E>[]>;
  /** A stream's commits as they are stored, each held against its hash. */
  commits(aggregate: Aggregate<any, any>, id: string): Promise<readonly StoredCommit[]>;
  /** Opens every seal inside a value for a person, after the access log has it durably. Where nothing is sealed it was read all the same, and the access log has it within a second. */
  open<T>(value: T, reading: Reading): Promise<T>;
  /** Opens every seal inside a value for the platform itself (publishing a permit request); no person reads it. */
  unseal<T>(value: T): Promise<T>;
  /** Writes an access (a read without a seal, a refused command) to `<service>-access`, durable within a second. */
  access(entry: { readonly actor: Actor | null; readonly what: string; readonly why: string; readonly code?: string }): void;
  /** Commits after a position with their events (upcast, seals closed), for the relay: as many as are at hand, none only where there are none. */
  readAfter(position: number, limit: number): Promise<readonly { readonly position: number; readonly events: readonly Recorded<DomainEvent & Record<string, unknown>>[] }[]>;
  /** The end of the log. */
  tail(): Promise<Tail | undefined>;
  /** What the log is called, and was called before each restore. */
  lineage(): Promise<Lineage>;
  /** Hears what a log that this service reads is called now: where it was restored, this log's own commits that rest on what it lost are found and recorded, once. */
  hearEpoch(source: Lineage): Promise<void>;
  /** This log's commits that rest on what another log lost, in their order, what was said of them sealed. Each is for a person to look at. */
  orphans(): Promise<readonly Orphan[]>;
  /** Records what a person said of one, for good; refused where there is none at that position. */
  resolveOrphan(resolution: Resolution, act: Act): Promise<Outcome<DomainEvent>>;
  /** Destroys keys for good: the commit that says so first, then the keys; what they sealed reads as `ERASED` from then on. */
  destroyKeys(ids: readonly string[], act: Act): Promise<void>;
  /** Empties a log-fed view and folds it anew; the same bytes come out. @throws RangeError for a view that is not folded from this log */
  rebuild(view: View): Promise<void>;
  /** Calls back after each batch of this process that became durable, once its views have passed it; answers the function that stops it. */
  onCommit(listener: (position: number) => void): () => void;
  /** Calls back when the log may have grown: this process's commits are durable, before views have passed them; another process says that it wrote; or it is time to look. Answers the function that stops it. */
  onGrown(listener: () => void): () => void;
  readonly notes: Pick<CommitStore, 'note' | 'putNote'>;
  /** True when what is being decided has come to no end for longer than it can take: nothing more is decided, and only a new process mends it. */
  readonly standsStill: boolean;
  /** What health says of it. Not ready: the store does not answer, views do not follow, an unknown event type, the access log fails, or the clock is behind the log. */
  health(): Promise<{ readonly ready: boolean; readonly position: number; readonly why?: string }>;
  close(): Promise<void>;
}
