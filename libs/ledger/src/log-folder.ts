import type { DomainEvent } from '@cpmp/kernel';
import { asKept } from './as-kept.js';
import { bodyOf, categoryOf, recorded } from './commit.js';
import { changesOf, touchedBy } from './folding.js';
import type { Read } from './streams.js';
import { together } from './together.js';
import type { CommitBody, CommitStore, Fold, Recorded, View, ViewStore } from './types.js';
import type { FreshCommit } from './writer.js';

/** How many commits one step of a fold reads. */
const FOLD_COMMITS_MAX = 500;
/** So many changed documents wait to be written together: most pages of an index that they touch are then written once, and a document that changes often is too. */
const UNWRITTEN_DOCS_MAX = 1_000;
/** So many documents of a view are kept after they were written, since what changed is likely to change again. */
const RECENT_DOCS_MAX = 4_000;

/** How far this process has folded a view, and how much of that is in the store; of what changed since, `stored` is as it was then. `wholes`: those that somebody has asked for, at `at`. */
type Front = { at: number; written: number; readonly changed: Map<string, object | undefined>; readonly stored: Map<string, object | undefined>; readonly recent: Map<string, object | undefined>; readonly wholes: Map<string, object> };

/** Where a view's document is at hand. */
const docsWith = ({ changed, recent }: Front, key: string): Map<string, object | undefined> | undefined => [changed, recent].find((docs) => docs.has(key));

/** Keeps one more, and lets go of those that were kept longest: many at once, since a map is walked past all that were taken out of it. */
const keep = <D>(docs: Map<string, D>, key: string, doc: D): void => {
  docs.delete(key);
  docs.set(key, doc);
  if (docs.size <= RECENT_DOCS_MAX) return;
  for (const [oldest] of docs) {
    if (docs.size <= RECENT_DOCS_MAX - UNWRITTEN_DOCS_MAX) return;
    docs.delete(oldest);
  }
};

/** Folds events into the wholes that are kept. */
const moveWholes = ({ whole }: View, { wholes }: Front, events: readonly Recorded<DomainEvent>[]): void => {
  if (!whole || wholes.size === 0) return;
  for (const { event, meta } of events) {
    const known = categoryOf(meta.stream) === whole.category ? wholes.get(meta.streamId) : undefined;
    const moved = known && whole.on(known, event, meta);
    if (moved) wholes.set(meta.streamId, moved);
    else if (known) wholes.delete(meta.streamId);
  }
};

const keptIn = (docs: Map<string, object | undefined>, key: string): object | undefined => {
  const doc = asKept(docs.get(key));
  docs.set(key, doc);
  return doc;
};

/**
 * Folds every position of a log into its views, in order, each from its own checkpoint. A document that changes is known here at once, and is in the store when a list of its view is asked for,
 * when many have come together, and at the end; what a process that dies had not written is folded again by the next.
 */
export class LogFolder {
  private readonly fronts = new Map<View, Front>();
  private running: Promise<void> = Promise.resolve();
  /** The look at the log that has not begun, if one is to come. */
  private asked: Promise<void> | undefined;

  constructor(
    readonly views: readonly View[],
    private readonly store: ViewStore,
    private readonly commits: CommitStore,
    private readonly read: Read,
  ) {}

  /** Makes the views ready and folds what is missing. */
  async open(): Promise<void> {
    for (const view of this.views) {
      await this.store.prepare(view);
      // Before the log's end, which others move meanwhile, and the view behind it.
      const folded = await this.store.checkpoint(view);
      // Folded from a longer log than this one: a file that was put back, or cut off.
      if (folded > 0 && folded > ((await this.commits.tail())?.position ?? 0)) await this.store.reset(view);
    }
    await this.settle();
  }

  /** Folds up to the log's end; what a crashed process left, this one folds. One run at a time. */
  catchUp(fresh?: readonly FreshCommit[]): Promise<void> {
    if (fresh) return this.next(() => this.run(fresh));
    // Whoever asks before it has begun is answered by it: a look at the log is a question to the store.
    this.asked ??= this.next(() => {
      this.asked = undefined;
      return this.run();
    });
    return this.asked;
  }

  /** The same, and all documents of a view are in the store then; where none is named everything is, and how far each view was folded. */
  settle(view?: View): Promise<void> {
    return this.next(async () => {
      do await this.run();
      while (!(await this.write(view)));
    });
  }

  /** All documents of a view are in the store then, as far as this process has folded: for whoever has just caught up, and asks for several lists of the same end. */
  show(view: View): Promise<void> {
    return this.next(async () => {
      while (!(await this.write(view))) await this.run();
    });
  }

  /** A document at the log's end, whole where the view says what that is. */
  async get(view: View, key: string): Promise<object | undefined> {
    if (view.whole) return this.whole(view, view.whole, key);
    const front = this.fronts.get(view);
    const here = front && docsWith(front, key);
    return here ? keptIn(here, key) : this.store.get(view, key);
  }

  private async whole(view: View, { category, on }: NonNullable<View['whole']>, key: string): Promise<object | undefined> {
    const front = this.fronts.get(view);
    const known = front?.wholes.get(key);
    if (known) return known;
    const at = front?.at ?? (await this.store.checkpoint(view));
    const commits = await this.commits.readStream(`${category}-${key}`, 0);
    const events = commits.filter(({ position }) => position <= at).flatMap((commit) => recorded(bodyOf(commit), this.read));
    const whole = events.reduce<object | undefined>((before, { event, meta }) => on(before, event, meta), undefined);
    // What was folded meanwhile may be missing in it.
    if (whole && front?.at === at) keep(front.wholes, key, whole);
    return whole;
  }

  private next(work: () => Promise<void>): Promise<void> {
    this.running = this.running.catch(() => {}).then(work);
    return this.running;
  }

  private async run(fresh?: readonly FreshCommit[]): Promise<void> {
    for (let more = this.views.length > 0; more; ) {
      for (const view of this.views) if (!this.fronts.has(view)) this.fronts.set(view, await this.begun(view));
      const from = Math.min(...[...this.fronts.values()].map(({ at }) => at));
      const next = fresh?.[0]?.commit.position === from + 1;
      // What was just written is at hand; what is read is held against its hash.
      const bodies = next ? fresh.map(({ body }) => body) : (await this.commits.readAfter(from, FOLD_COMMITS_MAX)).map(bodyOf);
      const last = bodies.at(-1);
      if (!last) return;
      const done = await this.fold(bodies, last.position);
      more = !done || !next;
    }
  }

  private async begun(view: View): Promise<Front> {
    const written = await this.store.checkpoint(view);
    return { at: written, written, changed: new Map(), stored: new Map(), recent: new Map(), wholes: new Map() };
  }

  /** False: another process folded meanwhile, and all is to be begun anew from what it wrote. */
  private async fold(bodies: readonly CommitBody[], to: number): Promise<boolean> {
    if (this.unwritten >= UNWRITTEN_DOCS_MAX && !(await this.write())) return false;
    const events = bodies.flatMap((body) => recorded(body, this.read));
    const behind = [...this.fronts].filter(([, { at }]) => at < to);
    // Each view by itself: what one asks of the store does not wait for what another does, and one that fails keeps no other back.
    const done = await together(behind.map(([view, front]) => this.advance(view, front, front.at === to - bodies.length ? events : events.filter(({ meta }) => meta.position > front.at), to)));
    return done.every(Boolean) || this.forget();
  }

  /** Folds events into a view's documents, those that are not at hand read at once. False: they may be later than this front. */
  private async advance(view: View, front: Front, events: readonly Recorded<DomainEvent>[], to: number): Promise<boolean> {
    const away = [...touchedBy(view, events)].filter((key) => !docsWith(front, key));
    const { docs: found, at } = away.length > 0 ? await this.store.getAll(view, away) : { docs: new Map<string, object>(), at: front.written };
    if (at !== front.written) return false;
    const before = (key: string): object | undefined => {
      const here = docsWith(front, key);
      const doc = here ? keptIn(here, key) : found.get(key);
      // The store need not look at it again when it is written.
      if (!front.changed.has(key)) front.stored.set(key, doc);
      return doc;
    };
    for (const { key, doc } of changesOf(view, before, events)) front.changed.set(key, doc);
    moveWholes(view, front, events);
    front.at = to;
    return true;
  }

  private get unwritten(): number {
    return [...this.fronts.values()].reduce((sum, { changed }) => sum + changed.size, 0);
  }

  private async write(only?: View): Promise<boolean> {
    const behind = [...this.fronts].filter(([view, { at, written, changed }]) => (only === undefined ? at > written : view === only && changed.size > 0));
    if (behind.length === 0) return true;
    const folds = behind.map(([view, { at, written, changed, stored }]): Fold => ({ view, from: written, to: at, changes: [...changed].map(([key, doc]) => ({ key, doc, was: stored.get(key) ?? null })) }));
    if (!(await this.store.fold(folds))) return this.forget();
    for (const [, front] of behind) {
      for (const [key, doc] of front.changed) keep(front.recent, key, doc);
      front.changed.clear();
      front.stored.clear();
      front.written = front.at;
    }
    return true;
  }

  private forget(): false {
    this.fronts.clear();
    return false;
  }

  /** Folds a view anew beside itself and takes that for its own: the same bytes come out, and whoever reads meanwhile reads the old ones. @throws Unavailable when another process does the same */
  async rebuild(view: View): Promise<void> {
    if (!this.views.includes(view)) throw new RangeError(`View ${view.name} is not folded from this log.`);
    const made = { ...view, name: `${view.name}-anew` };
    const beside = new LogFolder([made], this.store, this.commits, this.read);
    await this.store.prepare(made);
    await this.store.reset(made); // what a rebuild that was broken off has left
    for (let done = false; !done; ) {
      await beside.settle();
      await this.next(async () => {
        done = await this.store.replace(view, made);
        if (done) this.fronts.delete(view);
      });
    }
    await this.settle();
  }
}
