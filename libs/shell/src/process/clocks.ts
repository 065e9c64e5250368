import type { Instant } from '@cpmp/kernel';
import type { Clock } from '@cpmp/ledger';
import { z } from 'zod';

const said = z.object({ now: z.iso.datetime() });

/** Legal time as another process says it: development alone, where one virtual clock is moved for all. It never goes back. */
export class FollowedClock implements Clock {
  private constructor(
    private at: Instant,
    private readonly url: string,
  ) {}

  /** Reads where the clock stands. @throws when it does not answer */
  static async from(url: string): Promise<FollowedClock> {
    return new FollowedClock(await readAt(url), url);
  }

  now(): Instant {
    return this.at;
  }

  machine(): number {
    return Date.now();
  }

  hear(now: Instant): void {
    if (now > this.at) this.at = now;
  }

  /** Asks anew: what was said while this process could not be reached. */
  async catchUp(): Promise<void> {
    this.hear(await readAt(this.url));
  }
}

const readAt = async (url: string): Promise<Instant> => said.parse(await (await fetch(url)).json()).now;
