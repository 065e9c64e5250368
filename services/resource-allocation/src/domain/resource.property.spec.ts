import { type PermitMessage, close, decideWithdrawal, hearPermit, isOpen, isPending, onDue, release } from '@cpmp/gate';
import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import { legalDay } from '@cpmp/law';
import fc from 'fast-check';
import { type Resource, type ResourceEvent, bookResource, deploy, recordFitness, register, resource, thingOf } from './resource.js';

/** How many lives of an operative are tried. */
const RUNS = 500;

const START = Date.UTC(2026, 2, 2, 9);
const at = (minutes: number): Instant => new Date(START + minutes * 60_000).toISOString();
const DAYS = ['2026-03-02', '2026-03-03', '2026-03-04', '2026-12-31'];

const index = fc.nat(3);
const span = { from: fc.integer({ min: -30, max: 2_000 }), length: fc.integer({ min: 1, max: 1_500 }) };
const step = fc.oneof(
  fc.record({ do: fc.constant('pass' as const), minutes: fc.constantFrom(0, 1, 2, 30, 1_500) }),
  fc.record({ do: fc.constant('fit' as const), assessedUntil: fc.constantFrom(undefined, ...DAYS), advanced: fc.constantFrom(undefined, ...DAYS) }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('deploy' as const), operation: index, ...span }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('book' as const), operation: index, ...span }) },
  fc.record({ do: fc.constant('release' as const), pick: index }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('hear' as const), pick: index, kind: fc.constantFrom('issued' as const, 'issued' as const, 'extended' as const, 'ended' as const, 'repeated' as const), until: fc.integer({ min: 1, max: 3_000 }) }) },
  fc.record({ do: fc.constant('due' as const), pick: index, what: fc.constantFrom('lapse' as const, 'recall' as const, 'window-ended' as const, 'withdrawal-overdue' as const) }),
  fc.record({ do: fc.constant('decide' as const), pick: index }),
  fc.record({ do: fc.constant('close' as const), pick: index }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Life = { readonly state: Resource; readonly now: number; readonly events: readonly ResourceEvent[]; readonly asked: number };

const picked = (record: Readonly<Record<string, unknown>>, pick: number): string | undefined => Object.keys(record)[pick % Math.max(Object.keys(record).length, 1)];

/** What a step decides; undefined where there is nothing to decide on. */
const decide = ({ state, now: minutes, asked }: Life, s: Step): Decision<ResourceEvent> | undefined => {
  const now = at(minutes);
  const thing = thingOf(state, '1', now);
  const window = 'length' in s ? { from: at(minutes + s.from), to: at(minutes + s.from + s.length) } : { from: now, to: now };
  const deployment = 'pick' in s ? state.calendar.deployments[picked(state.calendar.deployments, s.pick) ?? ''] : undefined;
  switch (s.do) {
    case 'pass': return undefined;
    case 'fit': return recordFitness(state, { ...(s.assessedUntil ? { assessedUntil: s.assessedUntil } : {}), ...(s.advanced ? { accredited: { advanced: s.advanced } } : {}) }, { person: 'co', now });
    case 'deploy': return deploy(state, '1', { permit: `p${asked}`, authorisation: `a${s.operation}`, component: 'c1', tactic: 't', target: { subject: 's' }, window, requestedBy: 'rm', force: 'met', operationId: `op${s.operation}`, risks: [] }, now);
    case 'book': return bookResource(state, '1', { allocation: `b${asked}`, tasking: 't1', operationId: `op${s.operation}`, window, requestedBy: 'rm', needs: [] }, now);
    case 'release': return release(thing, picked(state.calendar.bookings, s.pick) ?? 'none');
    case 'hear': {
      if (!deployment) return undefined;
      const { permit, authorisation, component } = deployment.answer;
      const message: PermitMessage = { kind: s.kind, permit, holder: 'resource-allocation', thing: 'resource-1', authorisation, component, reference: 'MET-26-0001', operationId: deployment.operationId ?? 'op', issuedAt: now, startBy: at(minutes + 1), until: at(minutes + s.until) };
      return hearPermit(thing, s.kind === 'ended' ? { ...message, until: now, end: { how: 'cancelled', at: now } } : message, now);
    }
    case 'due': return deployment && onDue[s.what](thing, deployment.answer.permit, now);
    case 'decide': return deployment && decideWithdrawal(thing, { permit: deployment.answer.permit, note: '' }, now);
    default: return deployment && close(thing, { permit: deployment.answer.permit, outcome: 'recovered', note: '' }, now);
  }
};

const born = register(resource.initial, { kind: 'undercover-operative', label: 'op-31', assessedUntil: '2026-03-04', accredited: { advanced: '2026-03-04' }, controller: 'di-rowe' }, { person: 'rm', now: at(0) }) as readonly ResourceEvent[];

const live = (steps: readonly Step[], look: (before: Life, events: readonly ResourceEvent[], after: Life) => void): Life => {
  let life: Life = { state: born.reduce(resource.evolve, resource.initial), now: 0, events: born, asked: 0 };
  for (const s of steps) {
    const decision = decide(life, s);
    const events = decision === undefined || isRefusal(decision) ? [] : decision;
    const after = { state: events.reduce(resource.evolve, life.state), now: life.now + (s.do === 'pass' ? s.minutes : 0), events: [...life.events, ...events], asked: life.asked + 1 };
    look(life, events, after);
    life = after;
  }
  return life;
};

const always = (look: (before: Life, events: readonly ResourceEvent[], after: Life) => void) =>
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => void live(steps, look)), { numRuns: RUNS });

const overlap = (a: { from: string; to: string }, b: { from: string; to: string }): boolean => a.from < b.to && b.from < a.to;

describe('whatever happens to an operative', () => {
  it('no two of its commitments overlap, but a booking and its own operation’s deployment', () => {
    always((_before, _events, { state, now }) => {
      const out = Object.values(state.calendar.deployments).filter((deployment) => isOpen(deployment) || isPending(deployment, at(now)));
      const bookings = Object.values(state.calendar.bookings);
      for (const [n, one] of out.entries()) for (const other of out.slice(n + 1)) expect(overlap(one.window, other.window)).toBe(false);
      for (const [n, one] of bookings.entries()) for (const other of bookings.slice(n + 1)) expect(overlap(one.window, other.window)).toBe(false);
      for (const { window, operationId } of out) for (const booking of bookings) expect(overlap(window, booking.window) && booking.operationId !== operationId).toBe(false);
    });
  });

  it('nothing is promised or asked for beyond its last fit day', () => {
    always(({ state: { particulars } }, events) => {
      for (const event of events) {
        if (event.type !== 'Booked' && !(event.type === 'DeploymentRequested' && !event.refusal)) continue;
        const lastDay = legalDay(new Date(Date.parse(event.window.to) - 1).toISOString());
        expect([lastDay <= (particulars?.assessedUntil ?? ''), lastDay <= (particulars?.accredited?.['advanced'] ?? '')]).toEqual([true, true]);
      }
    });
  });

  it('nothing but a withdrawal closes what it is out on, and what is closed never opens again', () => {
    always(({ state: before }, events, { state }) => {
      for (const [permit, { answer }] of Object.entries(before.calendar.deployments)) {
        const now = state.calendar.deployments[permit];
        if (isOpen({ ...(now as NonNullable<typeof now>), answer })) expect(isOpen(now as NonNullable<typeof now>) || events.some(({ type }) => type === 'DeploymentClosed')).toBe(true);
        if (answer.closedAt !== undefined) expect(now?.answer).toMatchObject({ state: answer.state, closedAt: answer.closedAt });
      }
    });
  });

  it('its next assessment is one deadline at a time, each with a name of its own', () => {
    always((_before, _events, { events }) => {
      const changes = events.flatMap((event) => ('deadlines' in event && event.deadlines ? [event.deadlines] : []));
      const set = changes.flatMap(({ set: made = [] }) => made);
      const discharged = new Set(changes.flatMap(({ discharged: gone = [] }) => gone.map(({ id }) => id)));
      expect(new Set(set.map(({ id }) => id)).size).toBe(set.length);
      expect(set.filter(({ what, id }) => what === 'reassessment' && !discharged.has(id))).toHaveLength(1);
    });
  });

  it('whoever is told of a recall is its controller, and never the operative', () => {
    always((_before, events) => {
      for (const event of events) if ('answer' in event) expect(event.answer.tell.filter((person) => person !== 'di-rowe')).toEqual([]);
    });
  });

  it('its state is a function of its events', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const life = live(steps, () => {});
      expect(life.events.reduce(resource.evolve, resource.initial)).toEqual(life.state);
    }), { numRuns: RUNS });
  });
});
