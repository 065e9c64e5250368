import { loadBook } from './load.js';
import { readCases, readRows } from './reading.js';
import { covered, coverageLines } from './rows.js';

const told = readCases();
const rows = covered(loadBook(), readRows(), told);
const where = (reason: string) => rows.filter(({ notHere }) => notHere?.startsWith(reason)).map(({ id }) => id);

describe('the rows of the statutory table', () => {
  it('given each row, then either a case shows it, or it says why none does, and never both', () => {
    expect(rows.filter(({ cases, notHere }) => (cases.length > 0) === (notHere !== undefined)).map(({ id }) => id)).toEqual([]);
    expect(rows.length).toBeGreaterThan(150);
  });

  it('given each row that cases show, then a rule or a list of the packs answers them', () => {
    expect(rows.filter(({ cases, rules }) => cases.length > 0 && rules.length === 0).map(({ id }) => id)).toEqual([]);
  });

  it('given each case that names rows, then they are there', () => {
    const ids = new Set(rows.map(({ id }) => id));
    expect(told.flatMap((one) => one.rows ?? []).filter((id) => !ids.has(id))).toEqual([]);
  });

  it('given the sections of the table, then each has rows, and what is kept nowhere is no secret', () => {
    expect([...new Set(rows.map(({ id }) => id.split('-')[0]))]).toEqual(['1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '1.8', '1.9', '1.10', '1.11', '1.12', '1.13', '2', '3.1', '3.2', '3.3', '3.4', '3.5', '3.6', '4']);
    expect(where('open')).toEqual(['1.5-abroad', '1.5-scotland', '1.5-staff', '1.6-nine-months', '1.6-safeguards', '1.8-equipment-interference', '1.13-consent', '1.13-entry', '2-abroad', '2-staff']);
  });

  it('given the report, then it names rule and case of each row, and ends with the counts', () => {
    const lines = coverageLines(rows);
    expect(lines.join('\n')).toContain('1.7-ends-with  It ends when the s.29 authority ends (RIPA 2000 s.29B(9))\n    criminal-conduct/ordinary\n    criminal-conduct.yaml: given a source whose use is authorised');
    expect(lines.at(-1)).toBe(`${rows.length} rows: ${rows.filter(({ cases }) => cases.length > 0).length} shown by cases, ${where('person').length} judged by people, ${where('service').length} kept by a service, ${where('open').length} kept nowhere yet`);
  });
});
