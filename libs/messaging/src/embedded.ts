import { setTimeout as wait } from 'node:timers/promises';
import type { Ledger } from '@cpmp/ledger';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { type DeadLetter, DeadLetters } from './dead-letters.js';
import { readBy, type TopicManifest } from './manifest.js';
import { Poison, TopicContext } from './messages.js';
import { type Placed, publishedAfter, type Source } from './relay.js';
import type { ReaderOptions, Topics } from './topics.js';

/** A message is tried so often before it is taken for poison. */
export const ATTEMPTS_MAX = 5;
const BACKOFF_MS = 5;
const AWAY_MS = 200;

/** Engines for tests may spoil a delivery: answer how often it is handed over (0: never, as if it were poison). */
export type Spoil = (placed: Placed, service: string) => number;

/** Topics in one process: each reader reads the sources' logs by position, and keeps its place in its own store after the effect. */
export const embeddedTopics = (manifest: TopicManifest, options: { readonly spoil?: Spoil } = {}): Topics => new EmbeddedTopics(manifest, options.spoil);

class EmbeddedTopics implements Topics {
  private readonly sources = new Map<string, Source>();
  private readonly readers = new Map<string, EmbeddedServer>();
  /** Every step that any reader ever made. */
  steps = 0;

  constructor(
    readonly manifest: TopicManifest,
    readonly spoil: Spoil | undefined,
  ) {}

  source(source: Source): void {
    this.sources.set(source.service, source);
    source.ledger.onCommit(() => this.wake(source.service));
    this.wake(source.service);
  }

  private wake(service: string): void {
    for (const reader of this.readers.values()) reader.wake(service);
  }

  server(options: ReaderOptions): CustomTransportStrategy {
    const reader = new EmbeddedServer(this, options);
    this.readers.set(options.service, reader);
    return reader;
  }

  from(service: string): Source | undefined {
    return this.sources.get(service);
  }

  async drain(): Promise<void> {
    // A run that was woken by a commit may be on its way already, so steps are counted, not what this call's own runs found.
    for (let quiet = 0; quiet < 2; ) {
      const before = this.steps;
      await Promise.all([...this.readers.values()].map((reader) => reader.catchUp()));
      quiet = this.steps === before ? quiet + 1 : 0;
    }
  }

  async deadLetters(service: string): Promise<readonly DeadLetter[]> {
    return this.readers.get(service)?.dead.list() ?? [];
  }

  async redrive(service: string, id: string): Promise<boolean> {
    return this.readers.get(service)?.redrive(id) ?? false;
  }

  async close(): Promise<void> {
    for (const reader of this.readers.values()) await reader.close();
  }
}

/** One reading service: its consumers as NestJS knows them, one loop a source. */
class EmbeddedServer extends Server implements CustomTransportStrategy {
  readonly dead: DeadLetters;
  private readonly loops = new Map<string, Promise<void>>();
  private listening = false;
  private closed = false;

  constructor(
    private readonly topics: EmbeddedTopics,
    private readonly options: ReaderOptions,
  ) {
    super();
    this.dead = new DeadLetters(options.notes);
  }

  listen(callback: (error?: unknown) => void): void {
    try {
      for (const topic of this.messageHandlers.keys()) readBy(this.topics.manifest, topic, this.options.service);
    } catch (error) {
      callback(error);
      return;
    }
    this.listening = true;
    callback();
    for (const owner of this.owners()) this.wake(owner);
  }

  on(): void {}

  unwrap<T>(): T {
    return this.topics as T;
  }

  private owners(): ReadonlySet<string> {
    return new Set([...this.messageHandlers.keys()].map((topic) => this.topics.manifest[topic]?.owner ?? ''));
  }

  wake(owner: string): void {
    if (this.listening && this.owners().has(owner)) void this.follow(owner);
  }

  /** Handles everything there is. */
  async catchUp(): Promise<void> {
    if (this.listening) await Promise.all([...this.owners()].map((owner) => this.follow(owner)));
  }

  /** One run at a time for a source, in the log's order. */
  private follow(owner: string): Promise<void> {
    const next = (this.loops.get(owner) ?? Promise.resolve()).then(() => this.run(owner));
    this.loops.set(owner, next);
    return next;
  }

  private async run(owner: string): Promise<void> {
    const source = this.topics.from(owner);
    while (source && !this.closed) {
      try {
        if (!(await this.step(source))) return;
        this.topics.steps += 1;
      } catch {
        await wait(AWAY_MS); // a store is away, its own or the source's: nothing is lost, it is read again
      }
    }
  }

  /** Handles the next run of commits. The place is kept after the effect: what a crash interrupts comes again. */
  private async step(source: Source): Promise<boolean> {
    const { service, notes } = this.options;
    const key = `topics/${service}/${source.service}`;
    const note = await notes.note(key);
    const from = (note?.value as { position: number } | undefined)?.position ?? 0;
    const published = await publishedAfter(source, this.topics.manifest, from);
    const last = published.at(-1);
    if (!last) return false;
    for (const placed of published.flatMap(({ messages }) => messages)) {
      if (this.closed) return false;
      await this.deliver(placed);
    }
    await notes.putNote(key, { position: last.position }, note?.revision ?? 0);
    return true;
  }

  private async deliver(placed: Placed): Promise<void> {
    const handler = this.messageHandlers.get(placed.delivery.topic);
    if (!handler) return;
    const times = this.topics.spoil?.(placed, this.options.service) ?? 1;
    if (times === 0) await this.bury(placed, new Poison('spoilt'), 1);
    for (let n = 0; n < times; n++) await this.handle(handler, placed);
  }

  private async handle(handler: MessageHandler, placed: Placed): Promise<void> {
    for (let attempt = 1; !this.closed; attempt++) {
      try {
        const result: unknown = await handler(placed.value, new TopicContext([placed.delivery]));
        if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
        return;
      } catch (error) {
        if ((error as Error).name === 'Unavailable') {
          attempt = 0; // the store is away: pause and try for ever, this is no poison
          await wait(AWAY_MS);
        } else if (attempt >= ATTEMPTS_MAX || error instanceof Poison) {
          await this.bury(placed, error, attempt);
          return;
        } else await wait(BACKOFF_MS * 2 ** attempt);
      }
    }
  }

  /** The reason is a code or a class name: an error's own words may hold covert text. */
  private async bury(placed: Placed, error: unknown, attempts: number): Promise<void> {
    const dead = await this.dead.add(placed, error instanceof Poison ? error.code : ((error as Error)?.name ?? 'unknown'), attempts);
    await this.options.onDeadLetter?.(dead, error);
  }

  async redrive(id: string): Promise<boolean> {
    const placed = await this.dead.take(id);
    const handler = placed && this.messageHandlers.get(placed.delivery.topic);
    if (!placed || !handler) return false;
    await this.handle(handler, placed);
    return true;
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.loops.values());
  }
}

