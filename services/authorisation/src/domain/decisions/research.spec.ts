import { evaluate, requirements, researchLevels, researchNeeds } from '@cpmp/law';
import { loadBook } from '@cpmp/law/load';
import { after, apply, authority, type AuthorityState, grant, type Law, levelsRefusal, logResearch } from '../index.js';
import { APPLICANT, next, no, OFFICER, T, yes } from '../spec-case.js';

const book = loadBook();
const LAW: Law = { evaluate: (ask) => evaluate(book, ask), requirements: (component, about) => requirements(book, component, about) };
const draft = (power: string) => ({ handle: power, power, ground: 'crime-or-disorder', tactics: [{ tactic: 'open-source-research', because: 'b' }], subjects: ['subject-a'], necessity: 'n', proportionality: 'p', collateral: 'c', otherMeans: 'Asked.' });
const applied = after(authority.initial, yes(apply(authority.initial, { operation: 'o', operationId: 'o', applicant: APPLICANT, cleared: [], components: [draft('open-source-research'), draft('directed-surveillance')] }, T(0), {})));

const session = (ticks: readonly string[], more: object = {}) => ({ component: 'c1', by: APPLICANT, from: T(10), until: T(40), level: 'core', what: 'A profile.', why: 'To find where they meet.', where: 'A public page.', ticks, ...more });
const log = (state: AuthorityState, ticks: readonly string[], more: object = {}) => logResearch(state, session(ticks, more), T(60), { needs: (...asked) => researchNeeds(book, ...asked), levels: (at) => researchLevels(book, at) });
const granting = (state: AuthorityState) => grant(state, { component: 'c1', by: OFFICER, form: 'written', statement: 's', reviewBy: T(9_000) }, T(100), LAW);

describe('research in open sources', () => {
  it.each<[string, readonly string[], string, boolean]>([
    ['one look at what is public', [], 'none', true],
    ['a picture that is built openly', ['builds-a-profile'], 'none', true],
    ['a picture that is built covertly', ['covert', 'builds-a-profile'], 'directed-surveillance', false],
    ['a specific investigation, covert, private information', ['covert', 'specific', 'private-information'], 'directed-surveillance', false],
    ['a request to a closed account', ['covert', 'interacts'], 'chis', false],
    ['an officer who keeps up a relationship', ['interacts', 'by-an-officer'], 'undercover', false],
    ['a way round an access control', ['bypasses-access-control'], 'other-law', false],
  ])('given %s, then it says what is needed, with its clause, and whether it was in force', (_name, ticks, needs, covered) => {
    expect(yes(log(applied, ticks))[0]).toMatchObject({ type: 'ResearchLogged', id: 'r1', needs, covered, clause: expect.stringMatching(/Act|RIPA|code/) });
  });

  it('given a log that shows no surveillance, then no authority is needed; given one session that does, then it may be granted as such, and what follows in its time is covered', () => {
    expect(no(granting(next(applied, log(applied, []))))).toBe('authority-not-needed');
    const shown = next(applied, log(applied, ['covert', 'repeated']));
    expect(yes(granting(shown))[0]).toMatchObject({ state: 'in-force', regime: 'directed-surveillance', basis: { facts: { component: { 'amounts-to': 'directed-surveillance' } } } });
    const authorised = next(shown, granting(shown));
    const later = logResearch(authorised, session(['covert', 'repeated'], { from: T(110), until: T(120) }), T(130), { needs: (...asked) => researchNeeds(book, ...asked), levels: () => researchLevels(book, T(0)) });
    expect(yes(later)[0]).toMatchObject({ id: 'r2', covered: true });
    expect(yes(log(authorised, ['covert', 'repeated']))[0]).toMatchObject({ covered: false });
  });

  it('given what cannot be so, then it is refused', () => {
    expect(no(log(applied, [], { component: 'c2' }))).toBe('not-research');
    expect(no(log(applied, [], { component: 'c9' }))).toBe('unknown-component');
    expect(no(log(applied, [], { until: T(61) }))).toBe('instant-in-future');
    expect(no(log(applied, [], { until: T(10) }))).toBe('window-order');
    expect(no(log(applied, [], { from: '1999-01-01T00:00:00.000Z' }))).toBe('unknown-law');
  });

  it('given a level that the law of the day does not name, when it is logged or applied for, then unknown-level, with the field, the clause and the levels that there are; a level of what is no research is refused too', () => {
    expect(log(applied, [], { level: 'level-9' })).toMatchObject({ refused: 'unknown-level', because: expect.stringContaining('level'), clause: 'NPCC guidance', confirmed: false, instead: expect.stringContaining('covert-advanced') });
    const levels = researchLevels(book, T(0));
    const [research, watch] = [draft('open-source-research'), draft('directed-surveillance')];
    expect(levelsRefusal([watch, { ...research, level: 'level-9' }], levels)).toMatchObject({ refused: 'unknown-level', because: expect.stringContaining('components/1/level'), clause: 'NPCC guidance' });
    expect(levelsRefusal([{ ...watch, level: 'core' }], levels)).toMatchObject({ refused: 'not-research', because: expect.stringContaining('components/0/level') });
    expect([levelsRefusal([watch, { ...research, level: 'core' }, research], levels), researchLevels(book, '2010-01-01T00:00:00.000Z')]).toEqual([undefined, []]);
  });
});
