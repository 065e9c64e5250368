import { refuse } from '@cpmp/kernel';
import fc from 'fast-check';
import { type Candidate, plan, type Planned, type Wanted } from './plan.js';

const KINDS = ['van', 'tracker', 'team'];
const at = (hour: number): string => new Date(Date.UTC(2026, 8, 1, hour)).toISOString();
const window = fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 20 })).map(([from, hours]) => ({ from: at(from), to: at(from + hours) }));
const overlaps = (a: { from: string; to: string }, b: { from: string; to: string }): boolean => a.from < b.to && b.from < a.to;
const no = (code: string) => refuse(code, 'No.', { instead: 'Another.' });

type Thing = Candidate & { readonly kind: string };
const candidates = fc.uniqueArray(fc.record({ n: fc.nat(30), kind: fc.constantFrom(...KINDS), fit: fc.boolean(), taken: fc.array(window, { maxLength: 3 }) }), { selector: ({ n }) => n, maxLength: 8 }).map((all) =>
  all.map(({ n, kind, fit, taken }): Thing => ({ thing: `thing-${n}`, kind, taken, against: (need) => (need.kind !== kind ? no('not-suited') : fit ? undefined : no('not-fit')) })),
);
const wanted = fc.uniqueArray(fc.record({ n: fc.nat(30), window, priority: fc.integer({ min: 1, max: 9 }), needs: fc.array(fc.record({ kind: fc.constantFrom(...KINDS), count: fc.integer({ min: 1, max: 3 }) }), { minLength: 1, maxLength: 2 }) }), { selector: ({ n }) => n, maxLength: 6 }).map((all) =>
  all.map(({ n, ...each }): Wanted => ({ tasking: `t${n}`, booked: [], ...each })),
);

const thingsOf = (planned: readonly Planned[], tasking: string): readonly string[] => planned.find((one) => one.tasking === tasking)?.things ?? [];

describe('whatever is wanted and whatever is there', () => {
  it('nothing is given that is taken, will not do, or is given to two at once; and what is given and what is missing make up what is needed', () => {
    fc.assert(fc.property(wanted, candidates, (all, things) => {
      const planned = plan(all, things);
      const given = planned.flatMap(({ tasking, things: names }) => names.map((name) => ({ thing: things.find(({ thing }) => thing === name) as Thing, tasking: all.find((one) => one.tasking === tasking) as Wanted })));
      for (const [n, { thing, tasking }] of given.entries()) {
        expect(thing.taken.some((each) => overlaps(each, tasking.window))).toBe(false);
        expect(tasking.needs.some((need) => thing.against(need, tasking.window) === undefined)).toBe(true);
        for (const other of given.slice(n + 1)) if (other.thing === thing) expect(overlaps(other.tasking.window, tasking.window)).toBe(false);
      }
      for (const { tasking, needs } of all) {
        const missing = planned.find((one) => one.tasking === tasking)?.unmet.reduce((sum, { count }) => sum + count, 0) ?? 0;
        expect(thingsOf(planned, tasking).length + missing).toBe(needs.reduce((sum, { count }) => sum + count, 0));
      }
    }));
  });

  it('a tasking of a lower priority takes nothing from one of a higher, and whatever the order of the lists, the plan is the same', () => {
    fc.assert(fc.property(wanted, candidates, fc.integer({ min: 1, max: 9 }), (all, things, priority) => {
      const higher = all.filter((one) => one.priority < priority);
      const planned = plan(all, things);
      // How many they get does not depend on the lower; which, may: what few others could use is given first.
      for (const { tasking } of higher) expect(thingsOf(planned, tasking)).toHaveLength(thingsOf(plan(higher, things), tasking).length);
      expect(plan(all.toReversed(), things.toReversed())).toEqual(planned);
    }));
  });
});

it('given one that is booked already, then only the rest is planned; given nothing of the kind, nothing fit, or nothing free, then it says which', () => {
  const hours = { from: at(1), to: at(2) };
  const things: Candidate[] = ['van-1', 'van-2'].map((thing) => ({ thing, taken: thing === 'van-1' ? [hours] : [], against: (need) => (need.kind === 'van' ? undefined : no(need.kind === 'team' ? 'not-fit' : 'not-suited')) }));
  const needs = ['van', 'team', 'boat'].map((kind) => ({ kind, count: 1 }));
  const one = { tasking: 't1', window: hours, priority: 1, needs, booked: ['van-1'] };
  expect(plan([one, { ...one, tasking: 't2', priority: 2, booked: [], needs: [{ kind: 'van', count: 2 }] }], things)).toEqual([
    { tasking: 't1', things: [], unmet: [{ kind: 'team', count: 1, because: 'not-fit' }, { kind: 'boat', count: 1, because: 'not-suited' }] },
    { tasking: 't2', things: ['van-2'], unmet: [{ kind: 'van', count: 1, because: 'already-committed' }] },
  ]);
});
