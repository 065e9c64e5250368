import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import fc from 'fast-check';
import {
  afterProduct, type CaseFacts, confirmDestruction, destroyCopy, followCommissioner, holdProduct, liftHold, moveCopy, orderDestruction, product, type ProductEvent, type ProductFacts, type ProductState, quarantineProduct, recordCopy, registerProduct, releaseProduct, returnCopy,
  reviewProduct, standingBars, tellOfConfidential, withdrawDestruction, witnessCopy,
} from './index.js';
import { coveredBy } from './kept.js';

const RUNS = 200;
/** Whether lives are empty is asked of the same ones each time: it says something of how they are drawn, not of chance. */
const SAME = { seed: 1, numRuns: RUNS };
const DAY_MS = 86_400_000;
const T = (days: number): Instant => new Date(Date.UTC(2026, 2, 2, 9) + days * DAY_MS).toISOString();
const PEOPLE = ['ann', 'bob', 'cyd'] as const;

const ACTS = [
  'copy', 'move', 'disclose', 'return', 'keep', 'propose', 'tell', 'hold', 'lift', 'quarantine', 'release', 'order', 'order', 'confirm', 'confirm', 'withdraw', 'destroy', 'destroy', 'destroy', 'witness', 'witness', 'witness', 'follow',
] as const;
type Step = { readonly what: (typeof ACTS)[number]; readonly who: (typeof PEOPLE)[number]; readonly days: number; readonly n: number; readonly open: boolean; readonly quashed?: 'suspended' | 'lifted' | 'ordered' | undefined };
const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(...ACTS), who: fc.constantFrom(...PEOPLE), days: fc.constantFrom(0, 0, 1, 8), n: fc.constantFrom(1, 1, 2), open: fc.constantFrom(false, false, false, true),
  quashed: fc.constantFrom(undefined, undefined, undefined, 'suspended', 'ordered', 'lifted'),
});

const CASE: CaseFacts = { force: 'met', reference: 'MET-26-0001', state: 'cancelled', open: false, periods: [{ from: T(-20), until: T(-1) }], setApart: [], registered: 0 };
const rests = ({ open, quashed }: Pick<Step, 'open' | 'quashed'>): ProductFacts => ({
  law: { safeguards: { clause: 'codes', confirmed: false }, bases: [{ basis: 'evidence', words: 'w', reviewMonths: 12, clause: 'CPIA', confirmed: false }] },
  facts: { ...CASE, open, ...(quashed ? { quashed: { by: 'jc', destruction: quashed } } : {}) }, digest: JSON.stringify,
});
const COPY = { place: 'p', holder: 'h', purpose: 'u' };
const KEEP = { reason: 'r', basis: 'evidence' };

const decide = (state: ProductState, { what, who, n, ...how }: Step, now: Instant): Decision<ProductEvent> => {
  const [by, facts] = [{ person: who }, rests(how)];
  const copy = `k${n}`;
  const reviewBy = new Date(Date.parse(now) + 30 * DAY_MS).toISOString();
  switch (what) {
    case 'copy': return recordCopy(state, { by, ...COPY }, now, facts);
    case 'move': return moveCopy(state, { by, copy, ...COPY, place: 'elsewhere' }, now, facts);
    case 'disclose': return moveCopy(state, { by, copy, ...COPY, disclosedTo: 'CPS' }, now, facts);
    case 'return': return returnCopy(state, { by, copy, place: 'p', holder: 'h' }, now, facts);
    case 'keep': return reviewProduct(state, { by, decision: 'keep', ...KEEP, reviewBy }, now, facts);
    case 'propose': return reviewProduct(state, { by, decision: 'destroy', reason: 'r' }, now, facts);
    case 'tell': return tellOfConfidential(state, { by, told: 't' }, now, facts);
    case 'hold': return holdProduct(state, { by, reason: 'r' }, now, facts);
    case 'lift': return liftHold(state, { by, reason: 'r', hold: standingBars(state.holds)[0]?.id ?? 'h1' }, now, facts);
    case 'quarantine': return quarantineProduct(state, { by, reason: 'r' }, now, facts);
    case 'release': return releaseProduct(state, { by, reason: 'r', quarantine: standingBars(state.quarantines)[0]?.id ?? 'q1' }, now, facts);
    case 'order': return orderDestruction(state, { by, reason: 'r' }, now, facts);
    case 'confirm': return confirmDestruction(state, { by }, now, facts);
    case 'withdraw': return withdrawDestruction(state, { by, ...KEEP, reviewBy }, now, facts);
    case 'destroy': return destroyCopy(state, { by, copy, method: 'm' }, now, facts);
    case 'witness': return witnessCopy(state, { by, copy }, now, facts);
    case 'follow': return followCommissioner(state, now, facts);
  }
};

const BEGIN = { by: { person: 'ann' }, authorisation: 'a', component: 'c1', kind: 'audio', description: 'd', obtainedBy: 'ann', confidential: 'personal', basis: 'evidence', copy: COPY } as const;
type Happened = { readonly event: ProductEvent; readonly at: Instant; readonly before: ProductState; readonly how: Step };
const FIRST: Step = { what: 'copy', who: 'ann', days: 0, n: 1, open: false };

const live = (steps: readonly Step[]): readonly Happened[] => {
  let [state, days] = [product.initial, 0];
  const all = [undefined, ...steps];
  return all.flatMap((how) => {
    days += how?.days ?? 0;
    const decided = how ? decide(state, how, T(days)) : registerProduct(state, { ...BEGIN, from: T(-2), reviewBy: T(30) }, T(0), rests({ open: false }));
    return (isRefusal(decided) ? [] : decided).map((event): Happened => {
      const happened = { event, at: T(days), before: state, how: how ?? FIRST };
      state = afterProduct(state, [event]);
      return happened;
    });
  });
};
/** What takes product to its end from wherever it stands: chance alone seldom gets there. */
const toTheEnd = (copies: number): readonly Step[] => {
  const step = (what: Step['what'], who: Step['who'], more: Partial<Step> = {}): Step => ({ what, who, days: 0, n: 1, open: false, ...more });
  const bars = Array.from({ length: 60 }, () => [step('lift', 'ann'), step('release', 'ann')]).flat();
  const each = Array.from({ length: copies }, (_none, index) => [step('destroy', 'ann', { n: index + 1 }), step('witness', 'bob', { n: index + 1 }), step('witness', 'cyd', { n: index + 1 })]).flat();
  return [...bars, step('order', 'ann'), step('confirm', 'bob'), step('confirm', 'cyd'), step('hold', 'ann'), step('lift', 'ann', { days: 8 }), ...each];
};
const life = fc.tuple(fc.array(step, { minLength: 5, maxLength: 60 }), fc.boolean()).map(([steps, ends]) => (ends ? [...steps, ...toTheEnd(steps.length + 1)] : steps));
const everyLife = (holds: (life: readonly Happened[]) => void, runs: object = { numRuns: RUNS }) => fc.assert(fc.property(life, (steps) => holds(live(steps))), runs);

describe('whatever becomes of product', () => {
  it('then nobody destroys it alone: two persons stand behind the order, and two behind the end of each copy', () =>
    everyLife((life) => {
      for (const { event, before } of life) {
        if (event.type === 'DestructionConfirmed') expect(event.by.person).not.toBe(before.destruction?.ordered.by);
        if (event.type === 'CopyWitnessed') expect(event.by.person).not.toBe(before.copies[event.copy]?.destroyed?.by);
        if (event.type !== 'ProductDestroyed') continue;
        const { ordered, confirmed, copies } = event.destroyed;
        expect(ordered.by).not.toBe(confirmed.by);
        for (const copy of copies) expect(copy.by).not.toBe(copy.witness);
      }
    }));

  it('then no copy is destroyed while it is held or set apart, while its case is open or an appeal may be made, nor before the countdown is over', () =>
    everyLife((life) => {
      for (const { event, at, before, how } of life) {
        if (event.type !== 'CopyDestroyed') continue;
        expect([standingBars(before.holds), standingBars(before.quarantines), how.open, how.quashed === 'suspended']).toEqual([[], [], false, false]);
        expect(before.destruction?.notBefore !== undefined && before.destruction.notBefore <= at).toBe(true);
        expect(Date.parse(at) - Date.parse(before.destruction?.confirmed?.at ?? '')).toBeGreaterThanOrEqual(7 * DAY_MS);
      }
    }));

  it('then nobody takes an order back while a commissioner’s stands, whoever ordered it first', () =>
    everyLife((life) => {
      for (const { event, how } of life) if (event.type === 'DestructionWithdrawn') expect(['suspended', 'ordered']).not.toContain(how.quashed);
    }));

  it('then a certificate accounts for every copy that was ever recorded, and nothing happens after it', () =>
    everyLife((life) => {
      const end = life.findIndex(({ event }) => event.type === 'ProductDestroyed');
      const [last] = end < 0 ? [] : life.slice(end);
      if (last?.event.type !== 'ProductDestroyed') return;
      const recorded = life.flatMap(({ event }) => (event.type === 'CopyRecorded' ? [event.copy] : []));
      expect(last.event.destroyed.copies.map(({ copy }) => copy)).toEqual(recorded);
      // An inspector may still lift what they had put on it.
      expect(life.slice(end + 1).map(({ event }) => event.type).filter((type) => type !== 'HoldLifted' && type !== 'ProductReleased' && type !== 'ConfidentialProductTold')).toEqual([]);
    }));

  it('then while it is there something is due of it, and nothing of what is gone', () =>
    everyLife((life) => {
      for (const { event, before } of life) {
        const state = afterProduct(before, [event]);
        if (state.registered) expect(Object.values(state.standing).some(({ what }) => what !== 'product-confidential')).toBe(state.stage !== 'destroyed');
      }
    }));

  it('then folding it in two parts or at once gives the same, each event has a version, and each deadline an id of its own', () =>
    everyLife((life) => {
      const events = life.map(({ event }) => event);
      const half = Math.floor(events.length / 2);
      expect(afterProduct(afterProduct(product.initial, events.slice(0, half)), events.slice(half))).toEqual(afterProduct(product.initial, events));
      expect(afterProduct(product.initial, events).edition).toBe(events.length);
      const ids = events.flatMap((event) => ('deadlines' in event ? (event.deadlines.set ?? []).map(({ id }) => id) : []));
      expect(new Set(ids).size).toBe(ids.length);
    }));

  it('then these lives are not empty: each act happens in one of them', () => {
    const seen = new Set<string>();
    everyLife((life) => life.forEach(({ event }) => seen.add(event.type)), SAME);
    expect(Object.keys(product.personal).filter((type) => !seen.has(type))).toEqual([]);
  });
});

describe('what was in force all the while', () => {
  const periods = [{ from: T(0), until: T(10) }, { from: T(10), until: T(20) }, { from: T(30), until: T(40) }];
  it.each([[5, 5, true], [5, 10, true], [5, 15, true], [0, 20, true], [15, 35, false], [-1, 5, false], [20, 20, false], [35, 41, false], [40, 40, false]])('given %d to %d days, then %s', (from, until, covered) => {
    expect(coveredBy(periods, T(from), T(until))).toBe(covered);
  });
});
