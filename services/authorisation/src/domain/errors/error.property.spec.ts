import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import { errorsOn, evaluate } from '@cpmp/law';
import { loadBook } from '@cpmp/law/load';
import fc from 'fast-check';
import {
  afterError, closeError, dismissError, enterAnswer, error, type ErrorEvent, type ErrorLaw, type ErrorState, establishError, giveEarlyNotice, joinError, liftQuarantine, makeSubmission, measureDone, openQuarantines, orderQuarantine, raiseError,
  raiseFromRecord, reopenError, reportError,
} from '../index.js';
import { T } from '../spec-case.js';

const book = loadBook();
const LAW: ErrorLaw = {
  on: (at) => errorsOn(book, at),
  establish: (at) => {
    const ask = { event: 'establish-error', at } as const;
    return { ask, answer: evaluate(book, ask) };
  },
};

const RUNS = 300;
const SAME = { seed: 1, numRuns: 400 };
const DAY = 24 * 60;
const by = { person: 'cmdr-sro', rank: 'commander', force: 'met' };
const about = { force: 'met', authorisation: 'x', component: 'c1' };
const suspicion = { kind: 'activity-after-end', component: 'c1', trace: 'start-after-end' as const, from: T(0) };
const sign = 'authority-x/sign:authorisation/1/1/0';
const raise = (state: ErrorState, now: Instant) => raiseFromRecord(state, { about, sign, suspicion }, now, { law: LAW, errors: {} });
const ITEMS = LAW.on(T(0)).report.map(({ item }) => item).filter((item) => item !== 'sign-off');
const WHOLE = Object.fromEntries(ITEMS.map((item) => [item, 'None.']));

const WHATS = ['raise', 'quarantine', 'lift', 'dismiss', 'join', 'relevant', 'relevant', 'not-reportable', 'notice', 'agree', 'report', 'report', 'half-report', 'ask', 'answer', 'submit', 'close', 'close', 'measure', 'reopen'] as const;
type Step = { readonly what: (typeof WHATS)[number]; readonly days: number };
const step: fc.Arbitrary<Step> = fc.record({ what: fc.constantFrom(...WHATS), days: fc.constantFrom(0, 0, 1, 3, 14) });

const decide = (state: ErrorState, what: Step['what'], now: Instant, later: Instant): Decision<ErrorEvent> => {
  switch (what) {
    case 'raise': return raise(state, now);
    case 'quarantine': return orderQuarantine(state, { by, from: T(0), reason: 'r' }, now);
    case 'lift': return liftQuarantine(state, { by, quarantine: 'q1', reason: 'r' }, now);
    case 'dismiss': return dismissError(state, { by, reason: 'r' }, now);
    case 'join': return joinError(state, { by, id: 'a', into: 'b', reason: 'r', other: afterError(error.initial, raise(error.initial, now) as readonly ErrorEvent[]) }, now);
    case 'relevant': return establishError(state, { by, relevant: true, ground: 'g' }, now, LAW);
    case 'not-reportable': return establishError(state, { by, relevant: false, ground: 'g' }, now, LAW);
    case 'notice': return giveEarlyNotice(state, { by, text: 't', estimate: later }, now);
    case 'agree': return giveEarlyNotice(state, { by, text: 't', agreedUntil: later }, now);
    case 'report': return reportError(state, { by, says: WHOLE }, now, LAW);
    case 'half-report': return reportError(state, { by, says: { cause: 'c' } }, now, LAW);
    case 'ask': return enterAnswer(state, { by, decision: 'submissions-asked', text: 't', submissionsBy: later }, now);
    case 'answer': return enterAnswer(state, { by, decision: 'noted', text: 't' }, now);
    case 'submit': return makeSubmission(state, { by, text: 't' }, now);
    case 'close': return closeError(state, { by, causes: 'c', learnt: 'l', measures: [{ what: 'w', owner: 'cab-lane', due: later }] }, now);
    case 'measure': return measureDone(state, { by, measure: 'm1', note: 'n' }, now);
    case 'reopen': return reopenError(state, { by, reason: 'r' }, now);
  }
};

type Happened = { readonly what: Step['what']; readonly events: readonly ErrorEvent[]; readonly refused?: string; readonly at: Instant; readonly before: ErrorState; readonly after: ErrorState };

const live = (steps: readonly Step[]): readonly Happened[] => {
  let [state, minutes] = [error.initial, 0];
  return [{ what: 'raise' as const, days: 0 }, ...steps].map(({ what, days }) => {
    minutes += days * DAY;
    const before = state;
    const decided = decide(state, what, T(minutes), T(minutes + 30 * DAY));
    const events = isRefusal(decided) ? [] : decided;
    state = afterError(state, events);
    return { what, events, ...(isRefusal(decided) ? { refused: decided.refused } : {}), at: T(minutes), before, after: state };
  });
};

const everyLife = (holds: (life: readonly Happened[]) => void, runs: object = { numRuns: RUNS }) => fc.assert(fc.property(fc.array(step, { minLength: 3, maxLength: 25 }), (steps) => holds(live(steps))), runs);
const stands = ({ standing }: ErrorState, what: string): number => Object.values(standing).filter((one) => one.what === what).length;

describe('whatever becomes of an error', () => {
  it('then it is judged by a clock while it is suspected, and reported by a clock from its establishment to its report', () =>
    everyLife((life) => {
      for (const { after } of life) {
        expect(stands(after, 'error-triage')).toBe(after.stage === 'suspected' ? 1 : 0);
        const owed = after.stage === 'established' && after.established?.relevant === true && after.reports.length === 0;
        expect(stands(after, 'error-report')).toBe(owed ? 1 : 0);
      }
    }));

  it('then the report is due when the law says, from the instant of its establishment, and by another day once the Commissioner agreed to one', () =>
    everyLife((life) => {
      for (const { events, before } of life) for (const event of events) {
        const due = 'deadlines' in event ? event.deadlines.set?.find(({ what }) => what === 'error-report') : undefined;
        if (event.type === 'ErrorEstablished' && event.relevant) expect([due?.due, due?.statutory]).toEqual([LAW.establish(event.establishedAt).answer.deadlines['error-report'], true]);
        else if (event.type === 'EarlyNoticeGiven') expect([due?.due, stands(before, 'error-report') === 1 || due === undefined]).toEqual([event.agreedUntil, true]);
        else expect(due).toBeUndefined();
      }
    }));

  it('then nothing is reported that was not established as relevant, and no report leaves out what the law wants', () =>
    everyLife((life) => {
      for (const { what, events, refused, before } of life) {
        if (what === 'half-report') expect(refused).toBeDefined();
        for (const event of events) if (event.type === 'ErrorReported') expect([before.stage, before.established?.relevant, Object.keys(event.says).toSorted()]).toEqual(['established', true, [...ITEMS].toSorted()]);
      }
    }));

  it('then a relevant error is closed only once it was reported, and product is set apart only while it is open', () =>
    everyLife((life) => {
      for (const { after } of life) {
        if (after.stage === 'closed') expect(after.established?.relevant === true && after.reports.length === 0).toBe(false);
        if (after.stage !== 'suspected' && after.stage !== 'established') expect(openQuarantines(after)).toEqual([]);
      }
    }));

  it('then each deadline is set once, discharged once and after it was set, and a measure stays due until it is carried out', () =>
    everyLife((life) => {
      const [set, discharged] = [new Set<string>(), new Set<string>()];
      for (const { events, after } of life) {
        for (const event of events) {
          const changes = 'deadlines' in event ? event.deadlines : {};
          for (const { id } of changes.discharged ?? []) {
            expect([set.has(id), discharged.has(id)]).toEqual([true, false]);
            discharged.add(id);
          }
          for (const { id } of changes.set ?? []) {
            expect(set.has(id)).toBe(false);
            set.add(id);
          }
        }
        expect(stands(after, 'error-measure')).toBe(after.measures.filter(({ done }) => !done).length);
      }
    }));

  it('then it is opened once, its edition counts its events, and folding them twice comes to the same', () =>
    everyLife((life) => {
      const all = life.flatMap(({ events }) => events);
      expect(all.filter(({ type }) => type === 'ErrorRaised')).toHaveLength(1);
      expect(afterError(error.initial, all)).toEqual(life.at(-1)?.after);
      expect(life.at(-1)?.after.edition).toBe(all.length);
    }));

  it('then every no says what would be allowed, and nothing of it in anybody’s words', () =>
    everyLife((life) => {
      for (const { what, refused, before, at } of life) {
        if (!refused) continue;
        const decided = decide(before, what, at, T(99 * DAY));
        if (isRefusal(decided)) expect(decided.instead?.endsWith('.')).toBe(true);
      }
    }));

  it('then these lives are not empty: everything that can happen to an error happens in one', () => {
    const seen = new Set<string>();
    everyLife((life) => life.forEach(({ events }) => events.forEach(({ type }) => seen.add(type))), SAME);
    expect(Object.keys(error.personal).filter((type) => !seen.has(type))).toEqual([]);
  });
});

describe('an error that a person raises', () => {
  const said = { by, about: {}, kind: 'source-without-authority', text: 'They were tasked before anybody asked.' };
  const facts = { law: LAW, errors: { '26': 11 } };

  it('given a kind of the law, then it has the next reference of its force and year, the clause that describes it, and a clock', () => {
    const [raised] = raiseError(error.initial, said, T(0), facts) as readonly ErrorEvent[];
    expect(raised).toMatchObject({ type: 'ErrorRaised', about: { reference: 'MET-26-E0012', force: 'met' }, clause: 'IPCO annual report 2018, 11.30', found: { how: 'person', by }, discoveredAt: T(0), deadlines: { set: [{ what: 'error-triage', due: '2026-03-10T00:00:00.000Z' }] } });
  });

  it.each([
    ['a kind that the law does not name', { kind: 'bad-manners' }, 'unknown-kind'],
    ['an instant that has not come', { from: T(60) }, 'instant-in-future'],
    ['an end before its beginning', { from: T(-10), until: T(-20) }, 'window-order'],
    ['somebody of no force', { by: { person: 'x' } }, 'force-unknown'],
  ])('given %s, then it is refused', (_, change, refused) => {
    expect(raiseError(error.initial, { ...said, ...change }, T(0), facts)).toMatchObject({ refused });
  });

  it('given a day before the duty, then the record opens nothing', () => {
    expect(raise(error.initial, '2017-08-31T12:00:00.000Z')).toEqual([]);
  });
});
