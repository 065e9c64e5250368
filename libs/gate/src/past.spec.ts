import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import { type DeploymentAsk, type GateEvent, type HolderRules, type PermitMessage, type Thing, book, close, deploymentIn, emptyCalendar, evolveCalendar, hearPermit, isOpen, release, request } from './index.js';

const ASSET: HolderRules = { holder: 'asset-registry', commitment: 'place', recalled: 'recall-ordered', recoverWithinHours: 72, freesBookings: true };
const PERSON: HolderRules = { holder: 'resource-allocation', commitment: 'window', recalled: 'withdrawing', freesBookings: false };

const thingOf = (calendar = emptyCalendar, rules = PERSON): Thing => ({ rules, stream: 'thing-1', label: 'team-red', tell: [], tellOverdue: [], calendar });
const march = (day: number, time = '12:00'): Instant => `2026-03-${String(day).padStart(2, '0')}T${time}:00.000Z`;
const ask = (more: Partial<DeploymentAsk> = {}): DeploymentAsk => ({
  permit: 'p1', authorisation: 'a1', component: 'c1', tactic: 'foot', target: { subject: 's' },
  window: { from: march(3), to: march(10) }, requestedBy: 'rm-price', force: 'met', operationId: 'op1', unfit: [], risks: [], ...more,
});
const then = (thing: Thing, decision: Decision<GateEvent>): Thing => {
  if (isRefusal(decision)) throw new Error(decision.refused);
  return { ...thing, calendar: decision.reduce(evolveCalendar, thing.calendar) };
};
const booking = (allocation: string, window: { from: Instant; to: Instant }) => ({ allocation, operationId: 'op2', window, requestedBy: 'rm-price', unfit: [] });

describe('given a booking that was over this morning', () => {
  const booked = then(thingOf(), book(thingOf(), booking('b1', { from: march(5, '08:00'), to: march(5, '09:00') }), march(4)));

  it('when the whole day is booked or asked for after it, then it is in nobody’s way; while it runs it is', () => {
    const day = { from: march(5, '00:00'), to: march(6, '00:00') };
    expect(book(booked, booking('b2', day), march(5, '09:00'))).toMatchObject([{ type: 'Booked' }]);
    expect(request(booked, ask({ window: day }), march(5, '09:00'))).toMatchObject([{ answer: { state: 'requested' } }]);
    expect(request(booked, ask({ window: day }), march(5, '09:00'))).not.toMatchObject([{ refusal: {} }]);
    expect(book(booked, booking('b2', day), march(5, '08:59'))).toMatchObject({ refused: 'already-committed', instead: `Free from ${march(5, '09:00')}.` });
  });
});

describe('given a thing that was booked and deployed every day of a year', () => {
  const day = (n: number, hour: number): Instant => new Date(Date.UTC(2026, 0, 1 + n, hour)).toISOString();
  const said = (kind: PermitMessage['kind'], n: number, more: Partial<PermitMessage> = {}): PermitMessage => ({
    kind, permit: `p${n}`, holder: 'asset-registry', thing: 'thing-1', authorisation: 'a1', component: 'c1', reference: 'MET-26-0001', operationId: 'op1',
    issuedAt: day(n, 8), startBy: day(n, 9), until: day(400, 0), ...more,
  });
  const happened: GateEvent[] = [];
  let thing = thingOf(emptyCalendar, ASSET);
  const does = (decide: (thing: Thing) => Decision<GateEvent>): void => {
    const decision = decide(thing);
    if (isRefusal(decision)) throw new Error(decision.refused);
    happened.push(...decision);
    thing = then(thing, decision);
  };
  beforeAll(() => {
    for (let n = 0; n < 365; n += 1) {
      does((now) => book(now, booking(`b${n}`, { from: day(n, 18), to: day(n, 20) }), day(n, 7)));
      does((now) => request(now, ask({ permit: `p${n}`, window: { from: day(n, 8), to: day(n, 17) } }), day(n, 8)));
      does((now) => hearPermit(now, said('issued', n), day(n, 8)));
      does((now) => close(now, { permit: `p${n}`, outcome: n === 100 ? 'lost' : 'recovered', note: '' }, day(n, 16)));
    }
  });

  it('then its state holds a month of deployments, and no booking that is over', () => {
    const { deployments, bookings } = thing.calendar;
    expect([Object.keys(deployments).length, Object.keys(bookings)]).toEqual([32, ['b364']]);
    expect(Object.values(deployments).some(isOpen)).toBe(false);
    expect(happened.reduce(evolveCalendar, emptyCalendar)).toEqual(thing.calendar);
  });

  it('when the end of a permit of long ago is heard, then the stream has what it takes to answer it whole, and the answer brings it back into no state', () => {
    const end = { how: 'expired' as const, at: day(364, 23) };
    const message = said('ended', 100, { end });
    expect(hearPermit(thing, message, day(365, 0))).toMatchObject({ refused: 'unknown-permit' });
    const past = deploymentIn(happened, 'p100')!;
    const answered = hearPermit({ ...thing, calendar: { ...thing.calendar, deployments: { ...thing.calendar.deployments, p100: past } } }, message, day(365, 0));
    expect(answered).toMatchObject([{ type: 'PermitAnswered', answer: { state: 'lost', closedAt: day(100, 16), endRead: end } }]);
    expect(then(thing, answered).calendar).toEqual(thing.calendar);
    expect(deploymentIn(happened, 'never')).toBeUndefined();
  });

  it('when a booking of long ago is given back by who knows of it, then that is answered; by who does not, nothing is', () => {
    expect(release(thing, 'b100', { allocation: 'b100', tasking: 't1' })).toEqual([{ type: 'BookingReleased', allocation: 'b100', tasking: 't1', why: 'given-back' }]);
    expect(release(thing, 'b100')).toEqual([]);
  });

  it('given events from before a booking said when it was made, then they stand until something says when it is', () => {
    const old: GateEvent = { type: 'Booked', allocation: 'b1', operationId: 'op1', window: { from: march(5), to: march(6) }, requestedBy: 'rm-price' };
    const before = evolveCalendar(emptyCalendar, old);
    expect([before.bookings, evolveCalendar(before, { ...old, allocation: 'b2', window: { from: march(8), to: march(9) }, bookedAt: march(7) }).bookings].map(Object.keys)).toEqual([['b1'], ['b2']]);
  });
});
