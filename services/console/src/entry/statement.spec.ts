import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readChecked, statementOf } from './statement.js';

const SNAPSHOTS = fileURLToPath(new URL('../../snapshots/', import.meta.url));
const one = { on: '2026-03-02', browser: '156.0', pages: ['case', 'why'], checks: ['rules', 'keyboard'], planted: 2 };

describe('the accessibility statement', () => {
  it('given what several galleries left, then it claims of all pages only what was looked at in each', () => {
    expect(statementOf([one, { ...one, on: '2026-02-01', browser: '155.0', pages: ['help'], checks: ['rules'], planted: 0 }])).toEqual({
      pages: ['case', 'help', 'why'], checks: ['rules'], planted: 2, from: '2026-02-01', to: '2026-03-02', browsers: ['156.0', '155.0'],
    });
    expect(statementOf([])).toMatchObject({ pages: [], checks: [], planted: 0 });
  });

  it('given this version, then every page that was looked at is in it, and none that is no more', () => {
    const { pages } = statementOf(readChecked());
    const kept = readdirSync(SNAPSHOTS).map((name) => name.replace('.yml', ''));
    // The statement's own page is looked at, and nothing is kept of it.
    expect(pages.filter((name) => name !== 'accessibility').toSorted()).toEqual(kept.toSorted());
    expect(pages).toContain('accessibility');
  });
});
