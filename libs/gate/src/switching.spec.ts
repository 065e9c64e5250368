import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import { type GateEvent, type HolderRules, type PermitMessage, type Switched, type Thing, close, deploymentRow, emptyCalendar, evolveCalendar, hearOpen, hearPermit, request, runningOf, shownDeployment, switchOff } from './index.js';

const RULES: HolderRules = { holder: 'asset-registry', commitment: 'place', recalled: 'recall-ordered', recoverWithinHours: 72, freesBookings: true };
const march = (day: number, time = '12:00'): Instant => `2026-03-${String(day).padStart(2, '0')}T${time}:00.000Z`;
const FREE: Thing = { rules: RULES, stream: 'asset-1', label: 'VT-0001', tell: [], tellOverdue: [], calendar: emptyCalendar };
const ask = (change: object = {}) => ({
  permit: 'p1', authorisation: 'a1', component: 'c1', tactic: 'vehicle-tracker', target: { vehicle: 'AB12CDE' }, window: { from: march(3), to: march(10) }, requestedBy: 'rm-price', force: 'met', unfit: [], risks: [], ...change,
});
const turn = (n: number, on: boolean): Switched => ({ turn: n, on, at: march(2), needs: ['directed-surveillance'] });
const permit = (kind: PermitMessage['kind'], more: Partial<PermitMessage> = {}): PermitMessage => ({
  kind, permit: 'p1', holder: 'asset-registry', thing: 'asset-1', authorisation: 'a1', component: 'c1', reference: 'MET-26-0001', operationId: 'op1', issuedAt: march(2), startBy: march(2, '12:01'), until: march(20), ...more,
});
const events = (decision: Decision<GateEvent>): readonly GateEvent[] => {
  if (isRefusal(decision)) throw new Error(decision.refused);
  return decision;
};
const types = (decision: Decision<GateEvent>) => events(decision).map(({ type }) => type);
const then = (thing: Thing, decision: Decision<GateEvent>): Thing => ({ ...thing, calendar: events(decision).reduce(evolveCalendar, thing.calendar) });
const hear = (thing: Thing, message: PermitMessage, at = march(2)) => hearPermit(thing, message, at);
const codeOf = (decision: Decision<GateEvent>) => (isRefusal(decision) ? decision.refused : types(decision));
const answerOf = (thing: Thing, id = 'p1') => thing.calendar.deployments[id]!.answer;

const asked = then(FREE, request(FREE, ask(), march(2)));
const off = then(asked, hear(asked, permit('issued', { switched: turn(1, false) })));
const on = then(off, hear(off, permit('switched-on', { switched: turn(2, true) })));
const ordered = then(on, hear(on, permit('switched-off', { switched: turn(3, false) }), march(4)));
const done = then(ordered, switchOff(ordered, { permit: 'p1', note: 'Over the air.' }, march(4, '12:20')));

describe('given a deployment that needs another power to run', () => {
  it('when its permit is issued switched off, then it starts, and is shown as switched off with what it waits for', () => {
    expect(answerOf(off)).toMatchObject({ state: 'deployed', switchedRead: turn(1, false) });
    expect(shownDeployment({ ...off.calendar.deployments['p1']! }, 'vehicle-tracker')).toMatchObject({ running: 'switched-off', needs: ['directed-surveillance'] });
  });

  it('when it is switched on, off, and somebody says that it is off, then each is an event, and the order has a clock of an hour that the act discharges', () => {
    expect([on, ordered, done].map((thing) => runningOf(answerOf(thing)))).toEqual(['switched-on', 'switch-off-ordered', 'switched-off']);
    expect(ordered.calendar.deployments['p1']?.standing).toEqual({ 'switch-off': 'p1/switch-off/1' });
    expect(events(hear(on, permit('switched-off', { switched: turn(3, false) }), march(4)))).toMatchObject([{ type: 'SwitchOffOrdered', deadlines: { set: [{ what: 'switch-off', due: march(4, '13:00') }] } }]);
    expect(done.calendar.deployments['p1']?.standing).toEqual({});
  });

  it('given a log that lost it in a restore, when it hears that it is out and was ordered to be switched off, then the clock of that begins anew, under the id that it had, until somebody says that it is off', () => {
    const told = (thing: Thing) => ({ permit: permit('repeated', { switched: turn(3, false) }), heard: answerOf(thing), tactic: 'vehicle-tracker', window: { from: march(3), to: march(10) }, requestedBy: 'rm-price' });
    const [entered] = events(hearOpen(FREE, told(ordered), march(5)));
    expect(entered).toMatchObject({ type: 'DeploymentRestored', deadlines: { set: [{ id: 'p1/switch-off/1', what: 'switch-off', due: march(5, '13:00') }] } });
    expect(deploymentRow(undefined, entered as never)).toMatchObject({ running: 'switch-off-ordered', switchOffBy: march(5, '13:00') });
    const restored = then(FREE, hearOpen(FREE, told(ordered), march(5)));
    expect(events(switchOff(restored, { permit: 'p1', note: 'Over the air.' }, march(5)))).toMatchObject([{ deadlines: { discharged: [{ id: 'p1/switch-off/1' }] } }]);
    for (const thing of [on, done]) expect(events(hearOpen(FREE, told(thing), march(5)))[0]).not.toHaveProperty('deadlines');
  });

  it('when it never went out, or is back, then nothing is said of whether it may run', () => {
    const late = then(asked, hear(asked, permit('issued', { switched: turn(1, false), startBy: march(2) })));
    const back = then(ordered, close(ordered, { permit: 'p1', outcome: 'recovered', note: 'Off.' }, march(4)));
    expect([late, back].map((thing) => [answerOf(thing).state, answerOf(thing).switchedRead?.on, runningOf(answerOf(thing))])).toEqual([['not-taken', false, undefined], ['recovered', false, undefined]]);
  });

  it('when a message comes late or twice, then the later turn stands and it is answered', () => {
    expect(types(hear(ordered, permit('switched-on', { switched: turn(2, true) }), march(5)))).toEqual(['PermitAnswered']);
    expect(types(hear(ordered, permit('repeated', { switched: turn(3, false) }), march(5)))).toEqual(['PermitAnswered']);
    expect(runningOf(answerOf(then(ordered, hear(ordered, permit('switched-on', { switched: turn(2, true) }), march(5)))))).toBe('switch-off-ordered');
  });

  it('when one message says that it has ended and may not run, then it is recalled and ordered to be switched off', () => {
    expect(types(hear(on, permit('repeated', { switched: turn(3, false), end: { how: 'cancelled', at: march(4) } }), march(4)))).toEqual(['DeploymentRecalled', 'SwitchOffOrdered']);
  });

  it('when it was never on as far as its holder knows, then nothing is ordered', () => {
    expect(types(hear(off, permit('switched-off', { switched: turn(3, false) }), march(4)))).toEqual(['PermitAnswered']);
  });

  it('when it may run again before anybody acted, then the order falls; when it is recovered, too', () => {
    expect(events(hear(ordered, permit('switched-on', { switched: turn(4, true) }), march(4)))).toMatchObject([{ type: 'DeploymentSwitchedOn', deadlines: { discharged: [{ id: 'p1/switch-off/1', how: 'superseded' }] } }]);
    expect(events(close(ordered, { permit: 'p1', outcome: 'recovered', note: 'Off.' }, march(4)))).toMatchObject([{ type: 'DeploymentClosed', deadlines: { discharged: [{ id: 'p1/switch-off/1', how: 'done' }] } }]);
  });

  it('when somebody says that it is off and nobody ordered it, or says so twice, then it is refused, or so already', () => {
    expect([codeOf(switchOff(on, { permit: 'p1', note: '' }, march(4))), codeOf(switchOff(asked, { permit: 'p1', note: '' }, march(4))), codeOf(switchOff(done, { permit: 'p1', note: '' }, march(5)))]).toEqual(['not-ordered', 'not-deployed', []]);
  });
});

describe('given what is out and stays where it is', () => {
  const move = { permit: 'p2', moves: 'p1', window: { from: march(3), to: march(15) } };
  const moving = then(ordered, request(ordered, ask(move), march(4)));
  const take = (thing: Thing) => hear(thing, permit('issued', { permit: 'p2', issuedAt: march(4), startBy: march(4, '12:01') }), march(4));

  it('when it is moved, then its own deployment is not in the way, and the new start closes the old in one commit, with all that stood of it', () => {
    expect(events(request(ordered, ask(move), march(4)))[0]).not.toHaveProperty('refusal');
    expect(events(take(moving))).toMatchObject([
      { type: 'DeploymentMoved', to: 'p2', answer: { permit: 'p1', state: 'moved', closedAt: march(4) }, deadlines: { discharged: [{ id: 'p1/switch-off/1', how: 'superseded' }] } },
      { type: 'DeploymentStarted', answer: { permit: 'p2', state: 'deployed' } },
    ]);
  });

  it('when it runs, or was to be switched off and nobody has, and its new permit may not run, then it is ordered to be switched off by the hour of the first order; what was off has nothing to stop', () => {
    const began = (thing: Thing) => {
      const waits = then(thing, request(thing, ask(move), march(4, '12:30')));
      const message = permit('issued', { permit: 'p2', issuedAt: march(4, '12:30'), startBy: march(4, '12:31'), switched: turn(1, false) });
      return { heard: events(hear(waits, message, march(4, '12:30'))), after: then(waits, hear(waits, message, march(4, '12:30'))) };
    };
    const order = (due: string) => [{ type: 'DeploymentMoved' }, { type: 'DeploymentStarted' }, { type: 'SwitchOffOrdered', answer: { permit: 'p2', state: 'deployed' }, deadlines: { set: [{ id: 'p2/switch-off/1', due }] } }];
    expect([began(on).heard, began(ordered).heard]).toMatchObject([order(march(4, '13:30')), order(march(4, '13:00'))]);
    expect([on, ordered, done, off].map((thing) => runningOf(answerOf(began(thing).after, 'p2')))).toEqual(['switch-off-ordered', 'switch-off-ordered', 'switched-off', 'switched-off']);
    expect([done, off].map((thing) => began(thing).heard.length)).toEqual([2, 2]);
    expect(events(switchOff(began(ordered).after, { permit: 'p2', note: 'Over the air.' }, march(4, '12:50')))).toMatchObject([{ deadlines: { discharged: [{ id: 'p2/switch-off/1', how: 'done' }] } }]);
  });

  it('when it came back before the permit, then that is not taken', () => {
    const back = then(moving, close(moving, { permit: 'p1', outcome: 'recovered', note: '' }, march(4)));
    expect(events(take(back))).toMatchObject([{ type: 'PermitNotTaken', why: 'nothing-to-move', answer: { permit: 'p2' } }]);
  });

  it('when it is asked to be moved and is not out, then it is refused; when another move waits, that is in the way', () => {
    expect(codeOf(request(FREE, ask(move), march(4)))).toBe('not-deployed');
    expect(events(request(moving, ask({ ...move, permit: 'p3' }), march(4)))[0]).toMatchObject({ refusal: { refused: 'already-committed' } });
  });
});
