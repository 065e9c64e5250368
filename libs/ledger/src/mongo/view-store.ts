import { randomUUID } from 'node:crypto';
import type { Connection, Model, mongo } from 'mongoose';
import { Unavailable } from '../errors.js';
import { type Compared, cursorOf } from '../paging.js';
import type { Fold, Page, Query, View, ViewStore } from '../types.js';
import { together } from '../together.js';
import { asking, unlessTaken } from './asking.js';
import { askedOf, foundBy, THERE, type ViewRow } from './filter.js';
import { docsIn, notesOf, rowOf, schemaOf, writeRows } from './view-rows.js';

/** A stone is kept so long, in milliseconds: longer than any process that was paused could still be writing what is older. */
const STONE_MS = 3_600_000;
/** Stones are looked for every so many folds. */
const SWEEP_FOLDS = 1_000;
/** Another process that folds a view is expected to do so again for so long, in milliseconds: what is noted would cost it a command more than what was moved costs this one. */
const SHARED_MS = 60_000;
/** Whoever only reads may read where a view was for so long after another process began it anew, in milliseconds. */
const WHERE_MS = 1_000;

const NONE: ReadonlySet<string> = new Set();

/** Changes under way: noted before any of them is made, so that whoever finds them half made makes them whole. */
type Pending = { readonly to: number; readonly rows: readonly ViewRow[]; readonly more: readonly string[] };
/** Where a view stands. `collection`: what holds it; a rebuild or other indexes begin another, and `before` stays until the next, for whoever reads it still. */
type Standing = {
  readonly _id: string; readonly name: string; readonly version: number; readonly position: number; readonly layout: string; readonly pending: Pending | null;
  readonly collection: string; readonly before: string | null;
};
/** Which of a view's collections is meant, if no other process has begun another. */
type Place = Pick<Standing, '_id' | 'position' | 'collection'>;
/** The same without the rows that are noted, which may be many. */
type ToWhere = Pick<Standing, 'collection' | 'position'> & { readonly pending?: Pick<Pending, 'to'> };
const TO_WHERE = { collection: 1, position: 1, 'pending.to': 1 };
type NotedRows = { readonly _id: string; readonly rows: readonly ViewRow[] };

const idOf = ({ name, version }: View): string => `${name}@${version}`;
/** A collection that no view has had. */
const newCollection = (view: View): string => `view_${idOf(view).replaceAll('-', '_').replace('@', '_')}_${randomUUID().slice(0, 8)}`;

/**
 * The view store on MongoDB: a collection a view, through a mongoose model with the indexes that the view declares. No two documents change at once here, so a fold is noted whole beside its view's place, by
 * compare-and-set; then made; then the place moves. Where nobody else folds the view, what was made stays noted until the same process notes what comes next, which moves the place along: a command fewer a fold.
 * Whoever else finds a note, of a process that died or of one that goes on, makes it whole, which changes nothing where it was made, and moves the place. A row says at which position it was made, and nothing older
 * replaces it.
 */
export class MongoViewStore implements ViewStore {
  private readonly standings: mongo.Collection<Standing>;
  private readonly noted: mongo.Collection<NotedRows>;
  private readonly models = new Map<string, Model<ViewRow>>();
  /** The collection last seen of each view, and when that was: a read does not ask each time. */
  private readonly collections = new Map<string, { readonly name: string; readonly seenMs: number }>();
  /** Up to where this process made what is noted, by collection: of its own note nobody need make anything. */
  private readonly made = new Map<string, number>();
  /** When another process was last met that folds a view, by its id. */
  private readonly rivals = new Map<string, number>();
  private folds = 0;
  private closed = false;

  constructor(
    private readonly connection: Connection,
    private readonly database: string,
  ) {
    const db = connection.getClient().db(database);
    this.standings = db.collection('views');
    this.noted = db.collection('noted');
  }

  async prepare(view: View): Promise<void> {
    const layout = JSON.stringify(view.indexes);
    await this.ask(() => this.standings.insertOne({ _id: idOf(view), name: view.name, version: view.version, position: 0, layout, pending: null, collection: newCollection(view), before: null }).catch(unlessTaken));
    for (let done = false; !done; ) {
      const standing = await this.settled(view);
      done = standing.layout === layout;
      if (done) await this.ask(() => this.makeIndexes(view, standing.collection));
      else await this.layOut(view, standing, layout);
    }
    await this.dropBefore(view);
    await this.sweep(view);
  }

  /** The version before may still be served by a process that is being replaced; what is older than that goes. */
  private async dropBefore(view: View): Promise<void> {
    const older = await this.ask(() => this.standings.find({ name: view.name, version: { $lt: view.version } }).sort({ version: -1 }).skip(1).toArray());
    for (const { _id, collection, before } of older) {
      for (const each of [collection, before]) await this.drop(each);
      await this.ask(() => this.standings.deleteOne({ _id }));
    }
  }

  /** The same documents under other indexes: copied, and taken for the view's if nobody folded meanwhile. */
  private async layOut(view: View, standing: Standing, layout: string): Promise<void> {
    const collection = newCollection(view);
    await this.ask(() => this.makeIndexes(view, collection));
    const [old, made] = [this.modelOf(view, standing.collection), this.modelOf(view, collection)];
    await this.ask(async () => {
      for await (const row of old.find(THERE).lean<ViewRow>().cursor()) {
        await made.collection.insertOne({ _id: row._id, at: row.at, doc: row.doc, ...foundBy(view, JSON.parse(row.doc ?? '{}') as object) } as never);
      }
    });
    if (!(await this.turnTo(standing, { collection, layout }))) await this.drop(collection);
  }

  /** Takes another collection for the view's own, and leaves the one before for whoever reads it still. False: the view was folded meanwhile, or has another already. */
  private async turnTo({ _id, position, collection, before }: Standing, next: Partial<Standing>): Promise<boolean> {
    const { matchedCount } = await this.ask(() => this.standings.updateOne({ _id, position, collection, pending: null }, { $set: { ...next, before: collection } }));
    if (matchedCount === 1) await this.drop(before);
    return matchedCount === 1;
  }

  private async makeIndexes(view: View, collection: string): Promise<void> {
    const model = this.modelOf(view, collection);
    await model.createCollection();
    await model.createIndexes();
  }

  private modelOf(view: View, name: string): Model<ViewRow> {
    const id = `${name} ${view.indexes.join()}`;
    const known = this.models.get(id);
    if (known) return known;
    const model = this.connection.useDb(this.database, { useCache: true }).model(id, schemaOf(view, name)) as unknown as Model<ViewRow>;
    this.models.set(id, model);
    return model;
  }

  private async drop(collection: string | null): Promise<void> {
    if (collection !== null) await this.ask(() => this.connection.getClient().db(this.database).dropCollection(collection));
  }

  async checkpoint(view: View): Promise<number> {
    const { collection, position, pending } = await this.standing<ToWhere>(view, TO_WHERE);
    if (pending && pending.to === this.made.get(collection)) return pending.to;
    // Another left a note, or moved on from this one's.
    if (this.made.delete(collection) || pending) this.rivals.set(idOf(view), performance.now());
    return pending ? (await this.settled(view)).position : position;
  }

  private async standing<S extends Pick<Standing, 'collection'> = Standing>(view: View, projection?: object): Promise<S> {
    const standing = await this.ask(() => this.standings.findOne<S>({ _id: idOf(view) }, { projection }));
    if (!standing) throw new Unavailable(`View ${view.name} is not prepared.`);
    this.collections.set(idOf(view), { name: standing.collection, seenMs: performance.now() });
    return standing;
  }

  /** Where a view stands, with what was noted made whole. */
  private async settled(view: View): Promise<Standing> {
    for (;;) {
      const standing = await this.standing(view);
      this.made.delete(standing.collection);
      if (!standing.pending) return standing;
      await this.complete(view, standing, standing.pending);
    }
  }

  async fold(folds: readonly Fold[]): Promise<boolean> {
    if (folds.length > 1 && !(await this.areAt(folds))) return false;
    return (await together(folds.map((one) => this.foldOne(one)))).every(Boolean);
  }

  /** Whether several views stand where their folds begin: where one does not, none need begin. */
  private async areAt(folds: readonly Fold[]): Promise<boolean> {
    const standings = await this.ask(() => this.standings.find({ _id: { $in: folds.map(({ view }) => idOf(view)) } }).project<{ _id: string } & ToWhere>(TO_WHERE).toArray());
    const positions = new Map(standings.map(({ _id, position, pending }) => [_id, pending?.to ?? position]));
    return folds.every(({ view, from }) => positions.get(idOf(view)) === from);
  }

  /** Where one stands is not asked first: whoever is behind, or meets another's note, changes nothing, and asks then. */
  private async foldOne({ view, from, to, changes }: Fold): Promise<boolean> {
    const [_id, collection] = [idOf(view), await this.collectionOf(view)];
    const here = { _id, collection, ...(this.made.get(collection) === from ? { 'pending.to': from } : { position: from, pending: null }) };
    this.made.delete(collection); // what it stands for is noted no more, or is another's to make whole
    if (changes.length === 0) return (await this.ask(() => this.standings.updateOne(here, { $set: { position: to, pending: null } }))).matchedCount === 1;
    const pending = await this.noteDown(_id, to, changes.map((change) => rowOf(view, to, change)));
    const { matchedCount } = await this.ask(() => this.standings.updateOne(here, { $set: { position: from, pending } }));
    if (matchedCount === 0) {
      this.rivals.set(_id, performance.now());
      await this.forget(pending);
      return false;
    }
    const fresh = new Set(changes.flatMap(({ key, doc, was }) => (doc !== undefined && was === null ? [key] : [])));
    const isShared = performance.now() - (this.rivals.get(_id) ?? Number.NEGATIVE_INFINITY) < SHARED_MS;
    if (isShared || pending.more.length > 0) await this.complete(view, { _id, position: from, collection }, pending, fresh);
    else {
      await this.make(view, collection, pending, fresh);
      this.made.set(collection, to);
    }
    this.folds += 1;
    if (this.folds % SWEEP_FOLDS === 0) await this.sweep(view);
    return true;
  }

  /** Beside the view's place, as far as it fits; the rest in documents of its own. */
  private async noteDown(id: string, to: number, rows: readonly ViewRow[]): Promise<Pending> {
    const [first = [], ...others] = notesOf(rows);
    const more = others.map((part, n) => ({ _id: `${id} ${to} ${n} ${Math.random()}`, rows: part }));
    for (const each of more) await this.ask(() => this.noted.insertOne(each));
    return { to, rows: first, more: more.map(({ _id }) => _id) };
  }

  private async forget({ more }: Pending): Promise<void> {
    if (more.length > 0) await this.ask(() => this.noted.deleteMany({ _id: { $in: [...more] } }));
  }

  /** Makes what was noted, moves the view's place, and takes the note away. */
  private async complete(view: View, { _id, position, collection }: Place, pending: Pending, fresh: ReadonlySet<string> = NONE): Promise<void> {
    await this.make(view, collection, pending, fresh);
    await this.ask(() => this.standings.updateOne({ _id, position, collection, 'pending.to': pending.to }, { $set: { position: pending.to, pending: null } }));
    await this.forget(pending);
  }

  /** Makes what was noted, which changes nothing where it is made already. `fresh`: keys under which nothing is known to be. */
  private async make(view: View, collection: string, { rows, more }: Pending, fresh: ReadonlySet<string>): Promise<void> {
    const at = this.modelOf(view, collection).collection;
    await writeRows(at, rows, fresh, (work) => this.ask(work));
    for (const id of more) await writeRows(at, (await this.ask(() => this.noted.findOne({ _id: id })))?.rows ?? [], fresh, (work) => this.ask(work));
  }

  private async sweep(view: View): Promise<void> {
    const collection = await this.collectionOf(view);
    await this.ask(() => this.modelOf(view, collection).collection.deleteMany({ goneAt: { $lt: new Date(Date.now() - STONE_MS) } }));
  }

  private async collectionOf(view: View): Promise<string> {
    return this.collections.get(idOf(view))?.name ?? (await this.settled(view)).collection;
  }

  /** What is found where the view is. Where it is, is asked for beside, now and then, and by whoever finds nothing: what others made anew twice meanwhile is elsewhere, and no list may be empty for that. */
  private async rowsOf(view: View, find: (rows: Model<ViewRow>) => Promise<ViewRow[]>): Promise<readonly ViewRow[]> {
    for (;;) {
      const collection = await this.collectionOf(view);
      const isSeen = performance.now() - (this.collections.get(idOf(view))?.seenMs ?? 0) < WHERE_MS;
      const where = () => this.standing<ToWhere>(view, TO_WHERE);
      const [rows] = await Promise.all([this.ask(() => find(this.modelOf(view, collection))), isSeen || where()]);
      if (isSeen && rows.length === 0) await where();
      if ((await this.collectionOf(view)) === collection) return rows;
    }
  }

  async get(view: View, key: string): Promise<object | undefined> {
    return docsIn(await this.rowsOf(view, (rows) => rows.find({ _id: key }).lean<ViewRow[]>())).get(key);
  }

  async getAll(view: View, keys: readonly string[]): Promise<{ readonly docs: ReadonlyMap<string, object>; readonly at: number }> {
    for (;;) {
      const collection = await this.collectionOf(view);
      const rows = await this.ask(() => this.modelOf(view, collection).find({ _id: { $in: [...keys] } }).lean<ViewRow[]>());
      const at = await this.checkpoint(view);
      // Else they were read where the view is no more, or will not be for long.
      if ((await this.collectionOf(view)) === collection) return { docs: docsIn(rows), at };
    }
  }

  async query(view: View, query: Query): Promise<Page<object>> {
    const { filter, sort, by, limit } = askedOf(view, query);
    const rows = await this.rowsOf(view, (all) => all.find(filter as never).sort(sort).limit(limit + 1).lean<ViewRow[]>());
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const docs = page.map(({ doc }) => JSON.parse(doc ?? '{}') as object);
    return { docs, ...(rows.length > limit && last ? { next: cursorOf(last[by as 'v0'] as Compared, last._id) } : {}) };
  }

  async reset(view: View): Promise<void> {
    for (let done = false; !done; ) {
      const standing = await this.settled(view);
      const collection = newCollection(view);
      await this.ask(() => this.makeIndexes(view, collection));
      done = await this.turnTo(standing, { collection, position: 0 });
      if (!done) await this.drop(collection);
    }
    await this.settled(view);
  }

  /** What was made stops standing for itself first: a process that dies in between leaves a collection too many, and never one that two views hold. */
  async replace(view: View, made: View): Promise<boolean> {
    const [standing, next] = [await this.settled(view), await this.settled(made)];
    if (standing.position > next.position) return false;
    await this.ask(() => this.standings.deleteOne({ _id: next._id }));
    const { collection, position } = next;
    const done = await this.turnTo(standing, { collection, position });
    if (done) await this.drop(next.before);
    else await this.ask(() => this.standings.insertOne(next));
    await this.settled(view);
    return done;
  }

  private ask<T>(work: () => Promise<T>): Promise<T> {
    if (this.closed) throw new Unavailable('The store is closed.');
    return asking(work);
  }

  /** What it stands on ends with the commit store. */
  async close(): Promise<void> {
    this.closed = true;
  }
}
