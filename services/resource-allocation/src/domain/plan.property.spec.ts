import { loadSolver, most } from '@cpmp/planner';
import { refuse } from '@cpmp/kernel';
import fc from 'fast-check';
import { type Candidate, planned, type Planned, type Taken, type Wanted, weigh } from './plan.js';

const KINDS = ['van', 'tracker', 'team'];
const at = (hour: number): string => new Date(Date.UTC(2026, 8, 1, hour)).toISOString();
const window = fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 20 })).map(([from, hours]) => ({ from: at(from), to: at(from + hours) }));
const overlaps = (a: { from: string; to: string }, b: { from: string; to: string }): boolean => a.from < b.to && b.from < a.to;
const no = (code: string) => refuse(code, 'No.', { instead: 'Another.' });

const highs = await loadSolver();
const plan = (wanted: readonly Wanted[], things: readonly Candidate[]): readonly Planned[] => {
  const weighed = weigh(wanted, things);
  return planned(weighed, most(highs, weighed.problem, { aims: weighed.aims, before: weighed.before, until: Number.MAX_SAFE_INTEGER }).assignment);
};

type Thing = Candidate & { readonly kind: string };
const candidates = fc.uniqueArray(fc.record({ n: fc.nat(30), kind: fc.constantFrom(...KINDS), fit: fc.boolean(), taken: fc.array(window, { maxLength: 3 }) }), { selector: ({ n }) => n, maxLength: 8 }).map((all) =>
  all.map(({ n, kind, fit, taken }): Thing => ({ thing: `thing-${n}`, kind, taken, against: (need) => (need.kind !== kind ? no('not-suited') : fit ? undefined : no('not-fit')) })),
);
const wanted = fc.uniqueArray(fc.record({ n: fc.nat(30), window, priority: fc.integer({ min: 1, max: 9 }), needs: fc.array(fc.record({ kind: fc.constantFrom(...KINDS), count: fc.integer({ min: 1, max: 3 }) }), { minLength: 1, maxLength: 2 }) }), { selector: ({ n }) => n, maxLength: 6 }).map((all) =>
  all.map(({ n, ...each }): Wanted => ({ tasking: `t${n}`, booked: [], ...each })),
);

/** The plan's things as if each were booked for its tasking. */
const booked = (all: readonly Wanted[], things: readonly Thing[], plans: readonly Planned[]): { readonly all: readonly Wanted[]; readonly things: readonly Thing[] } => ({
  all: all.map((one) => ({ ...one, movable: true, booked: [...one.booked, ...(plans.find(({ tasking }) => tasking === one.tasking)?.things ?? []).map((thing) => ({ thing }))] })),
  things: things.map((one) => ({ ...one, taken: [...one.taken, ...plans.filter(({ things: given }) => given.includes(one.thing)).map(({ tasking }): Taken => ({ ...(all.find((each) => each.tasking === tasking) as Wanted).window, tasking }))] })),
});

const countOf = (needs: readonly { readonly count: number }[]): number => needs.reduce((sum, { count }) => sum + count, 0);
/** Of each priority, how many have all that they need, and how much all of them have. */
const reachedOf = (all: readonly Wanted[], plans: readonly Planned[]): readonly (readonly [priority: number, whole: number, given: number])[] =>
  [...new Set(all.map(({ priority }) => priority))].toSorted((a, b) => a - b).map((priority) => {
    const lacking = all.filter((one) => one.priority === priority).map(({ tasking, needs }) => [countOf(needs), countOf(plans.find((each) => each.tasking === tasking)?.unmet ?? [])] as const);
    return [priority, lacking.filter(([, unmet]) => unmet === 0).length, lacking.reduce((sum, [needed, unmet]) => sum + needed - unmet, 0)];
  });

describe('whatever is wanted and whatever is there', () => {
  it('nothing is given that is taken, will not do, or is given to two at once; and what is given and what is missing make up what is needed', () => {
    fc.assert(fc.property(wanted, candidates, (all, things) => {
      const plans = plan(all, things);
      const given = plans.flatMap(({ tasking, things: names }) => names.map((name) => ({ thing: things.find(({ thing }) => thing === name) as Thing, tasking: all.find((one) => one.tasking === tasking) as Wanted })));
      for (const [n, { thing, tasking }] of given.entries()) {
        expect(thing.taken.some((each) => overlaps(each, tasking.window))).toBe(false);
        expect(tasking.needs.some((need) => thing.against(need, tasking.window) === undefined)).toBe(true);
        for (const other of given.slice(n + 1)) if (other.thing === thing) expect(overlaps(other.tasking.window, tasking.window)).toBe(false);
      }
      for (const { tasking, needs } of all) {
        const found = plans.find((one) => one.tasking === tasking);
        expect((found?.things.length ?? 0) + countOf(found?.unmet ?? [])).toBe(countOf(needs));
      }
    }));
  });

  it('a tasking of a lower priority takes nothing from those of a higher, and whatever the order of the lists, the plan is the same', () => {
    fc.assert(fc.property(wanted, candidates, fc.integer({ min: 1, max: 9 }), (all, things, priority) => {
      const higher = all.filter((one) => one.priority < priority);
      const plans = plan(all, things);
      expect(reachedOf(higher, plans)).toEqual(reachedOf(higher, plan(higher, things)));
      expect(plan(all.toReversed(), things.toReversed())).toEqual(plans);
    }));
  });

  it('what was booked by a plan stays as it is when nothing changed; and when more is wanted, nothing of a priority gets less than a plan from nothing would give it', () => {
    fc.assert(fc.property(wanted, wanted, candidates, (some, more, things) => {
      const held = booked(some, things, plan(some, things));
      expect(plan(held.all, held.things).filter(({ things: given, givenBack }) => given.length + givenBack.length > 0)).toEqual([]);
      const also = more.map((one) => ({ ...one, tasking: `more-${one.tasking}` }));
      expect(reachedOf([...some, ...also], plan([...held.all, ...also], held.things))).toEqual(reachedOf([...some, ...also], plan([...some, ...also], things)));
    }));
  });
});

describe('one who weighs taskings against each other', () => {
  const hours = (from: number, to: number) => ({ from: at(from), to: at(to) });
  const wants = (tasking: string, from: number, to: number, more: Partial<Wanted> = {}): Wanted => ({ tasking, window: hours(from, to), priority: 1, needs: [{ kind: 'van', count: 1 }], booked: [], ...more });
  const van = (thing: string, taken: readonly Taken[] = []): Candidate => ({ thing, taken, against: (need) => (need.kind === 'van' ? undefined : no(need.kind === 'team' ? 'not-fit' : 'not-suited')) });

  it('given one that is booked already, then only the rest is planned; given nothing of the kind, nothing fit, or nothing free, then it says which, and who has it', () => {
    const one = wants('t1', 1, 2, { needs: ['van', 'team', 'boat'].map((kind) => ({ kind, count: 1 })), booked: [{ thing: 'van-1' }] });
    expect(plan([one, wants('t2', 1, 2, { priority: 2, needs: [{ kind: 'van', count: 2 }] }), wants('t3', 1, 2, { priority: 3 })], [van('van-1', [hours(1, 2)]), van('van-2')])).toEqual([
      { tasking: 't1', things: [], givenBack: [], unmet: [{ kind: 'team', count: 1, because: 'not-fit', heldBy: [] }, { kind: 'boat', count: 1, because: 'not-suited', heldBy: [] }] },
      { tasking: 't2', things: ['van-2'], givenBack: [], unmet: [{ kind: 'van', count: 1, because: 'already-committed', heldBy: [] }] },
      { tasking: 't3', things: [], givenBack: [], unmet: [{ kind: 'van', count: 1, because: 'already-committed', heldBy: ['t2'] }] },
    ]);
  });

  it('given one that has something whose calendar was not read, then that stays, and meets what it was booked for; a thing that is booked twice counts once', () => {
    const needs = ['van', 'boat'].map((kind) => ({ kind, count: 1 }));
    const lacking = (meets: readonly number[]) => plan([wants('t1', 1, 2, { needs, movable: true, booked: [{ thing: 'unread', meets }] })], [van('van-1')])[0]?.unmet.map(({ kind }) => kind);
    expect([lacking([0]), lacking([1]), lacking([])]).toEqual([['boat'], [], ['boat']]);
    expect(plan([wants('t1', 1, 2, { needs: [{ kind: 'van', count: 2 }], booked: Array(2).fill({ thing: 'van-1' }) })], [van('van-1', [hours(1, 2)])])).toMatchObject([{ unmet: [{ count: 1 }] }]);
  });

  it('given a long one that begins first and two short ones as pressing, when there is one van, then the two have it', () => {
    expect(plan([wants('long', 1, 9), wants('short-1', 2, 4), wants('short-2', 5, 7)], [van('van-1')]).map(({ things }) => things)).toEqual([[], ['van-1'], ['van-1']]);
  });

  it('given one that can have all it needs and three as pressing that can have half, when there is one van, then it is the one that is met', () => {
    const half = [1, 3, 5].map((from) => wants(`half-${from}`, from, from + 1, { needs: [{ kind: 'van', count: 2 }] }));
    expect(plan([wants('met', 1, 9), ...half], [van('van-1')]).map(({ tasking, things }) => [tasking, things.length])).toEqual([['half-1', 0], ['met', 1], ['half-3', 0], ['half-5', 0]]);
  });

  it('given a more pressing one that nothing is free for, when bookings may move, then the one in its way gets another van, gives its own back, or lacks one; what has begun, is out or is promised otherwise stays', () => {
    const pressing = wants('pressing', 1, 9, { priority: 1 });
    const own: Taken = { ...hours(2, 4), tasking: 'other' };
    const other = wants('other', 2, 4, { priority: 5, booked: [{ thing: 'van-1' }], movable: true });
    const given = (things: readonly Candidate[], wanted = other) => plan([pressing, wanted], things).map(({ things: gets, givenBack, unmet }) => [gets, givenBack, unmet.length]);
    expect(given([van('van-1', [own]), van('van-2', [hours(8, 9)])])).toEqual([[['van-1'], [], 0], [['van-2'], ['van-1'], 0]]);
    expect(given([van('van-1', [own])])).toEqual([[['van-1'], [], 0], [[], ['van-1'], 1]]);
    for (const taken of [[{ ...own, to: at(5) }], [own, hours(3, 4)], [{ ...own, tasking: 'third' }]]) expect(given([van('van-1', taken)])).toEqual([[[], [], 1], [[], [], 0]]);
    expect(given([van('van-1', [own])], { ...other, movable: false })).toEqual([[[], [], 1], [[], [], 0]]);
  });
});
