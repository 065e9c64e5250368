import type { AuthorityEvent } from '@cpmp/authorisation/domain';
import type { GateEvent, PermitEnd, Switched } from '@cpmp/gate';
import type { DomainEvent, Instant } from '@cpmp/kernel';
import { categoryOf } from '@cpmp/ledger';
import type { TaskingEvent } from '@cpmp/resource-allocation/domain/tasking';
import type { Input } from './players.js';
import type { Act } from './scope.js';
import type { Message } from './streams.js';

/** The time of the day, and the day where it is another one. */
export const clockWords = (at: Instant): string => `${at.startsWith('2026-03-02') ? '' : `${at.slice(8, 10)} March `}${at.slice(11, 19)}`;

const endWords = (end: PermitEnd | undefined): string => (end ? `, ${end.how} at ${clockWords(end.at)}` : '');

const turnWords = (switched: Switched | undefined): string => (switched ? `, turn ${switched.turn}: ${switched.on ? 'on' : 'off'}` : '');

/** What a person does. */
export const actWords = (act: Act): string => {
  const back = 'decidedAt' in act && act.decidedAt !== undefined ? ', decided earlier' : '';
  switch (act.do) {
    case 'ask':
      return `Somebody asks for ${act.permit} to deploy ${act.thing} under ${act.authority}/${act.component}`;
    case 'move':
      return `Somebody asks for ${act.permit} to move ${act.thing} from ${act.of} under ${act.authority}/${act.component}`;
    case 'switch off':
      return `Somebody switches ${act.thing} off under ${act.permit}`;
    case 'grant':
      return `An officer grants ${act.authority}/${act.component}`;
    case 'close':
      return `Somebody recovers or withdraws ${act.thing} from ${act.permit}`;
    case 'cancel':
      return `An officer cancels ${act.authority}/${act.component}${back}`;
    case 'renew':
      return `An officer renews ${act.authority}/${act.component}${back}`;
    case 'book':
      return `The custodian books ${act.thing} for operation ${act.operation} (${act.allocation})`;
    case 'allocate':
      return `Tasking ${act.tasking} asks for ${act.thing} (${act.allocation})`;
    case 'give back':
      return `Tasking ${act.tasking} gives ${act.allocation} back`;
  }
};

/** What a message says. */
export const messageWords = (message: Message): string => {
  switch (message.road) {
    case 'request':
      return `the request for ${message.value.permit}`;
    case 'permit': {
      const { permit, kind, until, end, switched } = message.value;
      return `that ${permit} is ${kind}${until === undefined ? '' : ` (until ${clockWords(until)}${endWords(end)}${turnWords(switched)})`}`;
    }
    case 'answer': {
      const { permit, state, untilRead, endRead, switchedRead } = message.value;
      return `the answer on ${permit}: ${state} (${untilRead === undefined ? 'has read no permit' : `has read until ${clockWords(untilRead)}`}${endWords(endRead)}${turnWords(switchedRead)})`;
    }
    case 'allocation':
      return `${message.value.released ? 'that' : 'the request for'} ${message.value.allocation}${message.value.released ? ' is given back' : ''}`;
    case 'booking':
      return `that ${message.value.allocation} is ${message.value.outcome}`;
  }
};

type Told = AuthorityEvent | GateEvent | TaskingEvent;

const WORDS: { readonly [T in Told['type']]?: (event: Extract<Told, { readonly type: T }>) => string } = {
  AuthorityGranted: ({ component, until }) => `${component} is granted until ${clockWords(until ?? '')}`,
  AuthorityExpired: ({ component, until }) => `${component} expired at ${clockWords(until)}`,
  AuthorityCancelled: ({ component, until }) => `${component} is cancelled from ${clockWords(until)}`,
  AuthorityRenewed: ({ component, until, contiguous }) => `${component} is renewed until ${clockWords(until ?? '')}${contiguous ? '' : ', after its end'}`,
  PermitIssued: ({ said }) => `${said.permit} is issued${said.switched ? `, switched ${said.switched.on ? 'on' : 'off'}` : ''}, to be taken before ${clockWords(said.startBy)}`,
  PermitRefused: ({ permit, refusal }) => `${permit} is refused (${refusal.refused})`,
  PermitExtended: ({ said }) => `${said.permit} is extended until ${clockWords(said.until)}`,
  UnknownPermitEnded: ({ said }) => `${said.permit}, which is not known, ends${endWords(said.end)}`,
  PermitEnded: ({ said }) => `${said.permit} ends${endWords(said.end)}`,
  PermitSwitchedOn: ({ said }) => `${said.permit} is switched on`,
  PermitSwitchedOff: ({ said }) => `${said.permit} is switched off`,
  PermitRepeated: ({ said }) => `${said.permit} is said again`,
  AnswerHeard: ({ answer, answered, closed }) => `${answer.permit} is ${closed ? 'closed' : answered ? 'answered' : 'still unanswered'}`,
  ErrorSuspected: ({ permit }) => `an error is suspected under ${permit}`,
  AlarmRaised: ({ permit, cause }) => `an alarm on ${permit} (${cause})`,
  DeploymentRequested: ({ answer, refusal }) => `${answer.permit} is asked for${refusal ? `, though it is ${refusal.refused}` : ''}`,
  DeploymentRefused: ({ answer }) => `${answer.permit} was refused`,
  DeploymentLapsed: ({ answer }) => `${answer.permit} lapses`,
  DeploymentStarted: ({ answer }) => `deployed under ${answer.permit}`,
  PermitNotTaken: ({ answer, why }) => `${answer.permit} is not taken (${why})`,
  PermitAnswered: ({ answer }) => `answers ${answer.permit}, still ${answer.state}`,
  DeploymentRecalled: ({ answer, by }) => `${answer.permit} is ${answer.state}, by ${by === 'clock' ? 'its own clock' : 'the end it read'}`,
  RecallWithdrawn: ({ answer }) => `the recall of ${answer.permit} is withdrawn`,
  WindowEnded: ({ answer }) => `the window of ${answer.permit} is over`,
  DeploymentSwitchedOn: ({ answer }) => `${answer.thing} may run under ${answer.permit}`,
  SwitchOffOrdered: ({ answer }) => `${answer.thing} is to be switched off under ${answer.permit}`,
  DeploymentSwitchedOff: ({ answer }) => `${answer.thing} is switched off under ${answer.permit}`,
  DeploymentMoved: ({ answer, to }) => `${answer.permit} is closed: ${answer.thing} goes on under ${to}`,
  DeploymentClosed: ({ answer }) => `${answer.permit} is ${answer.state}`,
  Booked: ({ allocation }) => `${allocation} is booked`,
  BookingRefused: ({ allocation, refusal }) => `${allocation} is refused (${refusal.refused})`,
  AllocationRequested: ({ request }) => `${request.allocation} is asked for`,
  AllocationBooked: ({ allocation }) => `${allocation} is booked`,
  AllocationRefused: ({ allocation }) => `${allocation} was refused`,
  AllocationGivenBack: ({ request }) => `${request.allocation} is given back`,
  AllocationReleased: ({ allocation }) => `${allocation} is free`,
  BookingReleased: ({ allocation, why }) => `${allocation} is released (${why})`,
};

const eventWords = (event: DomainEvent): string => (WORDS[event.type as Told['type']] as ((event: DomainEvent) => string) | undefined)?.(event) ?? event.type;

const inputWords = (stream: string, input: Input): string => {
  switch (input.do) {
    case 'read':
      return `${categoryOf(stream)} reads ${messageWords(input.message)}`;
    case 'due':
      return `${categoryOf(stream)} finds ${input.row.what.replace(':', ' of ')} due`;
    case 'act':
      return actWords(input.act);
    case 'alarm':
      return `authorisation hears of a dead letter about ${input.thing}`;
  }
};

/** A step of a story in plain words: when, who met what, and what came of it. */
export const stepWords = (at: Instant, stream: string, input: Input, events: readonly DomainEvent[]): string => {
  const came = events.length > 0 ? events.map(eventWords).join('; ') : 'nothing changes';
  return `${clockWords(at)}  ${inputWords(stream, input)}: ${came}`;
};
