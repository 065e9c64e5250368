import type { DatabaseSync } from 'node:sqlite';
import type { Change, Fold, Page, Query, Scalar, View, ViewStore } from '../types.js';
import { asking, inTransaction } from './database.js';
import { columnOf, cursorOf, scalar, sqlOf } from './filter.js';

const idOf = (view: View): string => `${view.name}@${view.version}`;
/** The table of `<name>@<version>`. */
const tableOf = (id: string): string => `view_${id.replaceAll('-', '_').replace('@', '_')}`;
const valueAt = (doc: object, path: string): unknown => path.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined | null)?.[name], doc);

/** The view store on SQLite: one table a view, an index for each declared field, a side table for what arrays contain. */
export class SqliteViewStore implements ViewStore {
  constructor(private readonly db: DatabaseSync) {
    db.exec('CREATE TABLE IF NOT EXISTS views (id TEXT PRIMARY KEY, name TEXT NOT NULL, indexes TEXT NOT NULL, position INTEGER NOT NULL) STRICT');
  }

  async prepare(view: View): Promise<void> {
    asking(() =>
      inTransaction(this.db, () => {
        const old = this.db.prepare('SELECT id, indexes FROM views WHERE name = ?').all(view.name) as { id: string; indexes: string }[];
        for (const { id } of old) if (id !== idOf(view)) this.drop(id);
        const known = old.find(({ id }) => id === idOf(view));
        if (known?.indexes === JSON.stringify(view.indexes)) return;
        if (known) this.dropIndexes(tableOf(known.id), JSON.parse(known.indexes) as readonly string[]);
        this.make(view);
      }),
    );
  }

  /** Makes what is not there yet; documents that are there already are put into the new indexes. */
  private make(view: View): void {
    const table = tableOf(idOf(view));
    this.db.exec(`CREATE TABLE IF NOT EXISTS "${table}" (key TEXT PRIMARY KEY, doc TEXT NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS "${table}_has" (field TEXT NOT NULL, value ANY NOT NULL, key TEXT NOT NULL, PRIMARY KEY (field, value, key)) WITHOUT ROWID, STRICT;
      CREATE INDEX IF NOT EXISTS "${table}_has_key" ON "${table}_has" (key);`);
    view.indexes.forEach((field, n) => this.db.exec(`CREATE INDEX "${table}_${n}" ON "${table}" (${columnOf(view, field)}, key)`));
    this.db
      .prepare('INSERT INTO views (id, name, indexes, position) VALUES (?, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET indexes = excluded.indexes')
      .run(idOf(view), view.name, JSON.stringify(view.indexes));
    for (const { key, doc } of this.db.prepare(`SELECT key, doc FROM "${table}"`).all() as { key: string; doc: string }[]) this.apply(view, { key, doc: JSON.parse(doc) as object });
  }

  private dropIndexes(table: string, indexes: readonly string[]): void {
    indexes.forEach((_, n) => this.db.exec(`DROP INDEX "${table}_${n}"`));
    this.db.exec(`DELETE FROM "${table}_has"`);
  }

  private drop(id: string): void {
    this.db.exec(`DROP TABLE "${tableOf(id)}"; DROP TABLE "${tableOf(id)}_has"`);
    this.db.prepare('DELETE FROM views WHERE id = ?').run(id);
  }

  async checkpoint(view: View): Promise<number> {
    const row = asking(() => this.db.prepare('SELECT position FROM views WHERE id = ?').get(idOf(view))) as { position: number } | undefined;
    return row?.position ?? 0;
  }

  async fold(folds: readonly Fold[]): Promise<boolean> {
    const rival = new Error('another process folded first');
    try {
      asking(() =>
        inTransaction(this.db, () => {
          const move = this.db.prepare('UPDATE views SET position = ? WHERE id = ? AND position = ?');
          for (const { view, from, to, changes } of folds) {
            if (Number(move.run(to, idOf(view), from).changes) !== 1) throw rival;
            for (const change of changes) this.apply(view, change);
          }
        }),
      );
      return true;
    } catch (error) {
      if (error === rival) return false;
      throw error;
    }
  }

  private apply(view: View, { key, doc }: Change): void {
    const table = tableOf(idOf(view));
    this.db.prepare(`DELETE FROM "${table}_has" WHERE key = ?`).run(key);
    if (doc === undefined) {
      this.db.prepare(`DELETE FROM "${table}" WHERE key = ?`).run(key);
      return;
    }
    this.db.prepare(`INSERT INTO "${table}" (key, doc) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET doc = excluded.doc`).run(key, JSON.stringify(doc));
    const add = this.db.prepare(`INSERT INTO "${table}_has" (field, value, key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`);
    for (const field of view.indexes) {
      const values = valueAt(doc, field);
      if (!Array.isArray(values)) continue;
      for (const value of values as Scalar[]) if (value !== null && typeof value !== 'object') add.run(field, scalar(value), key);
    }
  }

  async get(view: View, key: string): Promise<object | undefined> {
    const row = asking(() => this.db.prepare(`SELECT doc FROM "${tableOf(idOf(view))}" WHERE key = ?`).get(key)) as { doc: string } | undefined;
    return row && (JSON.parse(row.doc) as object);
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
    asking(() =>
      inTransaction(this.db, () => {
        this.db.exec(`DELETE FROM "${table}"; DELETE FROM "${table}_has"`);
        this.db.prepare('UPDATE views SET position = 0 WHERE id = ?').run(idOf(view));
      }),
    );
  }

  async close(): Promise<void> {
    if (this.db.isOpen) this.db.close();
  }
}
