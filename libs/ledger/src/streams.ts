import { type Aggregate, type DomainEvent } from '@cpmp/kernel';
import { bodyOf, categoryOf, metaOf } from './commit.js';
import { UnknownEvent } from './errors.js';
import { unseal } from './sealing.js';
import type { CommitStore, KeyStore, Recorded } from './types.js';

/** How many streams' states are kept in memory at most: those used last, and as many that were used before. To move each to the end of one map at every use costs more than a decision's copy. */
const CACHED_STREAMS_MAX = 25_000;

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
  private recent = new Map<string, Loaded>();
  private earlier = new Map<string, Loaded>();
  /** How often something was forgotten. */
  private forgotten = 0;
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
    return (this.recent.get(stream) ?? this.earlier.get(stream)) as Loaded<S> | undefined;
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
    // What was forgotten meanwhile may be in this state still.
    if (commits.length > 0 && forgotten === this.forgotten) this.keep(stream, { state, version });
    return { state, version };
  }

  /** Moves a kept state by a commit of this process, whose open events it still has. */
  keep(stream: string, loaded: Loaded): void {
    this.recent.set(stream, loaded);
    if (this.recent.size < CACHED_STREAMS_MAX / 2) return;
    this.earlier = this.recent;
    this.recent = new Map();
  }

  /** Forgets the streams whose text some keys sealed: what is open in memory was to be destroyed. */
  forget(keys: readonly string[]): void {
    const without = (kept: ReadonlyMap<string, Loaded>) => new Map([...kept].filter(([stream]) => !keys.some((key) => key.startsWith(`${stream}/`))));
    this.recent = without(this.recent);
    this.earlier = without(this.earlier);
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
