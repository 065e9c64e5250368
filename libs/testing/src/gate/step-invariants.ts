import { type AuthorityEvent, type AuthorityState, type Permit, after } from '@cpmp/authorisation/domain';
import { type Calendar, type Deployment, type GateEvent, type PermitMessage, type Window, evolveCalendar, isGateEvent, isOpen, isPending } from '@cpmp/gate';
import type { DomainEvent, Instant } from '@cpmp/kernel';
import { categoryOf } from '@cpmp/ledger';
import { type Breach, breachIf, firstOf } from './invariants.js';
import type { Input } from './players.js';
import { operationOf } from './scope.js';
import type { AuthorityCell, Cell, ThingCell } from './streams.js';
import { clockWords } from './words.js';

/** A step of one stream: what it stood on, what came of it, when and why. */
export type StepSeen = { readonly stream: string; readonly before: Cell; readonly events: readonly DomainEvent[]; readonly at: Instant; readonly input: Input };

/** In force by what is recorded and the clock; said here anew, so that the service's own word for it is checked too. */
const inForce = (state: AuthorityState, id: string, at: Instant): boolean => {
  const component = state.components[id];
  return component?.state === 'in-force' && component.from !== null && component.from <= at && component.until !== null && at < component.until;
};

const issueBreach = (cell: AuthorityCell, state: AuthorityState, { permit, component }: Permit['said'], at: Instant): Breach | undefined =>
  firstOf(
    breachIf(!inForce(state, component, at), 'I1', () => `${permit} was issued while ${component} was not in force`),
    breachIf(cell.remembered[permit] !== undefined, 'I2', () => `${permit} was issued twice`),
  );

const isRecorded = ({ components }: AuthorityState, power: string): boolean => Object.values(components).some((component) => component.power === power && component.state === 'in-force');

/** What is said to run, at a moment when all that it needs is in force. */
const runningBreach = (state: AuthorityState, { type, said }: Extract<AuthorityEvent, { readonly said: object }>, at: Instant): Breach | undefined => {
  if (!said.switched?.on || (type !== 'PermitIssued' && type !== 'PermitSwitchedOn')) return undefined;
  const covered = said.switched.needs.every((power) => Object.values(state.components).some((component) => component.power === power && inForce(state, component.id, at)));
  return firstOf(
    breachIf(!covered, 'S1', () => `${said.permit} may run, and not all that it needs is in force`),
    breachIf(said.end !== undefined, 'S1', () => `${said.permit} has ended, and may begin to run`),
  );
};

/** What ends a component switches off, in its own commit, what needs it. */
const stillRunning = ({ permits, ...state }: AuthorityState): Breach | undefined => {
  const still = Object.values(permits).find(({ said: { switched } }) => switched?.on && !switched.needs.every((power) => isRecorded({ permits, ...state }, power)));
  return breachIf(still !== undefined, 'S1', () => `${still?.said.permit} may run on, though what it needs is recorded as ended`);
};

const sayingBreach = (known: Permit['said'] | undefined, { type, said }: Extract<AuthorityEvent, { readonly said: object }>, at: Instant): Breach | undefined => {
  if (!known) return undefined;
  const { permit, end } = said;
  return firstOf(
    breachIf(known.end !== undefined && (end?.at !== known.end.at || end.how !== known.end.how), 'I6', () => `${permit} had ended, and is said to be ${end?.how ?? 'in force'}`),
    breachIf(type === 'PermitExtended' && known.until <= at, 'I6', () => `${permit} was extended at ${clockWords(at)}, though it ran until ${clockWords(known.until)}`),
  );
};

const isAlarm = (event: DomainEvent | undefined): boolean => event?.type === 'AlarmRaised' && 'cause' in event && event.cause === 'end-unanswered';

/** What was said last stops something: an end, or a switching off. */
const stops = ({ end, switched }: Permit['said']): boolean => end !== undefined || (switched !== undefined && !switched.on && switched.turn > 1);

/** An end that is said again because nobody answered is told of, then or before. */
const silenceBreach = ({ state, remembered }: AuthorityCell, events: readonly AuthorityEvent[]): Breach | undefined => {
  const silent = events.find((event) => event.type === 'PermitRepeated' && stops(event.said) && state.permits[event.said.permit]?.answered === false && !isAlarm(remembered[event.said.permit]?.['end-unanswered']));
  return breachIf(silent !== undefined && !events.some(isAlarm), 'told', () => 'an end is said again that was not answered, and nobody is told');
};

const authorityBreaches = ({ before, events, at }: StepSeen): Breach | undefined => {
  const cell = before as AuthorityCell;
  let { state } = cell;
  for (const event of events as readonly AuthorityEvent[]) {
    const breach = event.type === 'PermitIssued' ? issueBreach(cell, state, event.said, at) : 'said' in event ? sayingBreach(state.permits[event.said.permit]?.said, event, at) : undefined;
    const running = 'said' in event ? runningBreach(state, event, at) : undefined;
    if (breach ?? running) return breach ?? running;
    state = after(state, [event]);
  }
  return stillRunning(state) ?? silenceBreach(cell, events as readonly AuthorityEvent[]);
};

const overlaps = (a: Window, b: Window): boolean => a.from < b.to && b.from < a.to;

/** An operation's own tasking never blocks: with nothing else in the way a request is clean. */
const requestBreach = (calendar: Calendar, event: Extract<GateEvent, { type: 'DeploymentRequested' }>, at: Instant): Breach | undefined => {
  const { window, refusal } = event;
  const operationId = operationOf(event.answer.authorisation);
  const held = Object.values(calendar.deployments).some((each) => isOpen(each) || isPending(each, at));
  const others = Object.values(calendar.bookings).some((booking) => (booking.tasking === undefined || booking.operationId !== operationId) && overlaps(booking.window, { from: at, to: window.to }));
  return breachIf(!held && !others && at < window.to && refusal !== undefined, 'I10', () => `${event.answer.permit} is refused (${refusal?.refused}) though nothing but its own tasking is in the way`);
};

const recallBreach = (event: Extract<GateEvent, { type: 'DeploymentRecalled' }>, at: Instant): Breach | undefined => {
  const { permit, endRead, untilRead } = event.answer;
  const cause = event.by === 'end' ? endRead !== undefined : untilRead !== undefined && untilRead <= at;
  return breachIf(!cause, 'I11', () => `${permit} is recalled at ${clockWords(at)}, though its holder knows of no end and of an until of ${clockWords(untilRead ?? '')}`);
};

const answerBreach = (known: Deployment | undefined, permit: string): Breach | undefined => {
  const state = known?.answer.state;
  return breachIf(state !== 'requested' && state !== 'lapsed', 'I8', () => `${permit} is answered again, though it was ${state}`);
};

/** A start that takes over what is out closes it in its own commit; from what is not out nothing is taken over. */
const movingBreach = (known: Deployment | undefined, before: Calendar, events: readonly DomainEvent[]): Breach | undefined => {
  const moves = known?.moves;
  if (moves === undefined) return undefined;
  const old = before.deployments[moves];
  const closed = events.some((event) => event.type === 'DeploymentMoved' && (event as Extract<GateEvent, { type: 'DeploymentMoved' }>).answer.permit === moves);
  return breachIf(!old || !isOpen(old) || !closed, 'I9', () => `${known?.answer.permit} takes over ${moves}, which is ${old?.answer.state ?? 'unknown'} and ${closed ? '' : 'not '}closed by it`);
};

/** What was read of a turn is never unread, and what was on and is read to be off is ordered to be switched off. */
const turnBreach = (before: Calendar, after: Calendar): Breach | undefined =>
  firstOf(
    ...Object.entries(after.deployments).map(([permit, { answer }]) => {
      const known = before.deployments[permit];
      const [was, is] = [known?.answer.switchedRead, answer.switchedRead];
      const stopped = known !== undefined && isOpen(known) && answer.closedAt === undefined && was?.on === true && is?.on === false;
      return firstOf(
        breachIf((was?.turn ?? 0) > (is?.turn ?? 0), 'S1', () => `the holder of ${permit} had read turn ${was?.turn}, and goes by turn ${is?.turn}`),
        breachIf(stopped && answer.switchOffOrderedAt === undefined, 'S1', () => `${permit} may no longer run, and nobody is told to switch it off`),
      );
    }),
  );

const holderBreach = (calendar: Calendar, event: GateEvent, { at, input, events, before }: StepSeen): Breach | undefined => {
  if (!('answer' in event)) return undefined;
  const { permit, endRead, untilRead, state } = event.answer;
  const known = calendar.deployments[permit];
  switch (event.type) {
    case 'DeploymentRequested':
      return requestBreach(calendar, event, at);
    case 'DeploymentStarted':
      return firstOf(
        answerBreach(known, permit),
        movingBreach(known, (before as ThingCell).state.calendar, events),
        breachIf(endRead !== undefined || (untilRead !== undefined && untilRead <= at), 'I4', () => `${permit} starts at ${clockWords(at)}, though its holder knows that it ends at ${clockWords(endRead?.at ?? untilRead ?? '')}`),
        breachIf(at >= event.answer.windowTo, 'I3_window', () => `${permit} starts at ${clockWords(at)}, and its window ended at ${clockWords(event.answer.windowTo)}`),
      );
    case 'DeploymentMoved':
      return breachIf(!events.some((other) => other.type === 'DeploymentStarted' && 'answer' in other && (other as typeof event).answer.permit === event.to), 'I9', () => `${permit} is closed as moved, and nothing starts in its place`);
    case 'PermitNotTaken':
      return answerBreach(known, permit);
    case 'DeploymentRecalled':
      return recallBreach(event, at);
    case 'RecallWithdrawn':
      return breachIf(endRead !== undefined || known?.answer.endRead !== undefined, 'I6', () => `${permit} lives again, though its end was read`);
    case 'DeploymentClosed':
      return breachIf(input.do !== 'act', 'I5', () => `${permit} is ${state}, and nobody said so`);
    default:
      return undefined;
  }
};

/** What a message may change: nothing, if it says what has been read and its permit has been answered. */
const saysNothingNew = (known: Deployment | undefined, { kind, until, end, switched }: PermitMessage): boolean => {
  if (!known || known.answer.state === 'requested' || known.answer.state === 'lapsed') return false;
  if (kind === 'refused') return true;
  const { untilRead, endRead, switchedRead } = known.answer;
  if ((switched?.turn ?? 0) > (switchedRead?.turn ?? 0)) return false;
  return until !== undefined && untilRead !== undefined && until <= untilRead && (end === undefined || endRead !== undefined);
};

/** What of a calendar is a fact, and not only said. */
const facts = ({ deployments, bookings }: Calendar): string =>
  JSON.stringify([Object.values(deployments).map(({ answer: { event: _event, tell: _tell, ...answer } }) => answer), Object.keys(bookings)]);

const holderBreaches = (seen: StepSeen): Breach | undefined => {
  const { calendar } = (seen.before as ThingCell).state;
  let current = calendar;
  for (const event of seen.events.filter(isGateEvent)) {
    const breach = holderBreach(current, event, seen);
    if (breach) return breach;
    current = evolveCalendar(current, event);
  }
  const turned = turnBreach(calendar, current);
  if (turned) return turned;
  const { input } = seen;
  if (input.do !== 'read' || input.message.road !== 'permit') return undefined;
  const { permit } = input.message.value;
  const changed = saysNothingNew(calendar.deployments[permit], input.message.value) && facts(current) !== facts(calendar);
  return breachIf(changed, 'I7', () => `a message about ${permit} that says nothing new changes the calendar`);
};

/** What is wrong with a step of a stream, whatever the rest of the world is like. */
export const stepBreach = (seen: StepSeen): Breach | undefined => {
  const category = categoryOf(seen.stream);
  if (category === 'authority') return authorityBreaches(seen);
  return category === 'tasking' ? undefined : holderBreaches(seen);
};
