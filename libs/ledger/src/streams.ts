import { type Aggregate, type DomainEvent } from '@cpmp/kernel';
import { bodyOf, categoryOf, metaOf } from './commit.js';
import { UnknownEvent } from './errors.js';
import { unseal } from './sealing.js';
import type { CommitStore, KeyStore, Recorded } from './types.js';

/**
 * How many streams' states are kept in memory at most. Those that were kept first go first, used or not: to move each to the end of the map at every use costs more than a decision's copy,
 * and one that is used is soon kept again. Many go at once, since a map is walked past all that were taken out of it.
 */
const CACHED_STREAMS_MAX = 25_000;
const LET_GO_AT_ONCE = 1_000;

/** A stream's state at a version, seals open. */
export type Loaded<S = unknown> = { readonly state: S; readonly version: number };

/** Gives an event in today's shape. @throws UnknownEvent for a type that no aggregate of this process names */
export type Read = (event: DomainEvent, category: string) => DomainEvent;

/** The reader of some aggregates' events. */
export const readerOf = (aggregates: readonly Aggregate<any, any>[]): Read => {
  const byCategory = new Map(aggregates.map((aggregate) => [aggregate.category, aggregate]));
  return (event, category) => {
    const aggregate = byCategory.get(category);
    const today = aggregate?.upcast?.(event) ?? event;
    if (aggregate && Object.hasOwn(aggregate.personal, today.type)) return today;
    throw new UnknownEvent(today.type, category);
  };
};

/** Streams by aggregate: loading states, keeping them, reading events in today's shape. */
export class Streams {
  /** Set once an event of an unknown type was met; only a newer release mends it. */
  unknown: UnknownEvent | undefined;
  private readonly cached = new Map<string, Loaded>();
  /** How often something was forgotten: whoever keeps a state says how often it had been when that was made. */
  forgotten = 0;
  private readonly reader: Read;

  constructor(
    aggregates: readonly Aggregate<any, any>[],
    private readonly commits: CommitStore,
    private readonly keys: KeyStore,
  ) {
    this.reader = readerOf(aggregates);
  }

  readonly read: Read = (event, category) => {
    try {
      return this.reader(event, category);
    } catch (error) {
      if (error instanceof UnknownEvent) this.unknown ??= error;
      throw error;
    }
  };

  /** The state that is kept of a stream, if one is: whoever decides on it must be told by the append when somebody else wrote. */
  kept<S>(stream: string): Loaded<S> | undefined {
    return this.cached.get(stream) as Loaded<S> | undefined;
  }

  /** The state of a stream; only what the cache has not seen is read. */
  async load<S, E extends DomainEvent>(aggregate: Aggregate<S, E>, stream: string): Promise<Loaded<S>> {
    const { forgotten } = this;
    let { state, version } = this.kept<S>(stream) ?? { state: aggregate.initial, version: 0 };
    const commits = await this.commits.readStream(stream, version);
    for (const commit of commits) {
      const body = bodyOf(commit);
      for (const event of await unseal(body.events, this.keys)) state = aggregate.evolve(state, this.read(event, aggregate.category) as E);
      version = commit.version;
    }
    if (commits.length > 0) this.keep(stream, { state, version }, forgotten);
    return { state, version };
  }

  /** Moves a kept state by a commit of this process, whose open events it still has. */
  keep(stream: string, loaded: Loaded, forgotten = this.forgotten): void {
    const { cached } = this;
    // What was forgotten meanwhile may be in this state still.
    if (forgotten !== this.forgotten) return void cached.delete(stream);
    cached.set(stream, loaded);
    if (cached.size <= CACHED_STREAMS_MAX) return;
    for (const oldest of cached.keys()) {
      if (cached.size <= CACHED_STREAMS_MAX - LET_GO_AT_ONCE) return;
      cached.delete(oldest);
    }
  }

  /** Forgets the streams whose text some keys sealed: what is open in memory was to be destroyed. */
  forget(keys: readonly string[]): void {
    for (const stream of this.cached.keys()) if (keys.some((key) => key.startsWith(`${stream}/`))) this.cached.delete(stream);
    this.forgotten += 1;
  }

  /** A stream's events, seals closed. */
  async history<E extends DomainEvent>(stream: string): Promise<readonly Recorded<E>[]> {
    const commits = await this.commits.readStream(stream, 0);
    return commits.flatMap((commit) => {
      const body = bodyOf(commit);
      return body.events.map((event, index) => ({ event: this.read(event, categoryOf(stream)) as E, meta: metaOf(body, index) }));
    });
  }
}
