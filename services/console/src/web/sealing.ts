import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { Typed } from './visit.js';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Closes values so that only this console can read them, and nobody can change them. */
export type Seals = {
  readonly close: (value: unknown) => string;
  /** The value again; undefined for what this console did not close, or what somebody changed. */
  readonly open: <T>(sealed: string | undefined) => T | undefined;
};

/** AES-256-GCM under a key of its own for each purpose, so that what was closed for one never opens for another. */
export const sealsFor = (secret: Uint8Array, purpose: string): Seals => {
  const key = createHmac('sha256', secret).update(purpose).digest();
  return {
    close: (value) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const closed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), closed]).toString('base64url');
    },
    open: <T>(sealed: string | undefined) => {
      const bytes = Buffer.from(sealed ?? '', 'base64url');
      if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')) as T;
      } catch {
        return undefined;
      }
    },
  };
};

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
    const kept = this.current(sealed);
    return kept?.person === person ? kept.typed : undefined;
  };

  /** Until when something sealed waits for whoever typed it, in milliseconds of machine time; undefined for what waits for nobody. */
  readonly until = (sealed: string | undefined): number | undefined => this.current(sealed)?.until;

  private current(sealed: string | undefined): Kept | undefined {
    const kept = this.seals.open<Kept>(sealed);
    return kept && kept.until > Date.now() ? kept : undefined;
  }
}
