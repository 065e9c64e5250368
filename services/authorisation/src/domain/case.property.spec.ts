import type { DeploymentAnswer, DeploymentState } from '@cpmp/gate';
import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import fc from 'fast-check';
import { after, answerRequest, authority, type AuthorityEvent, type AuthorityState, cancel, check, expire, grant, hearAnswer, inForceAt, notify, permitInStream, refuseComponent, renew, repeatPermit, review } from './index.js';
import { answer, granted, LAW, OFFICER, request, T } from './spec-case.js';

/** How many lives of a case are tried. */
const RUNS = 400;
/** Whether lives are empty is asked of the same ones each time: it says something of how they are drawn, not of chance. */
const SAME = { seed: 1, numRuns: RUNS };

type Step = { readonly what: string; readonly component: string; readonly permit: string; readonly wait: number; readonly back: number };

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('grant', 'grant', 'refuse', 'check', 'review', 'renew', 'late renew', 'cancel', 'notify', 'expire', 'ask', 'ask', 'ask', 'start', 'recall', 'read end', 'close', 'repeat', 'duplicate'),
  component: fc.constantFrom('c1', 'c1', 'c2'),
  permit: fc.constantFrom('p1', 'p2', 'p3'),
  wait: fc.constantFrom(0, 0, 0.5, 1, 1, 30, 400, 1_100),
  back: fc.constantFrom(0, 1, 50, 500),
});

type Life = { readonly state: AuthorityState; readonly stream: readonly { readonly event: AuthorityEvent; readonly at: Instant; readonly before: AuthorityState }[] };

/** What a holder says of a permit: it starts once, and says so ever after. */
const answered = (life: Life, { permit }: Step, change: Partial<DeploymentAnswer>) => {
  const said = life.stream.findLast(({ event }) => 'said' in event && event.said.permit === permit)?.event;
  const known = said && 'said' in said ? said.said : undefined;
  const started = life.stream.flatMap(({ event }) => (event.type === 'AnswerHeard' && event.answer.permit === permit ? [event.answer.startedAt] : [])).find((at) => at !== undefined);
  const { startedAt = started, ...rest } = change;
  return answer({ permit, component: known?.component ?? 'c1', ...(known ? { untilRead: known.until } : {}), ...rest, startedAt: started ?? startedAt });
};

const decide = (life: Life, s: Step, now: Instant, earlier: Instant): Decision<AuthorityEvent> => {
  const { state } = life;
  const by = OFFICER;
  const { component } = s;
  const heard = (change: Partial<DeploymentAnswer>, next: DeploymentState) =>
    hearAnswer(state, { answer: answered(life, s, { state: next, ...change }), closed: permitInStream(life.stream.map(({ event }) => event), s.permit) }, now);
  const end = [...life.stream].reverse().flatMap(({ event }) => ('said' in event && event.said.permit === s.permit && event.said.end ? [event.said.end] : []))[0];
  switch (s.what) {
    case 'grant': return grant(state, { component, by, form: 'written', statement: 's', reviewBy: later(now, 300) }, now, LAW);
    case 'refuse': return refuseComponent(state, { component: 'c2', by, reason: 'r' }, now);
    case 'check': return check(state, { by, outcome: 'pass', comment: 'c' }, now);
    case 'review': return review(state, { component, by, changed: 'Changed.', decision: 'continue', nextReview: later(now, 300) }, now, LAW);
    case 'renew': return renew(state, { component, by, form: 'written', statement: 's', value: 'v' }, now, LAW);
    case 'late renew': return renew(state, { component, by, form: 'oral', urgent: 'u', notes: [], statement: 's', value: 'v', decidedAt: earlier }, now, LAW);
    case 'cancel': return cancel(state, { component, by, ceasedAt: earlier, told: [], reason: 'r', value: 'v', productDirection: 'd', decidedAt: earlier }, now, LAW);
    case 'notify': return notify(state, { component, by, act: 'grant' }, now);
    case 'expire': return expire(state, component, now);
    case 'ask': return answerRequest(state, request({ permit: s.permit, component, tactic: component === 'c1' ? 'foot-surveillance' : 'vehicle-tracker', window: { from: now, to: later(now, 1) } }), now);
    case 'start': return heard({ startedAt: now }, 'deployed');
    case 'recall': return heard({ recalledAt: now }, 'recall-ordered');
    case 'read end': return heard({ recalledAt: now, ...(end ? { endRead: end } : {}) }, 'recall-ordered');
    case 'close': return heard({ closedAt: now, ...(end ? { endRead: end } : {}) }, 'recovered');
    default: return repeatPermit(state, s.permit, now);
  }
};

const later = (at: Instant, minutes: number): Instant => new Date(Date.parse(at) + minutes * 60_000).toISOString();

/** Lives a case, granted at first, through some steps; a permit is asked for once, as the cause of the request has it. */
const live = (steps: readonly Step[]): Life => {
  let life: Life = { state: granted, stream: [] };
  let now = T(11);
  for (const s of steps) {
    now = later(now, s.wait);
    if (s.what === 'ask' && life.stream.some(({ event }) => (event.type === 'PermitIssued' ? event.said.permit : event.type === 'PermitRefused' ? event.permit : '') === s.permit)) continue;
    const decided = decide(life, s, now, later(now, -s.back));
    if (isRefusal(decided)) continue;
    let state = life.state;
    const stream = decided.map((event) => {
      const entry = { event, at: now, before: state };
      state = after(state, [event]);
      return entry;
    });
    life = { state, stream: [...life.stream, ...stream] };
  }
  return life;
};

const everyLife = (holds: (life: Life) => void, runs: object = { numRuns: RUNS }) => fc.assert(fc.property(fc.array(step, { minLength: 15, maxLength: 40, size: 'max' }), (steps) => holds(live(steps))), runs);

describe('whatever happens to a case', () => {
  it('then no permit is ever issued unless its component is in force at that instant', () =>
    everyLife(({ stream }) => {
      for (const { event, at, before } of stream) {
        if (event.type !== 'PermitIssued') continue;
        const component = before.components[event.said.component];
        expect(component && inForceAt(component, at) && event.said.until === component.until).toBe(true);
        expect(event.said.startBy <= event.said.until).toBe(true);
      }
    }));

  it('then `until` moves forward by renewals alone, and back by ends alone, and no end is ever later than it was', () =>
    everyLife(({ stream }) => {
      for (const { event, before } of stream) {
        for (const [id, component] of Object.entries(before.components)) {
          const next = after(before, [event]).components[id]?.until ?? null;
          if (next === component.until || component.until === null) continue;
          if (next !== null && next > component.until) expect(event.type).toBe('AuthorityRenewed');
          else expect(event.type).toBe('AuthorityCancelled');
        }
      }
    }));

  it('then a permit that has ended is never extended, revived or ended otherwise', () =>
    everyLife(({ stream }) => {
      const ends = new Map<string, object>();
      for (const { event } of stream) {
        if (!('said' in event)) continue;
        const { permit, end } = event.said;
        const known = ends.get(permit);
        if (known) expect([event.type === 'PermitRepeated', end]).toEqual([true, known]);
        if (end) ends.set(permit, end);
      }
    }));

  it('then a component that is not in force leaves no permit unended', () =>
    everyLife(({ state }) => {
      for (const { said } of Object.values(state.permits)) {
        const component = state.components[said.component];
        // What the clock has ended and nobody recorded is ended by the next commit on it.
        if (said.end === undefined) expect(component?.state).toBe('in-force');
      }
    }));

  it('then every start known at or after a known end is suspected, once', () =>
    everyLife(({ stream }) => {
      const suspected = stream.flatMap(({ event }) => (event.type === 'ErrorSuspected' ? [event.permit] : []));
      expect(new Set(suspected).size).toBe(suspected.length);
      for (const { event, before } of stream) {
        if (event.type !== 'AnswerHeard') continue;
        const { permit, startedAt } = event.answer;
        const end = before.permits[permit]?.said.end;
        if (end && startedAt !== undefined && startedAt >= end.at) expect(suspected).toContain(permit);
      }
    }));

  it('then what is recorded alone makes the state, and what is decided again for the same permit is already so', () =>
    everyLife(({ state, stream }) => {
      expect(stream.reduce((at, { event }) => after(at, [event]), granted)).toEqual(state);
      for (const { said } of Object.values(state.permits)) {
        const component = state.components[said.component];
        const now = stream.at(-1)?.at ?? T(11);
        if (component?.state === 'in-force' && inForceAt(component, now)) expect(answerRequest(state, request({ permit: said.permit, component: said.component }), now)).toEqual([]);
      }
    }));

  it('then every deadline is set once and discharged at most once, after it was set', () =>
    everyLife(({ stream }) => {
      const set = new Set(Object.values(granted.components).flatMap(({ standing }) => Object.keys(standing)));
      const gone = new Set<string>();
      for (const { event } of stream) {
        const { deadlines } = event as { readonly deadlines?: { readonly set?: readonly { id: string }[]; readonly discharged?: readonly { id: string }[] } };
        for (const { id } of deadlines?.discharged ?? []) {
          expect([set.has(id), gone.has(id)]).toEqual([true, false]);
          gone.add(id);
        }
        for (const { id } of deadlines?.set ?? []) {
          expect(set.has(id)).toBe(false);
          set.add(id);
        }
      }
    }));

  it('then these lives are not empty: permits are issued, extended and ended, errors suspected, ends recorded late', () => {
    const seen = new Set<string>();
    everyLife(({ stream }) => stream.forEach(({ event }) => seen.add(event.type)), SAME);
    expect(['PermitIssued', 'PermitRefused', 'PermitExtended', 'PermitEnded', 'PermitRepeated', 'AnswerHeard', 'ErrorSuspected', 'AlarmRaised', 'AuthorityExpired', 'AuthorityRenewed', 'AuthorityCancelled'].filter((type) => !seen.has(type))).toEqual([]);
  });

  it('then an application that nobody made holds nothing', () => expect(authority.initial).toEqual({ components: {}, permits: {} }));
});
