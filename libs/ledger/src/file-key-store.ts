import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { KeyDestroyed, Unavailable } from './errors.js';
import { KEY_BYTES, type Random } from './sealing.js';
import type { KeyStore } from './types.js';
import { unwrapKey, wrapKey } from './wrapping.js';

/** A line of the file: an id and its wrapped key; an empty key is the stone of a destroyed one. */
type Line = { readonly id: string; readonly wrapped: string };

/** A key, or null for a destroyed one, and its line. */
type Kept = { readonly key: Uint8Array | null; readonly text: string };

const lineOf = (line: Line): string => JSON.stringify(line);
const stoneOf = (id: string): Kept => ({ key: null, text: lineOf({ id, wrapped: '' }) });

/** Writes a file and waits until it is on the disk. */
const durable = (path: string, content: string | Uint8Array, flags: string): void => {
  const fd = openSync(path, flags, 0o600);
  try {
    writeFileSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
};

/** Makes a rename or a new file survive a power loss. */
const syncDirectory = (path: string): void => {
  const fd = openSync(dirname(path), 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
};

/** Reads the master key of a folder, or makes it (32 random bytes, readable by this user alone). It wraps every other key and is backed up on its own. @throws when the file holds no key */
export const masterKeyAt = (path: string): Uint8Array => {
  if (!existsSync(path)) makeMasterKey(path);
  const key = readFileSync(path);
  if (key.length !== KEY_BYTES) throw new Error(`${path} holds no key of ${KEY_BYTES} bytes.`);
  return key;
};

/** Whole or not at all: a crash leaves no half key behind, and of two processes one wins. */
const makeMasterKey = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const made = `${path}.${process.pid}`;
  durable(made, randomBytes(KEY_BYTES), 'w');
  try {
    linkSync(made, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(made);
  }
  syncDirectory(path);
};

/** Keys in one file, each wrapped by the master key: appended with fsync before a commit uses them; rewritten without destroyed ones. One process at a time. */
export class FileKeyStore implements KeyStore {
  /** Each with its line as it is in the file: to wrap all of them anew, when one is destroyed, costs the process a second at ten thousand. */
  private readonly keys = new Map<string, Kept>();

  /** @throws when the file is of another master key */
  constructor(
    private readonly path: string,
    private readonly master: Uint8Array,
    private readonly random: Random = randomBytes,
  ) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (!existsSync(path)) return;
    for (const line of readFileSync(path, 'utf8').split('\n')) this.remember(line);
  }

  /** A torn line is of a key whose commit was never made: it is passed over. */
  private remember(text: string): void {
    let line: Line;
    try {
      line = JSON.parse(text) as Line;
    } catch {
      return;
    }
    this.keys.set(line.id, line.wrapped === '' ? stoneOf(line.id) : { key: unwrapKey(this.master, line.id, { wrapped: line.wrapped, where: this.path }), text });
  }

  async get(id: string): Promise<Uint8Array | undefined> {
    return this.keys.get(id)?.key ?? undefined;
  }

  async ensure(ids: readonly string[]): Promise<void> {
    if (ids.some((id) => this.keys.get(id)?.key === null)) throw new KeyDestroyed();
    const made = [...new Set(ids)].filter((id) => !this.keys.has(id)).map((id) => this.made(id));
    if (made.length === 0) return;
    // A line begins on a new line, whatever a write that failed has left before it.
    this.written(() => durable(this.path, made.map(([, { text }]) => `\n${text}\n`).join(''), 'a'));
    for (const [id, kept] of made) this.keys.set(id, kept);
  }

  private made(id: string): readonly [id: string, kept: Kept] {
    const key = this.random(KEY_BYTES);
    return [id, { key, text: lineOf({ id, wrapped: wrapKey(this.master, id, { key, random: this.random }) }) }];
  }

  async destroy(ids: readonly string[]): Promise<void> {
    const stones = new Map(ids.filter((id) => this.keys.get(id)?.key !== null).map((id) => [id, stoneOf(id)]));
    if (stones.size === 0) return;
    const left = [...this.keys].filter(([known]) => !stones.has(known)).map(([, kept]) => kept);
    this.written(() => {
      durable(`${this.path}.next`, [...left, ...stones.values()].map(({ text }) => `${text}\n`).join(''), 'w');
      renameSync(`${this.path}.next`, this.path);
    });
    for (const [id, stone] of stones) this.keys.set(id, stone);
  }

  async close(): Promise<void> {}

  /** @throws Unavailable when the disk does not take it */
  private written(write: () => void): void {
    try {
      write();
      syncDirectory(this.path);
    } catch (error) {
      throw new Unavailable('The key store cannot be written.', 1, { cause: error });
    }
  }
}
