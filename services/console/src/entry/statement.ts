import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the specs of the pages leave what they looked at, a file a gallery. */
export const CHECKED = fileURLToPath(new URL('../../checked/', import.meta.url));

/** What a run of a gallery's specs found nothing wrong with: which pages, in which ways, when this was last written down, and how many planted faults were seen. */
export type Checked = { readonly on: string; readonly browser: string; readonly pages: readonly string[]; readonly checks: readonly string[]; readonly planted: number };

/** What the accessibility statement stands on: the results of the specs, and nothing that somebody claims. */
export type Statement = { readonly pages: readonly string[]; readonly checks: readonly string[]; readonly planted: number; readonly from: string; readonly to: string; readonly browsers: readonly string[] };

/** Puts together what the specs left. */
export const statementOf = (checked: readonly Checked[]): Statement => {
  const days = checked.map(({ on }) => on).toSorted();
  const each = (of: (one: Checked) => readonly string[]): readonly string[] => [...new Set(checked.flatMap(of))];
  return {
    pages: each(({ pages }) => pages).toSorted(),
    // Only what every page was looked at in is said of all of them.
    checks: each(({ checks }) => checks).filter((check) => checked.every(({ checks }) => checks.includes(check))),
    planted: checked.reduce((sum, { planted }) => sum + planted, 0),
    from: days[0] ?? '', to: days.at(-1) ?? '',
    browsers: each(({ browser }) => [browser]),
  };
};

/** Reads what the specs left with this version. */
export const readChecked = (): readonly Checked[] => readdirSync(CHECKED).filter((name) => name.endsWith('.json')).toSorted().map((name) => JSON.parse(readFileSync(CHECKED + name, 'utf8')) as Checked);
