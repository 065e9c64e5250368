import { randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Change, Fold, Page, Query, Scalar, View, ViewStore } from '../types.js';
import { cursorOf, scalar, valueAt } from '../paging.js';
import { asking, inTransaction } from './database.js';
import { columnOf, sqlOf } from './filter.js';

const idOf = (view: View): string => `${view.name}@${view.version}`;
/** The table of `<name>@<version>`. */
const tableOf = (id: string): string => `view_${id.replaceAll('-', '_').replace('@', '_')}`;

/** How a view's table is laid out; a table of another layout is made anew from its documents. */
const layoutOf = (view: View): string => `columns ${JSON.stringify(view.indexes)}`;

/** What a view is read and written with, prepared once; `change` by the columns that a document's new values are other than its old ones. */
type Statements = Record<'get' | 'values' | 'put' | 'drop' | 'held' | 'hold' | 'release' | 'at' | 'move', StatementSync> & { readonly change: (columns: readonly number[]) => StatementSync };
type Column = string | number | null;

const isScalar = (value: unknown): value is Scalar => value === null || typeof value !== 'object';

/** What a document's arrays contain, each by its field, kind and value. */
type Held = ReadonlyMap<string, { readonly field: string; readonly value: string | number }>;
/** How a document lies in a view's tables: its columns, in the order of the view's indexes, and the rows of the side table. */
type LaidOut = { readonly columns: readonly Column[]; readonly held: Held };

const nameOf = (field: string, value: string | number): string => `${field} ${typeof value} ${value}`;

const laidOut = (view: View, doc: object): LaidOut => {
  const held = new Map<string, { field: string; value: string | number }>();
  const columns = view.indexes.map((field): Column => {
    const found = valueAt(doc, field);
    if (found === undefined) return null;
    if (isScalar(found)) return scalar(found);
    for (const each of Array.isArray(found) ? found : []) {
      if (each === null || !isScalar(each)) continue;
      const value = scalar(each) as string | number;
      held.set(nameOf(field, value), { field, value });
    }
    return null;
  });
  return { columns, held };
};

/** The view store on SQLite: one table a view, a column with an index for each declared field, a side table for what arrays contain. */
export class SqliteViewStore implements ViewStore {
  private readonly prepared = new WeakMap<View, Statements>();

  constructor(private readonly db: DatabaseSync) {
    db.exec('CREATE TABLE IF NOT EXISTS views (id TEXT PRIMARY KEY, name TEXT NOT NULL, indexes TEXT NOT NULL, position INTEGER NOT NULL) STRICT');
  }

  async prepare(view: View): Promise<void> {
    asking(() =>
      inTransaction(this.db, () => {
        const old = this.db.prepare('SELECT id, indexes FROM views WHERE name = ?').all(view.name) as { id: string; indexes: string }[];
        for (const { id } of old) if (id !== idOf(view)) this.drop(id);
        const known = old.find(({ id }) => id === idOf(view));
        if (known?.indexes !== layoutOf(view)) this.make(view, known ? this.taken(tableOf(known.id)) : []);
      }),
    );
  }

  /** A table's documents; it is gone then. */
  private taken(table: string): readonly { readonly key: string; readonly doc: string }[] {
    const docs = this.db.prepare(`SELECT key, doc FROM "${table}"`).all() as { key: string; doc: string }[];
    this.db.exec(`DROP TABLE "${table}"; DROP TABLE "${table}_has"`);
    return docs;
  }

  /** Makes a view's tables, with the documents that there are. */
  private make(view: View, docs: readonly { readonly key: string; readonly doc: string }[]): void {
    const table = tableOf(idOf(view));
    // A table may take another's name, and keeps its own indexes' names then.
    const made = randomUUID().slice(0, 8);
    const columns = view.indexes.map((field) => `, ${columnOf(view, field)} ANY`).join('');
    this.db.exec(`CREATE TABLE "${table}" (key TEXT PRIMARY KEY, doc TEXT NOT NULL${columns}) STRICT;
      CREATE TABLE "${table}_has" (field TEXT NOT NULL, value ANY NOT NULL, key TEXT NOT NULL, PRIMARY KEY (field, value, key)) WITHOUT ROWID, STRICT;
      CREATE INDEX "${table}_has_${made}" ON "${table}_has" (key);`);
    view.indexes.forEach((field, n) => this.db.exec(`CREATE INDEX "${table}_${n}_${made}" ON "${table}" (${columnOf(view, field)}, key)`));
    this.db
      .prepare('INSERT INTO views (id, name, indexes, position) VALUES (?, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET indexes = excluded.indexes')
      .run(idOf(view), view.name, layoutOf(view));
    for (const { key, doc } of docs) this.apply(view, { key, doc: JSON.parse(doc) as object });
  }

  private drop(id: string): void {
    this.db.exec(`DROP TABLE "${tableOf(id)}"; DROP TABLE "${tableOf(id)}_has"`);
    this.db.prepare('DELETE FROM views WHERE id = ?').run(id);
  }

  private statementsOf(view: View): Statements {
    const known = this.prepared.get(view);
    if (known) return known;
    const table = tableOf(idOf(view));
    const columns = view.indexes.map((field) => columnOf(view, field));
    const made = {
      get: `SELECT doc FROM "${table}" WHERE key = ?`,
      values: `SELECT ${['key', ...columns].join(', ')} FROM "${table}" WHERE key = ?`,
      put: `INSERT INTO "${table}" (${['key', 'doc', ...columns].join(', ')}) VALUES (?, ?${', ?'.repeat(columns.length)})`,
      drop: `DELETE FROM "${table}" WHERE key = ?`,
      held: `SELECT field, value FROM "${table}_has" WHERE key = ?`,
      hold: `INSERT INTO "${table}_has" (field, value, key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
      release: `DELETE FROM "${table}_has" WHERE field = ? AND value = ? AND key = ?`,
      at: 'SELECT position FROM views WHERE id = ?',
      move: 'UPDATE views SET position = ? WHERE id = ? AND position = ?',
    };
    const changes = new Map<string, StatementSync>();
    const change = (which: readonly number[]): StatementSync => {
      const set = ['doc', ...which.map((n) => columns[n])].map((column) => `${column} = ?`).join(', ');
      const statement = changes.get(set) ?? this.db.prepare(`UPDATE "${table}" SET ${set} WHERE key = ?`);
      changes.set(set, statement);
      return statement;
    };
    const statements = { ...Object.fromEntries(Object.entries(made).map(([name, sql]) => [name, this.db.prepare(sql)])), change } as Statements;
    statements.values.setReturnArrays(true);
    this.prepared.set(view, statements);
    return statements;
  }

  async checkpoint(view: View): Promise<number> {
    const row = asking(() => this.statementsOf(view).at.get(idOf(view))) as { position: number } | undefined;
    return row?.position ?? 0;
  }

  async fold(folds: readonly Fold[]): Promise<boolean> {
    const rival = new Error('another process folded first');
    try {
      this.writing(folds.map(({ view }) => view), () => {
        for (const { view, from, to, changes } of folds) {
          if (Number(this.statementsOf(view).move.run(to, idOf(view), from).changes) !== 1) throw rival;
          for (const change of changes) this.apply(view, change);
        }
      });
      return true;
    } catch (error) {
      if (error === rival) return false;
      throw error;
    }
  }

  /** Waits for the disk where one of the views is made of a topic: its reader's place moves behind it, durably, and nothing before that place is heard again. */
  private writing(views: readonly View[], work: () => void): void {
    if (views.every(({ from }) => from === 'log')) return asking(() => inTransaction(this.db, work));
    asking(() => {
      this.db.exec('PRAGMA synchronous = FULL');
      try {
        inTransaction(this.db, work);
      } finally {
        if (this.db.isOpen) this.db.exec('PRAGMA synchronous = NORMAL');
      }
    });
  }

  private apply(view: View, { key, doc, was }: Change): void {
    const { put, drop, hold, release, change } = this.statementsOf(view);
    const before = was === undefined ? this.found(view, key) : was === null ? undefined : laidOut(view, was);
    if (doc === undefined && !before) return;
    const now = doc === undefined ? { columns: [], held: new Map() as Held } : laidOut(view, doc);
    if (doc === undefined) drop.run(key);
    else if (!before) put.run(key, JSON.stringify(doc), ...now.columns);
    else {
      // An index whose column is set is written anew, also where the value is the same.
      const changed = now.columns.flatMap((value, n) => (value === before.columns[n] ? [] : [n]));
      change(changed).run(JSON.stringify(doc), ...changed.map((n) => now.columns[n] as Column), key);
    }
    for (const [name, { field, value }] of now.held) if (!before?.held.has(name)) hold.run(field, value, key);
    for (const [name, { field, value }] of before?.held ?? []) if (!now.held.has(name)) release.run(field, value, key);
  }

  /** How the document that is there lies in the tables. */
  private found(view: View, key: string): LaidOut | undefined {
    const { values, held } = this.statementsOf(view);
    const row = values.get(key) as unknown as [key: string, ...columns: Column[]] | undefined;
    if (!row) return undefined;
    const [, ...columns] = row;
    return { columns, held: new Map((held.all(key) as { field: string; value: string | number }[]).map((one) => [nameOf(one.field, one.value), one])) };
  }

  async get(view: View, key: string): Promise<object | undefined> {
    const row = asking(() => this.statementsOf(view).get.get(key)) as { doc: string } | undefined;
    return row && (JSON.parse(row.doc) as object);
  }

  async getAll(view: View, keys: readonly string[]): Promise<{ readonly docs: ReadonlyMap<string, object>; readonly at: number }> {
    const { get } = this.statementsOf(view);
    const rows = asking(() => keys.map((key) => [key, get.get(key) as { doc: string } | undefined] as const));
    return { docs: new Map(rows.flatMap(([key, row]) => (row ? [[key, JSON.parse(row.doc) as object]] : []))), at: await this.checkpoint(view) };
  }

  async query(view: View, query: Query): Promise<Page<object>> {
    const { text, bound, limit } = sqlOf(view, tableOf(idOf(view)), query);
    const rows = asking(() => this.db.prepare(text).all(...bound)) as { key: string; doc: string; sort: string | number | null }[];
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return { docs: page.map(({ doc }) => JSON.parse(doc) as object), ...(rows.length > limit && last ? { next: cursorOf(last.sort, last.key) } : {}) };
  }

  async reset(view: View): Promise<void> {
    const table = tableOf(idOf(view));
    this.writing([view], () => {
      this.db.exec(`DELETE FROM "${table}"; DELETE FROM "${table}_has"`);
      this.db.prepare('UPDATE views SET position = 0 WHERE id = ?').run(idOf(view));
    });
  }

  async replace(view: View, made: View): Promise<boolean> {
    const [table, other] = [tableOf(idOf(view)), tableOf(idOf(made))];
    const placeOf = (one: View): number => (this.statementsOf(one).at.get(idOf(one)) as { position: number }).position;
    return asking(() =>
      inTransaction(this.db, () => {
        if (placeOf(view) > placeOf(made)) return false;
        this.drop(idOf(view));
        this.db.exec(`ALTER TABLE "${other}" RENAME TO "${table}"; ALTER TABLE "${other}_has" RENAME TO "${table}_has"`);
        this.db.prepare('UPDATE views SET id = ?, name = ? WHERE id = ?').run(idOf(view), view.name, idOf(made));
        return true;
      }),
    );
  }

  async close(): Promise<void> {
    if (this.db.isOpen) this.db.close();
  }
}
