import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { caseReader, unmet } from './cases.js';
import { evaluate } from './evaluate.js';
import { loadBook, PackFaults, PACKS } from './load.js';
import { readCases } from './reading.js';
import type { RenewAsk } from './ask.js';

const DRAFT = fileURLToPath(new URL('../drafts/commissioner-for-long-surveillance.yaml', import.meta.url));
const text = readFileSync(DRAFT, 'utf8');
let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'cpmp-drafts-')); });
afterEach(() => rmSync(folder, { recursive: true }));

const faultsOf = (content: string): readonly string[] => {
  const path = join(folder, 'draft.yaml');
  writeFileSync(path, content);
  try {
    loadBook(PACKS, [path]);
    return [];
  } catch (error) {
    if (error instanceof PackFaults) return error.faults;
    throw error;
  }
};

const renewal = (more: Partial<RenewAsk> = {}): RenewAsk => ({
  event: 'renew', at: '2027-09-05T10:00:00.000Z', form: 'written', urgent: null, notes: [], 'prior-approval': null, review: null, agreement: null,
  officer: { person: 'o', rank: 'superintendent', force: 'met' }, applicant: { person: 'a', force: 'met' },
  component: { power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'x', because: 'y' }], places: [], confidential: 'none', 'seeks-privilege': false },
  current: { state: 'in-force', from: '2027-06-09T23:00:00.000Z', until: '2027-09-09T23:00:00.000Z', since: '2027-03-10T14:00:00.000Z', form: 'written', 'urgent-only': false }, ...more,
});

describe('a draft of law', () => {
  it('given the folder of drafts, when the law of this version is loaded, then none of it is law', () => {
    expect(evaluate(loadBook(), renewal())).toMatchObject({ allowed: true, regime: 'directed-surveillance', commissioner: 'none' });
  });

  it('given the invented draft, when it is loaded in addition, then a renewal beyond six months needs prior approval, and an earlier one does not', () => {
    const book = loadBook(PACKS, [DRAFT]);
    const first = renewal({ current: { ...renewal().current, since: '2027-06-09T23:00:00.000Z' } });
    expect(evaluate(book, renewal())).toMatchObject({ allowed: false, regime: 'directed-surveillance-long', refusal: { refused: 'approval-needed-first', clause: 'Invented Act 2026 s.1(2)', confirmed: false } });
    expect(evaluate(book, renewal({ 'prior-approval': { at: '2027-09-04T10:00:00.000Z' } }))).toMatchObject({ allowed: true, commissioner: 'prior-approval', unconfirmed: expect.arrayContaining([{ what: 'All of the invented Act', why: 'It is invented.' }]) });
    expect(evaluate(book, first)).toMatchObject({ allowed: true, regime: 'directed-surveillance', commissioner: 'none' });
  });

  it('given what the draft leaves alone, when it is loaded in addition, then every worked case holds, and only the digest of that power moves', () => {
    const [now, then] = [loadBook(), loadBook(PACKS, [DRAFT])];
    const read = caseReader(then);
    expect(readCases().filter((one) => unmet(one, read).length > 0)).toEqual([]);
    expect([...now.powers].filter(([power, { pack }]) => then.powers.get(power)?.pack !== pack).map(([power]) => power)).toEqual(['directed-surveillance']);
  });

  it('given the whole pack of a power, when it is loaded in addition, then it stands in place of the old one', () => {
    const path = join(folder, 'directed.yaml');
    writeFileSync(path, readFileSync(join(PACKS, 'directed-surveillance.yaml'), 'utf8').replace('months: 3', 'months: 2'));
    expect(evaluate(loadBook(PACKS, [path]), renewal()).until).toBe('2027-11-10T00:00:00.000Z');
  });

  it.each([
    ['a power that is not there', ['amends: directed-surveillance', 'amends: magic'], /^draft\.yaml:\d+: amends: no pack is about magic/],
    ['a rule that is not there', ['before: confidential', 'before: nothing'], /^draft\.yaml:\d+: before: directed-surveillance\.yaml has no rule nothing/],
    ['no word that it is a draft', ['draft: Invented, to show how a proposed law is tried\n', ''], /^draft\.yaml:\d+: draft/],
    ['a day that is not on the timeline', ['- from: 2027-01-01\n        grant', '- from: 2027-01-02\n        grant'], /^draft\.yaml:\d+: rules\.1\.commissioner\.0\.from: 2027-01-02 is not on the timeline/],
    ['a mistyped provision', ['    commissioner:\n', '    comissioner:\n'], /^draft\.yaml:\d+: .*comissioner/],
  ] as const)('given a draft with %s, when it is loaded, then the fault is told with the line of the draft', (_, [one, other], said) => {
    expect(text).toContain(one);
    expect(faultsOf(text.replace(one, other)).some((fault) => said.test(fault))).toBe(true);
  });

  it('given a fault in a rule of the draft, when it is loaded, then the line is that of the draft', () => {
    const line = text.split('\n').findIndex((one) => one.includes('urgent-renewal')) + 1;
    const wrong = text.replace('        urgent-renewal: prior-approval', '        urgent-renewal: perhaps');
    expect(faultsOf(wrong).some((fault) => fault.startsWith(`draft.yaml:${line}: `))).toBe(true);
  });

  it.each([['first', 0], ['last', 1]])('given a day that is not on the timeline in its %s rule, when it is loaded, then the line is that of the draft', (_, rule) => {
    const places = [...text.matchAll(/- from: 2027-01-01\n        grant/g)].map(({ index }) => index);
    const place = places[rule] ?? 0;
    const wrong = `${text.slice(0, place)}${text.slice(place).replace('2027-01-01', '2027-01-02')}`;
    expect(places).toHaveLength(2);
    expect(faultsOf(wrong)).toContainEqual(expect.stringMatching(new RegExp(`^draft\\.yaml:${text.slice(0, place).split('\n').length}: .*2027-01-02 is not on the timeline`)));
  });
});
