import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Random } from './sealing.js';
import type { KeyStore } from './types.js';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** A line of the file: an id and its wrapped key; an empty key is the stone of a destroyed one. */
type Line = { readonly id: string; readonly wrapped: string };

const durable = (path: string, write: (fd: number) => void, flags: string): void => {
  const fd = openSync(path, flags, 0o600);
  try {
    write(fd);
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

/** Reads the master key of a folder, or makes it (32 random bytes, readable by this user alone). It wraps every other key and is backed up on its own. */
export const masterKeyAt = (path: string): Uint8Array => {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    durable(path, (fd) => writeSync(fd, randomBytes(KEY_BYTES)), 'wx');
    syncDirectory(path);
  }
  return readFileSync(path);
};

/** Keys in one file, each wrapped by the master key: appended with fsync before a commit uses them; rewritten without a destroyed one. */
export class FileKeyStore implements KeyStore {
  private readonly keys = new Map<string, Uint8Array | null>();

  constructor(
    private readonly path: string,
    private readonly master: Uint8Array,
    private readonly random: Random = randomBytes,
  ) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (!existsSync(path)) return;
    const text = readFileSync(path, 'utf8');
    for (const line of text.split('\n').filter(Boolean)) this.remember(line);
    if (text !== '' && !text.endsWith('\n')) durable(path, (fd) => writeSync(fd, '\n'), 'a');
  }

  /** A torn last line is of a key whose commit was never made: it is passed over. */
  private remember(text: string): void {
    let line: Line;
    try {
      line = JSON.parse(text) as Line;
    } catch {
      return;
    }
    this.keys.set(line.id, line.wrapped === '' ? null : this.unwrap(line));
  }

  async get(id: string): Promise<Uint8Array | undefined> {
    return this.keys.get(id) ?? undefined;
  }

  async ensure(ids: readonly string[]): Promise<void> {
    const gone = ids.find((id) => this.keys.get(id) === null);
    if (gone !== undefined) throw new Error('A destroyed key is never made again.');
    const made = ids.filter((id) => !this.keys.has(id)).map((id) => ({ id, key: this.random(KEY_BYTES) }));
    if (made.length === 0) return;
    const isNew = !existsSync(this.path);
    durable(this.path, (fd) => writeSync(fd, made.map(({ id, key }) => this.line(id, key)).join('')), 'a');
    if (isNew) syncDirectory(this.path);
    for (const { id, key } of made) this.keys.set(id, key);
  }

  async destroy(id: string): Promise<boolean> {
    if (this.keys.get(id) === null) return false;
    const had = this.keys.has(id);
    this.keys.set(id, null);
    const text = [...this.keys].map(([known, key]) => this.line(known, key)).join('');
    durable(`${this.path}.next`, (fd) => writeSync(fd, text), 'w');
    renameSync(`${this.path}.next`, this.path);
    syncDirectory(this.path);
    return had;
  }

  async close(): Promise<void> {}

  private line(id: string, key: Uint8Array | null): string {
    return `${JSON.stringify({ id, wrapped: key ? this.wrap(id, key) : '' })}\n`;
  }

  private wrap(id: string, key: Uint8Array): string {
    const iv = this.random(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.master, iv).setAAD(Buffer.from(id));
    const wrapped = Buffer.concat([cipher.update(key), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), wrapped]).toString('base64');
  }

  private unwrap({ id, wrapped }: Line): Uint8Array {
    const bytes = Buffer.from(wrapped, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.master, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(id));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  }
}

/** Keys that live as long as the process: for specs. */
export class MemoryKeyStore implements KeyStore {
  private readonly keys = new Map<string, Uint8Array | null>();

  constructor(private readonly random: Random = randomBytes) {}

  async get(id: string): Promise<Uint8Array | undefined> {
    return this.keys.get(id) ?? undefined;
  }

  async ensure(ids: readonly string[]): Promise<void> {
    if (ids.some((id) => this.keys.get(id) === null)) throw new Error('A destroyed key is never made again.');
    for (const id of ids) if (!this.keys.has(id)) this.keys.set(id, this.random(KEY_BYTES));
  }

  async destroy(id: string): Promise<boolean> {
    const had = Boolean(this.keys.get(id));
    this.keys.set(id, null);
    return had;
  }

  async close(): Promise<void> {}
}
