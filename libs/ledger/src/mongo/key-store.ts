import { randomBytes } from 'node:crypto';
import type { Connection, mongo } from 'mongoose';
import { KeyDestroyed, Unavailable } from '../errors.js';
import { KEY_BYTES, type Random } from '../sealing.js';
import type { KeyStore } from '../types.js';
import { unwrapKey, wrapKey } from '../wrapping.js';
import { asking, unlessTaken } from './asking.js';

/** A key that another process destroyed is believed no longer than this, in milliseconds: reading every key anew for every text would cost more than the text. */
const BELIEVED_MS = 5_000;
const BELIEVED_MAX = 50_000;
/** So many keys are destroyed in one request: a slow server, too, answers before its answer is taken for lost. */
const DESTROYED_AT_ONCE = 500;

/** A wrapped key; an empty one is the stone of a destroyed key, which is never made again. */
type Row = { readonly _id: string; readonly wrapped: string };

/** Keys on a server of their own, each wrapped by the master key, shared by the processes of a service. */
export class MongoKeyStore implements KeyStore {
  private readonly rows: mongo.Collection<Row>;
  private readonly believed = new Map<string, { readonly key: Uint8Array; readonly untilMs: number }>();
  /** What this process has destroyed: an answer from before that comes after it is not believed. */
  private readonly destroyed = new Set<string>();
  private closed = false;

  constructor(
    private readonly connection: Connection,
    private readonly database: string,
    private readonly master: Uint8Array,
    private readonly random: Random = randomBytes,
  ) {
    this.rows = connection.getClient().db(database).collection('keys');
  }

  async get(id: string): Promise<Uint8Array | undefined> {
    const known = this.believed.get(id);
    if (known && known.untilMs > Date.now() && !this.closed) return known.key;
    const row = await this.ask(() => this.rows.findOne({ _id: id }));
    return row && row.wrapped !== '' && !this.destroyed.has(id) ? this.believe(row) : undefined;
  }

  private believe({ _id, wrapped }: Row): Uint8Array {
    const key = unwrapKey(this.master, _id, { wrapped, where: this.database });
    this.believed.delete(_id);
    if (this.believed.size >= BELIEVED_MAX) this.believed.delete(this.believed.keys().next().value as string);
    this.believed.set(_id, { key, untilMs: Date.now() + BELIEVED_MS });
    return key;
  }

  async ensure(ids: readonly string[]): Promise<void> {
    const asked = [...new Set(ids)].filter((id) => (this.believed.get(id)?.untilMs ?? 0) <= Date.now());
    if (asked.length === 0) return;
    const missing = await this.missing(asked);
    if (missing.length === 0) return;
    const made = missing.map((id) => ({ _id: id, wrapped: wrapKey(this.master, id, { key: this.random(KEY_BYTES), random: this.random }) }));
    await this.ask(() => this.rows.insertMany(made, { ordered: false })).catch(unlessTaken); // another process made it, or destroyed it, just now: what is there counts
    await this.missing(missing);
  }

  /** Those that are not there yet; what is there is remembered. @throws KeyDestroyed */
  private async missing(ids: readonly string[]): Promise<readonly string[]> {
    const rows = await this.ask(() => this.rows.find({ _id: { $in: [...ids] } }).toArray());
    if (rows.some(({ _id, wrapped }) => wrapped === '' || this.destroyed.has(_id))) throw new KeyDestroyed();
    for (const row of rows) this.believe(row);
    const there = new Set(rows.map(({ _id }) => _id));
    return ids.filter((id) => !there.has(id));
  }

  async destroy(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      this.destroyed.add(id);
      this.believed.delete(id);
    }
    for (let from = 0; from < ids.length; from += DESTROYED_AT_ONCE) await this.turnToStones(ids.slice(from, from + DESTROYED_AT_ONCE));
  }

  private async turnToStones(ids: readonly string[]): Promise<void> {
    const gone = new Set((await this.ask(() => this.rows.find({ _id: { $in: [...ids] }, wrapped: '' }).toArray())).map(({ _id }) => _id));
    const left = ids.filter((id) => !gone.has(id));
    if (left.length > 0) await this.ask(() => this.rows.bulkWrite(left.map((_id) => ({ updateOne: { filter: { _id }, update: { $set: { wrapped: '' } }, upsert: true } })), { ordered: false }));
  }

  private ask<T>(work: () => Promise<T>): Promise<T> {
    if (this.closed) throw new Unavailable('The key store is closed.');
    return asking(work);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.connection.close();
  }
}
