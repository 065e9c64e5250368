import type { Clock, Ledger } from '@cpmp/ledger';
import { causesOf } from './filter.js';
import { type Change, Listener } from './listener.js';
import type { Log } from './log.js';
import { Problem } from './problems.js';
import type { News, Principal, Told } from './types.js';

/** Whoever hears nothing else hears so often that the connection lives, in milliseconds of machine time. What another process committed is looked for then, and no oftener. */
const COMMENT_MS = 15_000;
/** So many connections may one person have to a service: a page each. */
export const LISTENERS_PER_PERSON_MAX = 12;
/** So many may everybody have together. */
export const LISTENERS_MAX = 1_000;
/** Whoever was away for longer than so many commits is told that they missed some, and not which. */
export const RESUME_COMMITS_MAX = 10_000;
/** A connection that holds a long-lived token ends after so long all the same, in milliseconds. */
const LISTENING_MS_MAX = 86_400_000;
/** Commits that are read at once. */
const COMMITS = 200;

/** Whom to tell, of what, from where, and until when (milliseconds since 1970 on the machine's clock). */
export type Listening = { readonly principal: Principal; readonly streams?: ReadonlySet<string>; readonly lastId?: string; readonly untilMs: number };

/** What news are told from. `every`: `COMMENT_MS`, unless a spec says otherwise. */
type NewsParts = { readonly news: News; readonly ledger: Ledger; readonly clock: Clock; readonly log: Log; readonly every?: number };

/**
 * Tells live what changed, by stream and instant alone. It follows the log's commits once for everybody: each is offered to those who listen, and told to whom the
 * reads would answer. A place in the log is `<log>/<position>`: whoever comes back with the last one they heard misses nothing.
 */
export class NewsDesk {
  private readonly listeners = new Set<Listener>();
  /** The last position that was offered to those who listen, and the last that this process committed or offered: views have passed it. */
  private offered = 0;
  private committed = 0;
  private asked = false;
  private running: Promise<void> | undefined;
  private closed = false;
  private readonly stop: () => void;
  private readonly beat: NodeJS.Timeout;

  constructor(private readonly parts: NewsParts) {
    this.stop = parts.ledger.onCommit((position) => this.moved(position));
    this.beat = setInterval(() => this.tick(), parts.every ?? COMMENT_MS).unref();
  }

  /** Finds the log's end: what was before it is no news. */
  async open(): Promise<void> {
    this.moved((await this.parts.ledger.tail())?.position ?? 0);
  }

  /** The place that a reader has seen who reads now: to be sent as `Last-Event-ID`, so that nothing between reading and listening is missed. */
  get place(): string {
    return this.placeOf(this.committed);
  }

  /** Lets somebody listen. @throws Problem when too many do, or the service closes */
  listen({ principal, streams, lastId, untilMs }: Listening): Listener {
    this.mayListen(principal);
    const { ledger, clock, news } = this.parts;
    const heard = this.positionOf(lastId);
    const from = heard ?? this.committed;
    const listener = new Listener({
      principal, streams, from,
      placeOf: (position) => this.placeOf(position),
      missed: heard === undefined ? clock.now() : undefined,
      before: this.between(from, this.offered),
      limitMs: Math.min(untilMs - clock.machine(), LISTENING_MS_MAX),
      mayHear: (told) => news.mayHear(principal, told, ledger.views),
      left: (one) => void this.listeners.delete(one),
    });
    this.listeners.add(listener);
    return listener;
  }

  private placeOf(position: number): string {
    return `${this.parts.ledger.log}/${position}`;
  }

  private mayListen({ person }: Principal): void {
    const wait = { headers: { 'retry-after': String(COMMENT_MS / 1000) } };
    if (this.closed) throw new Problem(503, 'closing', 'The service is stopping; try again', { headers: { 'retry-after': '1' } });
    if (this.listeners.size >= LISTENERS_MAX) throw new Problem(503, 'too-many-listeners', 'Too many listen already', wait);
    const own = [...this.listeners].filter(({ principal }) => principal.person === person).length;
    if (own >= LISTENERS_PER_PERSON_MAX) throw new Problem(429, 'too-many-listeners', 'You listen too often already', { detail: `${LISTENERS_PER_PERSON_MAX} at a time.`, ...wait });
  }

  /** Where to go on from: undefined where what was missed cannot be told, because it is another log's, or too much. */
  private positionOf(lastId: string | undefined): number | undefined {
    if (lastId === undefined) return this.committed;
    const [, log, digits] = /^(.+)\/(\d+)$/.exec(lastId) ?? [];
    return log === this.parts.ledger.log && this.committed - Number(digits) <= RESUME_COMMITS_MAX ? Number(digits) : undefined;
  }

  private moved(position: number): void {
    this.committed = Math.max(this.committed, position);
    if (this.listeners.size === 0) this.offered = this.committed;
    else this.wake();
  }

  /** Another process says that it wrote: looked for at once, where somebody listens. */
  grown(): void {
    if (this.listeners.size > 0) this.wake();
  }

  private wake(): void {
    this.asked = true;
    this.running ??= this.follow().catch((error: unknown) => this.parts.log.error({ causes: causesOf(error) }, 'news cannot be told'));
  }

  private tick(): void {
    if (this.listeners.size === 0) return;
    this.wake();
    for (const listener of this.listeners) listener.comment(this.offered);
  }

  /** A view that has not passed a commit cannot say who may hear of it: such a commit waits. */
  private async follow(): Promise<void> {
    try {
      while (this.asked && !this.closed) {
        this.asked = false;
        const { ready, position } = await this.parts.ledger.health();
        if (!ready) return;
        for await (const change of this.between(this.offered, position)) {
          for (const listener of this.listeners) listener.offer(change);
          this.offered = change.position;
          this.committed = Math.max(this.committed, change.position);
        }
      }
    } finally {
      // Here, and not when somebody hears that it ended: whoever asks in between would be heard by nobody.
      this.running = undefined;
    }
  }

  private async *between(from: number, to: number): AsyncGenerator<Change> {
    for (let at = from; at < to; ) {
      const commits = await this.parts.ledger.readAfter(at, Math.min(COMMITS, to - at));
      for (const { position, events } of commits) yield { position, at: events[0]?.meta.at ?? '', about: await this.about(events) };
      at = commits.at(-1)?.position ?? to;
    }
  }

  private async about(events: Awaited<ReturnType<Ledger['readAfter']>>[number]['events']): Promise<readonly Told[]> {
    const about: Told[] = [];
    for (const recorded of events) for (const stream of await this.parts.news.of(recorded, this.parts.ledger.views)) about.push({ stream, recorded, ends: this.parts.news.isEnd?.(recorded.event) ?? false });
    return about;
  }

  /** Ends every connection, and lets nobody in any more. */
  async close(): Promise<void> {
    this.closed = true;
    this.stop();
    clearInterval(this.beat);
    for (const listener of this.listeners) listener.end();
    await this.running;
  }
}
