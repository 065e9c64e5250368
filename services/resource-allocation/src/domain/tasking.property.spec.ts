import { type Decision, isRefusal, refuse } from '@cpmp/kernel';
import fc from 'fast-check';
import { type Tasking, type TaskingEvent, allocate, ask, giveBack, hearBooking, stateOf, tasking } from './tasking.js';

/** How many lives of a tasking are tried. */
const RUNS = 500;

const window = { from: '2026-09-07T05:00:00.000Z', to: '2026-09-21T05:00:00.000Z' };
const NEEDED = 2;
const step = fc.record({ do: fc.constantFrom('ask' as const, 'allocate' as const, 'allocate' as const, 'booked' as const, 'booked' as const, 'refused' as const, 'released' as const, 'give back' as const), allocation: fc.constantFrom('b1', 'b2', 'b3') });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const decide = (state: Tasking, { do: what, allocation }: Step): Decision<TaskingEvent> => {
  const answer = { allocation, tasking: 't1', thing: `asset-${allocation}` };
  switch (what) {
    case 'ask': return ask(state, { operation: 'o', operationId: 'op', needs: [{ kind: 'vehicle-tracker', count: NEEDED }], window, priority: 1, by: 'dc' });
    case 'allocate': return allocate(state, { allocation, tasking: 't1', holder: 'asset-registry', thing: `asset-${allocation}`, window, by: 'rm' });
    case 'give back': return giveBack(state, allocation);
    case 'refused': return hearBooking(state, { ...answer, outcome: 'refused', refusal: refuse('already-committed', '', { instead: '' }) });
    default: return hearBooking(state, { ...answer, outcome: what });
  }
};

/** Where an allocation may go from where it stands. */
const NEXT: Readonly<Record<string, readonly string[]>> = { requested: ['requested', 'booked', 'refused', 'released'], booked: ['booked', 'released'], refused: ['refused', 'released'], released: ['released'] };

describe('whatever happens to a tasking', () => {
  it('an allocation is answered once and never goes back; what is met, part-met or open counts what is booked; its state is a function of its events', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let state = tasking.initial;
      const events: TaskingEvent[] = [];
      for (const s of steps) {
        const decision = decide(state, s);
        const made = isRefusal(decision) ? [] : decision;
        const after = made.reduce(tasking.evolve, state);
        for (const [id, { state: before }] of Object.entries(state.allocations)) expect(NEXT[before]).toContain(after.allocations[id]?.state);
        events.push(...made);
        state = after;
        const booked = Object.values(state.allocations).filter((allocation) => allocation.state === 'booked').length;
        const met = booked < NEEDED ? 'part-met' : 'met';
        expect(stateOf(state)).toBe(booked === 0 ? 'open' : met);
        // Done again, it is already so; only giving back asks again until the thing has answered.
        if (s.do !== 'give back' && !isRefusal(decision)) expect(decide(state, s)).toEqual([]);
      }
      expect(events.reduce(tasking.evolve, tasking.initial)).toEqual(state);
      for (const id of ['b1', 'b2', 'b3']) {
        const answers = events.filter((event) => (event.type === 'AllocationBooked' || event.type === 'AllocationRefused') && event.allocation === id);
        expect(answers.length).toBeLessThanOrEqual(1);
      }
    }), { numRuns: RUNS });
  });
});
