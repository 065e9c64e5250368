import type { Instant } from '@cpmp/kernel';
import { evaluate, requirements } from '@cpmp/law';
import { loadBook } from '@cpmp/law/load';
import { after, appeal, apply, approve, authority, type AuthorityState, cancel, type ComponentDraft, decideAppeal, decline, expire, grant, type Known, type Law, periodsOf, quash, renew, review } from '../index.js';
import { APPLICANT, next, no, T, types, yes } from '../spec-case.js';

const book = loadBook();
const LAW: Law = { evaluate: (ask) => evaluate(book, ask), requirements: (component, about) => requirements(book, component, about) };
const knowing = (known: Known): Law => ({ ...LAW, known });

const day = (days: number) => T(days * 1_440);
const SUPERINTENDENT = { person: 'supt-hartley', rank: 'superintendent', force: 'met' };
const COMMANDER = { person: 'cmdr-osei', rank: 'commander', force: 'met' };
const draft = (handle: string, power: string, more: Partial<ComponentDraft> = {}): ComponentDraft => ({
  handle, power, ground: 'crime-or-disorder', tactics: [{ tactic: 'tasked-source', because: 'Only they hear it.' }], necessity: 'n', proportionality: 'p', collateral: 'c', conduct: 'Report dates.', ...more,
});
const applied = (...components: readonly ComponentDraft[]): AuthorityState =>
  after(authority.initial, yes(apply(authority.initial, { operation: 'o', operationId: 'o', applicant: APPLICANT, cleared: [], components }, T(0), {})));
const written = (component: string, by = SUPERINTENDENT) => ({ component, by, form: 'written' as const, statement: 's' });
const CANCEL = { component: 'c1', by: SUPERINTENDENT, ceasedAt: day(5), told: [], reason: 'r', value: 'v', productDirection: 'd' };

const roles = ['handler', 'controller', 'record-maintainer'].map((role) => ({ role, person: `${role}-1`, from: '2026-01-01' }));
const adult: Known = { source: { vulnerable: false, turns: { '16': '2026-01-01', '18': '2026-01-01' }, roles } };

describe('a source', () => {
  const use = applied(draft('use', 'chis', { source: 'src-1' }));
  const grantIt = (known: Known, by = SUPERINTENDENT, at = T(10), state = use) => grant(state, { ...written('c1', by), reviewBy: day(20) }, at, knowing(known));

  it('given handler, controller and record maintainer that day, when it is granted, then it is in force, and the event pins who they were', () => {
    const [event] = yes(grantIt(adult));
    expect(event).toMatchObject({ state: 'in-force', regime: 'chis', basis: { facts: { component: { source: { handler: 'handler-1', vulnerable: false } } } } });
  });

  it.each<[string, Known]>([
    ['arrangements-incomplete', {}],
    ['arrangements-incomplete', { source: { ...adult.source!, roles: roles.map((held) => ({ ...held, until: '2026-03-02' })) } }],
    ['arrangements-incomplete', { source: { ...adult.source!, roles: roles.map((held) => ({ ...held, from: '2026-03-03' })) } }],
    ['roles-not-separate', { source: { ...adult.source!, roles: roles.map((held) => ({ ...held, person: 'dc-bell' })) } }],
  ])('%s', (code, known) => expect(no(grantIt(known))).toBe(code));

  it('given one who turns eighteen tomorrow, then today the juvenile rules hold, safeguards and all, and tomorrow the others', () => {
    const young: Known = { source: { ...adult.source!, turns: { '16': '2026-01-01', '18': '2026-03-03' } } };
    expect([no(grantIt(young)), no(grantIt(young, COMMANDER))]).toEqual(['safeguards-missing', 'safeguards-missing']);
    const safe = applied(draft('use', 'chis', { source: 'src-1', safeguards: { riskAssessment: 'r', explained: 'e', appropriateAdult: 'a', responsible: 'dc-bell', exceptional: 'x' } }));
    expect(no(grantIt(young, SUPERINTENDENT, T(10), safe))).toBe('rank-too-low');
    expect(yes(grantIt(young, COMMANDER, T(10), safe))[0]).toMatchObject({ regime: 'chis-juvenile', until: '2026-07-01T23:00:00.000Z' });
    expect(yes(grantIt(young, SUPERINTENDENT, day(1)))[0]).toMatchObject({ regime: 'chis' });
  });

  it('given a juvenile, whom the codes have reviewed each month, when the first review would be later, then review-too-late; on the last day of the month it would do', () => {
    const young = knowing({ source: { ...adult.source!, turns: { '16': '2026-01-01', '18': '2026-12-01' } } });
    const safe = applied(draft('use', 'chis', { source: 'src-1', safeguards: { riskAssessment: 'r', explained: 'e', appropriateAdult: 'a', responsible: 'dc-bell', exceptional: 'x' } }));
    const until = (reviewBy: Instant) => grant(safe, { ...written('c1', COMMANDER), reviewBy }, T(10), young);
    expect(until('2026-04-02T23:01:00.000Z')).toMatchObject({ refused: 'review-too-late', confirmed: false, instead: 'Review it by the end of Thursday 2 April 2026.' });
    expect(types(until('2026-04-02T22:59:00.000Z'))).toEqual(['AuthorityGranted']);
  });

  it('given no review of use, tasks and information since, when it is renewed, then review-needed-first', () => {
    const granted = next(use, grantIt(adult));
    const renewing = (state: AuthorityState) => renew(state, { ...written('c1'), value: 'v' }, day(300), knowing(adult));
    expect(no(renewing(granted))).toBe('review-needed-first');
    const reviewed = next(granted, review(granted, { component: 'c1', by: SUPERINTENDENT, changed: 'Changed.', decision: 'continue', use: 'u', tasks: 't', information: 'i' }, day(290), LAW));
    expect(types(renewing(reviewed))).toEqual(['AuthorityRenewed']);
  });
});

describe('crime of a source', () => {
  const both = applied(draft('use', 'chis', { source: 'src-1' }), draft('crime', 'criminal-conduct', { source: 'src-1', linked: 'use' }));
  const used = next(both, grant(both, { ...written('c1'), reviewBy: day(20) }, T(10), knowing(adult)));
  const grantCrime = (state: AuthorityState) => grant(state, { ...written('c2'), reviewBy: day(20) }, day(1), knowing(adult));
  const crime = next(used, grantCrime(used));

  it('given no authority for the source, then source-authority-missing; with one, it is never longer', () => {
    expect(no(grantCrime(both))).toBe('source-authority-missing');
    expect(crime.components.c2).toMatchObject({ state: 'in-force', until: used.components.c1?.until });
  });

  it('given the authority for the source, when it is cancelled or quashed, then the crime ends in the same commit, in the same way, at the same instant', () => {
    const cancelled = cancel(crime, CANCEL, day(6), knowing(adult));
    expect(types(cancelled)).toEqual(['AuthorityCancelled', 'LinkedAuthorityEnded']);
    expect(next(crime, cancelled).components.c2).toMatchObject({ state: 'cancelled', until: day(6) });
    const quashing: Law = { ...knowing(adult), evaluate: (ask) => (ask.event === 'quash' ? { ...evaluate(book, { ...ask, event: 'cancel', 'ceased-at': T(0), 'product-direction': 'd' }), state: 'quashed' } : evaluate(book, ask)) };
    const quashed = quash(crime, { component: 'c1', commissioner: 'jc', act: 'grant', how: 'quashed', reason: 'r', destroy: false, retrieve: false }, day(6), quashing);
    expect(next(crime, quashed).components.c2).toMatchObject({ state: 'quashed', until: day(6) });
    expect(no(renew(next(crime, cancelled), { ...written('c2'), value: 'v' }, day(7), knowing(adult)))).toBe('not-in-force');
  });

  it('given a cancellation of the authority for the source that is entered later, then what went on as crime since it was decided is suspected too, as long as it went on', () => {
    const run = { permit: 'p7', component: 'c2', thing: 'resource-a', startedAt: day(4), stoppedAt: day(7), suspected: false };
    const late = cancel(crime, { ...CANCEL, decidedAt: day(6) }, day(8), { ...knowing(adult), closed: [run, { ...run, permit: 'p8', stoppedAt: day(5) }] });
    expect(yes(late).filter(({ type }) => type === 'ErrorSuspected')).toMatchObject([{ permit: 'p7', component: 'c2', cause: 'active-after-end', endedAt: day(6), stoppedAt: day(7) }]);
  });

  it('given a crime that was allowed orally and is entered later, then it stands on the authority for the source as it was at that instant: not on one of later, nor is it refused for what has ended since', () => {
    const spoken = (decidedAt: Instant) => ({ ...written('c2'), form: 'oral' as const, urgent: 'Tonight.', notes: [{ by: 'applicant' as const }, { by: 'officer' as const }], decidedAt, reviewBy: day(20) });
    expect(no(grant(used, spoken(T(5)), T(60), knowing(adult)))).toBe('source-authority-missing');
    const cancelled = next(used, cancel(used, CANCEL, day(6), knowing(adult)));
    expect(yes(grant(cancelled, spoken(day(5)), day(7), knowing(adult)))[0]).toMatchObject({ type: 'AuthorityGranted', from: day(5), until: day(6) });
    expect(no(grant(cancelled, spoken(day(6)), day(7), knowing(adult)))).toBe('source-authority-missing');
  });

  it('given a cancellation of the authority for the source that is entered after both have run out, then the crime had ended with it all the same', () => {
    const over = [next(crime, expire(crime, 'c1', day(400)))].map((state) => next(state, expire(state, 'c2', day(400))))[0]!;
    const late = cancel(over, { ...CANCEL, decidedAt: day(6) }, day(401), knowing(adult));
    expect(next(over, late).components).toMatchObject({ c1: { state: 'cancelled', until: day(6) }, c2: { state: 'cancelled', until: day(6) } });
  });

  it('given a crime whose own end had passed, though nobody had recorded that, when the authority for its source is ended, then it had run out, and was not ended', () => {
    const over = { ...crime, components: { ...crime.components, c2: { ...crime.components.c2!, until: day(5) } } };
    expect(types(cancel(over, CANCEL, day(6), knowing(adult)))).toEqual(['AuthorityCancelled']);
    expect(types(expire(next(over, cancel(over, CANCEL, day(6), knowing(adult))), 'c2', day(6)))).toEqual(['AuthorityExpired']);
    expect(next(over, cancel(over, { ...CANCEL, ceasedAt: day(4), decidedAt: day(4) }, day(6), knowing(adult))).components.c2).toMatchObject({ state: 'cancelled', until: day(4) });
  });

  it('given a crime that was cancelled meanwhile, when a cancellation of the authority for the source is entered that was decided before, then the crime had ended with it; what is owed of its own cancellation stays owed', () => {
    const alone = next(crime, cancel(crime, { ...CANCEL, component: 'c2', ceasedAt: day(7), decidedAt: day(7) }, day(8), knowing(adult)));
    const late = next(alone, cancel(alone, { ...CANCEL, decidedAt: day(6) }, day(8), knowing(adult)));
    expect([periodsOf(alone.components.c2!), periodsOf(late.components.c2!)]).toMatchObject([[{ from: day(1), until: day(7) }], [{ from: day(1), until: day(6) }]]);
    expect(late.components.c2).toMatchObject({ state: 'cancelled', until: day(6), cancelled: { at: day(7) } });
    expect(late.components.c2?.standing).toEqual(alone.components.c2?.standing);
    const after = cancel(alone, { ...CANCEL, decidedAt: day(7) }, day(8), knowing(adult));
    expect(types(after)).toEqual(['AuthorityCancelled']);
  });

  it('given the crime alone, when it is cancelled, then the authority for the source runs on', () => {
    expect(types(cancel(crime, { ...CANCEL, component: 'c2' }, day(6), knowing(adult)))).toEqual(['AuthorityCancelled']);
  });
});

describe('an operative', () => {
  const uc = applied(draft('uc', 'undercover', { operative: 'op-17', tactics: [{ tactic: 'undercover-contact', because: 'They buy from whom they met.' }] }));
  const operative = adult.source!;
  const grantUc = (prior: Known['prior'] = []) => grant(uc, { ...written('c1', COMMANDER), reviewBy: day(20) }, T(10), knowing({ operative, prior }));
  const period = (from: string, until: string) => ({ from, until, form: 'written', 'urgent-only': false, 'same-operation': true });

  it('given no earlier period, then twelve months and nothing to flag', () => {
    expect(types(grantUc())).toEqual(['AuthorityGranted']);
    expect(yes(grantUc())[0]).toMatchObject({ regime: 'undercover', until: '2027-03-02T00:00:00.000Z' });
  });

  it('given earlier periods in the same operation, when it is granted anew, then only what remains of twelve months, and the senior responsible officer sees the arithmetic (finding P13)', () => {
    const events = grantUc([period('2025-04-01T08:00:00.000Z', '2026-02-20T10:00:00.000Z')]);
    expect(types(events)).toEqual(['AuthorityGranted', 'RegrantFlagged']);
    expect(yes(events)[1]).toMatchObject({ usedDays: 326, leftDays: 39, gapDays: 9, periods: [{ from: '2025-04-01T08:00:00.000Z' }] });
    expect(yes(events)[0]).toMatchObject({ until: '2026-04-09T23:00:00.000Z' });
    expect(after(uc, yes(events)).components.c1?.regrant).toMatchObject({ usedDays: 326 });
  });

  it('given periods that used it all, then approval comes first; given one that ended more than three years ago, then it is forgotten', () => {
    const year = period('2025-01-01T08:00:00.000Z', '2026-02-20T10:00:00.000Z');
    expect(no(grantUc([year]))).toBe('rank-too-low');
    expect(no(grant(uc, { ...written('c1', { ...COMMANDER, rank: 'assistant-commissioner' }), reviewBy: day(20) }, T(10), knowing({ operative, prior: [year] })))).toBe('approval-needed-first');
    expect(types(grantUc([period('2022-01-01T08:00:00.000Z', '2023-02-20T10:00:00.000Z')]))).toEqual(['AuthorityGranted']);
  });

  it('given a commissioner who would not approve it beforehand, when the appeal is allowed, then another may approve it and the officer may grant it', () => {
    const year = { operative, prior: [period('2025-01-01T08:00:00.000Z', '2026-02-20T10:00:00.000Z')] };
    const [by, answer] = [{ ...COMMANDER, rank: 'assistant-commissioner' }, { component: 'c1', act: 'grant' as const, reason: 'r' }];
    const declined = next(uc, decline(uc, { ...answer, commissioner: 'jc-farrow' }, T(20), knowing(year)));
    const appealed = next(declined, appeal(declined, { component: 'c1', by, against: 'decline', reason: 'r' }, T(30)));
    const allowed = next(appealed, decideAppeal(appealed, { component: 'c1', commissioner: 'ipc', against: 'decline', outcome: 'allowed' }, T(40)));
    expect(no(grant(allowed, { ...written('c1', by), reviewBy: day(20) }, T(45), knowing(year)))).toBe('approval-needed-first');
    const approved = next(allowed, approve(allowed, { ...answer, commissioner: 'ipc' }, T(50), knowing(year)));
    expect(yes(grant(approved, { ...written('c1', by), reviewBy: day(20) }, T(60), knowing(year)))[0]).toMatchObject({ type: 'AuthorityGranted', state: 'in-force', regime: 'undercover-long-term' });
  });

  it('given a grant in urgency that a rank for urgency alone renews, then neither uses any of the twelve months, and a commander may renew it as any other (SI 2013/2788 art.3(3))', () => {
    const known = knowing({ operative, prior: [] });
    const urgent = { ...written('c1'), urgent: 'The meeting is tonight.' };
    const granted = next(uc, grant(uc, { ...urgent, reviewBy: day(2) }, T(10), known));
    const reviewed = next(granted, review(granted, { component: 'c1', by: COMMANDER, changed: 'They met.', decision: 'continue', use: 'u', tasks: 't', information: 'i' }, day(1), known));
    const renewed = next(reviewed, renew(reviewed, { ...urgent, value: 'v' }, day(2), known));
    expect(periodsOf(renewed.components.c1!)).toMatchObject([{ 'urgent-only': true }, { 'urgent-only': true }]);
    const again = next(renewed, review(renewed, { component: 'c1', by: COMMANDER, changed: 'They met again.', decision: 'continue', use: 'u', tasks: 't', information: 'i' }, day(3), known));
    expect(yes(renew(again, { ...written('c1', COMMANDER), value: 'v' }, day(4), known))[0]).toMatchObject({ until: '2027-03-08T00:00:00.000Z', basis: { rule: 'undercover/standard' } });
  });

  it('given crime under their authority, then it is theirs and no source’s: no age is asked of them, and a commander may grant it', () => {
    const both = applied(draft('uc', 'undercover', { operative: 'op-17' }), draft('crime', 'criminal-conduct', { operative: 'op-17', linked: 'uc' }));
    const heard = knowing({ operative: { ...operative, turns: {} }, prior: [] });
    const used = next(both, grant(both, { ...written('c1', COMMANDER), reviewBy: day(20) }, T(10), heard));
    expect(yes(grant(used, { ...written('c2', COMMANDER), reviewBy: day(20) }, T(20), heard))[0]).toMatchObject({ regime: 'criminal-conduct-undercover', state: 'in-force' });
  });

  it('given a grant and renewals, then each is a period with its own form', () => {
    const granted = next(uc, grantUc());
    const component = granted.components.c1!;
    expect(periodsOf(component)).toEqual([{ from: T(10), until: component.until, form: 'written', 'urgent-only': false, 'same-operation': true }]);
    expect(periodsOf(uc.components.c1!)).toEqual([]);
    const renewed = { ...component, until: day(700), renewals: [{ by: COMMANDER, at: day(360), form: 'oral' as const, statement: 's', value: 'v', from: component.until, until: day(700), contiguous: true, basis: component.granted!.basis }] };
    expect(periodsOf(renewed).map(({ from, until, form }) => [from, until, form])).toEqual([[T(10), component.until, 'written'], [component.until, day(700), 'oral']]);
    expect(periodsOf({ ...renewed, until: day(200) }).map(({ until }) => until)).toEqual([day(200)]);
  });
});

describe('research', () => {
  it('given open-source research that is no surveillance, when it is granted, then there is nothing to put in force', () => {
    const research = applied(draft('look', 'open-source-research'));
    expect(no(grant(research, { ...written('c1'), reviewBy: day(20) }, T(10), LAW))).toBe('authority-not-needed');
  });
});
