import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { CommitStore } from './types.js';

const NOTE = 'writer/turn';
/** Whoever wins looks so often whether somebody waits, in milliseconds. */
const LOOK_MS = 50;
/** It then stands back until the other has had its turn, and no longer than this, in milliseconds. */
const STAND_BACK_MS = 500;
const POLL_MS = 5;
/** Whoever wrote nothing for so long, in milliseconds, or for so many of its appends, has let others in already. */
const PAUSE_MS = 50;
const PAUSE_TRIPS = 3;

/**
 * Turns between processes that write one log. Whoever decides anew reads first, and so comes later than a rival that goes on from its own last commit: it would lose for ever. It therefore leaves a note that it
 * waits, and the winner stands back once. A note of a process that died is waited for once, and never again.
 */
export class Turns {
  private readonly me = randomUUID();
  private lookedAtMs = 0;
  /** When the last batch was done, and whether this one came after a pause. */
  private endedMs = Number.NEGATIVE_INFINITY;
  private paused = false;
  /** The revision that this process wrote when it asked, and the one that nobody took. */
  private asked: number | undefined;
  private dead = 0;

  constructor(private readonly notes: Pick<CommitStore, 'note' | 'putNote'>) {}

  /** Asks for a turn: after losing more than once. */
  async ask(): Promise<void> {
    if (this.asked !== undefined) return;
    const note = await this.notes.note(NOTE);
    const revision = note?.revision ?? 0;
    // Somebody else waits: one at a time.
    if (note && note.value !== null && revision !== this.dead) return;
    if (await this.notes.putNote(NOTE, this.me, revision)) this.asked = revision + 1;
  }

  /** It came about. */
  async took(): Promise<void> {
    if (this.asked === undefined) return;
    await this.notes.putNote(NOTE, null, this.asked);
    this.asked = undefined;
  }

  /** A batch begins; `tripMs`: how long an append takes. */
  begin(tripMs: number): void {
    this.paused = performance.now() - this.endedMs > Math.max(PAUSE_MS, PAUSE_TRIPS * tripMs);
  }

  /** It is done. */
  end(): void {
    this.endedMs = performance.now();
  }

  /** Stands back while another waits, unless whoever waits has had its chance before this batch. */
  async give(): Promise<void> {
    if (this.paused) return;
    const began = performance.now();
    if (began - this.lookedAtMs < LOOK_MS) return;
    this.lookedAtMs = began;
    for (let note = await this.notes.note(NOTE); note && note.value !== null && note.value !== this.me && note.revision !== this.dead; note = await this.notes.note(NOTE)) {
      if (performance.now() - began > STAND_BACK_MS) this.dead = note.revision;
      else await wait(POLL_MS);
    }
    this.lookedAtMs = performance.now();
  }
}
