import type { DatabaseSync } from 'node:sqlite';
import type { Change, Fold, Page, Query, Scalar, View, ViewStore } from '../types.js';
import { inTransaction } from './database.js';
import { columnOf, cursorOf, sqlOf } from './filter.js';

const tableOf = (view: View): string => `view_${view.name.replaceAll('-', '_')}_${view.version}`;
const idOf = (view: View): string => `${view.name}@${view.version}`;
const valueAt = (doc: object, path: string): unknown => path.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined | null)?.[name], doc);

/** The view store on SQLite: one table a view, an index for each declared field, a side table for what arrays contain. */
export class SqliteViewStore implements ViewStore {

  constructor(private readonly db: DatabaseSync) {
    db.exec('CREATE TABLE IF NOT EXISTS views (id TEXT PRIMARY KEY, name TEXT NOT NULL, position INTEGER NOT NULL) STRICT');
  }

  async prepare(view: View): Promise<void> {
    const table = tableOf(view);
    inTransaction(this.db, () => {
      const old = this.db.prepare('SELECT id FROM views WHERE name = ? AND id <> ?').all(view.name, idOf(view)) as { id: string }[];
      for (const { id } of old) this.drop(id);
      this.db.exec(`CREATE TABLE IF NOT EXISTS "${table}" (key TEXT PRIMARY KEY, doc TEXT NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS "${table}_has" (field TEXT NOT NULL, value ANY NOT NULL, key TEXT NOT NULL, PRIMARY KEY (field, value, key)) WITHOUT ROWID, STRICT;
        CREATE INDEX IF NOT EXISTS "${table}_has_key" ON "${table}_has" (key);`);
      view.indexes.forEach((field, n) => this.db.exec(`CREATE INDEX IF NOT EXISTS "${table}_${n}" ON "${table}" (${columnOf(view, field)}, key)`));
      this.db.prepare('INSERT INTO views (id, name, position) VALUES (?, ?, 0) ON CONFLICT DO NOTHING').run(idOf(view), view.name);
    });
  }

  private drop(id: string): void {
    const [name = '', version = ''] = id.split('@');
    const table = `view_${name.replaceAll('-', '_')}_${version}`;
    this.db.exec(`DROP TABLE IF EXISTS "${table}"; DROP TABLE IF EXISTS "${table}_has"`);
    this.db.prepare('DELETE FROM views WHERE id = ?').run(id);
  }

  async checkpoint(view: View): Promise<number> {
    const row = this.db.prepare('SELECT position FROM views WHERE id = ?').get(idOf(view)) as { position: number } | undefined;
    return row?.position ?? 0;
  }

  async fold(folds: readonly Fold[]): Promise<boolean> {
    const move = this.db.prepare('UPDATE views SET position = ? WHERE id = ? AND position = ?');
    const rival = new Error('another process folded first');
    try {
      inTransaction(this.db, () => {
        for (const { view, from, to, changes } of folds) {
          if (Number(move.run(to, idOf(view), from).changes) !== 1) throw rival;
          for (const change of changes) this.apply(view, change);
        }
      });
      return true;
    } catch (error) {
      if (error === rival) return false;
      throw error;
    }
  }

  private apply(view: View, { key, doc }: Change): void {
    const table = tableOf(view);
    this.db.prepare(`DELETE FROM "${table}_has" WHERE key = ?`).run(key);
    if (doc === undefined) {
      this.db.prepare(`DELETE FROM "${table}" WHERE key = ?`).run(key);
      return;
    }
    this.db.prepare(`INSERT INTO "${table}" (key, doc) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET doc = excluded.doc`).run(key, JSON.stringify(doc));
    for (const field of view.indexes) {
      const values = valueAt(doc, field);
      if (!Array.isArray(values)) continue;
      const add = this.db.prepare(`INSERT INTO "${table}_has" (field, value, key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`);
      for (const value of values as Scalar[]) if (value !== null && typeof value !== 'object') add.run(field, typeof value === 'boolean' ? Number(value) : value, key);
    }
  }

  async get(view: View, key: string): Promise<object | undefined> {
    const row = this.db.prepare(`SELECT doc FROM "${tableOf(view)}" WHERE key = ?`).get(key) as { doc: string } | undefined;
    return row && (JSON.parse(row.doc) as object);
  }

  async query(view: View, query: Query): Promise<Page<object>> {
    const { text, bound, limit } = sqlOf(view, tableOf(view), query);
    const rows = this.db.prepare(text).all(...bound) as { key: string; doc: string; sort: string | number | null }[];
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return { docs: page.map(({ doc }) => JSON.parse(doc) as object), ...(rows.length > limit && last ? { next: cursorOf(last.sort, last.key) } : {}) };
  }

  async reset(view: View): Promise<void> {
    const table = tableOf(view);
    inTransaction(this.db, () => {
      this.db.exec(`DELETE FROM "${table}"; DELETE FROM "${table}_has"`);
      this.db.prepare('UPDATE views SET position = 0 WHERE id = ?').run(idOf(view));
    });
  }

  async close(): Promise<void> {
    if (this.db.isOpen) this.db.close();
  }
}
