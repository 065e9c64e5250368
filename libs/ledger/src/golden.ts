import { createHash } from 'node:crypto';
import type { Aggregate, DomainEvent } from '@cpmp/kernel';
import { canonicalBytes, hashOf } from './canonical.js';
import { idOf } from './commit.js';
import { changesOf } from './folding.js';
import { hasPersonal, IV_BYTES, keyIdOf, seal, unseal } from './sealing.js';
import { type Read, readerOf } from './streams.js';
import type { KeyStore, Recorded, View } from './types.js';

/** One event of every type that can be written; the compiler asks for one that is missing. */
export type Samples<E extends DomainEvent> = { readonly [T in E['type']]: Extract<E, { readonly type: T }> };

/** An aggregate with its samples, in an order in which they can follow one another. */
export type Sampled = { readonly aggregate: Aggregate<any, any>; readonly samples: readonly DomainEvent[] };

/** A topic-fed view with what its consumer folds into it. */
export type Heard = { readonly view: View; readonly samples: readonly DomainEvent[] };

/** All that a service must be able to read for ever. */
export type Golden = { readonly aggregates: readonly Sampled[]; readonly views: readonly View[]; readonly heard?: readonly Heard[] };

/** A line of the golden file: an event as it was committed (or as it was heard, with its topic), or what a view's version makes of all the events above it. */
export type GoldenLine = { readonly stream: string; readonly topic?: string; readonly event: DomainEvent } | { readonly view: string; readonly hash: string };
type EventLine = Extract<GoldenLine, { event: unknown }>;

/** The aggregate with one sample of each of its event types. */
export const sampled = <S, E extends DomainEvent>(aggregate: Aggregate<S, E>, samples: Samples<E>): Sampled => ({ aggregate, samples: Object.values<DomainEvent>(samples) });

/** The topic-fed view with one sample of each event type that its consumer makes of messages. */
export const heard = <D extends object, E extends DomainEvent>(view: View<D, E>, samples: Samples<E>): Heard => ({ view, samples: Object.values<DomainEvent>(samples) });

const START_MS = Date.parse('2026-03-02T09:00:00.000Z');
const MINUTE_MS = 60_000;
const nameOf = ({ name, version }: View): string => `${name}@${version}`;
const topicOf = ({ from }: View): string | undefined => (from === 'log' ? undefined : from.topic);

/** Keys that come from their names: a golden file is no secret, and its seals must come out the same everywhere. */
const keyOf = (id: string): Uint8Array => createHash('sha256').update(`golden/${id}`).digest();
const keys: KeyStore = { get: async (id) => keyOf(id), ensure: async () => {}, destroy: async () => {}, close: async () => {} };
const noKeys: KeyStore = { ...keys, get: async () => undefined };

/** The line of a sample, its personal text sealed. */
const lineOf = ({ aggregate }: Sampled, sample: DomainEvent): EventLine => {
  const stream = `${aggregate.category}-golden`;
  const id = keyIdOf(aggregate, sample, stream);
  const event = hasPersonal(aggregate, sample) ? seal(aggregate, sample, { id, key: keyOf(id), random: () => new Uint8Array(IV_BYTES) }) : sample;
  return asWritten({ stream, event });
};

const asWritten = <T>(value: T): T => JSON.parse(Buffer.from(canonicalBytes(value)).toString('utf8')) as T;

const heardLines = ({ view, samples }: Heard): readonly EventLine[] => samples.map((event) => asWritten({ topic: topicOf(view) ?? '', stream: 'golden', event }));

/** The line of every sample, as they would be written today. */
const wanted = ({ aggregates, heard: all = [] }: Golden): readonly EventLine[] => [...aggregates.flatMap((each) => each.samples.map((sample) => lineOf(each, sample))), ...all.flatMap(heardLines)];

const isEvent = (line: GoldenLine): line is EventLine => 'event' in line;
const isFor = (line: EventLine) => (other: GoldenLine): boolean => isEvent(other) && other.stream === line.stream && other.topic === line.topic && other.event.type === line.event.type;

/** Events with the places that they have in the file. */
const recordedFrom = (lines: readonly GoldenLine[], topic: string | undefined, read: Read): readonly Recorded<DomainEvent>[] => {
  const versions = new Map<string, number>();
  return lines.filter(isEvent).filter((line) => line.topic === topic).map(({ stream, event }, index) => {
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    const place = { id: `golden/1/${index + 1}/0`, log: 'golden/1', position: index + 1, index: 0, stream, streamId: idOf(stream), version };
    const at = new Date(START_MS + index * MINUTE_MS).toISOString();
    return { event: topic === undefined ? read(event, stream.slice(0, stream.indexOf('-'))) : event, meta: { ...place, at, actor: null } };
  });
};

const readOf = ({ aggregates }: Golden): Read => readerOf(aggregates.map(({ aggregate }) => aggregate));

/** What a view makes of the events of some lines, as a hash over every document after every event. */
const hashBy = async (view: View, lines: readonly GoldenLine[], read: Read): Promise<string> => {
  const docs = new Map<string, object | undefined>();
  const steps: unknown[] = [];
  for (const recorded of recordedFrom(lines, topicOf(view), read)) {
    for (const { key, doc } of changesOf(view, (of) => docs.get(of), [recorded])) {
      docs.set(key, doc && asWritten(doc));
      steps.push([recorded.meta.position, key, doc ?? null]);
    }
  }
  return hashOf(canonicalBytes(steps));
};

/** The file's lines with what is missing put behind them: nothing that is there changes. */
export const withMissing = async (lines: readonly GoldenLine[], golden: Golden): Promise<readonly GoldenLine[]> => {
  const read = readOf(golden);
  const events = [...lines, ...wanted(golden).filter((line) => !lines.some(isFor(line)))];
  const last = events.findLastIndex(isEvent);
  const unsaid = golden.views.filter((view) => !events.slice(last + 1).some((line) => !isEvent(line) && line.view === nameOf(view)));
  const said = await Promise.all(unsaid.map(async (view) => ({ view: nameOf(view), hash: await hashBy(view, events, read) })));
  return [...events, ...said];
};

/** Everything that is wrong with a golden file, in sentences. */
export const faultsOf = async (lines: readonly GoldenLine[], golden: Golden): Promise<readonly string[]> => [
  ...shapeFaults(lines, golden),
  ...(await foldFaults(lines, golden)),
  ...(await viewFaults(lines, golden)),
];

const shapeFaults = (lines: readonly GoldenLine[], golden: Golden): readonly string[] =>
  wanted(golden).flatMap((line) => {
    const kept = lines.filter(isEvent).find(isFor(line));
    if (!kept) return [`${line.event.type} of ${line.topic ?? line.stream} has no line`];
    const same = Buffer.from(canonicalBytes(kept)).equals(canonicalBytes(line));
    return same ? [] : [`${line.event.type} of ${line.topic ?? line.stream} is not what was committed: a new shape is a new type, and the old one is upcast`];
  });

/** Each stream is folded from its lines, with its seals open, and with all its keys destroyed. */
const foldFaults = async (lines: readonly GoldenLine[], golden: Golden): Promise<readonly string[]> => {
  const read = readOf(golden);
  const faults: string[] = [];
  for (const { aggregate } of golden.aggregates) {
    const own = lines.filter(isEvent).filter(({ topic, stream }) => topic === undefined && stream === `${aggregate.category}-golden`);
    for (const store of [keys, noKeys]) {
      let state: unknown = aggregate.initial;
      for (const { event } of own) {
        try {
          state = aggregate.evolve(state, read(await unseal(event, store), aggregate.category) as never);
        } catch (error) {
          faults.push(`${event.type} of ${aggregate.category} does not fold${store === noKeys ? ' once it is erased' : ''}: ${(error as Error).message}`);
        }
      }
    }
  }
  return faults;
};

const viewFaults = async (lines: readonly GoldenLine[], golden: Golden): Promise<readonly string[]> => {
  const read = readOf(golden);
  const last = lines.findLastIndex(isEvent);
  const faults: string[] = [];
  for (const view of golden.views) {
    const own = lines.flatMap((line, index) => (!isEvent(line) && line.view === nameOf(view) ? [{ index, hash: line.hash }] : []));
    if (!own.some(({ index }) => index > last)) faults.push(`view ${nameOf(view)} has no line behind the last event`);
    for (const { index, hash } of own)
      if ((await hashBy(view, lines.slice(0, index), read).catch(() => undefined)) !== hash) faults.push(`view ${nameOf(view)} does not make of lines 1 to ${index} what it made of them: raise its version`);
    if (topicOf(view) !== undefined && !golden.heard?.some((each) => each.view === view)) faults.push(`view ${nameOf(view)} has no samples of what it hears`);
  }
  return faults;
};
