import { loadBook } from '@cpmp/law/load';
import { evaluate, requirements } from '@cpmp/law';
import { after, apply, authority, cancel, type ComponentDraft, grant, type Known, type Law, renew, review } from '../domain/index.js';
import { next, T, yes } from '../domain/spec-case.js';
import { NOTICE_ITEMS, noticeOf } from './notice.js';
import { noticePage } from './notice-page.js';

const book = loadBook();
const roles = ['handler', 'controller', 'record-maintainer'].map((role) => ({ role, person: `${role}-1`, from: '2026-01-01' }));
const known: Known = { source: { vulnerable: false, turns: { '16': '2026-01-01', '18': '2026-01-01' }, roles }, operative: { vulnerable: false, turns: {}, roles } };
const LAW: Law = { evaluate: (ask) => evaluate(book, ask), requirements: (component, about) => requirements(book, component, about), known };
const APPLICANT = { person: 'di-marsh', rank: 'inspector', force: 'met', unit: 'SCO7' };
const AC = { person: 'ac-whitfield', rank: 'assistant-commissioner', force: 'met' };
const day = (days: number) => T(days * 1_440);

const draft = (handle: string, power: string, change: Partial<ComponentDraft> = {}): ComponentDraft => ({
  handle, power, ground: 'serious-crime', tactics: [{ tactic: 'audio-device', because: 'The <next> name.' }], vehicles: ['KX19ABC'], necessity: 'Kidnap for ransom.', proportionality: 'One car.', collateral: 'One keeper.', otherMeans: 'None would do.', ...change,
});
const caseOf = (...components: readonly ComponentDraft[]) => after(authority.initial, yes(apply(authority.initial, { operation: 'o', operationId: 'o', applicant: APPLICANT, cleared: [], components }, T(0), {})));
const GRANT = { component: 'c1', by: AC, form: 'written' as const, statement: 'Words in the car.', reviewBy: day(14) };
const says = (state: ReturnType<typeof caseOf>, act: 'grant' | 'renewal' | 'cancellation', number = 1) => {
  const notice = noticeOf(state, state.components.c1!, { act, number, law: LAW, opened: state });
  return notice && { ...notice, said: Object.fromEntries(notice.items.map(({ item, says: what }) => [item, what])) };
};

describe('the written notice of an act to the commissioner', () => {
  it('given every notice of every power in the packs, then the record has something to say on each of its items', () => {
    const powers: readonly [string, Partial<ComponentDraft>][] = [
      ['intrusive-surveillance', {}], ['property-interference', {}], ['property-interference', { places: [{ handle: 'flat', kind: 'dwelling', inArea: true }] }], ['undercover', {}], ['criminal-conduct', {}],
      ['chis', { seeksPrivilege: true }], ['criminal-conduct', { seeksPrivilege: true }],
    ];
    const items = powers.flatMap(([power, change]) => {
      const facts = { power, ground: 'serious-crime', tactics: [], places: (change.places ?? []).map(({ kind }) => ({ kind, 'in-area': true })), confidential: 'none', 'seeks-privilege': change.seeksPrivilege ?? false };
      const { notices = {} } = requirements(book, facts, { at: T(0), force: 'met' }).asks ?? {};
      return Object.values(notices).flatMap(({ contains }) => contains.map(({ item }) => item));
    });
    expect(items.length).toBeGreaterThan(20);
    expect([...new Set(items)].filter((item) => !NOTICE_ITEMS.includes(item))).toEqual([]);
  });

  it('given intrusive surveillance that waits, then it asks for approval; urgent, it gives the grounds', () => {
    const applied = caseOf(draft('listen', 'intrusive-surveillance'));
    const waiting = says(next(applied, grant(applied, GRANT, T(10), LAW)), 'grant');
    expect(waiting).toMatchObject({ clause: expect.stringContaining('SI 2000/2563 art.3'), confirmed: true, said: { 'approval-or-urgency': 'Approval is required before it takes effect.', intrusion: 'One keeper.', belief: { necessity: 'Kidnap for ransom.', officer: 'Words in the car.' } } });
    const urgent = says(next(applied, grant(applied, { ...GRANT, urgent: 'Tonight only.' }, T(10), LAW)), 'grant');
    expect(urgent?.said['approval-or-urgency']).toEqual({ urgent: 'Tonight only.' });
    expect(says(applied, 'grant')).toBeUndefined();
  });

  it('given property interference, its renewal with reviews before it, and its cancellation, then each notice says what its article wants', () => {
    const applied = caseOf(draft('fit', 'property-interference'));
    let state = next(applied, grant(applied, GRANT, T(10), LAW));
    expect(says(state, 'grant')?.said).toMatchObject({ 'section-97': 'It does not apply.', property: ['KX19ABC'], subjects: 'Not known.' });
    state = next(state, review(state, { component: 'c1', by: AC, changed: 'One victim warned.', decision: 'continue', product: 'Two recordings.' }, day(14), LAW));
    state = next(state, renew(state, { component: 'c1', by: AC, form: 'written', statement: 'They have not broken up.', value: 'Two warned.' }, day(80), LAW));
    expect(says(state, 'renewal')?.said).toMatchObject({ 'which-renewal': 'It is the first renewal.', changes: [{ changed: 'One victim warned.' }], product: { value: 'Two warned.', reviews: ['Two recordings.'] }, necessity: 'They have not broken up.' });
    expect(says(state, 'renewal', 2)).toBeUndefined();
    state = next(state, cancel(state, { component: 'c1', by: AC, ceasedAt: day(90), told: ['tsu-grant'], reason: 'All arrested.', value: 'Led there.', productDirection: 'Keep for trial.' }, day(91), LAW));
    expect(says(state, 'cancellation')?.said).toMatchObject({ 'ceased-at': { at: expect.stringContaining('Sunday 31 May 2026'), told: ['tsu-grant'] }, reasons: 'All arrested.', outcome: 'Led there.', 'product-arrangements': 'Keep for trial.' });
  });

  it('given a notice, then its page says all of it, escaped, marked, and loads nothing', () => {
    const applied = caseOf(draft('listen', 'intrusive-surveillance'));
    const state = next(applied, grant(applied, GRANT, T(10), LAW));
    const page = noticePage(noticeOf(state, state.components.c1!, { act: 'grant', number: 1, law: LAW, opened: state })!);
    for (const text of ['<title>MET-26-0001: notice of the grant</title>', 'Approval is required before it takes effect.', 'The &lt;next&gt; name.', 'KX19ABC', 'SECRET', 'One keeper.', 'assistant commissioner ac-whitfield']) expect(page).toContain(text);
    expect(page).not.toMatch(/<script|<next>|https?:/);
  });
});
