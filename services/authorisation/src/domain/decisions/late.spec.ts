import { after, answerRequest, apply, authority, type AuthorityEvent, cancel, check, dueByWhat, expire, grant, hearAnswer, type Law, periodsOf, quash, recordOralAct, renew, reportDeployment, review, type Run, sealNote } from '../index.js';
import { caseRef } from '../authority.js';
import { resubmit } from './resubmit.js';
import { answer, APPLICANT, applied, END, granted, LAW, no, OFFICER, PERIOD, request, T, next, types, yes } from '../spec-case.js';

const ORAL = { component: 'c1', by: OFFICER, form: 'oral' as const, urgent: 'Tonight.', statement: 'By telephone.', notes: [], reviewBy: T(500) };
const CANCEL = { component: 'c1', by: OFFICER, ceasedAt: T(60), told: ['rm-price'], reason: 'Arrests made.', value: 'Named.', productDirection: 'Keep the logs.' };
const c1 = (state: typeof granted) => state.components.c1 ?? (() => { throw new Error('no c1'); })();
const issued = next(granted, answerRequest(granted, request(), T(20)));
const started = next(issued, hearAnswer(issued, { answer: answer() }, T(21)));

describe('a grant that was spoken and is entered later', () => {
  it('given an application, when it would have been decided before that was made, then before-application; made on paper earlier, it may', () => {
    expect(no(grant(applied, { ...ORAL, decidedAt: T(-5) }, T(300), LAW))).toBe('before-application');
    const paper = after(authority.initial, yes(apply(authority.initial, { operation: 'o', operationId: 'o', applicant: APPLICANT, madeAt: T(-60), cleared: [], components: [{ ...c1(applied) }] }, T(0), {})));
    expect(yes(grant(paper, { ...ORAL, decidedAt: T(-5) }, T(300), LAW))[0]).toMatchObject({ from: T(-5), decidedAt: T(-5) });
    expect(no(apply(authority.initial, { operation: 'o', operationId: 'o', applicant: APPLICANT, madeAt: T(1), cleared: [], components: [] }, T(0), {}))).toBe('instant-in-future');
  });
  it('given a renewal, when it would have been decided before the grant took effect, then not-in-force', () =>
    expect(no(renew(granted, { ...ORAL, value: 'v', decidedAt: T(9) }, T(300), LAW))).toBe('not-in-force'));
});

describe('a grant that was spoken before the application was changed and sent again', () => {
  const returned = next(applied, check(applied, { by: OFFICER, outcome: 'return', comment: 'Say more.' }, T(20)));
  const asked = Object.values(applied.components).find(({ id }) => id === 'c1')!;
  const again = (at: number, state: typeof applied, ...components: readonly object[]) => next(state, resubmit(state, { operation: 'Copper Weir', cleared: [], components: components as never }, T(at)));
  const other = { ...asked, handle: 'another' };
  const spoken = (state: typeof applied, component = 'c1', decidedAt = 10) => grant(state, { ...ORAL, component, decidedAt: T(decidedAt) }, T(300), LAW);

  it.each<[string, object]>([['another subject', { subjects: ['subject-b'] }], ['one tactic more', { tactics: [...asked.tactics, { tactic: 'drone', because: 'b' }] }], ['another place', { places: [] }]])('given that it asks for %s now, then nobody has decided on that; spoken since, it counts', (_what, change) => {
    const changed = again(30, returned, { ...asked, ...change });
    expect(no(spoken(changed))).toBe('before-resubmission');
    expect(types(spoken(changed, 'c1', 30))).toEqual(['AuthorityGranted']);
  });
  it('given that other words alone argue for the same, then it counts; but not for what was changed once before', () => {
    const words = { ...asked, necessity: 'At greater length.', tactics: asked.tactics.map((one) => ({ ...one, because: 'At length.' })) };
    expect(types(spoken(again(30, returned, words)))).toEqual(['AuthorityGranted']);
    const changed = again(30, returned, { ...asked, subjects: ['subject-b'] });
    const twice = again(50, next(changed, check(changed, { by: OFFICER, outcome: 'return', comment: 'More.' }, T(40))), { ...words, subjects: ['subject-b'] });
    expect([no(spoken(twice)), types(spoken(twice, 'c1', 35))]).toEqual(['before-resubmission', ['AuthorityGranted']]);
  });
  it('given a note that was sealed of what was spoken before, then it is no note of a later decision on what it asks for now, and another may be sealed of that', () => {
    const NOTE = { component: 'c1', by: { person: APPLICANT.person }, officer: OFFICER.person, text: 'Follow the subject.' };
    const noted = next(returned, sealNote(returned, { ...NOTE, madeAt: T(10) }, T(25)));
    const changed = again(30, noted, { ...asked, subjects: ['subject-b'] });
    const notes = (state: typeof applied) => (yes(spoken(state, 'c1', 40))[0] as { notes?: readonly { madeAt: string }[] }).notes?.map(({ madeAt }) => madeAt);
    expect(notes(changed)).toEqual([]);
    const both = next(changed, sealNote(changed, { ...NOTE, madeAt: T(41) }, T(50)));
    expect([notes(both), no(sealNote(both, NOTE, T(60))), notes(again(30, noted, asked))]).toEqual([[T(41)], 'note-sealed', [T(10)]]);
  });
  it('given a part that was added then, then it was not asked for before', () => expect(no(spoken(again(30, returned, asked, other), 'c3'))).toBe('before-resubmission'));
});

describe('a renewal that was spoken in time and is entered after the old end', () => {
  const RENEW = { ...ORAL, value: 'v', decidedAt: T(900) };
  const over = next(granted, expire(granted, 'c1', T(1_020)));
  it.each([['the end is on record', over], ['nobody has recorded the end', granted]])('given that %s, then what was to be reviewed is to be reviewed still, by the same instant', (_when, state) => {
    const renewed = next(state, renew(state, RENEW, T(1_030), LAW));
    expect(dueByWhat(c1(renewed))).toMatchObject({ review: T(500), expiry: T(10 + 2 * PERIOD) });
  });
  it.each([['after it was decided', 950, null], ['before', 890, { considered: true }]])('given a review that was done %s, then the law is asked with what the officer could consider', (_when, at, considered) => {
    const reviewed = next(granted, review(granted, { component: 'c1', by: OFFICER, changed: 'Two buyers named.', decision: 'continue', use: 'u', tasks: 't', information: 'i' }, T(at), LAW));
    expect(yes(renew(reviewed, RENEW, T(1_000), LAW))[0]).toMatchObject({ basis: { facts: { event: 'renew', review: considered } } });
  });
  it('given a review that named no other, then there is none to go on with', () => {
    const reviewed = next(granted, review(granted, { component: 'c1', by: OFFICER, changed: 'Two buyers named.', decision: 'continue' }, T(400), LAW));
    expect(dueByWhat(c1(next(reviewed, renew(reviewed, RENEW, T(1_030), LAW)))).review).toBeUndefined();
  });
});

describe('two oral decisions, each of which is due in writing', () => {
  it('given one record, then the decision that is due first is in writing, and the other is still owed until it has its own', () => {
    const due: Law = { ...LAW, evaluate: (ask) => ({ ...LAW.evaluate(ask), practice: { 'written-record': ask.event === 'grant' ? T(1_440) : T(2_000) } }) };
    const spoken = next(applied, grant(applied, ORAL, T(10), due));
    const twice = next(spoken, renew(spoken, { ...ORAL, value: 'v' }, T(900), due));
    const [one, both] = [1, 2].reduce((states, at) => [...states, next(states.at(-1)!, recordOralAct(states.at(-1)!, { component: 'c1', by: OFFICER, text: 'By telephone.' }, T(910 + at)))], [twice]).slice(1);
    expect([twice, one!, both!].map((state) => Object.values(c1(state).standing).filter(({ what }) => what === 'written-record').map((owed) => owed.due))).toEqual([[T(1_440), T(2_000)], [T(2_000)], []]);
  });
});

describe('an oral decision that nobody has put in writing when the part is over', () => {
  const due: Law = { ...LAW, evaluate: (ask) => ({ ...LAW.evaluate(ask), ...(ask.event === 'grant' ? { practice: { 'written-record': T(1_440) } } : {}) }) };
  const spoken = next(applied, grant(applied, ORAL, T(10), due));
  const owed = (state: typeof spoken) => dueByWhat(c1(state))['written-record'];
  const quashing: Law = { ...LAW, evaluate: (ask) => ({ ...LAW.evaluate({ ...ask, event: 'cancel', 'ceased-at': 'x', 'product-direction': 'x' } as never), allowed: true, refusal: undefined as never, state: 'quashed' }) };
  const QUASH = { component: 'c1', commissioner: 'jc-farrow', act: 'grant' as const, how: 'quashed' as const, reason: 'r', destroy: false, retrieve: false };

  it.each([
    ['cancelled', next(spoken, cancel(spoken, CANCEL, T(62), LAW)), T(1_440)],
    ['out of time', next(spoken, expire(spoken, 'c1', T(1_020))), T(1_440)],
    ['quashed after it was cancelled by word of mouth', (() => { const state = next(granted, cancel(granted, { ...CANCEL, decidedAt: T(62) }, T(120), LAW)); return next(state, quash(state, QUASH, T(130), quashing)); })(), '2026-03-04T00:00:00.000Z'],
  ])('given that it is %s, then it is due in writing all the same, until somebody writes it down', (_how, over, by) => {
    expect(owed(over)).toBe(by);
    expect(owed(next(over, recordOralAct(over, { component: 'c1', by: OFFICER, text: 'By telephone.' }, T(1_030))))).toBeUndefined();
  });
});

describe('a cancellation that was spoken and is entered later', () => {
  it('given things that were out by then, then each is suspected once, their permits end now as of then, and the record is due in writing', () => {
    const events = cancel(started, { ...CANCEL, decidedAt: T(62), notedBy: 'cab-lane', equipment: 'Taken off.' }, T(120), LAW);
    expect(types(events)).toEqual(['AuthorityCancelled', 'ErrorSuspected', 'PermitEnded']);
    expect(yes(events)[1]).toMatchObject({ cause: 'active-after-end', startedAt: T(21), endedAt: T(62) });
    const state = next(started, events);
    expect(c1(state)).toMatchObject({ until: T(62), cancelled: { at: T(62), notedBy: 'cab-lane', equipment: 'Taken off.' } });
    expect([state.permits.p1?.said.end, dueByWhat(c1(state))['written-record']]).toEqual([{ how: 'cancelled', at: T(62) }, '2026-03-04T00:00:00.000Z']);
    expect(types(hearAnswer(state, { answer: answer({ startedAt: T(21), recalledAt: T(121), endRead: { how: 'cancelled', at: T(62) } }) }, T(121)))).toEqual(['AnswerHeard']);
    const written = next(state, recordOralAct(state, { component: 'c1', by: OFFICER, text: 'By telephone at 10:02: stop.' }, T(200)));
    expect(dueByWhat(c1(written))['written-record']).toBeUndefined();
  });
  it('given what had been recalled by then, or never started, then nothing is suspected; nor when it is entered at once', () => {
    const recalled = next(started, hearAnswer(started, { answer: answer({ recalledAt: T(50) }) }, T(50)));
    for (const state of [recalled, issued]) expect(types(cancel(state, { ...CANCEL, decidedAt: T(62) }, T(120), LAW))).toEqual(['AuthorityCancelled', 'PermitEnded']);
    expect(types(cancel(started, CANCEL, T(62), LAW))).toEqual(['AuthorityCancelled', 'PermitEnded']);
  });
});

describe('a spoken cancellation of what was over before it was entered', () => {
  const SPOKEN = { ...CANCEL, decidedAt: T(62) };
  const run = (change: Partial<Run>): Run => ({ permit: 'p7', component: 'c1', thing: 'asset-a', startedAt: T(21), stoppedAt: T(100), suspected: false, ...change });
  const suspected = (closed: readonly Run[]) => yes(cancel(granted, SPOKEN, T(120), { ...LAW, closed })).filter(({ type }) => type === 'ErrorSuspected');

  it('given what went on after it was decided and has been closed since, then it is suspected, with when it stopped', () =>
    expect(suspected([run({})])).toMatchObject([{ permit: 'p7', cause: 'active-after-end', startedAt: T(21), endedAt: T(62), stoppedAt: T(100) }]));
  it('given what started after it was decided, then that start is suspected', () => expect(suspected([run({ startedAt: T(70) })])).toMatchObject([{ cause: 'start-after-end', startedAt: T(70), endedAt: T(62) }]));
  it.each<[string, Partial<Run>]>([
    ['it had stopped by then', { stoppedAt: T(62) }],
    ['its own permit had ended by then', { end: { how: 'cancelled', at: T(50) } }],
    ['it is suspected already', { suspected: true }],
    ['it was under another part that does not need this one', { component: 'c9' }],
  ])('given that %s, then nothing is suspected', (_why, change) => expect(suspected([run(change)])).toEqual([]));
  it('given that it is entered at once, then nothing is suspected', () => expect(types(cancel(granted, CANCEL, T(62), { ...LAW, closed: [run({})] }))).toEqual(['AuthorityCancelled']));
  it('given a permit that ended with the time of the part and is still being recovered, then the time since the decision is suspected', () => {
    const recalled = next(started, expire(started, 'c1', END));
    const late = yes(cancel(recalled, SPOKEN, T(1_100), LAW));
    expect(late.filter(({ type }) => type === 'ErrorSuspected')).toMatchObject([{ permit: 'p1', cause: 'active-after-end', endedAt: T(62) }]);
  });
});

describe('a deployment on paper', () => {
  const REPORT = { component: 'c1', by: OFFICER, thing: 'Team red', tactic: 'foot-surveillance', target: { subject: 'subject-a' }, from: T(20), until: T(90), note: 'The platform was away.' };
  it.each<[boolean, string | undefined, object]>([
    [true, undefined, {}],
    [false, 'window-outside-authority', { from: T(9) }],
    [false, 'window-outside-authority', { until: T(PERIOD + 11) }],
    [false, 'tactic-not-authorised', { tactic: 'fixed-camera' }],
    [false, 'target-not-authorised', { target: { subject: 'subject-z' } }],
  ])('covered %s (%s)', (covered, why, change) => {
    const [event] = yes(reportDeployment(granted, { ...REPORT, ...change }, T(5_000)));
    expect(event).toMatchObject({ type: 'DeploymentReported', covered });
    expect((event as { why?: string }).why).toBe(why);
    expect(after(granted, [event as never]).components.c1?.reported).toHaveLength(1);
  });
  const RENEW = { component: 'c1', by: OFFICER, form: 'written' as const, statement: 's', value: 'v' };
  const renewed = next(granted, renew(granted, RENEW, T(900), LAW));
  const covered = (state: typeof granted, from: number, until: number) => yes(reportDeployment(state, { ...REPORT, from: T(from), until: T(until) }, T(5_000)))[0];
  it('given a renewal that followed without a gap, then what was out across both is covered; across a gap it is not', () => {
    expect(covered(renewed, 900, 1_200)).toMatchObject({ covered: true });
    const late: Law = { ...LAW, evaluate: (ask) => ({ ...LAW.evaluate(ask), from: T(1_100), until: T(1_300) }) };
    const gap = next(granted, renew(granted, RENEW, T(900), late));
    expect(periodsOf(c1(gap))).toMatchObject([{ from: T(10), until: END }, { from: T(1_100), until: T(1_300) }]);
    for (const [from, until] of [[900, 1_200], [1_020, 1_050]] as const) expect(covered(gap, from, until)).toMatchObject({ covered: false, why: 'window-outside-authority' });
    expect([covered(gap, 900, 1_010), covered(gap, 1_100, 1_200)]).toMatchObject([{ covered: true }, { covered: true }]);
    expect(END).toBe(T(1_010));
  });
  it('given a renewal ahead of time and a cancellation before it began, then nothing is covered from the cancellation on', () => {
    const over = next(renewed, cancel(renewed, CANCEL, T(950), LAW));
    expect(periodsOf(c1(over))).toMatchObject([{ from: T(10), until: T(950) }]);
    expect([covered(over, 20, 950), covered(over, 960, 1_000)]).toMatchObject([{ covered: true }, { covered: false, why: 'window-outside-authority' }]);
  });
  it('given a review that narrowed the scope since, then it is judged by the scope that it had: covered to that instant, not after it, and never for what was not in it', () => {
    const REVIEW = { component: 'c1', by: OFFICER, changed: 'One method was never needed.', decision: 'narrow' as const };
    const wide = after(granted, [{ type: 'AuthorityReviewed', about: caseRef(granted), component: 'c1', by: OFFICER, reviewedAt: T(30), changed: 'More is known.', decision: 'continue', deadlines: {}, subjectsAdded: ['subject-b'] } as AuthorityEvent]);
    const two = { ...wide, components: { ...wide.components, c1: { ...c1(wide), tactics: [...c1(wide).tactics, { tactic: 'mobile-surveillance', because: 'By car.' }] } } };
    const narrowed = next(two, review(two, { ...REVIEW, tacticsWithdrawn: ['mobile-surveillance', 'fixed-camera'], subjectsRemoved: ['subject-b', 'subject-z'] }, T(400), LAW));
    const judged = (change: object) => yes(reportDeployment(narrowed, { ...REPORT, ...change }, T(5_000)))[0];
    for (const was of [{ tactic: 'mobile-surveillance' }, { target: { subject: 'subject-b' } }]) {
      expect([judged(was), judged({ ...was, until: T(400) }), judged({ ...was, until: T(401) })]).toMatchObject([{ covered: true }, { covered: true }, { covered: false }]);
    }
    expect([judged({ tactic: 'fixed-camera' }), judged({ target: { subject: 'subject-z' } })]).toMatchObject([{ covered: false, why: 'tactic-not-authorised' }, { covered: false, why: 'target-not-authorised' }]);
  });
  it.each<[string, object]>([['instant-in-future', { until: T(5_001) }], ['window-order', { until: T(20) }], ['unknown-component', { component: 'c7' }]])('%s', (code, change) =>
    expect(no(reportDeployment(granted, { ...REPORT, ...change }, T(5_000)))).toBe(code));
});
