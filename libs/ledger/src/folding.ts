import type { DomainEvent } from '@cpmp/kernel';
import { bodyOf, recorded } from './commit.js';
import { Unavailable } from './errors.js';
import type { Read } from './streams.js';
import type { Change, CommitBody, CommitStore, EventMeta, Fold, Recorded, View, ViewStore } from './types.js';
import type { FreshCommit } from './writer.js';

/** How many commits one step of a fold reads. */
const FOLD_COMMITS_MAX = 500;
/** A message is folded again so often after another process of the service was first. */
const TOPIC_ATTEMPTS_MAX = 10;

const keysOf = (view: View, event: DomainEvent, meta: EventMeta): readonly string[] => {
  const keys = view.key(event, meta);
  return keys === undefined ? [] : typeof keys === 'string' ? [keys] : keys;
};

/** A document as the store would give it back: a fold's result must not depend on where a batch ended. */
const asRead = (doc: object | undefined): object | undefined => doc && (JSON.parse(JSON.stringify(doc)) as object);

/** One view's changes from a run of events, in order; nothing is written. */
export const changesOf = async (view: View, store: Pick<ViewStore, 'get'>, events: readonly Recorded<DomainEvent>[]): Promise<readonly Change[]> => {
  const docs = new Map<string, object | undefined>();
  for (const { event, meta } of events) {
    const fold = view.on[event.type] ?? view.on['*'];
    if (!fold) continue;
    for (const key of keysOf(view, event, meta)) {
      const before = docs.has(key) ? asRead(docs.get(key)) : await store.get(view, key);
      docs.set(key, fold(before, event, meta, key));
    }
  }
  return [...docs].map(([key, doc]) => ({ key, doc }));
};

/** Folds every position of a log into its views, in order, each from its own checkpoint. */
export class LogFolder {
  private readonly at = new Map<View, number>();
  private running: Promise<void> = Promise.resolve();

  constructor(
    readonly views: readonly View[],
    private readonly store: ViewStore,
    private readonly commits: CommitStore,
    private readonly read: Read,
  ) {}

  /** Makes the views ready and folds what is missing. */
  async open(): Promise<void> {
    const end = (await this.commits.tail())?.position ?? 0;
    for (const view of this.views) {
      await this.store.prepare(view);
      // Folded from a longer log than this one: a file that was put back, or cut off.
      if ((await this.store.checkpoint(view)) > end) await this.store.reset(view);
    }
    await this.catchUp();
  }

  /** Folds up to the log's end; what a crashed process left, this one folds. One run at a time. */
  catchUp(fresh?: readonly FreshCommit[]): Promise<void> {
    this.running = this.running.catch(() => {}).then(() => this.run(fresh));
    return this.running;
  }

  private async run(fresh?: readonly FreshCommit[]): Promise<void> {
    for (let more = this.views.length > 0; more; ) {
      for (const view of this.views) if (!this.at.has(view)) this.at.set(view, await this.store.checkpoint(view));
      const from = Math.min(...this.at.values());
      const next = fresh?.[0]?.commit.position === from + 1;
      // What was just written is at hand; what is read is held against its hash.
      const bodies = next ? fresh.map(({ body }) => body) : (await this.commits.readAfter(from, FOLD_COMMITS_MAX)).map(bodyOf);
      const last = bodies.at(-1);
      if (!last) return;
      const done = await this.store.fold(await this.foldsOf(bodies, last.position));
      if (!done) this.at.clear();
      else for (const view of this.views) this.at.set(view, Math.max(last.position, this.at.get(view) ?? 0));
      more = !done || !next;
    }
  }

  private async foldsOf(bodies: readonly CommitBody[], to: number): Promise<readonly Fold[]> {
    const events = bodies.flatMap((body) => recorded(body, this.read));
    const folds: Fold[] = [];
    for (const view of this.views) {
      const from = this.at.get(view) ?? 0;
      if (from >= to) continue;
      folds.push({ view, from, to, changes: await changesOf(view, this.store, from === to - bodies.length ? events : events.filter(({ meta }) => meta.position > from)) });
    }
    return folds;
  }

  /** Empties a view and folds it anew: the same bytes come out. */
  async rebuild(view: View): Promise<void> {
    if (!this.views.includes(view)) throw new RangeError(`View ${view.name} is not folded from this log.`);
    await this.store.reset(view);
    this.at.clear();
    await this.catchUp();
  }
}

/** What a topic-fed document carries beside its fields: the place of the last message folded into it, by source log. */
type Placed = { readonly $from?: Readonly<Record<string, readonly [position: number, index: number]>>; readonly $gone?: true };

const isAfter = ([position, index]: readonly [number, number], last: readonly [number, number] | undefined): boolean =>
  !last || position > last[0] || (position === last[0] && index > last[1]);

/**
 * Folds one message into a topic-fed view. A message at or before the last one folded into the document changes nothing, so redelivery is a no-op;
 * a deleted document leaves a stone that remembers its place. @throws Unavailable when others fold the view all the time
 */
export const foldTopic = async (store: ViewStore, view: View, event: DomainEvent, meta: EventMeta): Promise<void> => {
  const fold = view.on[event.type] ?? view.on['*'];
  if (!fold) return;
  for (const key of keysOf(view, event, meta)) {
    let done = false;
    for (let attempt = 1; !done && attempt <= TOPIC_ATTEMPTS_MAX; attempt++) done = await foldInto(store, view, key, { event, meta, fold });
    if (!done) throw new Unavailable(`View ${view.name} was folded by others all the time.`);
  }
};

type Heard = Recorded<DomainEvent> & { readonly fold: (doc: object | undefined, event: DomainEvent, meta: EventMeta, key: string) => object | undefined };

/** False: another message was folded between reading and writing. */
const foldInto = async (store: ViewStore, view: View, key: string, { event, meta, fold }: Heard): Promise<boolean> => {
  const from = await store.checkpoint(view);
  const before = (await store.get(view, key)) as Placed | undefined;
  const place = [meta.position, meta.index] as const;
  if (!isAfter(place, before?.$from?.[meta.log])) return true;
  const after = fold(withoutPlace(before), event, meta, key);
  const doc = { ...(after ?? { $gone: true }), $from: { ...before?.$from, [meta.log]: place } };
  return store.fold([{ view, from, to: from + 1, changes: [{ key, doc }] }]);
};

/** A document without its place, as readers see it; undefined for a stone. A log-fed document has none and is given back as it is. */
export const withoutPlace = (doc: object | undefined): object | undefined => {
  const { $gone, $from, ...rest } = (doc ?? { $gone: true }) as Placed;
  if ($gone) return undefined;
  return $from ? rest : doc;
};
