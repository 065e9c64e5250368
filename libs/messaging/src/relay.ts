import type { Instant } from '@cpmp/kernel';
import type { Note } from '@cpmp/ledger';
import type { TopicManifest } from './manifest.js';
import { type Placed, type Published, publishedAfter, type Source } from './published.js';

/** A relay that said nothing for so long has lost its log to another. */
const LEASE_MS = 30_000;
/** Under a lease that runs for so long yet it is sent at once: longer than a send is tried for, and than clocks differ. */
const LEFT_MS_MIN = LEASE_MS / 2;
/** So long what is not urgent stays behind what is, unless so many messages of it have come together. */
const BEHIND_MS = 50;
const BEHIND_MAX = 200;
const NOTE = 'relay';

/** Where a log's relay stands and who holds it, in one note: a position never moves without its lease. */
type Place = { readonly position: number; readonly holder: string; readonly until: number };

/** How many positions of a log are committed and not yet published, and since when the oldest of them waits. */
export type Unpublished = { readonly positions: number; readonly since?: Instant };

/** What a relay stands on. `send` answers when the engine has the messages durably, in this order. */
export type RelayParts = {
  readonly source: Source;
  readonly topics: TopicManifest;
  readonly send: (messages: readonly Placed[]) => Promise<void>;
  /** This process, for ever its own. */
  readonly holder: string;
  /** The machine's clock, milliseconds: leases know no legal time. */
  readonly machine: () => number;
  /** How long what was sent may wait to be noted, in milliseconds: what comes meanwhile is noted with it. None by default. */
  readonly keepMs?: number;
  /** Waits for so many milliseconds, or until the log has grown: whom something urgent woke works meanwhile. Without it nothing waits behind what is urgent. */
  readonly giveWay?: (milliseconds: number) => Promise<void>;
};

/**
 * Pushes a log's messages to an engine that keeps topics of its own. The position is noted after the send: at least once, in order; what was sent and not noted yet is sent again after a crash.
 * Two relays at once are harmless: each sends in order from the stored position, and the slower loses its move and stops.
 */
export class Relay {
  /** The note as this process left it: it is not asked for again, since whoever else moves it has our next move fail. */
  private left: Note | undefined;
  /** How far was sent beyond that note, and since when that waits to be noted. */
  private ahead: { readonly position: number; readonly sinceMs: number } | undefined;
  /** When another relay's lease ends that held the log at the last run, by the machine's clock. */
  heldUntil = 0;

  constructor(private readonly parts: RelayParts) {}

  /** Sends what there is. False: another relay holds this log, or took it over. */
  async run(): Promise<boolean> {
    const { source, topics, holder, machine } = this.parts;
    for (;;) {
      if (!this.left) this.ahead = undefined;
      const note = this.left ?? (await source.ledger.notes.note(NOTE));
      const place = note?.value as Place | undefined;
      if (place && place.holder !== holder && place.until > machine()) {
        this.heldUntil = place.until;
        return false;
      }
      const from = this.ahead?.position ?? place?.position ?? 0;
      const published = await all(publishedAfter(source, topics, from));
      if (published.length === 0) return this.isToNote ? this.note(from, note) : true;
      if (published.some(({ messages }) => messages.length > 0)) {
        const holds = place?.holder === holder && place.until - machine() > LEFT_MS_MIN;
        if (!holds && !(await this.note(from, note))) return false;
      }
      const position = await this.sendAll(published);
      this.ahead = { position, sinceMs: this.ahead?.sinceMs ?? machine() };
      if ((!this.left || this.isToNote) && !(await this.note(position, this.left ?? note))) return false;
    }
  }

  /** Sends commits' messages, and says up to where: what is urgent goes out by itself and at once, also of what is committed meanwhile, and the rest behind it. Within a topic order stays. */
  private async sendAll(published: readonly Published[]): Promise<number> {
    const { source, topics, send, machine, giveWay } = this.parts;
    const isUrgent = ({ delivery }: Placed): boolean => topics[delivery.topic]?.urgent !== undefined;
    const rest: Placed[] = [];
    let position = 0;
    let urgentAt: number | undefined;
    // What this look meets is met by the next run as well, and does not hold up what was read before.
    for (let next = published; ; next = await all(publishedAfter(source, topics, position)).catch(() => [])) {
      position = next.at(-1)?.position ?? position;
      const messages = next.flatMap((commit) => commit.messages);
      const urgent = messages.filter(isUrgent);
      if (urgent.length > 0) await send(urgent);
      if (urgent.length > 0) urgentAt ??= machine();
      rest.push(...messages.filter((one) => !isUrgent(one)));
      // A clock that was set back is no reason to wait.
      const left = urgentAt === undefined ? 0 : BEHIND_MS - Math.abs(machine() - urgentAt);
      if (!giveWay || left <= 0 || rest.length === 0 || rest.length >= BEHIND_MAX) break;
      await giveWay(left);
    }
    if (rest.length > 0) await send(rest);
    return position;
  }

  /** True while something that was sent is not noted: run it again after a while. */
  get isAhead(): boolean {
    return this.ahead !== undefined;
  }

  private get isToNote(): boolean {
    return this.ahead !== undefined && this.parts.machine() - this.ahead.sinceMs >= (this.parts.keepMs ?? 0);
  }

  /** Notes how far was sent, for another lease. False: another relay has moved the note. */
  private async note(position: number, before: Note | undefined): Promise<boolean> {
    const { source, holder, machine } = this.parts;
    const value: Place = { position, holder, until: machine() + LEASE_MS };
    const revision = before?.revision ?? 0;
    // Until it is known to be ours; where it is not, what counts is where the other is.
    this.left = this.ahead = undefined;
    if (!(await source.ledger.notes.putNote(NOTE, value, revision))) return false;
    this.left = { revision: revision + 1, value };
    return true;
  }

  /** What no relay has published yet, whoever holds the log. */
  async unpublished(): Promise<Unpublished> {
    const { ledger } = this.parts.source;
    const [note, tail] = await Promise.all([ledger.notes.note(NOTE), ledger.tail()]);
    const position = this.ahead?.position ?? (note?.value as Place | undefined)?.position ?? 0;
    const positions = Math.max(0, (tail?.position ?? 0) - position);
    const [oldest] = positions > 0 ? await ledger.readAfter(position, 1) : [];
    const since = oldest?.events[0]?.meta.at;
    return { positions, ...(since ? { since } : {}) };
  }

  /** Leaves the log to the next relay at once, if this one holds it. */
  async release(): Promise<void> {
    const { source, holder } = this.parts;
    if (this.ahead) await this.note(this.ahead.position, this.left);
    const note = await source.ledger.notes.note(NOTE);
    const place = note?.value as Place | undefined;
    if (note && place?.holder === holder) await source.ledger.notes.putNote(NOTE, { ...place, until: 0 }, note.revision);
  }
}

/** Up to the first that cannot be published: what stands before it is not held up. @throws its fault when it is the first. */
const all = async (published: AsyncIterable<Published>): Promise<readonly Published[]> => {
  const commits: Published[] = [];
  try {
    for await (const commit of published) commits.push(commit);
  } catch (error) {
    if (commits.length === 0) throw error;
  }
  return commits;
};
