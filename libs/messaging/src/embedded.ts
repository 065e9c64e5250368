import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { isVoid } from '@cpmp/ledger';
import { type DeadLetter, DeadLetters } from './dead-letters.js';
import { Feed } from './feed.js';
import { type Failure, handled } from './handling.js';
import { toRead, type TopicManifest } from './manifest.js';
import { Poison, TopicContext } from './messages.js';
import { type Placed, publishedAfter, type Source } from './published.js';
import { TopicFault } from './topic-fault.js';
import type { ReaderOptions, Topics } from './topics.js';
import { inTraceOf } from './trace.js';

/** A test's hand in a delivery: how often it is handed over, 1 by default; 0 makes it poison. Answering late delays it and what follows it. */
export type Spoil = (placed: Placed, service: string) => number | Promise<number>;

/** `inTurn`: one reader handles at a time, in a fixed order, so that the same acts give the same ledgers; without it they handle side by side. */
type EmbeddedOptions = { readonly spoil?: Spoil; readonly inTurn?: boolean };

/** Topics in one process: each reader reads the sources' logs by position, and keeps its place in its own store after the effect. */
export const embeddedTopics = (manifest: TopicManifest, options: EmbeddedOptions = {}): Topics => new EmbeddedTopics(manifest, options);

class EmbeddedTopics implements Topics {
  private readonly sources = new Map<string, Source & { readonly stop: () => void }>();
  private readonly readers = new Map<string, EmbeddedServer>();
  /** In turn: the feeds whose source may hold something new. */
  private readonly waiting = new Set<Feed>();
  private turns: Promise<void> | undefined;

  constructor(
    readonly manifest: TopicManifest,
    private readonly options: EmbeddedOptions,
  ) {}

  get spoil(): Spoil | undefined {
    return this.options.spoil;
  }

  source(source: Source): void {
    const { service, ledger } = source;
    this.endSource(service);
    const wake = () => this.wake([...this.readers.values()].flatMap((reader) => reader.feedsOn(service)));
    this.sources.set(service, { ...source, stop: ledger.onCommit(wake) });
    wake();
  }

  /** Makes feeds read on, without anybody waiting for it. */
  wake(feeds: readonly Feed[]): void {
    if (!this.options.inTurn) return feeds.forEach((feed) => feed.wake());
    for (const feed of feeds) this.waiting.add(feed);
    this.drain().catch(() => {}); // told by its feed
  }

  from(service: string): Source | undefined {
    return this.sources.get(service);
  }

  private endSource(service: string): void {
    this.sources.get(service)?.stop();
    this.sources.delete(service);
  }

  server(options: ReaderOptions): CustomTransportStrategy {
    if (this.readers.has(options.service)) throw new TopicFault(`${options.service} reads its topics already.`);
    const reader = new EmbeddedServer(this, options);
    this.readers.set(options.service, reader);
    return reader;
  }

  /** A service that closes is no source any more: its ledger closes next. */
  ended(service: string): void {
    this.readers.delete(service);
    this.endSource(service);
  }

  drain(): Promise<void> {
    if (!this.options.inTurn) return this.sideBySide();
    // Later, so that the turns' own end comes after this assignment even if nothing waits.
    return (this.turns ??= Promise.resolve().then(() => this.takeTurns()));
  }

  /** Whatever handled something may have published something: only a round in which nobody took a step has seen the end of every log. */
  private async sideBySide(): Promise<void> {
    const steps = () => this.feeds().reduce((sum, feed) => sum + feed.steps, 0);
    for (let before = -1; before !== steps(); ) {
      before = steps();
      await Promise.all(this.feeds().map((feed) => feed.catchUp()));
    }
  }

  /** Always the first of those that wait, to its end. One that stops does not stop the others, and waits for the next time. */
  private async takeTurns(): Promise<void> {
    const stopped = new Map<Feed, unknown>();
    const next = () => this.feeds().find((feed) => this.waiting.has(feed));
    for (let feed = next(); feed; feed = next()) {
      this.waiting.delete(feed);
      await feed.catchUp().catch((error: unknown) => stopped.set(feed as Feed, error));
    }
    this.turns = undefined;
    for (const feed of stopped.keys()) this.waiting.add(feed);
    if (stopped.size > 0) throw [...stopped.values()][0];
  }

  private feeds(): readonly Feed[] {
    return [...this.readers.values()].flatMap((reader) => reader.feeds);
  }

  async deadLetters(service: string): Promise<readonly DeadLetter[]> {
    return this.readers.get(service)?.dead.list() ?? [];
  }

  async redrive(service: string, id: string): Promise<boolean> {
    return this.readers.get(service)?.redrive(id) ?? false;
  }

  async close(): Promise<void> {
    await Promise.all([...this.readers.values()].map((reader) => reader.close()));
    for (const service of this.sources.keys()) this.endSource(service);
  }
}

/** One reading service: its consumers as NestJS knows them, one feed a source. */
class EmbeddedServer extends Server implements CustomTransportStrategy {
  readonly dead: DeadLetters;
  private readonly bySource = new Map<string, Feed>();
  private readonly closing = new AbortController();

  constructor(
    private readonly topics: EmbeddedTopics,
    private readonly options: ReaderOptions,
  ) {
    super();
    this.dead = new DeadLetters(options.notes);
  }

  get feeds(): readonly Feed[] {
    return [...this.bySource.values()];
  }

  listen(callback: (error?: unknown) => void): void {
    try {
      const topics = [...this.messageHandlers.keys()];
      const owners = Object.groupBy(topics, (topic) => toRead(this.topics.manifest, topic, this.options.service).owner);
      for (const [owner, owned = []] of Object.entries(owners)) this.bySource.set(owner, this.feedOf(owner, owned));
    } catch (error) {
      callback(error);
      return;
    }
    callback();
    this.topics.wake(this.feeds);
  }

  private feedOf(owner: string, topics: readonly string[]): Feed {
    const { service, notes, anew = [], onRestored = async () => {}, empty = async () => [] } = this.options;
    return new Feed({
      note: `topics/${service}/${owner}`,
      topics,
      anew,
      manifest: this.topics.manifest,
      notes,
      source: () => this.topics.from(owner),
      onRestored,
      empty,
      deliver: (placed) => this.deliver(placed),
      onFault: (error) => this.tell(`${service} cannot read ${owner}`, error),
      signal: this.closing.signal,
    });
  }

  feedsOn(owner: string): readonly Feed[] {
    const feed = this.bySource.get(owner);
    return feed ? [feed] : [];
  }

  private async deliver(placed: Placed): Promise<void> {
    const times = (await this.topics.spoil?.(placed, this.options.service)) ?? 1;
    if (times === 0) await this.bury(placed, { code: 'spoilt', attempts: 1, error: new Poison('spoilt') });
    for (let n = 0; n < times; n++) {
      const failure = await this.handle(placed);
      if (failure) await this.bury(placed, failure);
    }
  }

  /** Straight to the handler: what NestJS's own `handleEvent` makes of it would not be waited for. */
  private handle({ value, delivery }: Placed): Promise<Failure | undefined> {
    const handler = this.messageHandlers.get(delivery.topic);
    const handle = async () => {
      const result: unknown = await handler?.(value, new TopicContext([await this.dead.marked(delivery)]));
      return isObservable(result) ? lastValueFrom(result, { defaultValue: undefined }) : result;
    };
    return handled(() => inTraceOf(delivery, handle), this.closing.signal);
  }

  private async bury({ delivery }: Placed, failure: Failure): Promise<void> {
    const letter = await this.dead.add(delivery, failure);
    const untold = await handled(() => this.options.onDeadLetter(letter, failure.error), this.closing.signal);
    // The letter is kept and health counts it: an alarm that cannot be raised must not stop what comes behind.
    if (untold) this.tell(`${this.options.service} has a dead letter ${letter.topic} ${letter.id} that nobody was told of`, untold.error);
  }

  async redrive(id: string): Promise<boolean> {
    const letters = (await this.dead.list()).filter((letter) => letter.id === id);
    const done = await Promise.all(letters.map((letter) => this.again(letter)));
    return done.length > 0 && done.every(Boolean);
  }

  /** The letter goes only after the effect: a crash between them leaves it there. */
  private async again(letter: DeadLetter): Promise<boolean> {
    const placed = await this.found(letter);
    if (!placed) return this.isLost(letter);
    const failure = await this.handle(placed);
    if (failure) await this.dead.add(placed.delivery, failure);
    else await this.dead.remove(letter);
    return !failure;
  }

  private sourceOf({ topic }: DeadLetter): Source | undefined {
    return this.topics.from(this.topics.manifest[topic]?.owner ?? '');
  }

  /** What the source has lost in a restore is never said again: nobody need wait for it. */
  private async isLost(letter: DeadLetter): Promise<boolean> {
    const lineage = await this.sourceOf(letter)?.ledger.lineage();
    if (!lineage || !isVoid(lineage, letter.id)) return false;
    await this.dead.remove(letter);
    return true;
  }

  /** The message as its source says it now, so that a mended mapping counts. */
  private async found(letter: DeadLetter): Promise<Placed | undefined> {
    const { topic, id, position } = letter;
    const source = this.sourceOf(letter);
    if (!source || !this.messageHandlers.has(topic)) return undefined;
    for await (const { messages } of publishedAfter(source, this.topics.manifest, position - 1, 1)) return messages.find(({ delivery }) => delivery.topic === topic && delivery.id === id);
    return undefined;
  }

  /** An error's class only, unless its words are ours: others' may hold covert text. */
  private tell(what: string, error: unknown): void {
    this.options.onFault?.(`${what}: ${error instanceof TopicFault ? error.message : error instanceof Error ? error.name : 'unknown'}`);
  }

  on(): void {}

  unwrap<T>(): T {
    return this.topics as T;
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.topics.ended(this.options.service);
    await Promise.allSettled(this.feeds.map((feed) => feed.settled()));
  }
}
