import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import { type DeploymentAsk, type GateEvent, type HolderRules, type Thing, book, emptyCalendar, evolveCalendar, request } from './index.js';

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
