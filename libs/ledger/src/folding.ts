import { isDeepStrictEqual } from 'node:util';
import type { DomainEvent } from '@cpmp/kernel';
import { asKept } from './as-kept.js';
import { Unavailable } from './errors.js';
import type { Change, EventMeta, Recorded, View, ViewStore } from './types.js';

/** A message is folded again so often after another process of the service was first. */
const TOPIC_ATTEMPTS_MAX = 10;

const keysOf = (view: View, event: DomainEvent, meta: EventMeta): readonly string[] => {
  const keys = view.key(event, meta);
  return keys === undefined ? [] : typeof keys === 'string' ? [keys] : keys;
};

/** Which documents a run of events touches. */
export const touchedBy = (view: View, events: readonly Recorded<DomainEvent>[]): ReadonlySet<string> =>
  new Set(events.flatMap(({ event, meta }) => (view.on[event.type] || view.on['*'] ? keysOf(view, event, meta) : [])));

/** One view's changes from a run of events, in order; nothing is written. `before` gives the documents as they were. */
export const changesOf = (view: View, before: (key: string) => object | undefined, events: readonly Recorded<DomainEvent>[]): readonly Change[] => {
  const docs = new Map<string, object | undefined>();
  for (const { event, meta } of events) {
    const fold = view.on[event.type] ?? view.on['*'];
    if (!fold) continue;
    for (const key of keysOf(view, event, meta)) docs.set(key, fold(docs.has(key) ? asKept(docs.get(key)) : before(key), event, meta, key));
  }
  return [...docs].map(([key, doc]) => ({ key, doc }));
};

type Place = readonly [position: number, index: number];
/** What a topic-fed document carries beside its fields: the place of the last message that changed it, by source log; `null` for one that another followed, of which all was heard. */
type Placed = { readonly $from?: Readonly<Record<string, Place | null>>; readonly $gone?: true };

const isAfter = ([position, index]: Place, last: Place | null | undefined): boolean =>
  last === undefined || (last !== null && (position > last[0] || (position === last[0] && index > last[1])));

/** So many documents of a topic-fed view are kept after this process folded them. */
const RECENT_DOCS_MAX = 1_000;

/**
 * A topic-fed view as this process left it: where it stood, and the documents that it wrote of late. Neither is asked for again: where another process folded meanwhile, the fold fails, and both are read anew.
 * One message at a time, since two of one place could not both be folded.
 */
type Left = { at: number | undefined; readonly docs: Map<string, object | undefined>; running: Promise<unknown> };
const left = new WeakMap<ViewStore, Map<View, Left>>();

const leftOf = (store: ViewStore, view: View): Left => {
  const views = left.get(store) ?? new Map<View, Left>();
  left.set(store, views);
  const known = views.get(view) ?? { at: undefined, docs: new Map<string, object | undefined>(), running: Promise.resolve() };
  views.set(view, known);
  return known;
};

const forgotten = (known: Left): false => {
  known.at = undefined;
  known.docs.clear();
  return false;
};

/**
 * Folds one message into a topic-fed view. A message at or before the last one that changed the document changes nothing, so redelivery is a no-op; one that leaves the document as it is writes nothing,
 * since it will leave it so again, unless something that came before it may be heard after it. A deleted document leaves a stone that remembers its place. @throws Unavailable when others fold the view all the time
 */
export const foldTopic = async (store: ViewStore, view: View, event: DomainEvent, meta: EventMeta): Promise<void> => {
  const fold = view.on[event.type] ?? view.on['*'];
  if (!fold) return;
  const known = leftOf(store, view);
  const work = known.running.then(async () => {
    for (const key of keysOf(view, event, meta)) {
      let done = false;
      for (let attempt = 1; !done && attempt <= TOPIC_ATTEMPTS_MAX; attempt++) done = await foldInto(store, view, key, { event, meta, fold, known });
      if (!done) throw new Unavailable(`View ${view.name} was folded by others all the time.`);
    }
  });
  known.running = work.catch(() => forgotten(known));
  return work;
};

type Heard = Recorded<DomainEvent> & { readonly known: Left; readonly fold: (doc: object | undefined, event: DomainEvent, meta: EventMeta, key: string) => object | undefined };

/** A document as a message leaves it, with its place; undefined where the message was heard before, or says nothing new. */
const movedOn = (before: Placed | undefined, key: string, { event, meta, fold }: Heard): (Placed & object) | undefined => {
  const place: Place = [meta.position, meta.index];
  if (!isAfter(place, before?.$from?.[meta.log])) return undefined;
  const was = withoutPlace(before);
  const after = asKept(fold(was, event, meta, key));
  if (isDeepStrictEqual(after, was) && !meta.outOfTurn) return undefined;
  // Of a topic's owner one log follows another. What the last one said without a change left no place, and must not pass for new after this.
  const followed = Object.fromEntries(Object.keys(before?.$from ?? {}).map((log) => [log, null]));
  return { ...(after ?? { $gone: true }), $from: { ...followed, [meta.log]: place } };
};

/** False: another message was folded between reading and writing. */
const foldInto = async (store: ViewStore, view: View, key: string, heard: Heard): Promise<boolean> => {
  const { known } = heard;
  const from = (known.at ??= await store.checkpoint(view));
  const before = known.docs.has(key) ? known.docs.get(key) : await store.get(view, key);
  const doc = movedOn(before, key, heard);
  // What is kept here may have been folded on or emptied since: only the store says that there is nothing to write.
  if (!doc) return !known.docs.delete(key);
  if (!(await store.fold([{ view, from, to: from + 1, changes: [{ key, doc }] }]))) return forgotten(known);
  known.at = from + 1;
  known.docs.delete(key);
  known.docs.set(key, asKept(doc));
  if (known.docs.size > RECENT_DOCS_MAX) known.docs.delete(known.docs.keys().next().value as string);
  return true;
};

/** A document without its place, as readers see it; undefined for a stone. A log-fed document has none and is given back as it is. */
export const withoutPlace = (doc: object | undefined): object | undefined => {
  const { $gone, $from, ...rest } = (doc ?? { $gone: true }) as Placed;
  if ($gone) return undefined;
  return $from ? rest : doc;
};
