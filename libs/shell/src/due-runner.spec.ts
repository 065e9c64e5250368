import type { Note, View } from '@cpmp/ledger';
import { DueRunner } from './due-runner.js';
import type { DueRow } from './types.js';

const AT = '2026-03-02T09:00:00.000Z';
const rowOf = (index: number): DueRow => ({ key: `row-${String(index).padStart(4, '0')}`, at: AT, stream: `case-${index}`, what: 'look' });

/** A runner over rows that nothing ever takes out, unless somebody does; what it asks is counted. */
const over = (rows: Map<string, DueRow>, notes: Map<string, Note>) => {
  const ran: string[] = [];
  const asked = { gets: 0 };
  const runner = new DueRunner({
    ledger: {
      views: {
        get: async (_view: unknown, key: string) => ((asked.gets += 1), rows.get(key)),
        query: async (_view: unknown, { after, limit = 100 }: { after?: string; limit?: number }) => {
          const docs = [...rows.values()].toSorted((one, other) => (one.key < other.key ? -1 : 1)).filter(({ key }) => after === undefined || key > after).slice(0, limit);
          return { docs, ...(docs.length === limit ? { next: docs.at(-1)?.key } : {}) };
        },
      },
      notes: {
        note: async (name: string) => notes.get(name),
        putNote: async (name: string, value: unknown, revision: number) => {
          if ((notes.get(name)?.revision ?? 0) !== revision) return false;
          notes.set(name, { value, revision: revision + 1 } as Note);
          return true;
        },
      },
    } as never,
    clock: { now: () => AT, machine: () => 0 } as never,
    log: { error: () => {} } as never,
    view: {} as View<DueRow>,
    run: async ({ key }) => { ran.push(key); },
  });
  const runAll = async (): Promise<void> => {
    for (let row = await runner.next(); row; row = await runner.next()) await runner.run(row);
  };
  return { runAll, ran, asked };
};

const rowsOf = (count: number): Map<string, DueRow> => new Map(Array.from({ length: count }, (_, index) => [rowOf(index).key, rowOf(index)]));
const keptIn = (notes: Map<string, Note>): number => [...notes.values()].flatMap(({ value }) => value as unknown[]).length;

describe('the due runner', () => {
  it('given rows that decide that there is nothing to do, then each is run once, also by the process that comes after', async () => {
    const [rows, notes] = [rowsOf(150), new Map<string, Note>()];
    const first = over(rows, notes);
    await first.runAll();
    expect([first.ran.length, new Set(first.ran).size, keptIn(notes)]).toEqual([150, 150, 150]);
    const second = over(rows, notes);
    await second.runAll();
    expect(second.ran).toEqual([]);
  });

  it('given an idle row whose instant moved, then it is run again', async () => {
    const [rows, notes] = [rowsOf(2), new Map<string, Note>()];
    const runner = over(rows, notes);
    await runner.runAll();
    rows.set(rowOf(1).key, { ...rowOf(1), at: '2026-03-02T08:00:00.000Z' });
    await runner.runAll();
    expect(runner.ran).toEqual([rowOf(0).key, rowOf(1).key, rowOf(1).key]);
  });

  it('given many idle rows, when most have gone, then they are forgotten in time, and remembering n asks of the order of n', async () => {
    const [rows, notes] = [rowsOf(1_000), new Map<string, Note>()];
    const runner = over(rows, notes);
    await runner.runAll();
    expect(runner.asked.gets).toBeLessThan(5 * 1_000);
    for (const key of [...rows.keys()].slice(0, 990)) rows.delete(key);
    for (let index = 1_000; index < 2_100; index += 1) {
      const row = rowOf(index);
      rows.set(row.key, row);
      await runner.runAll();
      rows.delete(row.key);
    }
    expect(keptIn(notes)).toBeLessThan(200);
  });
});
