import { randomUUID } from 'node:crypto';
import type { Ledger } from '@cpmp/ledger';
import kafkajs, { type Kafka } from 'kafkajs';
import { ledgerOf, MANIFEST, publishSaid, reading, say } from '../contract-world.js';
import type { Placed } from '../published.js';
import { publishedAfter } from '../published.js';
import { clientOf } from './client.js';
import { COMMIT, GROUP } from './reading.js';
import { madeAt } from './testing.js';
import { kafkaTopics } from './topics.js';
import { toWire } from './wire.js';

const [OURS, BARE] = ['sender.notes.v1', 'sender.letters.v1'];
/** As many as one step of a relay reads. */
const BATCH = 200;
const STREAMS = 100;
const TEXT = 'x'.repeat(400);

/** The topics of this platform beside the same by kafkajs alone, on one broker. All rates are messages a second. */
export type KafkaBench = {
  /** A log of so many messages sent, from opening a producer to the last acknowledgement; then read, from the first message to the last. */
  readonly round: () => Promise<Readonly<Record<'relay' | 'produce' | 'consume' | 'read', number>>>;
  /** Milliseconds from an act in a ledger in memory to its consumer, or from a bare send to a bare reader. */
  readonly hop: (who: 'ours' | 'bare') => Promise<number>;
  /** How many messages a group has yet to handle. */
  readonly lag: (group: string, topics: readonly string[]) => Promise<number>;
  readonly close: () => Promise<void>;
};

/** A log that was never relayed, whatever others did with it. */
const unsent = (ledger: Ledger): Ledger => {
  let note: Awaited<ReturnType<Ledger['notes']['note']>>;
  const notes: Ledger['notes'] = { note: async () => note, putNote: async (_, value, expected) => Boolean((note = { revision: expected + 1, value })) };
  return Object.assign(Object.create(ledger) as Ledger, { notes, readAfter: ledger.readAfter.bind(ledger), onGrown: ledger.onGrown.bind(ledger) });
};

const perSecondOf = (count: number, milliseconds: number): number => (count / milliseconds) * 1000;

/** Counts what arrives: resolves with the rate between the first and the last. */
const arrivals = (count: number): { readonly rate: Promise<number>; readonly arrived: () => void } => {
  let [began, seen] = [0, 0];
  const { promise: rate, resolve } = Promise.withResolvers<number>();
  return {
    rate,
    arrived: () => {
      if (seen === 0) began = performance.now();
      seen += 1;
      if (seen === count) resolve(perSecondOf(count, performance.now() - began));
    },
  };
};

type Around = { readonly kafka: Kafka; readonly brokers: readonly string[]; readonly prefix: string; readonly count: number };

const relayed = async ({ brokers, prefix, count }: Around, ledger: Ledger): Promise<number> => {
  const topics = kafkaTopics(MANIFEST, { brokers, clientId: 'bench', prefix });
  const began = performance.now();
  topics.source({ service: 'sender', ledger: unsent(ledger), publish: publishSaid });
  await topics.drain();
  const rate = perSecondOf(count, performance.now() - began);
  await topics.close();
  return rate;
};

const produced = async ({ kafka, prefix, count }: Around, messages: readonly Placed[]): Promise<number> => {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false, createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  const began = performance.now();
  await producer.connect();
  for (let from = 0; from < messages.length; from += BATCH) await producer.sendBatch({ acks: -1, topicMessages: [{ topic: prefix + BARE, messages: messages.slice(from, from + BATCH).map(toWire) }] });
  const rate = perSecondOf(count, performance.now() - began);
  await producer.disconnect();
  return rate;
};

const consumed = async ({ brokers, prefix, count }: Around, reader: Ledger): Promise<number> => {
  const topics = kafkaTopics(MANIFEST, { brokers, clientId: 'bench', prefix });
  const { rate, arrived } = arrivals(count);
  const { app } = await reading(topics, 'receiver', reader.notes, { [OURS]: arrived });
  const found = await rate;
  await app.close();
  await topics.close();
  return found;
};

const bareReader = async ({ kafka, prefix }: Pick<Around, 'kafka' | 'prefix'>, group: string, arrived: () => void): Promise<() => Promise<void>> => {
  const consumer = kafka.consumer({ groupId: `${prefix}${group}`, allowAutoTopicCreation: false, ...GROUP });
  await consumer.connect();
  await consumer.subscribe({ topics: [prefix + BARE], fromBeginning: true });
  await consumer.run({ ...COMMIT, eachMessage: async () => arrived() });
  return () => consumer.disconnect();
};

/** Opens one; `messages`: how many a round sends and reads. */
export const openKafkaBench = async (brokers: readonly string[], messages: number): Promise<KafkaBench> => {
  const kafka = clientOf({ brokers, clientId: 'bench' });
  const admin = kafka.admin();
  await admin.connect();
  const [sender, receiver] = [await ledgerOf('sender'), await ledgerOf('receiver')];
  await Promise.all(Array.from({ length: messages }, (_, n) => say(sender, `s${n % STREAMS}`, `${n} ${TEXT}`)));
  const placed: Placed[] = [];
  for (let position = 0; placed.length < messages; ) {
    for await (const commit of publishedAfter({ service: 'sender', ledger: sender, publish: publishSaid }, MANIFEST, position)) {
      placed.push(...commit.messages);
      position = commit.position;
    }
  }
  const hops = await openHops(kafka, brokers);
  return {
    round: async () => {
      const around = { kafka, brokers, prefix: `bench.${randomUUID()}.`, count: messages };
      await madeAt(brokers, MANIFEST, around.prefix);
      const [relay, produce, consume] = [await relayed(around, sender), await produced(around, placed), await consumed(around, receiver)];
      const bare = arrivals(messages);
      const end = await bareReader(around, 'bare', bare.arrived);
      const read = await bare.rate;
      await end();
      return { relay, produce, consume, read };
    },
    hop: hops.hop,
    lag: async (groupId, topics) => {
      const committed = await admin.fetchOffsets({ groupId, topics: [...topics] });
      const ends = await Promise.all(committed.map(async ({ topic, partitions }) => (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => Number(high) - Math.max(0, Number(partitions.find((one) => one.partition === partition)?.offset ?? 0)))));
      return ends.flat().reduce((sum, lag) => sum + lag, 0);
    },
    close: async () => {
      await hops.close();
      await admin.disconnect();
      await Promise.all([sender.close(), receiver.close()]);
    },
  };
};

/** Both ways of one message, one at a time. */
const openHops = async (kafka: Kafka, brokers: readonly string[]) => {
  const prefix = `bench.${randomUUID()}.`;
  await madeAt(brokers, MANIFEST, prefix);
  const [sender, receiver] = [await ledgerOf('sender'), await ledgerOf('receiver')];
  const topics = kafkaTopics(MANIFEST, { brokers, clientId: 'bench', prefix });
  let there = (): void => {};
  topics.source({ service: 'sender', ledger: sender, publish: publishSaid });
  const { app } = await reading(topics, 'receiver', receiver.notes, { [OURS]: () => there() });
  const endReader = await bareReader({ kafka, prefix }, 'bare', () => there());
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false, createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  const hop = async (who: 'ours' | 'bare'): Promise<number> => {
    const arrived = new Promise<void>((resolve) => (there = resolve));
    const began = performance.now();
    if (who === 'ours') await say(sender, 'a', TEXT);
    else await producer.send({ topic: prefix + BARE, acks: -1, messages: [{ key: 'talk-a', value: TEXT }] });
    await arrived;
    return performance.now() - began;
  };
  // Groups form with the first.
  for (const who of ['ours', 'bare'] as const) await hop(who);
  return {
    hop,
    close: async () => {
      await app.close();
      await topics.close();
      await endReader();
      await producer.disconnect();
      await Promise.all([sender.close(), receiver.close()]);
    },
  };
};
