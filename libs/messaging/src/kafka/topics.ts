import { setTimeout as wait } from 'node:timers/promises';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { Admin, Kafka } from 'kafkajs';
import type { DeadLetter } from '../dead-letters.js';
import { isAway } from '../handling.js';
import type { TopicManifest } from '../manifest.js';
import type { Source } from '../published.js';
import { TopicFault } from '../topic-fault.js';
import type { Unpublished } from '../relay.js';
import type { Broker, ReaderOptions, Topics } from '../topics.js';
import { clientOf, isKafkas, type KafkaOptions } from './client.js';
import { KafkaSource } from './publishing.js';
import { KafkaServer } from './reading.js';

const LOOK_MS = 10;

/** Topics on Kafka. The topics must be there: nothing here makes any. */
export const kafkaTopics = (manifest: TopicManifest, options: KafkaOptions): KafkaTopics => new KafkaTopics(manifest, options);

/** The port on Kafka, with what health asks of it. */
export class KafkaTopics implements Topics, Broker {
  readonly broker = this;
  private readonly kafka: Kafka;
  private readonly prefix: string;
  private readonly sources = new Map<string, KafkaSource>();
  private readonly readers = new Map<string, KafkaServer>();
  private connected: Promise<Admin> | undefined;
  private readonly asking = new Map<string, Promise<Readonly<Record<string, number>>>>();

  constructor(
    private readonly manifest: TopicManifest,
    private readonly options: KafkaOptions,
  ) {
    this.kafka = clientOf(options);
    this.prefix = options.prefix ?? '';
  }

  source(source: Source): void {
    const { service } = source;
    if (this.sources.has(service)) throw new TopicFault(`${service} publishes its topics already.`);
    const onFault = (error: unknown) => source.onFault?.(`${service} cannot publish: ${error instanceof TopicFault ? error.message : error instanceof Error ? error.name : 'unknown'}`);
    this.sources.set(service, new KafkaSource({ kafka: this.kafka, prefix: this.prefix, topics: this.manifest, source, onFault }));
  }

  server(options: ReaderOptions): CustomTransportStrategy {
    const { service } = options;
    if (this.readers.has(service)) throw new TopicFault(`${service} reads its topics already.`);
    const onCrash = (error: unknown) => this.options.onCrash?.(error);
    const reader = new KafkaServer({ kafka: this.kafka, prefix: this.prefix, manifest: this.manifest, options, onCrash, onEnd: () => this.ended(service) });
    this.readers.set(service, reader);
    return reader;
  }

  /** A service that closes is no source any more: its ledger closes next. */
  private async ended(service: string): Promise<void> {
    this.readers.delete(service);
    const source = this.sources.get(service);
    this.sources.delete(service);
    await source?.close();
  }

  /** What was handled is durable before it leaves its reader's lag, so once nothing lags and nothing was left to send, all is done. What is away is waited for. */
  drain(): Promise<void> {
    return until(() => this.isQuiet());
  }

  /** Sends what was committed before this call, and answers how many messages the sources of this process have sent in all: by that whoever moves time knows whether anybody else can have heard of something. What is away is waited for. */
  async published(): Promise<number> {
    await until(() => this.catchUp());
    return this.sent;
  }

  /** In this order: a message that is under way while the lags are read is counted as sent afterwards. They are asked anew: an answer that somebody else waits for may be older. */
  private async isQuiet(): Promise<boolean> {
    const before = this.sent;
    const lags = await Promise.all([...this.readers.keys()].map((service) => this.countWaiting(service)));
    return (await this.catchUp()) && this.sent === before && lags.every((topics) => Object.values(topics).every((lag) => lag === 0));
  }

  /** False: another replica sends. */
  private async catchUp(): Promise<boolean> {
    return (await Promise.all([...this.sources.values()].map((source) => source.catchUp()))).every(Boolean);
  }

  private get sent(): number {
    return [...this.sources.values()].reduce((sum, { sent }) => sum + sent, 0);
  }

  /** How many messages a service of this process has yet to handle, in all replicas together. */
  async lag(service: string): Promise<number> {
    return Object.values(await this.countWaiting(service)).reduce((sum, lag) => sum + lag, 0);
  }

  answers(service: string): boolean {
    return (this.readers.get(service)?.hears ?? true) && !this.sources.get(service)?.failing;
  }

  async unpublished(service: string): Promise<Unpublished> {
    return this.sources.get(service)?.unpublished() ?? { positions: 0 };
  }

  /** One question at a time: while the broker is away kafkajs tries for long, and whoever collects again waits for the same answer. Who drains asks anew, since theirs must be younger than what was sent. */
  waiting(service: string): Promise<Readonly<Record<string, number>>> {
    const asked = this.asking.get(service) ?? this.countWaiting(service).finally(() => this.asking.delete(service));
    this.asking.set(service, asked);
    return asked;
  }

  private async countWaiting(service: string): Promise<Readonly<Record<string, number>>> {
    const reader = this.readers.get(service);
    if (!reader || reader.topics.length === 0) return {};
    const admin = await this.admin();
    const committed = await admin.fetchOffsets({ groupId: reader.group, topics: [...reader.topics] });
    const lags = await Promise.all(
      committed.map(async ({ topic, partitions }) => {
        const ends = await admin.fetchTopicOffsets(topic);
        const lag = ends.reduce((sum, { partition, low, high }) => {
          const written = Number(partitions.find((one) => one.partition === partition)?.offset ?? -1);
          return sum + Math.max(0, Number(high) - Math.max(written, reader.placeIn(topic, partition), Number(low)));
        }, 0);
        return [topic.slice(this.prefix.length), lag] as const;
      }),
    );
    return Object.fromEntries(lags);
  }

  /** False when a reader of this process ended or has lost its group. */
  alive(): boolean {
    return [...this.readers.values()].every((reader) => reader.alive);
  }

  private admin(): Promise<Admin> {
    this.connected ??= (async () => {
      const admin = this.kafka.admin();
      await admin.connect();
      return admin;
    })().catch((error: unknown) => {
      this.connected = undefined;
      throw error;
    });
    return this.connected;
  }

  async deadLetters(service: string): Promise<readonly DeadLetter[]> {
    return this.readers.get(service)?.dead.list() ?? [];
  }

  async redrive(service: string, id: string): Promise<boolean> {
    return this.readers.get(service)?.redrive(id) ?? false;
  }

  async close(): Promise<void> {
    await Promise.all([...this.readers.values()].map((reader) => reader.close()));
    await Promise.all([...this.sources.keys()].map((service) => this.ended(service)));
    await (await this.connected?.catch(() => undefined))?.disconnect();
    this.connected = undefined;
  }
}

/** Asks until it is so; what is away is waited for. */
const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  for (let so = false; !so; ) {
    so = await isSo().catch((error: unknown) => {
      if (!isAway(error) && !isKafkas(error)) throw error;
      return false;
    });
    if (!so) await wait(LOOK_MS);
  }
};
