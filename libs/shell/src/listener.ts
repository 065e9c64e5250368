import { Readable } from 'node:stream';
import type { Instant } from '@cpmp/kernel';
import type { Principal, Told } from './types.js';

/** A client that lost its connection comes back after so long, in milliseconds. */
const RETRY_MS = 5_000;
/** Whoever lets so many changes wait is sent away, and comes back with the last id they heard. */
export const WAITING_MAX = 500;

/** One commit and what it is news of. */
export type Change = { readonly position: number; readonly at: Instant; readonly about: readonly Told[] };

/** What a listener is made of. */
type ListenerParts = {
  readonly principal: Principal;
  /** None: of every stream that they may know of. */
  readonly streams: ReadonlySet<string> | undefined;
  readonly placeOf: (position: number) => string;
  /** The instant, where something was missed that cannot be told. */
  readonly missed: Instant | undefined;
  /** The position they have heard of. */
  readonly from: number;
  /** What was committed after it, up to now. */
  readonly before: AsyncIterable<Change>;
  /** How long they may listen, in milliseconds. */
  readonly limitMs: number;
  readonly mayHear: (told: Told) => boolean | Promise<boolean>;
  readonly left: (listener: Listener) => void;
};

/** One connection: what its reader may hear, as lines of an event stream, no faster than they are read. */
export class Listener {
  readonly lines: Readable;
  /** Changes, and positions of which nothing but the place is said. */
  private readonly waiting: (Change | number)[] = [];
  private ended = false;
  private more: () => void = () => {};
  private readonly limit: NodeJS.Timeout;

  constructor(private readonly parts: ListenerParts) {
    this.limit = setTimeout(() => this.end(), parts.limitMs).unref();
    // Not `Readable.from`: it would not be destroyed before the generator has something more to say.
    const told = this.told();
    this.lines = new Readable({
      read() {
        told.next().then(({ value, done }) => this.push(done ? null : value), (error: Error) => this.destroy(error));
      },
      destroy: (error, done) => {
        this.leave();
        done(error);
      },
    });
  }

  get principal(): Principal {
    return this.parts.principal;
  }

  /** Something was committed. */
  offer(change: Change): void {
    if (change.position > this.parts.from && this.asked(change).length > 0) this.wait(change);
  }

  /** Says that the connection lives, and how far the log was followed. */
  comment(position: number): void {
    if (this.waiting.length === 0) this.wait(Math.max(position, this.parts.from));
  }

  private wait(change: Change | number): void {
    if (this.waiting.push(change) > WAITING_MAX) this.lines.destroy();
    this.more();
  }

  /** Ends it in order; one whose reader has not kept up is cut off. */
  end(): void {
    this.ended = true;
    if (this.waiting.length > 0) this.lines.destroy();
    this.more();
  }

  private leave(): void {
    this.ended = true;
    clearTimeout(this.limit);
    this.parts.left(this);
    this.more();
  }

  private async *told(): AsyncGenerator<string> {
    const { from, missed, before } = this.parts;
    yield `retry: ${RETRY_MS}\n${this.place(from)}\n`;
    if (missed) yield `event: missed\ndata: ${JSON.stringify({ at: missed })}\n\n`;
    for await (const change of before) yield* this.written(change);
    while (!this.ended) {
      const next = this.waiting.shift();
      if (next === undefined) await new Promise<void>((more) => (this.more = more));
      else if (typeof next === 'number') yield `: still here\n${this.place(next)}\n`;
      else yield* this.written(next);
    }
  }

  private place(position: number): string {
    return `id: ${this.parts.placeOf(position)}\n`;
  }

  private asked({ about }: Change): readonly Told[] {
    const { streams } = this.parts;
    return streams ? about.filter(({ stream }) => streams.has(stream)) : about;
  }

  /**
   * A change by its streams and its instant. Of what they may not hear nothing is written, not even the place: when it came would tell that it came.
   * The id stands with the last stream, so that a connection that breaks before it begins with this change again.
   */
  private async *written(change: Change): AsyncGenerator<string> {
    const heard = new Map<string, 'changed' | 'ended'>();
    for (const told of this.asked(change)) {
      const isKnown = told.ends ? heard.get(told.stream) === 'ended' : heard.has(told.stream);
      if (!isKnown && (await this.parts.mayHear(told))) heard.set(told.stream, told.ends ? 'ended' : 'changed');
    }
    const events = [...heard].map(([stream, what]) => `event: ${what}\ndata: ${JSON.stringify({ stream, at: change.at })}\n`);
    if (events.length > 0) yield `${events.join('\n')}${this.place(change.position)}\n`;
  }
}
