import { type Decision, type Instant, isRefusal, later } from '@cpmp/kernel';
import fc from 'fast-check';
import {
  type Calendar,
  DUE_IN_DEPLOYMENT,
  type Deployment,
  type GateEvent,
  type HolderRules,
  type PermitEnd,
  type PermitMessage,
  type Thing,
  type Window,
  book,
  close,
  emptyCalendar,
  evolveCalendar,
  hearPermit,
  isOpen,
  isPending,
  onDue,
  release,
  request,
} from './index.js';

const ASSET: HolderRules = { holder: 'asset-registry', commitment: 'place', recalled: 'recall-ordered', recoverWithinHours: 72, freesBookings: true };
const PERSON: HolderRules = { holder: 'resource-allocation', commitment: 'window', recalled: 'withdrawing', freesBookings: false };

/** A small world counts in ticks of half a minute, so that start-by is two ticks and a request lapses in four. */
const TICK_MS = 30_000;
const at = (tick: number): Instant => new Date(Date.UTC(2026, 2, 2) + tick * TICK_MS).toISOString();

type Step =
  | { do: 'pass'; ticks: number }
  | { do: 'request'; operation: number; from: number; length: number }
  | { do: 'book'; operation: number; from: number; length: number; direct: boolean }
  | { do: 'release'; pick: number }
  | { do: 'authority'; pick: number; act: 'answer' | 'extend' | 'end' | 'repeat'; ticks: number }
  | { do: 'deliver'; pick: number }
  | { do: 'due'; pick: number; what: number }
  | { do: 'close'; pick: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('pass' as const), ticks: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('request' as const), operation: fc.integer({ min: 0, max: 1 }), from: fc.integer({ min: -1, max: 6 }), length: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('book' as const), operation: fc.integer({ min: 0, max: 1 }), from: fc.integer({ min: 0, max: 8 }), length: fc.integer({ min: 1, max: 4 }), direct: fc.boolean() }),
  fc.record({ do: fc.constant('release' as const), pick: fc.nat(5) }),
  fc.record({ do: fc.constant('authority' as const), pick: fc.nat(2), act: fc.constantFrom('answer' as const, 'answer' as const, 'extend' as const, 'end' as const, 'repeat' as const), ticks: fc.integer({ min: 1, max: 8 }) }),
  { weight: 4, arbitrary: fc.record({ do: fc.constant('deliver' as const), pick: fc.nat(6) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('due' as const), pick: fc.nat(2), what: fc.nat(2) }) },
  fc.record({ do: fc.constant('close' as const), pick: fc.nat(2) }),
);

type Permit = { issuedAt: Instant; startBy: Instant; until: Instant; end?: PermitEnd };

/** The world: a thing as its stream has it, an honest authority, every message ever sent, and every event. */
class World {
  now = 0;
  calendar: Calendar = emptyCalendar;
  readonly events: GateEvent[] = [];
  readonly permits = new Map<string, Permit>();
  readonly messages: { readonly at: Instant; readonly message: PermitMessage }[] = [];
  readonly heard = new Set<string>();

  constructor(readonly rules: HolderRules) {}

  get thing(): Thing {
    return { rules: this.rules, stream: 'thing-1', label: 'VT-0001', tell: [], tellOverdue: [], calendar: this.calendar };
  }

  deployment(pick: number): Deployment | undefined {
    const all = Object.values(this.calendar.deployments);
    return all[pick % Math.max(all.length, 1)];
  }

  apply(decision: Decision<GateEvent>): readonly GateEvent[] {
    if (isRefusal(decision)) return [];
    for (const event of decision) this.calendar = evolveCalendar(this.calendar, event);
    this.events.push(...decision);
    return decision;
  }

  play(step: Step): void {
    switch (step.do) {
      case 'pass':
        this.now += step.ticks;
        return;
      case 'request':
        return this.request(step.operation, { from: at(this.now + step.from), to: at(this.now + step.from + step.length) });
      case 'book': {
        const window = { from: at(this.now + step.from), to: at(this.now + step.from + step.length) };
        const allocation = `b${this.events.length}`;
        this.apply(book(this.thing, { allocation, ...(step.direct ? {} : { tasking: 't' }), operationId: `op${step.operation}`, window, requestedBy: 'rm', unfit: [] }, at(this.now)));
        return;
      }
      case 'release': {
        const all = Object.keys(this.calendar.bookings);
        const allocation = all[step.pick % Math.max(all.length, 1)];
        if (allocation !== undefined) this.apply(release(this.thing, allocation));
        return;
      }
      case 'authority':
        return this.authority(this.deployment(step.pick), step.act, step.ticks);
      case 'deliver':
        return this.deliver(step.pick);
      case 'due': {
        const deployment = this.deployment(step.pick);
        const what = DUE_IN_DEPLOYMENT[step.what];
        if (deployment && what) this.apply(onDue[what](this.thing, deployment.answer.permit, at(this.now)));
        return;
      }
      case 'close': {
        const deployment = this.deployment(step.pick);
        if (deployment) this.apply(close(this.thing, { permit: deployment.answer.permit, outcome: 'recovered', note: '' }, at(this.now)));
        return;
      }
    }
  }

  request(operation: number, window: Window): void {
    const before = this.calendar;
    const now = at(this.now);
    const [event] = this.apply(
      request(
        this.thing,
        {
          permit: `p${this.events.length}`, authorisation: `a${operation}`, component: 'c1', tactic: 'x', target: { subject: 's' }, window,
          requestedBy: 'rm', force: 'met', operationId: `op${operation}`, unfit: [], risks: [],
        },
        now,
      ),
    );
    if (event?.type !== 'DeploymentRequested' || window.to <= now) return;
    // I10: an own tasking's booking never blocks; another's in the window always does.
    const clear = Object.values(before.deployments).every((each) => !isOpen(each) && !isPending(each, now));
    const foreign = Object.values(before.bookings).filter((each) => each.tasking === undefined || each.operationId !== `op${operation}`);
    if (clear && foreign.length === 0) expect(event.refusal).toBeUndefined();
    if (foreign.some((each) => each.window.from < window.to && window.from < each.window.to && each.window.to > now)) expect(event.refusal?.refused).toBe('already-committed');
  }

  authority(deployment: Deployment | undefined, act: 'answer' | 'extend' | 'end' | 'repeat', ticks: number): void {
    if (!deployment) return;
    const { permit, thing, authorisation, component, holder } = deployment.answer;
    const now = at(this.now);
    const say = (kind: PermitMessage['kind'], more: Partial<PermitMessage>): void => {
      const message: PermitMessage = { kind, permit, holder, thing, authorisation, component, reference: 'MET-26-0001', operationId: `op${authorisation.slice(1)}`, ...more };
      this.messages.push({ at: now, message });
    };
    const known = this.permits.get(permit);
    if (act === 'answer') {
      if (known) return;
      if (deployment.refusal) return say('refused', { refusal: deployment.refusal });
      const until = at(this.now + ticks);
      const issued = { issuedAt: now, startBy: at(this.now + Math.min(2, ticks)), until };
      this.permits.set(permit, issued);
      return say('issued', issued);
    }
    if (!known) return;
    if (act === 'repeat') return say('repeated', known);
    if (known.end) return;
    // What has run out is ended at its end, never extended.
    const over = known.until <= now;
    const next: Permit = act === 'end' || over ? { ...known, end: { how: over ? 'expired' : 'cancelled', at: over ? known.until : now } } : { ...known, until: at(this.now + ticks + 8) };
    this.permits.set(permit, next);
    say(next.end ? 'ended' : 'extended', next);
  }

  deliver(pick: number): void {
    // Mostly what was said last.
    const sent = this.messages[this.messages.length - 1 - (pick % Math.max(this.messages.length, 1))];
    if (!sent) return;
    const when = later(at(this.now), sent.at);
    const untilRead = this.calendar.deployments[sent.message.permit]?.answer.untilRead ?? '';
    const [answer] = this.apply(hearPermit(this.thing, sent.message, when));
    if (sent.message.kind === 'refused') return;
    this.heard.add(sent.message.permit);
    // Every issue, extension, end and repeat is answered, and the answer names what was said.
    expect(answer).toBeDefined();
    if (!answer || !('answer' in answer)) throw new Error('An answer without a state.');
    expect((answer.answer.untilRead ?? '') >= later(sent.message.until ?? '', untilRead)).toBe(true);
    if (sent.message.end) expect(answer.answer.endRead).toBeDefined();
    // I7: a duplicate changes nothing.
    const once = this.calendar;
    this.apply(hearPermit(this.thing, sent.message, when));
    expect(quiet(this.calendar)).toEqual(quiet(once));
  }

  check(): void {
    const now = at(this.now);
    const all = Object.values(this.calendar.deployments);
    for (const deployment of all) {
      const { permit, state, startedAt, endRead, untilRead } = deployment.answer;
      const mine = this.events.filter((event) => 'answer' in event && event.answer.permit === permit);
      const answers = mine.filter(({ type }) => type === 'DeploymentStarted' || type === 'PermitNotTaken').length;
      expect(answers).toBe(this.heard.has(permit) ? 1 : 0); // I8
      const issued = this.permits.get(permit);
      if (startedAt !== undefined) {
        expect(issued !== undefined && startedAt >= issued.issuedAt && startedAt < issued.startBy).toBe(true); // I2
        expect(deployment.refusal).toBeUndefined();
      }
      if (state === 'recovered') expect(mine.some(({ type }) => type === 'DeploymentClosed')).toBe(true); // I5
      if (endRead) expect(state).not.toBe('deployed'); // I6: neither extended nor revived
      if (!endRead && (state === 'recall-ordered' || state === 'withdrawing')) expect((untilRead ?? '') <= later(now, untilRead ?? '')).toBe(true);
    }
    this.checkCommitments(all, now);
  }

  /** I3: no two overlapping live deployments of one thing, kit in one place, and none over another operation's booking. */
  checkCommitments(all: readonly Deployment[], now: Instant): void {
    const held = all.filter((each) => isOpen(each) || isPending(each, now));
    if (this.rules.commitment === 'place') expect(held.length).toBeLessThanOrEqual(1);
    // What of a window was over when it was asked for is taken from nobody.
    const from = ({ window, requestedAt }: Deployment): Instant => later(window.from, requestedAt);
    held.forEach((a, n) => held.slice(n + 1).forEach((b) => expect(from(a) < b.window.to && from(b) < a.window.to).toBe(false)));
    for (const each of held) {
      for (const booking of Object.values(this.calendar.bookings)) {
        // Kit is out from the moment its permit comes, which may be at once.
        const begins = this.rules.commitment === 'place' ? each.requestedAt : from(each);
        const gaveWay = booking.tasking !== undefined && booking.operationId === `op${each.answer.authorisation.slice(1)}`;
        const apart = booking.window.to <= begins || each.window.to <= booking.window.from;
        expect(gaveWay || apart).toBe(true);
      }
    }
  }
}

/** A calendar without what is only said. */
const quiet = (calendar: Calendar): unknown => ({
  ...calendar,
  deployments: Object.values(calendar.deployments).map(({ answer: { event: _event, tell: _tell, ...answer }, ...rest }) => ({ ...rest, answer })),
});

describe.each([
  ['an asset', ASSET],
  ['a person', PERSON],
])('given %s, messages late, twice and in any order, and clocks run at will', (_name, rules) => {
  it('when anything happens, then the invariants of the gate hold in every state', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
        const world = new World(rules);
        for (const each of steps) {
          world.play(each);
          world.check();
        }
      }),
      { numRuns: 1200 },
    );
  });

  it('when an extension comes after a recall by the clock, then no recall stands while the permit is in force', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 6 }), fc.boolean(), (late, gap, ended) => {
        const world = new World(rules);
        world.play({ do: 'request', operation: 0, from: 0, length: 9 });
        world.play({ do: 'authority', pick: 0, act: 'answer', ticks: 2 });
        world.play({ do: 'deliver', pick: 0 });
        world.now = 1;
        world.play({ do: 'authority', pick: 0, act: 'extend', ticks: 1 });
        if (ended) world.play({ do: 'authority', pick: 0, act: 'end', ticks: 1 });
        world.now = 2;
        world.play({ do: 'due', pick: 0, what: 1 });
        expect(world.deployment(0)?.answer.state).toBe(rules.recalled);
        world.now = 2 + late;
        if (ended) world.play({ do: 'deliver', pick: 0 });
        world.now += gap;
        world.play({ do: 'deliver', pick: ended ? 1 : 0 });
        const inForce = at(world.now) < (world.permits.get('p0')?.until ?? '');
        expect(world.deployment(0)?.answer.state).toBe(!ended && inForce ? 'deployed' : rules.recalled);
      }),
      { numRuns: 100 },
    );
  });
});

describe('given fifty clients who race for one asset through both doors', () => {
  it('when they ask in any order, then exactly one is not refused', () => {
    const door = fc.record({ booking: fc.boolean(), from: fc.integer({ min: 0, max: 3 }), length: fc.integer({ min: 4, max: 9 }) });
    fc.assert(
      fc.property(fc.array(door, { minLength: 50, maxLength: 50 }), (clients) => {
        const world = new World(ASSET);
        // Every window covers the fourth tick, and each asks for an operation of its own.
        clients.forEach(({ booking, from, length }, n) =>
          world.play(booking ? { do: 'book', operation: n, from, length, direct: false } : { do: 'request', operation: n, from, length }),
        );
        const won = world.events.filter((event) => event.type === 'Booked' || (event.type === 'DeploymentRequested' && !event.refusal));
        expect(won).toHaveLength(1);
      }),
      { numRuns: 100 },
    );
  });
});
