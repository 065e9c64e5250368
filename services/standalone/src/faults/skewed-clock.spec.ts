import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MODULE = new URL('./skewed-clock.js', import.meta.url).href;
const HOUR_MS = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'cpmp-skew-'));
const file = join(folder, 'one.skew');
afterAll(() => rmSync(folder, { recursive: true }));

/** What a process that is told to look there believes. */
const believes = (): { readonly now: number; readonly date: number; readonly kept: number; readonly isDate: boolean } => {
  const asks = 'console.log(JSON.stringify({ now: Date.now(), date: new Date().getTime(), kept: new Date(7).getTime(), isDate: new Date() instanceof Date }))';
  return JSON.parse(execFileSync(process.execPath, ['--import', MODULE, '-e', asks], { env: { SKEW_FILE: file }, encoding: 'utf8' }));
};

describe('a process on a machine whose clock is off', () => {
  it.each([-HOUR_MS, HOUR_MS])('given %d ms, then it believes so, and an instant that it is told stays what it is', (by) => {
    writeFileSync(file, String(by));
    const from = Date.now() + by;
    const { now, date, kept, isDate } = believes();
    for (const said of [now, date]) {
      expect(said).toBeGreaterThanOrEqual(from);
      expect(said).toBeLessThanOrEqual(Date.now() + by);
    }
    expect({ kept, isDate }).toEqual({ kept: 7, isDate: true });
  });
});
