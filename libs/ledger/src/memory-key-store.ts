import { randomBytes } from 'node:crypto';
import { KeyDestroyed } from './errors.js';
import { KEY_BYTES, type Random } from './sealing.js';
import type { KeyStore } from './types.js';

/** Keys that live as long as the process: for specs. */
export class MemoryKeyStore implements KeyStore {
  private readonly keys = new Map<string, Uint8Array | null>();

  constructor(private readonly random: Random = randomBytes) {}

  async get(id: string): Promise<Uint8Array | undefined> {
    return this.keys.get(id) ?? undefined;
  }

  async ensure(ids: readonly string[]): Promise<void> {
    if (ids.some((id) => this.keys.get(id) === null)) throw new KeyDestroyed();
    for (const id of ids) if (!this.keys.has(id)) this.keys.set(id, this.random(KEY_BYTES));
  }

  async destroy(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.keys.set(id, null);
  }

  async close(): Promise<void> {}
}
