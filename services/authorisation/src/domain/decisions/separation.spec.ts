import { check, grant, type Law, refuseComponent, renew, stateAt, expire } from '../index.js';
import { applied, END, granted, LAW, no, OFFICER, T, next, types, yes } from '../spec-case.js';

const GRANT = { component: 'c1', by: OFFICER, form: 'written' as const, statement: 'Needed.', reviewBy: T(500) };
const RENEW = { component: 'c1', by: OFFICER, form: 'written' as const, statement: 'Still needed.', value: 'Named.' };
const handledBy = (person: string, until?: string): Law => ({ ...LAW, known: { source: { vulnerable: false, turns: {}, roles: [{ role: 'handler', person, from: '2026-01-01', ...(until ? { until } : {}) }] } } });

describe('who decides', () => {
  it('given an officer near to the matter, when they give no reason, then conflict-unexplained with the clause; with one, it is on the record', () => {
    expect(grant(applied, GRANT, T(10), handledBy(OFFICER.person))).toMatchObject({ refused: 'conflict-unexplained', clause: 'RIPA 2000 s.28', confirmed: false });
    expect(yes(grant(applied, { ...GRANT, conflictReason: 'Nobody else on duty.' }, T(10), handledBy(OFFICER.person)))[0]).toMatchObject({ conflicts: ['manages-the-source'], conflictReason: 'Nobody else on duty.' });
    expect(types(grant(applied, GRANT, T(10), handledBy('dc-bell')))).toEqual(['AuthorityGranted']);
    expect(types(grant(applied, GRANT, T(10), handledBy(OFFICER.person, '2026-03-02')))).toEqual(['AuthorityGranted']);
  });

  it.each([['investigates', 'senior-investigating-officer'], ['answers-for-the-powers', 'senior-responsible-officer']])('given an officer who also %s, then a reason is asked for a grant and for a renewal', (name, role) => {
    expect(no(grant(applied, { ...GRANT, roles: ['authorising-officer', role] }, T(10), LAW))).toBe('conflict-unexplained');
    expect(no(renew(granted, { ...RENEW, roles: [role] }, T(900), LAW))).toBe('conflict-unexplained');
    expect(yes(renew(granted, { ...RENEW, roles: [role], conflictReason: 'x' }, T(900), LAW))[0]).toMatchObject({ conflicts: [name] });
  });

  it('given a gatekeeper who is an officer too, when they decide on what they checked, then a reason is asked', () => {
    const checked = next(applied, check(applied, { by: OFFICER, outcome: 'pass', comment: 'Complete.' }, T(5)));
    expect(no(grant(checked, GRANT, T(10), LAW))).toBe('conflict-unexplained');
  });

  it('given an oral decision that is entered days later, then who looked after the source is asked as of the decision, and not as of its entry', () => {
    const DAY = 24 * 60;
    const spoken = { ...GRANT, form: 'oral' as const, decidedAt: T(10), reviewBy: T(5 * DAY) };
    const since = (from: string, until?: string): Law => ({ ...LAW, known: { source: { vulnerable: false, turns: {}, roles: [{ role: 'handler', person: OFFICER.person, from, ...(until ? { until } : {}) }] } } });
    expect(no(grant(applied, spoken, T(2 * DAY), since('2026-01-01', '2026-03-03')))).toBe('conflict-unexplained');
    expect(types(grant(applied, spoken, T(2 * DAY), since('2026-03-03')))).toEqual(['AuthorityGranted']);
    const renewal = { ...RENEW, form: 'oral' as const, decidedAt: T(500) };
    expect(no(renew(granted, renewal, T(2 * DAY), since('2026-01-01', '2026-03-03')))).toBe('conflict-unexplained');
    expect(types(renew(granted, renewal, T(2 * DAY), since('2026-03-03')))).toContain('AuthorityRenewed');
  });

  it('given a deputy, when they decide because others were away, then the event says in whose place, in the order tried', () => {
    const insteadOf = [{ person: 'ac-whitfield', because: 'On leave.' }, { person: 'ac-shaw', because: 'In the air until morning.' }];
    const [event] = yes(grant(applied, { ...GRANT, insteadOf }, T(10), LAW));
    expect(event).toMatchObject({ by: OFFICER, insteadOf });
    expect(next(applied, [event as never]).components.c1?.granted?.insteadOf).toEqual(insteadOf);
  });
});

describe('one part of a case', () => {
  const both = next(granted, grant(granted, { ...GRANT, component: 'c2', reviewBy: T(900) }, T(500), LAW));
  it('given parts that go on, when one is refused or runs out, then their officers are asked whether those still make sense', () => {
    expect(yes(refuseComponent(granted, { component: 'c2', by: OFFICER, reason: 'r' }, T(20)))[1]).toMatchObject({ type: 'CaseReviewPrompted', component: 'c2', because: 'refused', others: ['c1'], persons: [OFFICER.person] });
    expect(stateAt(both.components.c1!, END)).toBe('expired');
    expect(types(expire(both, 'c1', END))).toEqual(['AuthorityExpired', 'CaseReviewPrompted']);
    expect(types(expire(granted, 'c1', END))).toEqual(['AuthorityExpired']);
  });

  it('given a part that another officer renewed, when it or the other part runs out, then that officer hears of it', () => {
    const other = { ...OFFICER, person: 'supt-lowe' };
    const renewed = next(both, renew(both, { ...RENEW, by: other }, T(900), LAW));
    const [until, ends] = [renewed.components.c1?.until ?? '', renewed.components.c2?.until ?? ''];
    expect(yes(expire(renewed, 'c2', ends)).find(({ type }) => type === 'CaseReviewPrompted') ?? {}).toMatchObject({ persons: ['supt-lowe', OFFICER.person] });
    expect(yes(expire(renewed, 'c1', until))[0]).toMatchObject({ type: 'AuthorityExpired', officer: 'supt-lowe' });
    expect(yes(expire(granted, 'c1', END))[0]).toMatchObject({ type: 'AuthorityExpired', officer: OFFICER.person });
  });
});
