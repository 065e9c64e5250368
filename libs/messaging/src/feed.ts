import { endOf, type Ledger, type Lineage, serviceOf } from '@cpmp/ledger';
import { isAway, whileAway } from './handling.js';
import type { TopicManifest } from './manifest.js';
import { isOfRestore, type Placed, publishedAfter, type Source } from './published.js';

/** After a fault that waiting does not mend (a mapping, a broken log) it is tried again this often, and at every commit. */
const FAULT_RETRY_MS = 5000;
/** A place that moved only over commits that said nothing to this reader is written this seldom. */
const QUIET_COMMITS_MAX = 200;

/** What a feed stands on. */
export type FeedParts = {
  /** Where its place is kept. */
  readonly note: string;
  /** The topics of this source that the service has consumers for. */
  readonly topics: readonly string[];
  /** Those of them that are heard from their beginning when this process starts. */
  readonly anew: readonly string[];
  readonly manifest: TopicManifest;
  readonly notes: Ledger['notes'];
  readonly source: () => Source | undefined;
  readonly onRestored: (source: Lineage) => Promise<void>;
  readonly empty: (source: Lineage) => Promise<readonly string[]>;
  readonly deliver: (placed: Placed) => Promise<void>;
  readonly onFault: (error: unknown) => void;
  /** Aborted when the reader closes. */
  readonly signal: AbortSignal;
};

/** The last position handled of each topic, and what the log was called then: a consumer that is new on a topic begins at its beginning. */
type Place = { readonly log?: string; readonly topics: { readonly [topic: string]: number } };

/** A place as it was kept; one from before logs could be restored is of the log's first epoch, and says its topics alone. */
const placeKept = (kept: Place | Place['topics'] = { topics: {} }): Place => (typeof kept['topics'] === 'object' ? (kept as Place) : { topics: kept as Place['topics'] });

/** What a log was called before it was ever restored. */
const firstLogOf = (log: string): string => `${serviceOf(log)}/1`;

/** One reading service on one source: the log in its order, one message at a time, hence in order per key. */
export class Feed {
  /** How many runs of commits were read. */
  steps = 0;
  private place: Place | undefined;
  private revision = 0;
  /** The position that the note holds, and whether effects happened since it was written. */
  private written = 0;
  private unwritten = false;
  private asked = false;
  private begun = false;
  private running: Promise<void> | undefined;

  constructor(private readonly parts: FeedParts) {}

  /** Reads on, without anybody waiting for it. */
  wake(): void {
    this.catchUp().catch(() => {}); // told by onFault
  }

  /** Resolves when everything published before this call is handled. @throws the fault that stops it, if waiting does not mend it. */
  catchUp(): Promise<void> {
    this.asked = true;
    if (this.isOver()) return Promise.resolve();
    this.running ??= this.run();
    return this.running;
  }

  /** Resolves when nothing of this feed is under way. */
  async settled(): Promise<void> {
    await this.running;
  }

  private isOver(): boolean {
    return this.parts.signal.aborted || !this.parts.source();
  }

  /** Between the last look at `asked` and the end of `running` nothing else runs, so no call is lost. */
  private async run(): Promise<void> {
    try {
      while (this.asked && !this.isOver()) {
        this.asked = false;
        try {
          while (await this.step()) this.steps += 1;
        } catch (error) {
          if (!this.isOver()) await this.afterFault(error);
        }
      }
    } finally {
      this.running = undefined;
    }
  }

  private async afterFault(error: unknown): Promise<void> {
    if (isAway(error)) {
      await whileAway(this.parts.signal).catch(() => {}); // closed meanwhile: the loop sees it
      this.asked = true;
      return;
    }
    this.parts.onFault(error);
    setTimeout(() => this.wake(), FAULT_RETRY_MS).unref();
    throw error;
  }

  /** Handles the next run of commits. The place is kept after the effects: what a crash interrupts comes again. */
  private async step(): Promise<boolean> {
    const source = this.parts.source();
    if (!source) return false;
    const { topics, manifest, deliver } = this.parts;
    const { topics: place } = await this.placeIn(source);
    const from = Math.min(...topics.map((topic) => place[topic] ?? 0));
    let reached = from;
    try {
      for await (const { position, messages } of publishedAfter(source, manifest, from)) {
        for (const placed of messages) {
          const { topic } = placed.delivery;
          if (!topics.includes(topic) || position <= (place[topic] ?? 0) || isOfRestore(placed)) continue;
          await deliver(placed);
          this.unwritten = true;
        }
        reached = position;
      }
    } finally {
      await this.keep(reached);
    }
    return reached > from;
  }

  /** Where this reader is. In a log that was restored since, no further than what still counts, so that nothing of its new epoch is passed over. */
  private async placeIn({ ledger }: Source): Promise<Place> {
    const place = (this.place ??= await this.read());
    if (place.log === ledger.log) return place;
    const lineage = await ledger.lineage();
    const isRestored = lineage.opened.length > 0;
    if (isRestored) await this.parts.onRestored(lineage);
    const anew = isRestored ? await this.parts.empty(lineage) : [];
    const end = endOf(lineage, place.log ?? firstLogOf(ledger.log));
    const topics = Object.fromEntries(Object.entries(place.topics).map(([topic, position]) => [topic, anew.includes(topic) ? 0 : Math.min(position, end)]));
    this.written = Math.min(...this.parts.topics.map((topic) => topics[topic] ?? 0));
    this.unwritten ||= place.log !== undefined;
    return (this.place = { log: ledger.log, topics });
  }

  private async read(): Promise<Place> {
    const { note, notes, topics, anew } = this.parts;
    for (;;) {
      const found = await notes.note(note);
      const kept = placeKept(found?.value as Place | Place['topics'] | undefined);
      const isToForget = !this.begun && anew.some((topic) => kept.topics[topic] !== undefined);
      const place = isToForget ? { ...kept, topics: Object.fromEntries(Object.entries(kept.topics).filter(([topic]) => !anew.includes(topic))) } : kept;
      this.revision = found?.revision ?? 0;
      // Before any of it is heard: once something is made of it again, the next process does not see any more that it must be heard from its beginning.
      if (isToForget && !(await notes.putNote(note, place, this.revision++))) continue;
      this.begun = true;
      this.written = Math.min(...topics.map((topic) => place.topics[topic] ?? 0));
      return place;
    }
  }

  private async keep(reached: number): Promise<void> {
    const { note, notes, topics } = this.parts;
    const known = this.place?.topics;
    const place = { ...this.place, topics: { ...known, ...Object.fromEntries(topics.map((topic) => [topic, Math.max(reached, known?.[topic] ?? 0)])) } };
    this.place = place;
    if (!this.unwritten && reached - this.written < QUIET_COMMITS_MAX) return;
    if (await notes.putNote(note, place, this.revision)) {
      this.revision += 1;
      this.written = reached;
    } else this.place = undefined; // another process of this service moved it: its place counts, what was handled twice is handled once
    this.unwritten = false;
  }
}
