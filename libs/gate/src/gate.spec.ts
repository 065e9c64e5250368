import { type Decision, type Instant, type Refusal, isRefusal } from '@cpmp/kernel';
import {
  type DeploymentAsk,
  type GateEvent,
  type HolderRules,
  type OpenPermit,
  type PermitMessage,
  type Thing,
  book,
  close,
  decideWithdrawal,
  emptyCalendar,
  evolveCalendar,
  hearOpen,
  hearPermit,
  isKnown,
  lapse,
  recallByClock,
  release,
  request,
  riskNotAccepted,
  stateOpen,
  windowEnded,
  withdrawalOverdue,
} from './index.js';

const ASSET: HolderRules = { holder: 'asset-registry', commitment: 'place', recalled: 'recall-ordered', recoverWithinHours: 72, freesBookings: true };
const PERSON: HolderRules = { holder: 'resource-allocation', commitment: 'window', recalled: 'withdrawing', freesBookings: false };

const given = (rules: HolderRules, ...events: readonly GateEvent[]): Thing => ({
  rules, stream: 'thing-1', label: 'VT-0001', tell: ['co-blake', 'di-rowe'], tellOverdue: ['di-rowe'], calendar: events.reduce(evolveCalendar, emptyCalendar),
});
const march = (day: number, time = '12:00'): Instant => `2026-03-${String(day).padStart(2, '0')}T${time}:00.000Z`;
const ask = (more: Partial<DeploymentAsk> = {}): DeploymentAsk => ({
  permit: 'p1', authorisation: 'a1', component: 'c1', tactic: 'vehicle-tracker', target: { vehicle: 'AB12CDE' },
  window: { from: march(3), to: march(10) }, requestedBy: 'rm-price', force: 'met', operationId: 'op1', unfit: [], risks: [], ...more,
});
const permit = (kind: PermitMessage['kind'], more: Partial<PermitMessage> = {}): PermitMessage => ({
  kind, permit: 'p1', holder: 'asset-registry', thing: 'thing-1', authorisation: 'a1', component: 'c1', reference: 'MET-26-0001', operationId: 'op1',
  issuedAt: march(2), startBy: march(2, '12:01'), until: march(20), ...more,
});
const events = (decision: Decision<GateEvent>): readonly GateEvent[] => {
  if (isRefusal(decision)) throw new Error(decision.refused);
  return decision;
};
const then = (thing: Thing, decision: Decision<GateEvent>): Thing => ({ ...thing, calendar: events(decision).reduce(evolveCalendar, thing.calendar) });
const requested = (rules: HolderRules, more: Partial<DeploymentAsk> = {}): Thing => then(given(rules), request(given(rules), ask(more), march(2)));
const deployed = (rules: HolderRules, more: Partial<DeploymentAsk> = {}): Thing => {
  const thing = requested(rules, more);
  return then(thing, hearPermit(thing, permit('issued'), march(2, '12:00')));
};
const refusalOf = (decision: Decision<GateEvent>): Refusal | undefined => {
  const [event] = events(decision);
  return event && 'refusal' in event ? event.refusal : undefined;
};
const stateOf = (thing: Thing): string | undefined => thing.calendar.deployments['p1']?.answer.state;

describe('given a thing that is free', () => {
  it('when a deployment is asked for, then the request is recorded clean, with the instant by which it must be answered', () => {
    const [event] = events(request(given(ASSET), ask(), march(2)));
    expect(event).toMatchObject({ type: 'DeploymentRequested', answerBy: march(2, '12:02'), answer: { state: 'requested', windowTo: march(10) } });
    expect(event).not.toHaveProperty('refusal');
  });

  it('when it is unfit, taken and risky at once, then what is said first is that it is unfit, and risk last', () => {
    const unfit = [undefined, { refused: 'not-serviceable', because: 'It is out of service.' }];
    const risks = [{ residual: 15, appetite: 15, closed: false }];
    const all = refusalOf(request(deployed(ASSET), ask({ permit: 'p2', unfit, risks }), march(4)));
    expect(all?.refused).toBe('not-serviceable');
    expect(all?.because).toMatch(/out of service.*is deployed.*residual risk/);
    expect(refusalOf(request(deployed(ASSET), ask({ permit: 'p2', risks }), march(4)))?.refused).toBe('already-committed');
    expect(refusalOf(request(given(ASSET), ask({ risks }), march(2)))?.refused).toBe('risk-not-accepted');
  });

  it('when the acceptance of a risk ends at this instant, then it no longer holds', () => {
    const risk = { residual: 16, appetite: 15, closed: false, acceptedUntil: march(5) };
    expect(riskNotAccepted([risk], march(4))).toBeUndefined();
    expect(riskNotAccepted([risk], march(5))?.refused).toBe('risk-not-accepted');
  });

  it('when the window is over already, then the request is refused', () => {
    expect(refusalOf(request(given(PERSON), ask(), march(10)))?.refused).toBe('window-over');
  });
});

describe('given a request that waits for its permit', () => {
  it.each([ASSET, PERSON])('when the same operation asks again with a new key, then its own request stands in the way', (rules) => {
    expect(refusalOf(request(requested(rules), ask({ permit: 'p2' }), march(2)))).toMatchObject({ refused: 'already-committed', because: expect.stringContaining('asked for') });
  });

  it('when its answer-by passes, then it lapses, its window is free, and a permit that comes late is answered once as not taken', () => {
    const waiting = requested(ASSET);
    expect(lapse(waiting, 'p1', march(2, '12:01'))).toEqual([]);
    const lapsed = then(waiting, lapse(waiting, 'p1', march(2, '12:02')));
    expect(stateOf(lapsed)).toBe('lapsed');
    expect(refusalOf(request(lapsed, ask({ permit: 'p2' }), march(2, '12:02')))).toBeUndefined();
    const late = hearPermit(lapsed, permit('issued', { startBy: march(2, '12:05') }), march(2, '12:03'));
    expect(late).toMatchObject([{ type: 'PermitNotTaken', why: 'lapsed', answer: { state: 'not-taken', untilRead: march(20) } }]);
    expect(hearPermit(then(lapsed, late), permit('issued'), march(2, '12:03'))).toMatchObject([{ type: 'PermitAnswered', answer: { state: 'not-taken' } }]);
  });

  it('when the permit comes at its start-by, then it is too late', () => {
    expect(hearPermit(requested(ASSET), permit('issued'), march(2, '12:01'))).toMatchObject([{ type: 'PermitNotTaken', why: 'too-late' }]);
  });

  it('when the permit comes at the end of the window that was asked for, then it is too late', () => {
    const waiting = requested(PERSON, { window: { from: march(2), to: march(2, '12:01') } });
    expect(hearPermit(waiting, permit('issued', { startBy: march(2, '12:02') }), march(2, '12:01'))).toMatchObject([{ type: 'PermitNotTaken', why: 'too-late' }]);
  });

  it('when the end is read before the permit, then it is not taken, and the answer names the end', () => {
    const end = { how: 'cancelled' as const, at: march(2) };
    expect(hearPermit(requested(PERSON), permit('ended', { end }), march(2))).toMatchObject([{ type: 'PermitNotTaken', why: 'end-read', answer: { endRead: end } }]);
  });

  it('when the holder had refused it, then no permit starts it', () => {
    const refused = requested(ASSET, { unfit: [{ refused: 'not-serviceable', because: '' }] });
    expect(hearPermit(refused, permit('issued'), march(2))).toMatchObject([{ type: 'PermitNotTaken', why: 'refused' }]);
  });

  it('when the authority refuses, then the deployment is refused with the authority’s words', () => {
    const refusal = { refused: 'not-in-force', because: 'No authority is in force.' };
    expect(hearPermit(requested(ASSET), permit('refused', { refusal }), march(2))).toMatchObject([{ type: 'DeploymentRefused', refusal }]);
  });

  it('when a message names a permit nobody asked for, then it is refused', () => {
    expect(hearPermit(given(ASSET), permit('issued'), march(2))).toMatchObject({ refused: 'unknown-permit' });
  });
});

describe('given what is out, of which its authority has said nothing for long', () => {
  it('when the holder states it, then the whole state is said again and nothing changes; what is back is not stated', () => {
    const out = deployed(ASSET);
    expect(stateOpen(out, 'p1')).toMatchObject([{ type: 'PermitAnswered', answer: { state: 'deployed', untilRead: march(20), event: 'answered' } }]);
    expect(stateOpen(requested(ASSET), 'p1')).toEqual([]);
    expect(stateOpen(then(out, close(out, { permit: 'p1', outcome: 'recovered', note: '' }, march(6))), 'p1')).toEqual([]);
  });

  it('when its authority knows no such permit and says that it is ended, then it is called back', () => {
    const end = { how: 'unknown' as const, at: march(5) };
    expect(hearPermit(deployed(PERSON), permit('ended', { end, reference: '' }), march(5))).toMatchObject([{ type: 'DeploymentRecalled', by: 'end', answer: { state: 'withdrawing', endRead: end } }]);
  });
});

describe('given a deployed asset', () => {
  it('when another deployment is asked for a window long after, then it is in the way until it is recovered', () => {
    const refusal = refusalOf(request(deployed(ASSET), ask({ permit: 'p2', window: { from: march(15), to: march(16) } }), march(4)));
    expect(refusal).toMatchObject({ refused: 'already-committed', because: expect.stringContaining('until it is recovered'), instead: 'Free once it is recovered.' });
  });

  it('when it is booked after its window, then it is booked; but not once it is past its window and still out', () => {
    const booking = { allocation: 'b1', tasking: 't1', operationId: 'op2', window: { from: march(10), to: march(12) }, requestedBy: 'rm-price', unfit: [] };
    expect(book(deployed(ASSET), booking, march(4))).toMatchObject([{ type: 'Booked' }]);
    expect(book(deployed(ASSET), booking, march(10))).toMatchObject([{ type: 'BookingRefused', refusal: { refused: 'already-committed' } }]);
  });

  it('when its end is read, then it is recall-ordered with a clock; recovered, the clock is discharged and its operation’s later bookings are freed', () => {
    const booking = (allocation: string, operationId: string, from: number) => ({ type: 'Booked' as const, allocation, tasking: 't1', operationId, window: { from: march(from), to: march(from + 1) }, requestedBy: 'rm' });
    const out = { ...deployed(ASSET) };
    const thing = { ...out, calendar: [booking('mine', 'op1', 12), booking('theirs', 'op2', 14)].reduce(evolveCalendar, out.calendar) };
    const end = { how: 'cancelled' as const, at: march(5) };
    const recall = hearPermit(thing, permit('ended', { end }), march(5));
    expect(recall).toMatchObject([{ type: 'DeploymentRecalled', by: 'end', answer: { state: 'recall-ordered', endRead: end, recalledAt: march(5) }, deadlines: { set: [{ id: 'p1/recovery/1', what: 'recovery', due: march(8), statutory: false }] } }]);
    const back = events(close(then(thing, recall), { permit: 'p1', outcome: 'recovered', note: 'With the keeper’s consent.' }, march(6)));
    expect(back).toMatchObject([
      { type: 'DeploymentClosed', answer: { state: 'recovered', closedAt: march(6) }, deadlines: { discharged: [{ id: 'p1/recovery/1', at: march(6), how: 'done' }] } },
      { type: 'BookingReleased', allocation: 'mine', why: 'authority-ended' },
    ]);
  });

  it('when it is recovered before its end is read, then its bookings are freed as the end comes', () => {
    const out = deployed(ASSET);
    const recovered = then(out, close(out, { permit: 'p1', outcome: 'recovered', note: '' }, march(6)));
    const booked = then(recovered, book(recovered, { allocation: 'b1', tasking: 't1', operationId: 'op1', window: { from: march(12), to: march(13) }, requestedBy: 'rm', unfit: [] }, march(6)));
    expect(hearPermit(booked, permit('ended', { end: { how: 'cancelled', at: march(7) } }), march(7))).toMatchObject([{ type: 'PermitAnswered' }, { type: 'BookingReleased', allocation: 'b1' }]);
  });

  it('when its end is said again after it was booked anew, then that booking stands', () => {
    const out = deployed(ASSET);
    const end = { how: 'cancelled' as const, at: march(5) };
    const recalled = then(out, hearPermit(out, permit('ended', { end }), march(5)));
    const recovered = then(recalled, close(recalled, { permit: 'p1', outcome: 'recovered', note: '' }, march(6)));
    const booked = then(recovered, book(recovered, { allocation: 'b1', tasking: 't1', operationId: 'op1', window: { from: march(12), to: march(13) }, requestedBy: 'rm', unfit: [] }, march(6)));
    expect(hearPermit(booked, permit('repeated', { end }), march(7))).toMatchObject([{ type: 'PermitAnswered', answer: { state: 'recovered' } }]);
  });

  it('when its window ends, then recovery is due but nothing is recalled, and said once', () => {
    const out = deployed(ASSET);
    expect(windowEnded(out, 'p1', march(9))).toEqual([]);
    const ended = windowEnded(out, 'p1', march(10));
    expect(ended).toMatchObject([{ type: 'WindowEnded', answer: { state: 'deployed' }, deadlines: { set: [{ due: march(13) }] } }]);
    expect(windowEnded(then(out, ended), 'p1', march(11))).toEqual([]);
  });

  it('when its until passes without a message, then it is recalled by the clock, which is no end read', () => {
    const recalled = then(deployed(ASSET), recallByClock(deployed(ASSET), 'p1', march(20)));
    expect(stateOf(recalled)).toBe('recall-ordered');
    expect(recalled.calendar.deployments['p1']?.answer).not.toHaveProperty('endRead');
    expect(recallByClock(recalled, 'p1', march(21))).toEqual([]);
    const withdrawn = hearPermit(recalled, permit('extended', { until: march(30) }), march(20, '12:01'));
    expect(withdrawn).toMatchObject([{ type: 'RecallWithdrawn', answer: { state: 'deployed', untilRead: march(30) }, deadlines: { discharged: [{ how: 'superseded' }] } }]);
  });
});

describe('given deployed people', () => {
  it('when another operation asks for a window after theirs, then they are free for it', () => {
    expect(refusalOf(request(deployed(PERSON), ask({ permit: 'p2', authorisation: 'a2', operationId: 'op2', window: { from: march(10), to: march(12) } }), march(4)))).toBeUndefined();
  });

  it('when the windows overlap, then the refusal names the span and when they are free', () => {
    const refusal = refusalOf(request(deployed(PERSON), ask({ permit: 'p2', operationId: 'op2', window: { from: march(9), to: march(12) } }), march(4)));
    expect(refusal).toEqual({ refused: 'already-committed', because: `VT-0001 is deployed from ${march(3)} until ${march(10)}.`, instead: `Free from ${march(10)}.` });
  });

  it('when the end is read, then they are withdrawing without a clock, those named are told, and only a withdrawal closes it', () => {
    const out = deployed(PERSON);
    const ordered = hearPermit(out, permit('ended', { end: { how: 'quashed', at: march(5) } }), march(5));
    expect(ordered).toMatchObject([{ type: 'DeploymentRecalled', answer: { state: 'withdrawing', event: 'withdrawal-ordered', tell: ['co-blake', 'di-rowe'] } }]);
    const withdrawing = then(out, ordered);
    expect(withdrawalOverdue(withdrawing, 'p1', march(5, '13:00'))).toEqual([]);
    const overdue = withdrawalOverdue(withdrawing, 'p1', march(6));
    expect(overdue).toMatchObject([{ type: 'WithdrawalOverdue', answer: { state: 'withdrawing' }, deadlines: { set: [{ id: 'p1/withdrawal-overdue/1', due: march(7), persons: ['di-rowe'] }] } }]);
    expect(withdrawalOverdue(then(withdrawing, overdue), 'p1', march(7))).toEqual([]);
    const decided = then(withdrawing, decideWithdrawal(withdrawing, { permit: 'p1', note: 'After the meeting; risk accepted.' }, march(6)));
    expect(withdrawalOverdue(decided, 'p1', march(7))).toEqual([]);
    const back = then(decided, close(decided, { permit: 'p1', outcome: 'recovered', note: 'Home.' }, march(7)));
    expect(stateOf(back)).toBe('recovered');
    expect(close(back, { permit: 'p1', outcome: 'recovered', note: 'Home.' }, march(8))).toEqual([]);
    expect(close(back, { permit: 'p1', outcome: 'lost', note: '' }, march(8))).toMatchObject({ refused: 'not-deployed' });
  });
});

describe('given bookings', () => {
  const window = { from: march(5), to: march(8) };
  const booked = (tasking?: string): Thing => {
    const thing = given(ASSET);
    return then(thing, book(thing, { allocation: 'b1', ...(tasking ? { tasking } : {}), operationId: 'op1', window, requestedBy: 'rm', unfit: [] }, march(2)));
  };

  it('when the same operation deploys over its tasking’s booking, then it gives way; over a custodian’s, or another’s, it does not', () => {
    expect(refusalOf(request(booked('t1'), ask(), march(2)))).toBeUndefined();
    expect(refusalOf(request(booked(), ask(), march(2)))?.refused).toBe('already-committed');
    expect(refusalOf(request(booked('t1'), ask({ operationId: 'op2' }), march(2)))).toMatchObject({ refused: 'already-committed', because: expect.not.stringContaining('op1') });
  });

  it('when one would start at once and be out over another’s booking before its window, then it is refused', () => {
    expect(refusalOf(request(booked('t1'), ask({ operationId: 'op2', window: { from: march(8), to: march(9) } }), march(2)))?.refused).toBe('already-committed');
  });

  it('when a custodian’s booking is refused, then it is said and not recorded; given back, the window is free', () => {
    const again = { allocation: 'b2', operationId: 'op2', window, requestedBy: 'rm', unfit: [] };
    expect(book(booked('t1'), again, march(2))).toMatchObject({ refused: 'already-committed', instead: `Free from ${march(8)}.` });
    const free = then(booked('t1'), release(booked('t1'), 'b1'));
    expect(book(free, again, march(2))).toMatchObject([{ type: 'Booked' }]);
    expect(release(free, 'b1')).toEqual([]);
  });
});

describe('given a log that was restored, and what is out by its authority’s knowledge', () => {
  const started = { permit: 'p1', holder: 'asset-registry', thing: 'thing-1', authorisation: 'a1', component: 'c1', state: 'deployed', startedAt: march(3), untilRead: march(20), windowTo: march(10), force: 'met', event: 'started', tell: [], label: 'VT-0001' } as const;
  const open = (more: Partial<OpenPermit> = {}, said: Partial<PermitMessage> = {}): OpenPermit => ({ permit: permit('repeated', said), heard: started, tactic: 'vehicle-tracker', window: { from: march(3), to: march(10) }, requestedBy: 'rm-price', ...more });
  const end = { how: 'cancelled' as const, at: march(4) };

  it('when it is asked for before that was told, then nothing is recorded, whatever else is in the way', () => {
    expect(request(given(ASSET), ask({ untold: true }), march(5))).toMatchObject({ refused: 'open-permits-unknown' });
  });

  it.each([ASSET, PERSON])('when it hears of what the log has lost, then that is out as it was, answered, and in the way of every other', (rules) => {
    const heard = hearOpen(given(rules), open(), march(5));
    expect(events(heard)).toMatchObject([{ type: 'DeploymentRestored', answer: { state: 'deployed', startedAt: march(3) } }, { type: 'PermitAnswered', answer: { untilRead: march(20) } }]);
    expect(refusalOf(request(then(given(rules), heard), ask({ permit: 'p2' }), march(5)))?.refused).toBe('already-committed');
  });

  it('given a request that it knows and a start that it has lost, when a message of its issue comes first, then that means nothing yet; told, it is out', () => {
    const waiting = requested(ASSET);
    expect([isKnown(waiting, 'p1'), isKnown(given(ASSET), 'p1'), isKnown(deployed(ASSET), 'p1')]).toEqual([false, false, true]);
    expect(stateOf(then(waiting, hearOpen(waiting, open(), march(5))))).toBe('deployed');
  });

  it('given a permit that nobody answered, when it is told, then it counts as out from its issue, in the case’s force: it may have been taken, and somebody there must say what became of it', () => {
    const { heard: _none, ...unanswered } = open();
    expect(then(given(ASSET), hearOpen(given(ASSET), { ...unanswered, force: 'met' }, march(5))).calendar.deployments['p1']?.answer).toMatchObject({ state: 'deployed', startedAt: march(2), label: 'VT-0001', force: 'met' });
  });

  it.each<[HolderRules, string]>([[ASSET, 'recall-ordered'], [PERSON, 'withdrawing']])('given that it ended meanwhile, when it is told, then it is called back; given that it had been, then that stands, with its clock', (rules, state) => {
    expect(events(hearOpen(given(rules), open({}, { end }), march(5)))).toMatchObject([{ type: 'DeploymentRestored' }, { type: 'DeploymentRecalled', by: 'end', answer: { state, recalledAt: march(5) } }]);
    const stands = events(hearOpen(given(rules), open({ heard: { ...started, recalledAt: march(4), endRead: end } }, { end }), march(5)));
    expect(stands).toMatchObject([{ type: 'DeploymentRestored', answer: { state, recalledAt: march(4) }, ...(rules === ASSET ? { deadlines: { set: [{ id: 'p1/recovery/1' }] } } : {}) }, { type: 'PermitAnswered' }]);
  });

  it('given what it knows as out or back, when it is told, then that is answered as any repeat is', () => {
    for (const thing of [deployed(ASSET), then(deployed(ASSET), close(deployed(ASSET), { permit: 'p1', outcome: 'recovered', note: 'Back.' }, march(4)))])
      expect(events(hearOpen(thing, open(), march(5)))).toMatchObject([{ type: 'PermitAnswered', answer: { state: stateOf(thing) } }]);
  });
});
