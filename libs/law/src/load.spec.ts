import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { bookFrom, loadBook, PackFaults, type PackFiles, type PackRead, readPack, readPacks } from './load.js';
import { requirements } from './requirements.js';

const files = readPacks();
const DS = 'directed-surveillance.yaml';
const PI = 'property-interference.yaml';
const IS = 'intrusive-surveillance.yaml';

/** Each text is read once: most of what is changed is in one file of many. */
const readOnce = new Map<string, PackRead>();
const bookOf = (packs: PackFiles) =>
  bookFrom(Object.entries(packs).map(([name, text]) => {
    const read = readOnce.get(`${name} ${text}`) ?? readPack(name, text);
    readOnce.set(`${name} ${text}`, read);
    return read;
  }));

/** The packs with one text replaced in one file. */
const changed = (name: string, one: string, other: string): PackFiles => {
  const text = files[name] ?? '';
  if (!text.includes(one)) throw new Error(`${name} does not say ${one}`);
  return { ...files, [name]: text.replace(one, other) };
};
const faultsOf = (packs: PackFiles): readonly string[] => {
  try {
    bookOf(packs);
    return [];
  } catch (error) {
    if (error instanceof PackFaults) return error.faults;
    throw error;
  }
};
const lineOf = (name: string, text: string): number => (files[name] ?? '').split('\n').findIndex((line) => line.includes(text)) + 1;

describe('the packs of this version', () => {
  it('given the files, when they are loaded, then nothing is wrong with them and they cover every power', () => {
    expect([...loadBook().powers.keys()].toSorted()).toEqual(['chis', 'criminal-conduct', 'directed-surveillance', 'intrusive-surveillance', 'open-source-research', 'property-interference', 'undercover']);
  });

  it('given a comment or other spacing, when a pack is loaded, then its digest is the same', () => {
    const digest = (packs: PackFiles) => bookOf(packs).powers.get('directed-surveillance')?.pack;
    expect(digest({ ...files, [DS]: `# A remark.\n${files[DS] ?? ''}\n\n` })).toBe(digest(files));
  });

  it('given another month, or another bank holiday, when they are loaded, then the digests of the packs that rest on it differ', () => {
    const digests = (packs: PackFiles) => new Map([...bookOf(packs).powers].map(([power, { pack }]) => [power, pack]));
    const moved = (packs: PackFiles) => [...digests(packs)].filter(([power, pack]) => digests(files).get(power) !== pack).map(([power]) => power);
    expect(moved(changed(DS, 'months: 3', 'months: 4'))).toEqual(['directed-surveillance']);
    expect(moved(changed('bank-holidays.yaml', '2026-12-28', '2026-12-29'))).toEqual([...digests(files).keys()]);
    const ds = digests(files).get('directed-surveillance');
    expect(ds).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});

/** What is wrong, in which file, what is replaced by what, and what is said. */
const faults: readonly (readonly [string, string, readonly [string, string], string])[] = [
  ['text that is no YAML', DS, ['power: directed', 'power: [directed'], ''],
  ['a word that YAML takes for an alias', DS, ['regime: directed-surveillance', 'regime: *directed-surveillance'], 'Unresolved alias'],
  ['aliases that unfold without end', DS, ['power: directed-surveillance', `power: &a [${'x, '.repeat(9)}x]\nb: &b [${'*a, '.repeat(9)}*a]\nc: [${'*b, '.repeat(9)}*b]`], 'alias count'],
  ['an unknown key', DS, ['months: 3, cite', 'months: 3, weeks: 2, cite'], 'weeks'],
  ['a missing citation', DS, ['cite: RIPA 2000 s.33\n        source: ripa', 'source: ripa'], 'cite'],
  ['a day that no calendar has', PI, ['until: 2000-09-25\n    known', 'until: 2000-09-31\n    known'], 'a day that the calendar has'],
  ['a number that is none', DS, ['hours: 72', 'hours: many'], 'expected number'],
  ['a doubt without its reason', DS, ['    why: Annex A of the code has not been read.\n', ''], 'says what and why'],
  ['a doubt about what is confirmed', PI, ['cite: PA 1997 s.93(5)\n        source: pa-1997\n        confirmed: true', 'cite: PA 1997 s.93(5)\n        source: pa-1997\n        confirmed: true\n        what: x\n        why: y'], 'says neither'],
  ['a source that is not listed', PI, ['source: si-1998-3241', 'source: si-1998'], 'no source is called si-1998'],
  ['knowledge passed off as confirmed', 'counting.yaml', ['confirmed: false\n    what: A period of hours', 'confirmed: true\n    what: A period of hours'], 'says neither'],
  ['a rank that is on no ladder', DS, ['met: superintendent', 'met: super'], 'no rank super on the ladder met'],
  ['a rank of another ladder', PI, ['elsewhere: [chief-constable]', 'elsewhere: [commissioner]'], 'no rank commissioner on the ladder elsewhere'],
  ['a ladder left out', DS, ['met: inspector, city: inspector,', 'met: inspector,'], 'says nothing for the ladder city'],
  ['two ways to name ranks', DS, ['none: true', 'none: true\n        at-least: { met: inspector, city: inspector, elsewhere: inspector }'], 'one of at-least, only, none'],
  ['a gap', PI, ['until: 2010-01-25', 'until: 2000-09-25'], 'leaves a gap from 2000-09-25 to 2010-01-25'],
  ['an overlap', PI, ['until: 2000-09-25\n        cite: PA 1997 s.93(2)(b)', 'cite: PA 1997 s.93(2)(b)'], 'while the one before is in force'],
  ['an end before its beginning', PI, ['until: 2010-01-25', 'until: 1999-02-22'], 'no later than it begins'],
  ['a provision that says nothing for the first days', PI, ['{ from: 1999-02-22, months: 3', '{ from: 2000-09-25, months: 3'], 'period says nothing for 1999-02-22'],
  ['a provision that stops', PI, ['{ from: 1999-02-22, months: 3', '{ from: 1999-02-22, until: 2010-01-25, months: 3'], 'period says nothing for 2010-01-25'],
  ['a day that is not on the timeline', DS, ['{ from: 2010-04-06, months: 3', '{ from: 2010-04-05, months: 3'], '2010-04-05 is not on the timeline'],
  ['a day of the timeline that nothing uses', DS, ['  2010-04-06: SI', '  2012-04-06: The codes\n  2010-04-06: SI'], 'nothing begins or ends on that day'],
  ['an unknown check', DS, ['check: same-force', 'check: same-team'], 'check'],
  ['an unknown test', DS, ['fact: place', 'fact: weather'], 'fact'],
  ['a rule that inherits from nobody', DS, ['inherits: ordinary', 'inherits: usual'], 'no rule usual below it to inherit from'],
  ['a rule that inherits from itself', DS, ['inherits: ordinary', 'inherits: confidential'], 'no rule confidential below it to inherit from'],
  ['two rules of one name', DS, ['rule: confidential', 'rule: ordinary'], 'already called ordinary'],
  ['a last rule with a condition', PI, ['  - rule: ordinary\n', '  - rule: ordinary\n    when: [{ from: 1999-02-22, any: [{ fact: place, among: [other] }], cite: x, source: pa-1997, confirmed: true }]\n'], 'the last rule applies to all that is left'],
  ['both days and working days', DS, ['working-days: 1', 'working-days: 1\n        days: 2'], 'either days or working days'],
  ['a condition of any and of all', 'chis.yaml', ['any: [{ fact: vulnerable }]', 'any: [{ fact: vulnerable }]\n        all: [{ fact: vulnerable }]'], 'says one of any, all'],
  ['earlier periods that the power does not explain', DS, ['months: 3, cite', 'months: 3, less-earlier-periods: true, cite'], 'the power does not say how: earlier-periods'],
  ['rules of a power that is not there', DS, ['treated-as: intrusive-surveillance', 'treated-as: magic'], 'no pack is about magic'],
  ['a companion that is not there', PI, ['power: directed-surveillance', 'power: magic'], 'no pack is about magic'],
  ['a link to a power that is not there', 'criminal-conduct.yaml', ['power: undercover }]', 'power: magic }]'], 'no pack is about magic'],
  ['a short way without a length', IS, ['    short-period:\n      - { from: 2000-09-25, hours: 72, cite: RIPA 2000 s.43(3)(a), source: ripa-2000, confirmed: true }\n', ''], 'does not say how long it lasts'],
  ['an oral way without notes at first', IS, ['notes:\n      - from: 2000-09-25', 'notes:\n      - from: 2010-01-25'], 'does not say whose notes it needs'],
  ['reviews in days and in months', IS, ['within-days: 28', 'within-days: 28\n        within-months: 1'], 'counts either days or months'],
  ['known law that is said not to be', IS, ['known: true\n', 'known: false\n'], 'is said not to be known'],
  ['records of a power that is not there', 'records.yaml', ['powers: [property-interference]', 'powers: [magic]'], 'no pack is about magic'],
  ['a record without a length', 'records.yaml', ['    years: 5\n', ''], 'either for how many years or while what lasts'],
  ['a particular twice', 'records.yaml', ['item: identity-used', 'item: identity'], 'while the one before is in force'],
  ['an unknown way to count', 'undercover.yaml', ['counted: of-the-day', 'counted: roughly'], 'counted'],
  ['a notice without contents', 'undercover.yaml', ['contains:\n          - { item: belief', 'contents:\n          - { item: belief'], 'contains'],
  ['two ladders for the others', 'ranks.yaml', ['forces: [met]', 'forces: others'], 'one ladder is for the others'],
  ['a force on two ladders', 'ranks.yaml', ['forces: [city, city-of-london]', 'forces: [met]'], 'stands on two ladders'],
  ['an unknown ladder for the rest', 'ranks.yaml', ['otherwise: met', 'otherwise: met-2'], 'no ladder is called met-2'],
  ['a bank holiday at a weekend', 'bank-holidays.yaml', ['2026-12-28', '2026-12-26'], 'is at a weekend'],
  ['a bank holiday of another year', 'bank-holidays.yaml', ['2026-12-28', '2025-12-29'], 'is not of 2026'],
  ['a year twice', 'bank-holidays.yaml', ['year: 2026', 'year: 2025'], '2025 stands there twice'],
];

describe('a pack with a fault', () => {
  it.each(faults)('given %s in %s, when it is loaded, then the fault is named with file and line', (_, name, [one, other], said) => {
    const found = faultsOf(changed(name, one, other)).filter((fault) => fault.startsWith(`${name}:`));
    expect(found.some((fault) => new RegExp(`^${name}:\\d+: `).test(fault) && fault.includes(said))).toBe(true);
  });

  it('given faults in three places, when they are loaded, then all are told, each with the line it stands in', () => {
    const packs = { ...changed(DS, 'hours: 72', 'hours: 0'), [PI]: (files[PI] ?? '').replace('months: 3', 'months: three').replace('hours: 72', 'hours: -1') };
    expect(faultsOf(packs).map((fault) => fault.split(': ')[0])).toEqual([`${DS}:${lineOf(DS, 'hours: 72')}`, `${PI}:${lineOf(PI, 'months: 3')}`, `${PI}:${lineOf(PI, 'hours: 72')}`]);
  });

  it('given a file that is missing, when the packs are loaded, then it is named', () => {
    const { 'ranks.yaml': _, ...rest } = files;
    expect(faultsOf(rest)).toEqual(['ranks.yaml:1: the file is missing']);
    const empty = mkdtempSync(join(tmpdir(), 'cpmp-packs-'));
    try {
      expect(() => loadBook(empty)).toThrow(PackFaults);
    } finally {
      rmSync(empty, { recursive: true });
    }
  });
});

describe('two powers that send to one another', () => {
  it('given a component that both would send on, when it is asked about, then the one that it came to last answers', () => {
    const back = "  - rule: back\n    when:\n      - { from: 2000-09-25, any: [{ fact: place, among: [legal-consultation] }], cite: Invented Act, source: ripa-2000, confirmed: true }\n    treated-as: directed-surveillance\n\n";
    const component = { power: 'directed-surveillance', ground: 'serious-crime', tactics: [], places: [{ kind: 'legal-consultation', 'in-area': true }], confidential: 'none', 'seeks-privilege': false };
    expect(requirements(bookOf(changed(IS, '  - rule: ordinary\n', `${back}  - rule: ordinary\n`)), component, { at: '2026-03-10T14:00:00.000Z' }).asks?.rule).toBe('intrusive-surveillance/ordinary');
  });
});

describe('every fact of the packs', () => {
  const cited: { readonly source: string; readonly confirmed: boolean; readonly where: string }[] = [];
  const walk = (value: unknown, where: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('source' in value && 'confirmed' in value) cited.push({ ...(value as { source: string; confirmed: boolean }), where });
    for (const [key, inner] of Object.entries(value)) walk(inner, `${where}.${key}`);
  };
  for (const [name, text] of Object.entries(files)) walk(parse(text), name);

  it('given what rests on knowledge or on another country’s code, then it is not confirmed', () => {
    expect(cited.filter(({ source, confirmed }) => confirmed && ['knowledge', 'code-scotland'].includes(source))).toEqual([]);
    expect(cited.length).toBeGreaterThan(80);
  });
});
