import { randomUUID } from 'node:crypto';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { isObservable, lastValueFrom } from 'rxjs';
import { type DeadLetter, DeadLetters } from '../dead-letters.js';
import { type Failure, handled } from '../handling.js';
import { toRead, type TopicManifest } from '../manifest.js';
import { TopicContext } from '../messages.js';
import { isOfRestore, lineageIn, type Placed } from '../published.js';
import { TopicFault } from '../topic-fault.js';
import type { ReaderOptions } from '../topics.js';
import { inTraceOf } from '../trace.js';
import { typeOf } from './client.js';
import { recordAt } from './record-at.js';
import { Restores } from './restores.js';
import { fromWire } from './wire.js';

const SESSION_MS = 30_000;
const HEARTBEAT_MS = 3000;
/** A reader that heard nothing for so long hangs. Longer than a broker takes to come back and a group to form anew: a restart would mend neither. */
const SILENCE_MAX_MS = 300_000;
/** Nothing of the broker for so long: longer than a group takes to form anew. */
const QUIET_MS_MAX = 45_000;
/** How a reader fetches: little at once, since what is in hand when a group forms anew comes again. */
export const GROUP = { sessionTimeout: SESSION_MS, heartbeatInterval: HEARTBEAT_MS, maxWaitTimeInMs: 2000, maxBytesPerPartition: 262_144 };
/** Offsets are written this seldom within a batch: what a crash interrupts comes again, and its effect is one. */
export const COMMIT = { autoCommit: true, autoCommitInterval: 1000, autoCommitThreshold: 200 };
const PARTITIONS_AT_ONCE = 4;

/** What a reader on Kafka stands on. */
export type KafkaReaderParts = {
  readonly kafka: Kafka;
  readonly prefix: string;
  readonly manifest: TopicManifest;
  readonly options: ReaderOptions;
  readonly onCrash: (error: unknown) => void;
  readonly onEnd: () => Promise<void>;
};

/** One reading service: one consumer group, called as the service; each partition in its order, several side by side. */
export class KafkaServer extends Server implements CustomTransportStrategy {
  readonly dead: DeadLetters;
  readonly group: string;
  private readonly consumer: Consumer;
  private readonly closing = new AbortController();
  private assigned: Readonly<Record<string, readonly number[]>> = {};
  private readonly begunAnew = new Set<string>();
  private readonly restores: Restores;
  /** What is being handled, and the end of whatever everything else waits for. */
  private readonly underWay = new Set<Promise<unknown>>();
  private alone: Promise<unknown> = Promise.resolve();
  /** Where this process is in each partition: its offsets are written seldom, and whoever drains would wait for that. */
  private readonly places = new Map<string, number>();
  /** Offsets on their way to the broker. */
  private committing: Promise<void> | undefined;
  private heard = Date.now();
  private crashed = false;
  /** The broker did not answer in all tries; kafkajs begins anew by itself. */
  private lost = false;

  constructor(private readonly parts: KafkaReaderParts) {
    super();
    this.dead = new DeadLetters(parts.options.notes);
    this.restores = new Restores(parts.options);
    this.group = parts.prefix + parts.options.service;
    this.consumer = parts.kafka.consumer({ groupId: this.group, allowAutoTopicCreation: false, ...GROUP });
  }

  /** The topics' names at the broker. */
  get topics(): readonly string[] {
    return [...this.messageHandlers.keys()].map((topic) => this.parts.prefix + topic);
  }

  /** The offset after the last one handled here; 0 for none. */
  placeIn(topic: string, partition: number): number {
    return this.places.get(`${topic}/${partition}`) ?? 0;
  }

  /** False when this reader has heard nothing of its group for too long, or when it ended. */
  get alive(): boolean {
    return !this.crashed && Date.now() - this.heard < SILENCE_MAX_MS;
  }

  /** True while this reader hears of its broker, or has nothing to hear of it. */
  get hears(): boolean {
    return this.topics.length === 0 || (!this.crashed && !this.lost && Date.now() - this.heard < QUIET_MS_MAX);
  }

  listen(callback: (error?: unknown) => void): void {
    this.start().then(() => callback(), callback);
  }

  private async start(): Promise<void> {
    const { manifest, options: { service } } = this.parts;
    for (const topic of this.messageHandlers.keys()) toRead(manifest, topic, service);
    if (this.topics.length === 0) return;
    await this.restores.open(new Set([...this.messageHandlers.keys()].flatMap((topic) => manifest[topic]?.owner ?? [])));
    this.watch();
    try {
      await this.consumer.connect();
      await this.consumer.subscribe({ topics: [...this.topics], fromBeginning: true });
      await this.consumer.run({ ...COMMIT, eachBatchAutoResolve: false, partitionsConsumedConcurrently: PARTITIONS_AT_ONCE, eachBatch: (payload) => this.eachBatch(payload) });
    } catch (error) {
      throw typeOf(error) === 'TOPIC_AUTHORIZATION_FAILED' ? new TopicFault(`The broker does not let ${service} read all of ${this.topics.join(', ')}.`) : error;
    }
  }

  private watch(): void {
    const { consumer } = this;
    const { HEARTBEAT, FETCH, GROUP_JOIN, CRASH } = consumer.events;
    const hear = () => {
      this.heard = Date.now();
      this.lost = false;
    };
    consumer.on(HEARTBEAT, hear);
    consumer.on(FETCH, hear);
    consumer.on(GROUP_JOIN, ({ payload }) => this.beginAnew(payload.memberAssignment));
    consumer.on(CRASH, ({ payload: { error, restart } }) => {
      this.lost = true;
      if (restart || this.closing.signal.aborted) return;
      this.crashed = true;
      this.parts.onCrash(error);
    });
  }

  /** Each partition once a process: another replica of it may go over what this one went over, which its cause makes a no-op. */
  private beginAnew(assigned: Readonly<Record<string, readonly number[]>>): void {
    this.assigned = assigned;
    this.dead.askAgain();
    const anew = new Set((this.parts.options.anew ?? []).map((topic) => this.parts.prefix + topic));
    for (const [name, partitions] of Object.entries(assigned)) {
      for (const partition of partitions) {
        const place = `${name}/${partition}`;
        if (this.begunAnew.has(place) || !(anew.has(name) || this.restores.mustBegin(place))) continue;
        this.begunAnew.add(place);
        this.seekBeginning(name, partition);
      }
    }
  }

  private seekBeginning(name: string, partition: number): void {
    this.places.delete(`${name}/${partition}`);
    this.consumer.seek({ topic: name, partition, offset: '0' });
  }

  /** Nothing is handled meanwhile: a view that is emptied gets nothing of what is void any more. */
  private hearRestored(placed: Placed, signal: AbortSignal): Promise<Failure | undefined> {
    const heard = this.alone.then(async () => {
      await Promise.allSettled(this.underWay);
      return handled(async () => {
        for (const topic of await this.restores.hear(lineageIn(placed))) for (const partition of this.assigned[this.parts.prefix + topic] ?? []) this.seekBeginning(this.parts.prefix + topic, partition);
      }, signal);
    });
    this.alone = heard.catch(() => {});
    return heard;
  }

  private async eachBatch({ batch, resolveOffset, heartbeat, commitOffsetsIfNecessary, isRunning, isStale }: EachBatchPayload): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([this.closing.signal, lost.signal]);
    // A store may be away for longer than a session lasts.
    const beating = setInterval(() => heartbeat().catch((error: unknown) => lost.abort(error)), HEARTBEAT_MS);
    try {
      if (!isStale()) await this.restores.began(`${batch.topic}/${batch.partition}`);
      for (const message of batch.messages) {
        if (signal.aborted || !isRunning() || isStale()) break;
        await this.deliver(batch.topic, batch.partition, message, signal);
        // Its partition is heard from the beginning now.
        if (isStale()) break;
        resolveOffset(message.offset);
        this.places.set(`${batch.topic}/${batch.partition}`, Number(message.offset) + 1);
        await heartbeat();
        // Each partition would send one of its own, and messages would wait for it.
        this.committing ??= commitOffsetsIfNecessary().catch((error: unknown) => lost.abort(error)).finally(() => (this.committing = undefined));
      }
      await this.committing;
      lost.signal.throwIfAborted();
    } catch (thrown) {
      const error: unknown = lost.signal.aborted ? lost.signal.reason : thrown;
      // kafkajs rejoins only by the broker's own error, which it hides when a commit meets it first.
      if (!this.closing.signal.aborted) throw (typeOf(error) && (error as Error).cause) || error;
    } finally {
      clearInterval(beating);
    }
  }

  private async deliver(name: string, partition: number, message: KafkaMessage, signal: AbortSignal): Promise<void> {
    const topic = name.slice(this.parts.prefix.length);
    const placed = fromWire(topic, message);
    if (!placed) {
      this.parts.options.onFault?.(`${this.parts.options.service} passed over ${name} ${partition} ${message.offset}: it is no message of this platform`);
      return;
    }
    const failure = await this.hear(placed, signal);
    if (failure) await this.bury(placed, { partition, offset: message.offset }, failure);
  }

  /** A restore is the reader's own to hear, anything else the consumers'; what its log has lost is passed over, once that is known. */
  private async hear(placed: Placed, signal: AbortSignal): Promise<Failure | undefined> {
    if (isOfRestore(placed)) return this.hearRestored(placed, signal);
    await this.alone;
    if (this.restores.isVoid(placed.delivery)) return undefined;
    const handling = this.handle(placed, signal);
    this.underWay.add(handling);
    return handling.finally(() => this.underWay.delete(handling));
  }

  /** Straight to the handler: what NestJS's own `handleEvent` makes of it would not be waited for. */
  private handle({ value, delivery }: Placed, signal: AbortSignal): Promise<Failure | undefined> {
    const handler = this.messageHandlers.get(delivery.topic);
    const handle = async () => {
      const result: unknown = await handler?.(value, new TopicContext([await this.dead.marked(delivery)]));
      return isObservable(result) ? lastValueFrom(result, { defaultValue: undefined }) : result;
    };
    return handled(() => inTraceOf(delivery, handle), signal);
  }

  private async bury({ delivery }: Placed, { partition, offset }: { readonly partition: number; readonly offset: string }, failure: Failure): Promise<void> {
    const headers = { ...delivery.headers, 'dlq-partition': String(partition), 'dlq-offset': offset };
    const letter = await this.dead.add({ ...delivery, headers }, failure);
    const untold = await handled(() => this.parts.options.onDeadLetter(letter, failure.error), this.closing.signal);
    // The letter is kept and health counts it: an alarm that cannot be raised must not stop what comes behind.
    if (untold) this.parts.options.onFault?.(`${this.parts.options.service} has a dead letter ${letter.topic} ${letter.id} that nobody was told of: ${untold.code}`);
  }

  async redrive(id: string): Promise<boolean> {
    const letters = (await this.dead.list()).filter((letter) => letter.id === id);
    const done = await Promise.all(letters.map((letter) => this.again(letter)));
    return done.length > 0 && done.every(Boolean);
  }

  /** The letter goes only after the effect: a crash between them leaves it there. */
  private async again(letter: DeadLetter): Promise<boolean> {
    const { 'dlq-partition': partition, 'dlq-offset': offset } = letter.headers;
    if (partition === undefined || offset === undefined || !this.messageHandlers.has(letter.topic)) return false;
    const place = { topic: this.parts.prefix + letter.topic, partition: Number(partition), offset };
    const record = await recordAt(this.parts.kafka, `${this.group}.redrive.${randomUUID()}`, place);
    const placed = record && fromWire(letter.topic, record);
    if (!placed || placed.delivery.id !== letter.id) return false;
    const failure = await this.hear(placed, this.closing.signal);
    if (failure) await this.dead.add({ ...placed.delivery, headers: letter.headers }, failure);
    else await this.dead.remove(letter);
    return !failure;
  }

  on(): void {}

  unwrap<T>(): T {
    return this.consumer as T;
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.consumer.disconnect();
    await this.parts.onEnd();
  }
}
