import type { EventMeta } from '@cpmp/ledger';
import { due } from '../../views/due.view.js';
import { after, answerRequest, type AuthorityEvent, type AuthorityState, cancel, hearAnswer, isSign, lateSuspicion, repeatPermit, reportDeployment, suspicionOf } from '../index.js';
import { answer, END, granted, LAW, next, OFFICER, request, T, yes } from '../spec-case.js';

const issued = next(granted, answerRequest(granted, request(), T(20)));
const started = next(issued, hearAnswer(issued, { answer: answer() }, T(21)));
const CANCEL = { component: 'c1', by: OFFICER, ceasedAt: T(60), told: [], reason: 'r', value: 'v', productDirection: 'p' };
const REPORT = { component: 'c1', by: OFFICER, thing: 'Team red', tactic: 'foot-surveillance', target: { subject: 'subject-a' }, note: 'n' };

const seen = (state: AuthorityState, events: readonly AuthorityEvent[], at: string) => events.filter(isSign).map((event) => suspicionOf(after(state, events), event, at));

describe('what the record shows by itself', () => {
  it('given a spoken cancellation that is entered late while something was out, then activity after the end, from that end on', () => {
    expect(seen(started, yes(cancel(started, { ...CANCEL, decidedAt: T(40) }, T(60), LAW)), T(60))).toMatchObject([{ kind: 'activity-after-end', trace: 'active-after-end', component: 'c1', permit: 'p1', from: T(40) }]);
  });

  it('given a start after the end, then activity after the end, from the start on', () => {
    const ended = next(issued, cancel(issued, CANCEL, T(60), LAW));
    expect(seen(ended, yes(hearAnswer(ended, { answer: answer({ startedAt: T(61) }) }, T(62))), T(62))).toMatchObject([{ kind: 'activity-after-end', trace: 'start-after-end', from: T(61) }]);
  });

  it('given an end that nobody answers, then activity after the end may have gone on since; given one that is answered, then nothing', () => {
    const ended = next(started, cancel(started, CANCEL, T(60), LAW));
    expect(seen(ended, yes(repeatPermit(ended, 'p1', T(62))), T(62))).toMatchObject([{ kind: 'activity-after-end', trace: 'end-unanswered', permit: 'p1', from: T(60) }]);
    const answered = next(ended, hearAnswer(ended, { answer: answer({ state: 'recall-ordered', recalledAt: T(61), endRead: { how: 'cancelled', at: T(60) } }) }, T(61)));
    expect(seen(answered, yes(repeatPermit(answered, 'p1', T(62))), T(62))).toEqual([]);
  });

  it.each([
    ['another tactic', { tactic: 'drone', from: T(20), until: T(30) }, 'activity-without-authority'],
    ['a time after the end', { from: END, until: T(1_100) }, 'activity-after-end'],
    ['a time before it was granted', { from: T(2), until: T(5) }, 'activity-without-authority'],
  ])('given a deployment on paper of %s, then it is named for what it is, with its time', (_, change, kind) => {
    const events = yes(reportDeployment(granted, { ...REPORT, ...change }, T(2_000)));
    expect(seen(granted, events, T(2_000))).toMatchObject([{ kind, trace: 'deployment-not-covered', from: change.from, until: change.until }]);
  });

  it('given a deployment on paper while the grant waits for a commissioner, then activity before the approval', () => {
    const waiting = { ...granted, components: { c1: { ...granted.components.c1, state: 'awaiting-approval', from: null, until: null } } } as AuthorityState;
    expect(seen(waiting, yes(reportDeployment(waiting, { ...REPORT, from: T(20), until: T(30) }, T(60))), T(60))).toMatchObject([{ kind: 'activity-before-approval' }]);
  });

  it('given a deployment on paper that was covered, then nothing', () => {
    expect(seen(granted, yes(reportDeployment(granted, { ...REPORT, from: T(20), until: T(30) }, T(60))), T(60))).toEqual([]);
  });

  it('given a part that ended while what needs it ran on, then activity after the end of that part, from then on', () => {
    const event: AuthorityEvent = { type: 'ErrorSuspected', about: { reference: 'r', operationId: 'o', force: 'met', applicant: 'a' }, component: 'c2', permit: 'p1', thing: 'asset-a', startedAt: T(30), endedAt: T(50), cause: 'running-after-end' };
    expect(seen(granted, [event], T(60))).toMatchObject([{ kind: 'activity-after-end', trace: 'running-after-end', component: 'c2', permit: 'p1', from: T(50) }]);
    expect(seen(granted, [event, { ...event, stoppedAt: T(55) }], T(60)).map((found) => found?.until)).toEqual([undefined, T(55)]);
  });

  it('given days without the arrangements for a source that are found anew, then a safeguard, from the first of them; given those that were known, then nothing', () => {
    const found = { type: 'ArrangementsChecked', component: 'c1', gaps: [] } as unknown as AuthorityEvent;
    const gap = { from: '2026-03-04', until: '2026-03-06', missing: ['handler'], shared: [] };
    const open = { ...gap, from: '2026-03-09', until: undefined };
    const shown = [[gap], [gap, open], []].map((opened) => seen(granted, [{ ...found, opened } as AuthorityEvent], T(60)));
    expect(shown).toEqual([
      [{ kind: 'safeguards-not-followed', component: 'c1', trace: 'arrangements-gap', from: '2026-03-04T00:00:00.000Z', until: '2026-03-06T00:00:00.000Z' }],
      [{ kind: 'safeguards-not-followed', component: 'c1', trace: 'arrangements-gap', from: '2026-03-04T00:00:00.000Z' }],
      [],
    ]);
    expect(seen(granted, [found], T(60))).toEqual([]);
  });

  it('given a grant in undercover with nothing left of the twelve months, then a safeguard, unless it was granted for longer', () => {
    const flagged: AuthorityEvent = { type: 'RegrantFlagged', about: { reference: 'r', operationId: 'o', force: 'met', applicant: 'a' }, component: 'c1', usedDays: 365, leftDays: 0, gapDays: 3, periods: [] };
    expect([seen(granted, [flagged], T(60)), seen(granted, [{ ...flagged, leftDays: 1 }], T(60))]).toMatchObject([[{ kind: 'safeguards-not-followed', trace: 'months-overrun' }], []]);
    const c1 = granted.components.c1;
    const longer = { ...granted, components: { c1: { ...c1, granted: { ...c1?.granted, basis: { rule: 'undercover/long-term' } } } } } as unknown as AuthorityState;
    expect(seen(longer, [flagged], T(60))).toEqual([undefined]);
  });

  it('given a notice that is late, then of an undercover part what it is called, of another a safeguard', () => {
    const late = { what: 'commissioner-notice', due: T(10), component: 'c1' };
    expect(lateSuspicion(granted, late)).toMatchObject({ kind: 'safeguards-not-followed', from: T(10) });
    const component = granted.components.c1;
    const undercover = { ...granted, components: { c1: { ...component, power: 'undercover' } } } as AuthorityState;
    expect([lateSuspicion(undercover, late).kind, lateSuspicion(undercover, { ...late, what: 'written-record' }).kind]).toEqual(['late-undercover-notice', 'safeguards-not-followed']);
  });
});

describe('what falls due of it', () => {
  const meta: EventMeta = { id: 'authorisation/1/7/0', log: 'authorisation/1', position: 7, index: 0, stream: 'authority-x', streamId: 'x', version: 7, at: T(60), actor: null };
  const row = (at: string, what: string) => ({ key: `authority-x/${what}`, stream: 'authority-x', what, at });
  const notified = (at: string): AuthorityEvent => ({ type: 'OralActRecorded', about: { reference: 'r', operationId: 'o', force: 'met', applicant: 'a' }, component: 'c1', by: OFFICER, recordedAt: at, text: 't', deadlines: { discharged: [{ id: 'c1/written-record/1', at, how: 'done' }] } });
  const folded = (was: ReturnType<typeof row> | undefined, event: AuthorityEvent) => due.on['*']?.(was, event, meta, 'authority-x/late:c1/written-record/1');

  it('given what is owed, then it is late when it is late; done in time it is not, done late it is all the same', () => {
    const what = 'late:c1/written-record/1';
    const set = { ...notified(T(60)), deadlines: { set: [{ id: 'c1/written-record/1', what: 'written-record', due: T(100), statutory: false }] } } as AuthorityEvent;
    expect(due.key(set, meta)).toEqual([`authority-x/${what}`]);
    expect(folded(undefined, set)).toEqual(row(T(100), what));
    expect([folded(row(T(100), what), notified(T(99))), folded(row(T(100), what), notified(T(100))), folded(undefined, notified(T(100)))]).toEqual([undefined, row(T(100), what), undefined]);
  });
});
