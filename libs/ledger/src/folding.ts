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
