import { type DeadlineChanges, isRefusal } from '@cpmp/kernel';
import { after, apply, authority, type AuthorityEvent, cancel, caseEdition, check, type CommissionerNotice, dueByWhat, expire, grant, isOwed, type Law, type NoticeableAct, notify, recordOralAct, refuseComponent, renew, review, stateAt } from '../index.js';
import { APPLICANT, applied, END, granted, LAW, no, OFFICER, PERIOD, T, next, types, yes } from '../spec-case.js';

const GRANT = { component: 'c1', by: OFFICER, form: 'written' as const, statement: 'Needed.', reviewBy: T(500) };
const ORAL = { ...GRANT, form: 'oral' as const, urgent: 'Tonight.', notes: [{ by: 'applicant' as const }, { by: 'officer' as const }] };
const CANCEL = { component: 'c1', by: OFFICER, ceasedAt: T(60), told: ['rm-price'], reason: 'Arrests made.', value: 'Named.', productDirection: 'Keep the logs.' };
const RENEW = { component: 'c1', by: OFFICER, form: 'written' as const, statement: 'Still needed.', value: 'Named.' };
const REVIEW = { component: 'c1', by: OFFICER, changed: 'Two buyers named.', decision: 'continue' as const, nextReview: T(800) };
const SELF = { ...OFFICER, person: APPLICANT.person };
const REFUSE = { component: 'c1', by: OFFICER, reason: 'Other means are open.' };
const c1 = (state: typeof granted) => {
  const component = state.components.c1;
  if (!component) throw new Error('no c1');
  return component;
};
const cancelled = next(granted, cancel(granted, CANCEL, T(65), LAW));

describe('apply', () => {
  const APPLY = { operation: 'x', operationId: 'y', applicant: APPLICANT, cleared: [], components: [] };
  it('given cases before it, when one is applied for, then it has the next reference of that force and London year', () => {
    const [event] = yes(apply(authority.initial, APPLY, '2026-12-31T23:59:59.000Z', { '26': 41, '27': 3 }));
    expect(event).toMatchObject({ about: { reference: 'MET-26-0042' } });
    const [summer] = yes(apply(authority.initial, { ...APPLY, applicant: { ...APPLICANT, force: 'kent' } }, '2026-06-30T23:30:00.000Z', {}));
    expect(summer).toMatchObject({ about: { reference: 'KEN-26-0001' } });
  });
  it('given a case, when it is applied for again, then it is refused; so is an applicant of no force', () => {
    expect(no(apply(applied, APPLY, T(1), {}))).toBe('already-applied');
    expect(no(apply(authority.initial, { ...APPLY, applicant: { person: 'p' } }, T(1), {}))).toBe('force-unknown');
  });
});

describe('check', () => {
  it('given a case, when it is passed or returned, then what is undecided moves, and what is decided stays', () => {
    const passed = next(granted, check(granted, { by: OFFICER, outcome: 'pass', comment: 'Complete.' }, T(12)));
    expect([c1(passed).state, passed.components.c2?.state]).toEqual(['in-force', 'awaiting-decision']);
    const returned = next(passed, check(passed, { by: OFFICER, outcome: 'return', comment: 'Say more.' }, T(13)));
    expect([c1(returned).state, returned.components.c2?.state]).toEqual(['in-force', 'returned']);
    expect([caseEdition(passed) - caseEdition(granted), returned.check?.outcome]).toEqual([1, 'return']);
  });
  it('given every component decided, when it is checked, then it is refused', () => {
    const decided = next(granted, refuseComponent(granted, { ...REFUSE, component: 'c2' }, T(12)));
    expect(no(check(decided, { by: OFFICER, outcome: 'pass', comment: 'x' }, T(13)))).toBe('already-decided');
  });
});

describe('grant', () => {
  it('given an application, when it is granted, then it is in force for the period of law, and the event pins pack, rule, clause and facts', () => {
    const [event] = yes(grant(applied, GRANT, T(10), LAW));
    expect(event).toMatchObject({ type: 'AuthorityGranted', from: T(10), until: END, basis: { pack: 'sha256:spec', rule: 'spec', clause: 'RIPA 2000 s.28' }, checked: false });
    expect(JSON.stringify((event as { basis: unknown }).basis)).not.toMatch(/foot\.|subject-a|flat-9|Needed/);
    expect(dueByWhat(c1(granted))).toEqual({ expiry: END, review: T(500), 'commissioner-notice': T(610) });
  });
  it('given an oral grant entered later, when its notes were made then, then it takes effect when it was spoken', () => {
    const late = yes(grant(applied, { ...ORAL, decidedAt: T(5), notes: [{ by: 'applicant', madeAt: T(5) }, { by: 'officer', madeAt: T(6) }] }, T(300), LAW));
    expect(late[0]).toMatchObject({ from: T(5), decidedAt: T(5), notes: [{ by: 'applicant', madeAt: T(5) }, { by: 'officer', madeAt: T(6) }] });
  });
  it.each<[string, string, Parameters<typeof grant>[1]]>([
    ['self-authorisation', 'the applicant decides', { ...GRANT, by: SELF }],
    ['rank-too-low', 'the rank may not', { ...GRANT, by: { ...OFFICER, rank: 'sergeant' } }],
    ['unknown-component', 'there is no such part', { ...GRANT, component: 'c7' }],
    ['review-date-passed', 'the review is due already', { ...GRANT, reviewBy: T(10) }],
    ['late-entry-not-oral', 'a written decision is dated back', { ...GRANT, decidedAt: T(5) }],
    ['instant-in-future', 'an oral decision is dated ahead', { ...ORAL, decidedAt: T(11) }],
    ['instant-in-future', 'a note was made after now', { ...ORAL, notes: [{ by: 'officer', madeAt: T(11) }] }],
  ])('%s: %s', (code, _, command) => expect(no(grant(applied, command, T(10), LAW))).toBe(code));
  it('given a decided component, when it is granted or refused, then already-decided', () => {
    for (const state of [granted, cancelled, next(applied, refuseComponent(applied, REFUSE, T(9)))]) {
      expect(no(grant(state, GRANT, T(70), LAW))).toBe('already-decided');
      expect(no(refuseComponent(state, REFUSE, T(70)))).toBe('already-decided');
    }
  });
  it('given a law that waits for a commissioner, when it is granted, then it awaits approval, is not in force and has no end', () => {
    const waiting = { ...LAW, evaluate: (ask: Parameters<typeof LAW.evaluate>[0]) => ({ ...LAW.evaluate(ask), state: 'awaiting-approval', from: null, until: null, commissioner: 'approval' as const, deadlines: {} }) };
    const state = next(applied, grant(applied, GRANT, T(10), waiting));
    expect(c1(state)).toMatchObject({ state: 'awaiting-approval', from: null, until: null, notices: [{ act: 'grant' }] });
    expect(Object.keys(dueByWhat(c1(state)))).toEqual(['review', 'commissioner-notice']);
    expect(no(review(state, REVIEW, T(20), LAW))).toBe('not-in-force');
  });
});

describe('refuse', () => {
  it('given an application, when it is refused, then that part alone is, and never by its applicant', () => {
    const state = next(applied, refuseComponent(applied, REFUSE, T(9)));
    expect([c1(state).state, state.components.c2?.state]).toEqual(['refused', 'submitted']);
    expect(no(refuseComponent(applied, { ...REFUSE, by: SELF }, T(9)))).toBe('self-authorisation');
    expect(no(refuseComponent(applied, { ...REFUSE, component: 'c7' }, T(9)))).toBe('unknown-component');
  });
});

describe('notify', () => {
  it('given a grant, when its notice is sent, then its deadline is discharged as done, and it is sent once', () => {
    const decision = notify(granted, { component: 'c1', by: OFFICER, act: 'grant' }, T(20));
    expect(yes(decision)[0]).toMatchObject({ type: 'CommissionerNotified', deadlines: { discharged: [{ at: T(20), how: 'done' }] } });
    const state = next(granted, decision);
    expect(dueByWhat(c1(state))['commissioner-notice']).toBeUndefined();
    expect(c1(state).notices).toMatchObject([{ act: 'grant', sentAt: T(20) }]);
    expect(notify(state, { component: 'c1', by: OFFICER, act: 'grant' }, T(21))).toEqual([]);
  });
  it('given no such act, when it is notified, then nothing-to-notify', () => {
    for (const act of ['renewal', 'cancellation'] as const) expect(no(notify(granted, { component: 'c1', by: OFFICER, act }, T(20)))).toBe('nothing-to-notify');
    expect(no(notify(applied, { component: 'c1', by: OFFICER, act: 'grant' }, T(20)))).toBe('nothing-to-notify');
  });
  it('given acts of which the law has the commissioner told as soon as practicable, then each notice has a day all the same, of force policy, and being late it is seen; sent, it is settled', () => {
    const soon: Law = { ...LAW, evaluate: (ask) => ({ ...LAW.evaluate(ask), deadlines: {} }) };
    const acts: readonly (readonly [NoticeableAct, readonly AuthorityEvent[]])[] = [['grant', yes(grant(applied, GRANT, T(10), soon))], ['renewal', yes(renew(granted, RENEW, T(10), soon))], ['cancellation', yes(cancel(granted, CANCEL, T(65), soon))]];
    for (const [act, events] of acts) {
      const [{ deadlines = {}, notice } = {}] = events as readonly { deadlines?: DeadlineChanges; notice?: CommissionerNotice }[];
      const set = deadlines.set?.find(isOwed);
      expect(set).toMatchObject({ what: 'commissioner-notice', due: '2026-03-06T00:00:00.000Z', statutory: false });
      expect(notice).toEqual({ act, due: set?.due, deadline: set?.id });
      const state = after(act === 'grant' ? applied : granted, events);
      const first = act === 'grant' ? state : next(state, notify(state, { component: 'c1', by: OFFICER, act: 'grant' }, T(70)));
      expect(dueByWhat(c1(next(first, notify(first, { component: 'c1', by: OFFICER, act }, T(80)))))['commissioner-notice']).toBeUndefined();
    }
    const courtesy: Law = { ...LAW, evaluate: (ask) => ({ ...LAW.evaluate(ask), deadlines: {}, courtesy: true }) };
    const [told] = yes(cancel(granted, CANCEL, T(65), courtesy)) as readonly { deadlines?: DeadlineChanges; notice?: CommissionerNotice }[];
    expect([told?.notice, told?.deadlines?.set?.some(isOwed)]).toEqual([{ act: 'cancellation' }, false]);
    const none: Law = { ...LAW, evaluate: (ask) => ({ ...LAW.evaluate(ask), deadlines: {}, commissioner: 'none' }) };
    expect(dueByWhat(c1(next(applied, grant(applied, GRANT, T(10), none))))['commissioner-notice']).toBeUndefined();
  });
  it('given a cancellation, when the grant was never notified, then that notice is still owed', () => {
    expect(Object.keys(dueByWhat(c1(cancelled)))).toEqual(['commissioner-notice']);
  });
});

describe('record', () => {
  const spoken = next(applied, grant(applied, ORAL, T(10), { ...LAW, evaluate: (ask) => ({ ...LAW.evaluate(ask), deadlines: { 'written-record': T(600) } }) }));
  const RECORD = { component: 'c1', by: OFFICER, text: 'By telephone: follow the subject.' };
  it('given an oral grant, when it is put in writing, then the deadline of its record is discharged as done', () => {
    expect(dueByWhat(c1(spoken))['written-record']).toBe(T(600));
    const state = next(spoken, recordOralAct(spoken, RECORD, T(300)));
    expect(dueByWhat(c1(state))['written-record']).toBeUndefined();
    expect(c1(state).records).toMatchObject([{ by: OFFICER, at: T(300) }]);
  });
  it('given nothing oral, when a record is made, then nothing-to-record', () => {
    expect(no(recordOralAct(granted, RECORD, T(300)))).toBe('nothing-to-record');
    expect(no(recordOralAct(spoken, { ...RECORD, component: 'c7' }, T(300)))).toBe('unknown-component');
  });
});

describe('review', () => {
  it('given a component in force, when it is reviewed, then the deadline moves and the end stays', () => {
    const state = next(granted, review(granted, REVIEW, T(400), LAW));
    expect(dueByWhat(c1(state))).toMatchObject({ review: T(800), expiry: END });
    expect(c1(state)).toMatchObject({ until: END, edition: c1(granted).edition + 1 });
  });
  it.each([
    ['self-authorisation', { ...REVIEW, by: SELF }, T(400)],
    ['review-date-passed', { ...REVIEW, nextReview: T(400) }, T(400)],
    ['not-in-force', REVIEW, END],
    ['not-in-force', { ...REVIEW, component: 'c2' }, T(400)],
    ['unknown-component', { ...REVIEW, component: 'c7' }, T(400)],
  ])('%s', (code, command, at) => expect(no(review(granted, command, at, LAW))).toBe(code));
});

describe('renew', () => {
  it('given a component in force, when it is renewed, then its end moves, its beginning stays, and the old end no longer falls due', () => {
    const state = next(granted, renew(granted, RENEW, T(900), LAW));
    expect(c1(state)).toMatchObject({ state: 'in-force', from: T(10), until: T(10 + 2 * PERIOD) });
    expect(dueByWhat(c1(state)).expiry).toBe(T(10 + 2 * PERIOD));
  });
  it('given an end that nobody recorded, when it is renewed, then expired; of what was cancelled or never granted, not-in-force', () => {
    expect(no(renew(granted, RENEW, END, LAW))).toBe('expired');
    expect(no(renew(cancelled, RENEW, T(70), LAW))).toBe('not-in-force');
    expect(no(renew(applied, RENEW, T(70), LAW))).toBe('not-in-force');
    expect(no(renew(granted, { ...RENEW, component: 'c7' }, T(70), LAW))).toBe('unknown-component');
  });
});

describe('cancel', () => {
  it('given a component in force, when it is cancelled, then it ends at the decision, never at the cease instruction, and nothing of it falls due but what is owed', () => {
    expect(c1(cancelled)).toMatchObject({ state: 'cancelled', until: T(65), cancelled: { ceasedAt: T(60), told: ['rm-price'] } });
    expect(c1(next(granted, cancel(granted, { ...CANCEL, decidedAt: T(62) }, T(65), LAW)))).toMatchObject({ until: T(62), cancelled: { at: T(62) } });
  });
  it('given an expired component, when it is cancelled for the record, then its end stays where it was', () => {
    const decision = cancel(granted, CANCEL, T(5_000), LAW);
    expect(types(decision)).toEqual(['AuthorityExpired', 'AuthorityCancelled']);
    expect(c1(next(granted, decision))).toMatchObject({ state: 'cancelled', until: END });
  });
  it.each<[string, Parameters<typeof cancel>[1]]>([
    ['direction-missing', { ...CANCEL, productDirection: undefined }],
    ['direction-missing', { ...CANCEL, productDirection: '   ' }],
    ['direction-missing', { ...CANCEL, ceasedAt: undefined }],
    ['instant-in-future', { ...CANCEL, ceasedAt: T(66) }],
    ['instant-in-future', { ...CANCEL, decidedAt: T(66) }],
    ['rank-too-low', { ...CANCEL, by: { ...OFFICER, rank: 'sergeant' } }],
    ['not-in-force', { ...CANCEL, component: 'c2' }],
    ['not-in-force', { ...CANCEL, decidedAt: T(9) }],
    ['unknown-component', { ...CANCEL, component: 'c7' }],
  ])('%s', (code, command) => expect(no(cancel(granted, command, T(65), LAW))).toBe(code));
  it('given a cancellation, when it is cancelled again, then not-in-force', () => expect(no(cancel(cancelled, CANCEL, T(70), LAW))).toBe('not-in-force'));
});

describe('the clock', () => {
  it('given an end, when it passes, then the component is expired whether or not anybody recorded it; recording says when it was', () => {
    expect([stateAt(c1(granted), END), stateAt(c1(granted), T(1_009))]).toEqual(['expired', 'in-force']);
    const [event] = yes(expire(granted, 'c1', T(5_000)));
    expect(event).toMatchObject({ type: 'AuthorityExpired', until: END });
    expect(expire(next(granted, [event] as readonly AuthorityEvent[]), 'c1', T(5_001))).toEqual([]);
    for (const state of [applied, cancelled]) expect(expire(state, 'c1', T(5_000))).toEqual([]);
  });
  it('given a refusal, when it is read, then it says why in words, and what would be allowed', () => {
    const refusal = review(applied, REVIEW, T(1), LAW);
    expect(isRefusal(refusal) && [refusal.because, refusal.instead]).toEqual(['Part 1 is not in force: it is submitted.', 'An authorising officer must grant it first.']);
    expect(after(applied, [])).toBe(applied);
  });
});
