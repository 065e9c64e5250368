import { type Decision, isRefusal } from '@cpmp/kernel';
import { type Tasking, type TaskingEvent, allocate, ask, giveBack, hearBooking, stateOf, tasking } from './tasking.js';

const window = { from: '2026-09-07T05:00:00.000Z', to: '2026-09-21T05:00:00.000Z' };
const events = (decision: Decision<TaskingEvent>): readonly TaskingEvent[] => {
  if (isRefusal(decision)) throw new Error(decision.refused);
  return decision;
};
const then = (state: Tasking, decision: Decision<TaskingEvent>): Tasking => events(decision).reduce(tasking.evolve, state);
const asked = then(tasking.initial, ask(tasking.initial, { operation: 'Grey Lintel', operationId: 'op1', needs: [{ kind: 'vehicle-tracker', count: 2 }], window, priority: 2, by: 'dc-ahmed' }));
const choice = (allocation: string) => ({ allocation, tasking: 't1', holder: 'asset-registry' as const, thing: `asset-${allocation}`, window, by: 'rm-price' });
const allocated = then(asked, allocate(asked, choice('b1')));
const answer = (outcome: 'booked' | 'refused' | 'released') => ({ allocation: 'b1', tasking: 't1', thing: 'asset-b1', outcome, ...(outcome === 'refused' ? { refusal: { refused: 'already-committed', because: '' } } : {}) });

describe('given a tasking', () => {
  it('when a thing is chosen, then its own stream is asked, with what is needed and without the operation’s name', () => {
    const [event] = events(allocate(asked, choice('b1')));
    expect(event).toMatchObject({ type: 'AllocationRequested', request: { operationId: 'op1', needs: [{ kind: 'vehicle-tracker' }], priority: 2, released: false } });
    expect(JSON.stringify(event)).not.toContain('Grey Lintel');
    expect(allocate(allocated, choice('b1'))).toEqual([]);
  });

  it('when nobody asked, then there is nothing to allocate to', () => {
    expect(allocate(tasking.initial, choice('b1'))).toMatchObject({ refused: 'not-requested' });
  });

  it('when the thing’s stream answers, then the answer is recorded once, and late repeats change nothing', () => {
    const booked = then(allocated, hearBooking(allocated, answer('booked')));
    expect(booked.allocations['b1']?.state).toBe('booked');
    expect(hearBooking(booked, answer('refused'))).toEqual([]);
    const refused = then(allocated, hearBooking(allocated, answer('refused')));
    expect(refused.allocations['b1']).toMatchObject({ state: 'refused', refusal: { refused: 'already-committed' } });
    expect(hearBooking(asked, answer('booked'))).toMatchObject({ refused: 'unknown-allocation' });
  });

  it('when as many are booked as are needed, then it is met, and when one is given back it is not', () => {
    const one = then(allocated, hearBooking(allocated, answer('booked')));
    expect([stateOf(asked), stateOf(one)]).toEqual(['open', 'part-met']);
    const asks = then(one, allocate(one, choice('b2')));
    const two = then(asks, hearBooking(asks, { ...answer('booked'), allocation: 'b2' }));
    expect(stateOf(two)).toBe('met');
    expect(giveBack(two, 'b1')).toMatchObject([{ type: 'AllocationGivenBack', request: { allocation: 'b1', released: true } }]);
    const freed = then(two, hearBooking(two, answer('released')));
    expect(stateOf(freed)).toBe('part-met');
    expect(giveBack(freed, 'b1')).toEqual([]);
    expect(giveBack(allocated, 'b1')).toMatchObject({ refused: 'not-booked' });
    expect(giveBack(allocated, 'b9')).toMatchObject({ refused: 'not-allocated' });
  });

  it('when things are booked, then each counts for a need that it meets: two cameras are no team and a camera, one booked twice is one, and whoever can do two things does what nobody else can', () => {
    const both = then(tasking.initial, ask(tasking.initial, { operation: 'Grey Lintel', operationId: 'op1', needs: [{ kind: 'camera', count: 1 }, { kind: 'team', count: 1 }], window, priority: 2, by: 'dc-ahmed' }));
    const booked = (...things: readonly (readonly [thing: string, meets: readonly number[]])[]) =>
      stateOf(things.reduce((state, [thing, meets], n) => {
        const asks = then(state, allocate(state, { ...choice(`b${n}`), thing }));
        return then(asks, hearBooking(asks, { allocation: `b${n}`, tasking: 't1', thing, outcome: 'booked', meets }));
      }, both));
    expect(booked(['asset-1', [0]], ['asset-2', [0]])).toBe('part-met');
    expect(booked(['asset-1', [0]], ['resource-1', [1]])).toBe('met');
    expect(booked(['resource-1', [0, 1]], ['resource-1', [0, 1]])).toBe('part-met');
    expect(booked(['resource-1', [0, 1]], ['asset-1', [0]])).toBe('met');
  });
});
