import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import kafkajs, { type Consumer, type Kafka, type KafkaMessage, type Message, type Producer } from 'kafkajs';
import type { TopicManifest } from '../manifest.js';
import { clientOf, type KafkaOptions } from './client.js';
import { fromWire, toWire } from './wire.js';

const AGAIN_MS = 500;
const BATCH_MESSAGES = 100;

/** `againAfterMs`: how much later a message comes again, by its id; undefined: not by itself. */
export type RepeaterOptions = { readonly kafka: KafkaOptions; readonly manifest: TopicManifest; readonly againAfterMs: (id: string) => number | undefined };

type Heard = { readonly topic: string; readonly id: string; readonly message: Message };

/** Makes "at least once" come true, for the fault suite: a stranger who hears every topic from its beginning and sends messages again as they were, with the same key and headers. */
export class Repeater {
  /** How many messages were sent again. */
  sent = 0;
  private readonly all = new Map<string, Heard>();
  /** Where it stands itself. */
  private readonly places = new Map<string, bigint>();
  private readonly group = `repeater.${randomUUID()}`;
  private readonly closing = new AbortController();
  private readonly late = new Set<Promise<void>>();
  private consumer: Consumer | undefined;

  private constructor(
    private readonly options: RepeaterOptions,
    private readonly kafka: Kafka,
    private readonly producer: Producer,
  ) {}

  static async open(options: RepeaterOptions): Promise<Repeater> {
    const kafka = clientOf(options.kafka);
    const producer = kafka.producer({ allowAutoTopicCreation: false, createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    await producer.connect();
    const repeater = new Repeater(options, kafka, producer);
    await repeater.listen();
    return repeater;
  }

  /** What was heard, as `<topic> <id>`, each once. */
  get heard(): ReadonlySet<string> {
    return new Set(this.all.keys());
  }

  private async listen(): Promise<void> {
    const consumer = this.kafka.consumer({ groupId: this.group, allowAutoTopicCreation: false });
    this.consumer = consumer;
    consumer.on(consumer.events.CRASH, ({ payload: { restart } }) => void (restart || this.listenAnew()));
    await consumer.connect();
    await consumer.subscribe({ topics: this.topics, fromBeginning: true });
    await consumer.run({ eachMessage: async ({ topic, partition, message }) => this.hear(`${topic}/${partition}`, topic, message) });
  }

  private async listenAnew(): Promise<void> {
    while (!this.closing.signal.aborted) {
      await this.consumer?.disconnect().catch(() => {});
      if (await this.listen().then(() => true, () => false)) return;
      await wait(AGAIN_MS);
    }
  }

  private hear(place: string, topic: string, message: KafkaMessage): void {
    this.places.set(place, BigInt(message.offset) + 1n);
    const placed = fromWire(topic.slice(this.prefix.length), message);
    const name = `${placed?.delivery.topic} ${placed?.delivery.id}`;
    if (!placed || this.all.has(name)) return;
    const heard = { topic, id: placed.delivery.id, message: toWire(placed) };
    this.all.set(name, heard);
    const afterMs = this.options.againAfterMs(heard.id);
    if (afterMs === undefined) return;
    const sent = this.later(heard, afterMs).finally(() => this.late.delete(sent));
    this.late.add(sent);
  }

  private async later(heard: Heard, afterMs: number): Promise<void> {
    await wait(afterMs, undefined, { signal: this.closing.signal }).catch(() => {});
    await this.send([heard]);
  }

  /** In order, until the broker has it. */
  private async send(heard: readonly Heard[]): Promise<void> {
    const topicMessages = Object.entries(Object.groupBy(heard, ({ topic }) => topic)).map(([topic, own = []]) => ({ topic, messages: own.map(({ message }) => message) }));
    while (!this.closing.signal.aborted) {
      if (await this.producer.sendBatch({ acks: -1, topicMessages }).then(() => true, () => false)) break;
      await wait(AGAIN_MS);
    }
    this.sent += heard.length;
  }

  /** True when this one and every reader have handled what is on the topics now, and what comes again by itself has come. */
  async isSettled(): Promise<boolean> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      const ends = new Map<string, bigint>();
      for (const topic of this.topics) for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) if (BigInt(high) > BigInt(low)) ends.set(`${topic}/${partition}`, BigInt(high));
      const readers: ReadonlyMap<string, bigint>[] = [];
      for (const [service, topics] of readersIn(this.options.manifest)) readers.push(placesIn(await admin.fetchOffsets({ groupId: this.prefix + service, topics: topics.map((topic) => this.prefix + topic) })));
      // A reader has no place in a topic that it does not read.
      const isAtEnd = ([place, end]: readonly [string, bigint]): boolean => (this.places.get(place) ?? 0n) >= end && readers.every((of) => (of.get(place) ?? end) >= end);
      return this.late.size === 0 && [...ends].every(isAtEnd);
    } catch {
      return false; // the broker is away
    } finally {
      await admin.disconnect().catch(() => {});
    }
  }

  private get prefix(): string {
    return this.options.kafka.prefix ?? '';
  }

  private get topics(): string[] {
    return Object.keys(this.options.manifest).map((topic) => this.prefix + topic);
  }

  /** Sends once more, in the order in which it came, all that was heard but the first so many. */
  async repeatAfter(count: number): Promise<void> {
    const heard = [...this.all.values()].slice(count);
    for (let first = 0; first < heard.length; first += BATCH_MESSAGES) await this.send(heard.slice(first, first + BATCH_MESSAGES));
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.late);
    await this.consumer?.disconnect();
    await this.producer.disconnect();
  }
}

/** What each service reads. */
const readersIn = (manifest: TopicManifest): ReadonlyMap<string, readonly string[]> => {
  const read = Object.entries(manifest).flatMap(([topic, { readers }]) => Object.keys(readers).map((service) => ({ topic, service })));
  return new Map(Object.entries(Object.groupBy(read, ({ service }) => service)).map(([service, own = []]) => [service, own.map(({ topic }) => topic)]));
};

/** Where a group stands, by topic and partition; one that handled nothing of a partition stands before its beginning. */
const placesIn = (offsets: readonly { readonly topic: string; readonly partitions: readonly { readonly partition: number; readonly offset: string }[] }[]): ReadonlyMap<string, bigint> =>
  new Map(offsets.flatMap(({ topic, partitions }) => partitions.map(({ partition, offset }) => [`${topic}/${partition}`, BigInt(offset)] as const)));
