import { type Seals, sealsFor } from './sealing.js';
import type { Typed } from './visit.js';

/** What somebody typed waits for them so long, in milliseconds of machine time. */
const KEPT_MS = 30 * 60_000;

type Kept = { readonly person: string; readonly typed: Typed; readonly until: number };

/** Keeps what somebody typed while a page says no to it, sealed in that page: for that person alone, and not for long. The console holds none of it. */
export class Keeping {
  private readonly seals: Seals;

  constructor(secret: Uint8Array) {
    this.seals = sealsFor(secret, 'typed');
  }

  readonly close = (person: string, typed: Typed): string => this.seals.close({ person, typed, until: Date.now() + KEPT_MS } satisfies Kept);

  readonly open = (sealed: string | undefined, person: string): Typed | undefined => {
    const kept = this.seals.open<Kept>(sealed);
    return kept && kept.person === person && kept.until > Date.now() ? kept.typed : undefined;
  };
}
