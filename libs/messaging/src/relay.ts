import type { EventMeta, Ledger } from '@cpmp/ledger';
import type { Delivery, Publish } from './messages.js';
import { ownedBy, type TopicManifest } from './manifest.js';

/** The protective marking of every message; the value is the platform's tier. */
const MARKING = 'SECRET';
const READ_COMMITS = 200;

/** A message with its place, as an engine delivers it. */
export type Placed = { readonly value: Uint8Array; readonly delivery: Delivery };

/** The messages of one commit, or of a position that has none. */
export type Published = { readonly position: number; readonly messages: readonly Placed[] };

/** A service's log as a source of the topics that it owns. */
export type Source = { readonly service: string; readonly ledger: Ledger; readonly publish: Publish };

/** Turns the commits after a position into messages, in order. Nothing else publishes: the log is the outbox. */
export const publishedAfter = async ({ service, ledger, publish }: Source, topics: TopicManifest, position: number): Promise<readonly Published[]> => {
  const commits = await ledger.readAfter(position, READ_COMMITS);
  return Promise.all(
    commits.map(async ({ position: at, events }) => {
      const messages: Placed[] = [];
      for (const { event, meta } of events) messages.push(...placed(publish(await openable(ledger, event, meta, publish), meta, (text) => text), meta));
      for (const { delivery } of messages) ownedBy(topics, delivery.topic, service);
      return { position: at, messages };
    }),
  );
};

/** The event with its seals open if its mapping asks for an open text; else as it lies in the log. */
const openable = async <E>(ledger: Ledger, event: E, meta: EventMeta, publish: Publish): Promise<E> => {
  let asks = false;
  publish(event, meta, (text) => {
    asks = true;
    return text;
  });
  return asks ? ledger.unseal(event) : event;
};

const placed = (messages: ReturnType<Publish>, meta: EventMeta): readonly Placed[] => {
  const seen = new Map<string, number>();
  return messages.map(({ topic, key, value }) => {
    const n = seen.get(topic) ?? 0;
    seen.set(topic, n + 1);
    const id = n === 0 ? meta.id : `${meta.id}#${n}`;
    return { value, delivery: { topic, key, id, at: meta.at, log: meta.log, position: meta.position, index: meta.index, headers: headersOf(id, topic, meta), ...(meta.trace ? { trace: meta.trace } : {}) } };
  });
};

/** CloudEvents 1.0 in binary mode, with the marking and the trace. */
const headersOf = (id: string, topic: string, meta: EventMeta): Readonly<Record<string, string>> => ({
  ce_specversion: '1.0',
  ce_id: id,
  ce_source: `/${meta.log}`,
  ce_type: topic,
  ce_time: meta.at,
  'content-type': 'application/protobuf',
  'protective-marking': MARKING,
  ...(meta.trace ? { traceparent: meta.trace } : {}),
});

const NOTE = 'relay/position';
type Position = { readonly position: number };

/**
 * Pushes a log's messages to an engine that keeps topics of its own. The position is one note, moved after the send:
 * at least once, in order; two relays at once are harmless, since each sends from the stored position and the slower loses its move.
 */
export class Relay {
  constructor(
    private readonly source: Source,
    private readonly topics: TopicManifest,
    private readonly send: (messages: readonly Placed[]) => Promise<void>,
  ) {}

  /** Sends what is there; answers the position reached. */
  async run(): Promise<number> {
    const { notes } = this.source.ledger;
    for (;;) {
      const note = await notes.note(NOTE);
      const from = (note?.value as Position | undefined)?.position ?? 0;
      const published = await publishedAfter(this.source, this.topics, from);
      const last = published.at(-1);
      if (!last) return from;
      const messages = published.flatMap((commit) => commit.messages);
      if (messages.length > 0) await this.send(messages);
      await notes.putNote(NOTE, { position: last.position } satisfies Position, note?.revision ?? 0);
    }
  }
}
