import type { DomainEvent } from '@cpmp/kernel';
import { type EventMeta, type Ledger, type Lineage, openingIn, type Recorded } from '@cpmp/ledger';
import { toPublish, type TopicManifest } from './manifest.js';
import type { Delivery, OutMessage, Publish } from './messages.js';
import { TopicFault } from './topic-fault.js';

/** The tier of everything the platform holds, said on every message. */
const PROTECTIVE_MARKING = 'SECRET';
const READ_COMMITS_MAX = 200;

/** A message with its place, as an engine delivers it. */
export type Placed = { readonly value: Uint8Array; readonly delivery: Delivery };

/** What says on every topic of a service that its log was restored: engines hear it, consumers do not. */
const RESTORED = 'ledger.EpochOpened';

/** True for a message that says what a log is called since it was restored. */
export const isOfRestore = ({ delivery }: Placed): boolean => delivery.headers['ce_type'] === RESTORED;

/** What such a message says. @throws SyntaxError */
export const lineageIn = ({ value }: Placed): Lineage => JSON.parse(Buffer.from(value).toString('utf8')) as Lineage;

/** What one commit publishes; most publish nothing. */
export type Published = { readonly position: number; readonly messages: readonly Placed[] };

/** A service's log as the source of the topics that it owns. `onFault` hears what stops an engine that pushes, in words of ours alone; it is tried again by itself. */
export type Source = { readonly service: string; readonly ledger: Ledger; readonly publish: Publish; readonly onFault?: (fault: string) => void };

/** Turns the next commits after a position into messages, in order. Nothing else publishes: the log is the outbox. */
export async function* publishedAfter(source: Source, topics: TopicManifest, position: number, commitsMax = READ_COMMITS_MAX): AsyncGenerator<Published> {
  for (const commit of await source.ledger.readAfter(position, commitsMax)) {
    const messages: Placed[] = [];
    for (const recorded of commit.events) messages.push(...(await messagesOf(source, topics, recorded)));
    yield { position: commit.position, messages };
  }
}

const messagesOf = async ({ service, ledger, publish }: Source, topics: TopicManifest, { event, meta }: Recorded<DomainEvent>): Promise<readonly Placed[]> => {
  if (openingIn({ stream: meta.stream, events: [event as never] })) return restoredMessages(topics, { service, lineage: await ledger.lineage() }, meta);
  const mapped = (subject: DomainEvent, asked: () => void) =>
    told(event, meta, () =>
      publish(subject, meta, (text) => {
        asked();
        return text;
      }),
    );
  let asksForOpenText = false;
  const closed = mapped(event, () => (asksForOpenText = true));
  // Opening is for the few mappings that ask for it; what they get is the whole event with its seals open.
  const messages = asksForOpenText ? mapped(await ledger.unseal(event), () => {}) : closed;
  return told(event, meta, () => placed(messages, meta, (topic) => toPublish(topics, topic, service).message));
};

const restoredMessages = (topics: TopicManifest, { service, lineage }: { readonly service: string; readonly lineage: Lineage }, meta: EventMeta): readonly Placed[] => {
  const value = Buffer.from(JSON.stringify(lineage));
  const owned = Object.keys(topics).filter((topic) => topics[topic]?.owner === service);
  return placed(owned.map((topic) => ({ topic, key: meta.stream, value })), meta, () => RESTORED);
};

/** Runs a mapping. Its failure is named by event and type, since its own words may hold covert text; nothing behind it is published until it is mended. */
const told = <T>({ type }: DomainEvent, { id }: EventMeta, map: () => T): T => {
  try {
    return map();
  } catch (error) {
    const why = error instanceof TopicFault ? error.message : error instanceof Error ? error.name : 'unknown';
    throw new TopicFault(`${type} ${id} cannot be published: ${why}`, { cause: error });
  }
};

const placed = (messages: readonly OutMessage[], meta: EventMeta, typeOf: (topic: string) => string): readonly Placed[] => {
  const seen = new Map<string, number>();
  return messages.map(({ topic, key, value }) => {
    const n = seen.get(topic) ?? 0;
    seen.set(topic, n + 1);
    const id = n === 0 ? meta.id : `${meta.id}#${n}`;
    const { at, log: sourceLog, position, index, trace } = meta;
    const headers = headersOf(id, typeOf(topic), meta);
    return { value, delivery: { topic, key, id, at, sourceLog, position, index, headers, ...(trace ? { trace } : {}) } };
  });
};

/** CloudEvents 1.0 in binary mode, with the marking and the W3C trace. */
const headersOf = (id: string, type: string, { log, at, trace }: EventMeta): Readonly<Record<string, string>> => ({
  ce_specversion: '1.0',
  ce_id: id,
  ce_source: `/${log}`,
  ce_type: type,
  ce_time: at,
  'content-type': 'application/protobuf',
  'protective-marking': PROTECTIVE_MARKING,
  ...(trace ? { traceparent: trace } : {}),
});
