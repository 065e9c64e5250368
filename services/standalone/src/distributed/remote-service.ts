import { setTimeout as wait } from 'node:timers/promises';
import { type Alone, type DueRow, MOVED_PATH, type Stood } from '@cpmp/shell';
import { CouldNot, type MovedService, type VirtualClock } from '../time.js';

/** A process that is starting or was killed is asked again after so long, in milliseconds. */
const AGAIN_MS = 200;

/** A service in another process, on a virtual clock that is moved here: each call tells it the time. */
export class RemoteService implements MovedService {
  private position = 0;
  private sent = 0;
  /** What it said is next when it came to rest, until it is told to do something. */
  private next: DueRow | null | undefined;

  constructor(
    readonly name: string,
    private readonly url: string,
    private readonly clock: VirtualClock,
  ) {}

  async nextDue(): Promise<DueRow | undefined> {
    if (this.next === undefined) await this.stand();
    return this.next ?? undefined;
  }

  /**
   * Whether others may have heard of it: it has sent something since it was asked last, or began anew. Where others have nothing to do, it goes on by itself, and the clock follows.
   * @throws CouldNot that names which
   */
  async runDue(row: DueRow, alone?: Alone): Promise<boolean> {
    this.next = undefined;
    const before = this.sent;
    if (alone) await this.clock.allow(alone.before ?? alone.to);
    const { now, sent, failed } = await this.stand(row, alone);
    await this.clock.set(now);
    if (failed) throw new CouldNot(this.name, failed);
    return sent !== before;
  }

  /** Comes to rest by itself; answers whether anything happened there since it was asked last. */
  async settled(): Promise<boolean> {
    const before = this.position;
    return (await this.stand()).position === before;
  }

  private async stand(run?: DueRow, alone?: Alone): Promise<Stood> {
    for (;;) {
      const answer = await fetch(this.url + MOVED_PATH, { method: 'POST', body: JSON.stringify({ now: this.clock.now(), run, alone }) }).catch(() => undefined);
      if (answer?.ok) {
        const stood = (await answer.json()) as Stood;
        this.position = stood.position;
        this.sent = stood.sent;
        this.next = stood.next;
        return stood;
      }
      if (answer?.status === 500) throw run ? new CouldNot(this.name, run) : new Error(`${this.name} could not come to rest`);
      await wait(AGAIN_MS);
    }
  }
}

/**
 * Drains all of them. Each has sent what its log says before it answers, so only a log that grew can have given another something to do: the first round in which none did has seen the end.
 */
export const drainAll = async (services: readonly RemoteService[]): Promise<void> => {
  for (let still = false; !still; ) still = (await Promise.all(services.map((service) => service.settled()))).every(Boolean);
};
