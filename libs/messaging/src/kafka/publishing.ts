import { randomUUID } from 'node:crypto';
import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import { isAway } from '../handling.js';
import type { TopicManifest } from '../manifest.js';
import type { Placed, Source } from '../published.js';
import { Relay, type Unpublished } from '../relay.js';
import { runsOf, toWire } from './wire.js';

/** What could not be sent is tried again after so long. */
const RETRY_MS = 500;
/** What was sent is noted together with what else is sent within so long: a note is a durable write, and was one for every commit. */
const KEEP_MS = 250;

/** What a source of topics on Kafka stands on. */
type Parts = { readonly kafka: Kafka; readonly prefix: string; readonly topics: TopicManifest; readonly source: Source; readonly onFault: (error: unknown) => void };

/** One service's log on its way to its topics. */
export class KafkaSource {
  /** How many messages were sent. */
  sent = 0;
  /** True while what was sent last did not get there. */
  failing = false;
  private readonly relay: Relay;
  private readonly stopHearing: () => void;
  private timer: NodeJS.Timeout | undefined;
  private producer: Promise<Producer> | undefined;
  private running: Promise<boolean> | undefined;
  private asked = false;
  private closed = false;
  /** Ends the relay's wait behind what was urgent. */
  private goOn = (): void => {};

  constructor(private readonly parts: Parts) {
    const { source, topics } = parts;
    this.relay = new Relay({ source, topics, send: (messages) => this.send(messages), holder: randomUUID(), machine: () => Date.now(), keepMs: KEEP_MS, giveWay: (milliseconds) => this.giveWay(milliseconds) });
    this.stopHearing = source.ledger.onGrown(() => this.wake());
    this.wake();
  }

  private wake(): void {
    this.catchUp().then(
      // Another replica's word that it wrote goes to whoever holds the log; this one looks again when it may have been left.
      (holds) => {
        if (!holds) this.wakeIn(Math.max(RETRY_MS, this.relay.heldUntil - Date.now()));
        else if (this.relay.isAhead) this.wakeIn(KEEP_MS);
      },
      (error: unknown) => {
        this.wakeIn(RETRY_MS);
        if (!isAway(error) && !this.closed) this.parts.onFault(error);
      },
    );
  }

  private wakeIn(milliseconds: number): void {
    clearTimeout(this.timer);
    if (!this.closed) this.timer = setTimeout(() => this.wake(), milliseconds).unref();
  }

  /** Sends what was committed before this call. False: another replica does. @throws what stops it; it is tried again by itself. */
  catchUp(): Promise<boolean> {
    this.asked = true;
    this.goOn();
    return (this.running ??= this.run());
  }

  private async run(): Promise<boolean> {
    let holds = true;
    try {
      while (this.asked && !this.closed) {
        this.asked = false;
        holds = await this.relay.run();
      }
      return holds;
    } finally {
      this.running = undefined;
    }
  }

  private giveWay(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.goOn = resolve;
      setTimeout(resolve, milliseconds);
    });
  }

  /** One request for all topics, in order within each, unless that were more than the broker takes at once. A producer that failed is not used again: what it sent may be there, and its next sequence would not fit. */
  private async send(messages: readonly Placed[]): Promise<void> {
    try {
      const producer = await (this.producer ??= this.connected());
      for (const run of runsOf(messages)) {
        const byTopic = Object.groupBy(run, ({ delivery }) => delivery.topic);
        await producer.sendBatch({ acks: -1, topicMessages: Object.entries(byTopic).map(([topic, placed = []]) => ({ topic: this.parts.prefix + topic, messages: placed.map(toWire) })) });
        this.sent += run.length;
      }
      this.failing = false;
    } catch (error) {
      this.failing = true;
      await this.drop();
      throw error;
    }
  }

  unpublished(): Promise<Unpublished> {
    return this.relay.unpublished();
  }

  private async connected(): Promise<Producer> {
    const producer = this.parts.kafka.producer({
      idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    return producer;
  }

  private async drop(): Promise<void> {
    const producer = await this.producer?.catch(() => undefined);
    this.producer = undefined;
    await producer?.disconnect().catch(() => {});
  }

  /** Ends after what is under way, and leaves the log to the next. */
  async close(): Promise<void> {
    this.closed = true;
    this.stopHearing();
    clearTimeout(this.timer);
    this.goOn();
    await this.running?.catch(() => {});
    await this.relay.release().catch(() => {}); // its lease ends by itself
    await this.drop();
  }
}
