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

const sayingBreach = (known: Permit['said'] | undefined, { type, said }: Extract<AuthorityEvent, { readonly said: object }>, at: Instant): Breach | undefined => {
  if (!known) return undefined;
  const { permit, end } = said;
  return firstOf(
    breachIf(known.end !== undefined && (end?.at !== known.end.at || end.how !== known.end.how), 'I6', () => `${permit} had ended, and is said to be ${end?.how ?? 'in force'}`),
    breachIf(type === 'PermitExtended' && known.until <= at, 'I6', () => `${permit} was extended at ${clockWords(at)}, though it ran until ${clockWords(known.until)}`),
  );
};

const isAlarm = (event: DomainEvent | undefined): boolean => event?.type === 'AlarmRaised' && 'cause' in event && event.cause === 'end-unanswered';

/** An end that is said again because nobody answered is told of, then or before. */
const silenceBreach = ({ state, remembered }: AuthorityCell, events: readonly AuthorityEvent[]): Breach | undefined => {
  const silent = events.find((event) => event.type === 'PermitRepeated' && event.said.end && state.permits[event.said.permit]?.answered === false && !isAlarm(remembered[event.said.permit]?.['end-unanswered']));
  return breachIf(silent !== undefined && !events.some(isAlarm), 'told', () => 'an end is said again that was not answered, and nobody is told');
};

const authorityBreaches = ({ before, events, at }: StepSeen): Breach | undefined => {
  const cell = before as AuthorityCell;
  let { state } = cell;
  for (const event of events as readonly AuthorityEvent[]) {
    const breach = event.type === 'PermitIssued' ? issueBreach(cell, state, event.said, at) : 'said' in event ? sayingBreach(state.permits[event.said.permit]?.said, event, at) : undefined;
    if (breach) return breach;
    state = after(state, [event]);
  }
  return silenceBreach(cell, events as readonly AuthorityEvent[]);
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

const holderBreach = (calendar: Calendar, event: GateEvent, { at, input }: StepSeen): Breach | undefined => {
  if (!('answer' in event)) return undefined;
  const { permit, endRead, untilRead, state } = event.answer;
  const known = calendar.deployments[permit];
  switch (event.type) {
    case 'DeploymentRequested':
      return requestBreach(calendar, event, at);
    case 'DeploymentStarted':
      return firstOf(
        answerBreach(known, permit),
        breachIf(endRead !== undefined || (untilRead !== undefined && untilRead <= at), 'I4', () => `${permit} starts at ${clockWords(at)}, though its holder knows that it ends at ${clockWords(endRead?.at ?? untilRead ?? '')}`),
        breachIf(at >= event.answer.windowTo, 'I3_window', () => `${permit} starts at ${clockWords(at)}, and its window ended at ${clockWords(event.answer.windowTo)}`),
      );
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
const saysNothingNew = (known: Deployment | undefined, { kind, until, end }: PermitMessage): boolean => {
  if (!known || known.answer.state === 'requested' || known.answer.state === 'lapsed') return false;
  if (kind === 'refused') return true;
  const { untilRead, endRead } = known.answer;
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
