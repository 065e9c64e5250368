import type { Note, View } from '@cpmp/ledger';
import { DUE_TICK_MS, DueRunner } from './due-runner.js';
import type { DueRow } from './types.js';

const AT = '2026-03-02T09:00:00.000Z';
const rowOf = (index: number): DueRow => ({ key: `row-${String(index).padStart(4, '0')}`, at: AT, stream: `case-${index}`, what: 'look' });

/** A runner over rows that nothing ever takes out, unless somebody does; what it asks is counted. */
const over = (rows: Map<string, DueRow>, notes: Map<string, Note>) => {
  const ran: string[] = [];
  const asked = { gets: 0, queries: 0 };
  const clock = { at: AT, ms: 0 };
  const failing = { times: 0 };
  const away = { now: false };
  let grow = (): void => {};
  const runner = new DueRunner({
    ledger: {
      views: {
        get: async (_view: unknown, key: string) => ((asked.gets += 1), rows.get(key)),
        query: async (_view: unknown, { after, limit: wanted = 50 }: { after?: string; limit?: number }) => {
          const limit = Math.min(wanted, 1_000); // no engine answers more at once
          asked.queries += 1;
          if (away.now) throw new Error('away');
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
      onGrown: (listener: () => void) => ((grow = listener), () => {}),
    } as never,
    clock: { now: () => clock.at, machine: () => clock.ms } as never,
    log: { error: () => {} } as never,
    view: {} as View<DueRow>,
    run: async ({ key }) => {
      ran.push(key);
      if (failing.times > 0) {
        failing.times -= 1;
        throw new Error('fails');
      }
    },
  });
  const runAll = async (): Promise<void> => {
    for (let row = await runner.next(); row; row = await runner.next()) await runner.run(row);
  };
  return { runner, runAll, ran, asked, clock, failing, away, grow: () => grow() };
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

  it('given more idle rows than a page may hold, when a row behind them waits, then health says for how long', async () => {
    const rows = rowsOf(1_100);
    const { runner, runAll, clock } = over(rows, new Map());
    await runAll();
    rows.set(rowOf(2_000).key, rowOf(2_000));
    clock.at = '2026-03-02T10:00:00.000Z';
    expect(await runner.lag()).toEqual({ dueLagSeconds: 3_600, dueFailing: 0 });
  });

  describe('left to itself', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    /** Each tick, and what follows from it. */
    const seconds = async (count: number): Promise<void> => {
      for (let ticks = 0; ticks < (count * 1_000) / DUE_TICK_MS; ticks++) {
        jest.advanceTimersByTime(DUE_TICK_MS);
        for (let turn = 0; turn < 50; turn++) await Promise.resolve();
      }
    };

    it('given nothing that is due, then the store is asked once, and again when the log may have grown; what it then finds is run', async () => {
      const [rows, notes] = [rowsOf(0), new Map<string, Note>()];
      const { runner, asked, ran, grow } = over(rows, notes);
      runner.start();
      await seconds(60);
      expect(asked.queries).toBe(1);
      rows.set(rowOf(1).key, rowOf(1));
      await seconds(60);
      expect(ran).toEqual([]);
      grow();
      await seconds(1);
      expect(ran).toEqual([rowOf(1).key]);
      await runner.stop();
    });

    it('given a row whose instant is yet to come, then it is run when the legal clock has passed it, and nothing is asked until then', async () => {
      const later = { ...rowOf(1), at: '2026-03-02T09:00:01.000Z' };
      const { runner, asked, ran, clock } = over(new Map([[later.key, later]]), new Map());
      runner.start();
      await seconds(60);
      expect([asked.queries, ran]).toEqual([1, []]);
      clock.at = later.at;
      await seconds(1);
      expect(ran).toEqual([later.key]);
      await runner.stop();
    });

    it('given a row that fails, then it is tried again without the log growing; when it has gone meanwhile, then nothing is asked any more', async () => {
      const rows = rowsOf(1);
      const { runner, asked, ran, failing, clock } = over(rows, new Map());
      failing.times = 2;
      runner.start();
      for (let n = 0; n < 20; n++) {
        clock.ms += 1_000;
        await seconds(1);
      }
      expect(ran).toEqual([rowOf(0).key, rowOf(0).key, rowOf(0).key]);
      await runner.stop();
      const gone = over(rows, new Map());
      gone.failing.times = 1;
      gone.runner.start();
      await seconds(1);
      rows.clear();
      gone.clock.ms += 60_000;
      await seconds(1);
      const queries = gone.asked.queries;
      gone.clock.ms += 600_000;
      await seconds(60);
      expect([gone.ran.length, gone.asked.queries]).toEqual([1, queries]);
      expect(asked.queries).toBeGreaterThan(0);
      await gone.runner.stop();
    });

    it('given rows that cannot be read, then they are read again at the next look', async () => {
      const { runner, ran, away } = over(rowsOf(1), new Map());
      away.now = true;
      runner.start();
      await seconds(5);
      away.now = false;
      await seconds(1);
      expect(ran).toEqual([rowOf(0).key]);
      await runner.stop();
    });
  });
});
