import { type PermitMessage, close, hearPermit, isOpen, isPending, onDue, release } from '@cpmp/gate';
import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import fc from 'fast-check';
import { type Asset, type AssetEvent, asset, bookAsset, changeCustody, deploy, recordServiceability, register, thingOf } from './asset.js';

/** How many lives of an asset are tried. */
const RUNS = 500;

const START = Date.UTC(2026, 2, 2, 9);
const at = (minutes: number): Instant => new Date(START + minutes * 60_000).toISOString();

const index = fc.nat(3);
const span = { from: fc.integer({ min: -30, max: 200 }), length: fc.integer({ min: 1, max: 120 }) };
const step = fc.oneof(
  fc.record({ do: fc.constant('pass' as const), minutes: fc.constantFrom(0, 1, 2, 30, 1_500) }),
  fc.record({ do: fc.constant('custody' as const), action: fc.constantFrom('check-out' as const, 'check-in' as const), to: fc.constantFrom('p1', 'p2') }),
  fc.record({ do: fc.constant('found' as const), serviceable: fc.boolean(), burned: fc.option(fc.boolean(), { nil: undefined }), inspectionDue: fc.constantFrom(undefined, '2026-03-01', '2026-03-02', '2026-03-03') }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('deploy' as const), operation: index, ...span }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('book' as const), operation: index, direct: fc.boolean(), ...span }) },
  fc.record({ do: fc.constant('release' as const), pick: index }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('hear' as const), pick: index, kind: fc.constantFrom('issued' as const, 'issued' as const, 'extended' as const, 'ended' as const, 'repeated' as const, 'refused' as const), until: fc.integer({ min: 1, max: 3_000 }) }) },
  fc.record({ do: fc.constant('due' as const), pick: index, what: fc.constantFrom('lapse' as const, 'recall' as const, 'window-ended' as const, 'withdrawal-overdue' as const) }),
  fc.record({ do: fc.constant('close' as const), pick: index, outcome: fc.constantFrom('recovered' as const, 'disabled' as const, 'lost' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Life = { readonly state: Asset; readonly now: number; readonly events: readonly AssetEvent[]; readonly asked: number };

const picked = (record: Readonly<Record<string, unknown>>, pick: number): string | undefined => Object.keys(record)[pick % Math.max(Object.keys(record).length, 1)];

/** What a step decides; undefined where there is nothing to decide on. */
const decide = ({ state, now: minutes, asked }: Life, s: Step): Decision<AssetEvent> | undefined => {
  const now = at(minutes);
  const thing = thingOf(state, '1');
  const window = 'length' in s ? { from: at(minutes + s.from), to: at(minutes + s.from + s.length) } : { from: now, to: now };
  const deployment = 'pick' in s ? state.calendar.deployments[picked(state.calendar.deployments, s.pick) ?? ''] : undefined;
  switch (s.do) {
    case 'pass': return undefined;
    case 'custody': return changeCustody(state, { action: s.action, to: s.to, by: 'rm' });
    case 'found': return recordServiceability(state, { serviceable: s.serviceable, ...(s.burned === undefined ? {} : { burned: s.burned }), ...(s.inspectionDue ? { inspectionDue: s.inspectionDue } : {}) }, 'rm');
    case 'deploy': return deploy(state, '1', { permit: `p${asked}`, authorisation: `a${s.operation}`, component: 'c1', tactic: 't', target: { vehicle: 'v' }, window, requestedBy: 'rm', force: 'met', operationId: `op${s.operation}`, risks: [] }, now);
    case 'book': return bookAsset(state, '1', { allocation: `b${asked}`, ...(s.direct ? {} : { tasking: 't1' }), operationId: `op${s.operation}`, window, requestedBy: 'rm', needs: [] }, now);
    case 'release': return release(thing, picked(state.calendar.bookings, s.pick) ?? 'none');
    case 'hear': {
      if (!deployment) return undefined;
      const { permit, authorisation, component } = deployment.answer;
      const until = at(minutes + s.until);
      const message: PermitMessage = { kind: s.kind, permit, holder: 'asset-registry', thing: 'asset-1', authorisation, component, reference: 'MET-26-0001', operationId: deployment.operationId ?? 'op', issuedAt: now, startBy: at(minutes + 1), until };
      if (s.kind === 'refused') return hearPermit(thing, { ...message, refusal: { refused: 'not-in-force', because: '' } }, now);
      return hearPermit(thing, s.kind === 'ended' ? { ...message, until: now, end: { how: 'cancelled', at: now } } : message, now);
    }
    case 'due': return deployment && onDue[s.what](thing, deployment.answer.permit, now);
    default: return deployment && close(thing, { permit: deployment.answer.permit, outcome: s.outcome, note: '' }, now);
  }
};

const born = register(asset.initial, { kind: 'vehicle-tracker', serial: 'VT-0001', site: 'hendon' }, 'rm') as readonly AssetEvent[];

const live = (steps: readonly Step[], look: (before: Life, events: readonly AssetEvent[], after: Life) => void): Life => {
  let life: Life = { state: born.reduce(asset.evolve, asset.initial), now: 0, events: born, asked: 0 };
  for (const s of steps) {
    const decision = decide(life, s);
    const events = decision === undefined || isRefusal(decision) ? [] : decision;
    const after = { state: events.reduce(asset.evolve, life.state), now: life.now + (s.do === 'pass' ? s.minutes : 0), events: [...life.events, ...events], asked: life.asked + 1 };
    look(life, events, after);
    life = after;
  }
  return life;
};

const always = (look: (before: Life, events: readonly AssetEvent[], after: Life) => void) =>
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => void live(steps, look)), { numRuns: RUNS });

const CLOSED = ['recovered', 'disabled', 'lost', 'refused', 'not-taken'];

describe('whatever happens to an asset', () => {
  it('it is out, or asked for, at most once at a time', () => {
    always((_before, _events, { state, now }) => {
      const taking = Object.values(state.calendar.deployments).filter((deployment) => isOpen(deployment) || isPending(deployment, at(now)));
      expect(taking.length).toBeLessThanOrEqual(1);
    });
  });

  it('no two bookings that stand overlap', () => {
    always((_before, _events, { state }) => {
      const windows = Object.values(state.calendar.bookings).map(({ window }) => window).toSorted((a, b) => (a.from < b.from ? -1 : 1));
      for (const [n, window] of windows.entries()) if (n > 0) expect((windows[n - 1]?.to ?? '') <= window.from).toBe(true);
    });
  });

  it('nothing starts while it is out of service, burned or overdue, or over another operation’s booking', () => {
    always(({ state, now }, events) => {
      for (const event of events) {
        if (event.type !== 'DeploymentRequested' || event.refusal) continue;
        expect([state.serviceable, state.burned]).toEqual([true, false]);
        const others = Object.values(state.calendar.bookings).filter(({ tasking, operationId }) => tasking === undefined || operationId !== event.operationId);
        for (const { window } of others) expect(at(now) < window.to && window.from < event.window.to).toBe(false);
      }
    });
  });

  it('what is closed never opens again, and says so in every answer', () => {
    always(({ state: before }, _events, { state }) => {
      for (const [permit, { answer }] of Object.entries(before.calendar.deployments)) {
        const now = state.calendar.deployments[permit]?.answer;
        if (CLOSED.includes(answer.state)) expect([now?.state, now?.closedAt]).toEqual([answer.state, answer.closedAt]);
        if (answer.startedAt !== undefined) expect(now?.startedAt).toBe(answer.startedAt);
        if (answer.endRead !== undefined) expect((now?.endRead?.at ?? '') <= answer.endRead.at).toBe(true);
      }
    });
  });

  it('the book says who has it: whoever it went to last, until it came back', () => {
    always((_before, _events, { state, events }) => {
      const last = events.findLast(({ type }) => type === 'AssetCheckedOut' || type === 'AssetCheckedIn');
      expect(state.custodian).toBe(last?.type === 'AssetCheckedOut' ? last.to : undefined);
    });
  });

  it('an act that is done again changes nothing: a registration, a booking, a request, a recovery', () => {
    always(({ state: before, now }, events, { state }) => {
      for (const event of events) {
        if (event.type === 'DeploymentRequested') expect(deploy(state, '1', { ...event, permit: event.answer.permit, authorisation: 'a', component: 'c1', force: 'met', risks: [] }, at(now))).toEqual([]);
        if (event.type === 'Booked') expect(bookAsset(state, '1', { ...event, needs: [] }, at(now))).toEqual([]);
        if (event.type === 'BookingReleased') expect(release(thingOf(state, '1'), event.allocation)).toEqual([]);
        if (event.type === 'DeploymentClosed') expect(close(thingOf(state, '1'), { permit: event.answer.permit, outcome: event.answer.state as 'lost', note: '' }, at(now))).toEqual([]);
      }
      expect(register(before, { kind: 'k', serial: 's', site: 's' }, 'rm')).toEqual([]);
    });
  });

  it('its state is a function of its events', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const life = live(steps, () => {});
      expect(life.events.reduce(asset.evolve, asset.initial)).toEqual(life.state);
    }), { numRuns: RUNS });
  });
});
