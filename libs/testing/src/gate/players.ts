import { type AuthorityEvent, type Law, componentFacts, permitInStream } from '@cpmp/authorisation/domain';
import { dueNamed as dueAtAuthorisation } from '@cpmp/authorisation/views/due.view';
import { isOut } from '@cpmp/authorisation/views/permits.view';
import { type Asset, thingOf as assetThing } from '@cpmp/asset-registry/domain/asset';
import { type Thing, dueNamed } from '@cpmp/gate';
import { type Decision, type DomainEvent, type Instant, isRefusal, refuse } from '@cpmp/kernel';
import { categoryOf, idOf } from '@cpmp/ledger';
import { type Resource, thingOf as resourceThing } from '@cpmp/resource-allocation/domain/resource';
import type { DueRow } from '@cpmp/shell';
import { OFFICER } from './beginning.js';
import type { Rules } from './rules.js';
import { type Act, type Span, instant, operationOf } from './scope.js';
import type { AuthorityCell, Cell, Message, TaskingCell } from './streams.js';

/** Something that reaches a stream. */
export type Input =
  | { readonly do: 'read'; readonly message: Message }
  | { readonly do: 'due'; readonly row: DueRow }
  | { readonly do: 'act'; readonly act: Act }
  /** A message about a thing became a dead letter at authorisation. */
  | { readonly do: 'alarm'; readonly thing: string };

/** By what and when a stream is played. */
export type Play = { readonly rules: Rules; readonly law: Law; readonly now: Instant };

const nothing = refuse('not-for-this-stream', 'Nothing of that kind reaches this stream.', { instead: 'Another stream takes it.' });

/** After the end of every story. */
const REVIEW_BY = instant(30 * 86_400);

const windowOf = ([from, to]: Span) => ({ from: instant(from), to: instant(to) });

/** A holder's answer; a permit that has left the state is looked up in the stream, as authorisation's service does. */
const heard = (cell: AuthorityCell, { value: answer }: Extract<Message, { road: 'answer' }>, { rules, now }: Play): Decision<AuthorityEvent> => {
  const decided = rules.hearAnswer(cell.state, { answer }, now);
  const closed = isRefusal(decided) ? permitInStream(Object.values(cell.remembered[answer.permit] ?? {}), answer.permit) : undefined;
  return closed ? rules.hearAnswer(cell.state, { answer, closed }, now) : decided;
};

/** An alarm on every permit under which the thing is out, as authorisation's service raises it. */
const alarmed = ({ state, permits }: AuthorityCell, thing: string, { rules }: Play): Decision<AuthorityEvent> =>
  Object.values(permits).flatMap(({ component, permits: rows }) =>
    Object.values(rows)
      .filter((row) => row.thing === thing && isOut(row))
      .flatMap(({ permit }) => {
        const raised = rules.raiseAlarm(state, { permit, component });
        return isRefusal(raised) ? [] : raised;
      }),
  );

const officerActs = ({ state }: AuthorityCell, act: Act, { rules, law, now }: Play): Decision<AuthorityEvent> => {
  const by = OFFICER;
  switch (act.do) {
    case 'grant':
      return rules.grant(state, { component: act.component, by, form: 'written', statement: '', reviewBy: REVIEW_BY }, now, law);
    case 'cancel': {
      const decided = act.decidedAt === undefined ? {} : { decidedAt: instant(act.decidedAt) };
      return rules.cancel(state, { component: act.component, by, ceasedAt: decided.decidedAt ?? now, told: [], reason: '', value: '', productDirection: 'Keep.', ...decided }, now, law);
    }
    case 'renew': {
      const entry = act.decidedAt === undefined ? { form: 'written' as const } : { form: 'oral' as const, decidedAt: instant(act.decidedAt) };
      return rules.renew(state, { component: act.component, by, statement: '', value: '', ...entry }, now, law);
    }
    default:
      return nothing;
  }
};

const atAuthority = (cell: AuthorityCell, input: Input, play: Play): Decision<AuthorityEvent> => {
  const { rules, law, now } = play;
  switch (input.do) {
    case 'read':
      if (input.message.road === 'answer') return heard(cell, input.message, play);
      return input.message.road === 'request' ? rules.answerRequest(cell.state, input.message.value, now, (component) => law.requirements(componentFacts(component), { at: now })) : nothing;
    case 'due': {
      const { what, of } = dueAtAuthorisation(input.row.what);
      return what === 'expiry' ? rules.expire(cell.state, of, now) : rules.repeatPermit(cell.state, of, now);
    }
    case 'alarm':
      return alarmed(cell, input.thing, play);
    case 'act':
      return officerActs(cell, input.act, play);
  }
};

/** Where the two holders differ at their doors. */
type Holder = { readonly thing: Thing; readonly state: any; readonly deploy: Rules['deployAsset'] & Rules['deployResource']; readonly book: Rules['bookAsset'] & Rules['bookResource'] };

const holderActs = ({ thing, deploy, book, state }: Holder, act: Act, { rules, now }: Play): Decision<DomainEvent> => {
  const id = idOf(thing.stream);
  switch (act.do) {
    case 'ask':
    case 'move': {
      const { permit, authority, component } = act;
      const moves = act.do === 'move' ? { moves: act.of } : {};
      const scope = { tactic: component, target: { subject: component }, window: windowOf(act.window) };
      return deploy(state, id, { permit, authorisation: authority, component, ...scope, ...moves, requestedBy: 'rm', force: 'met', operationId: operationOf(authority), risks: [] }, now);
    }
    case 'close':
      return rules.close(thing, { permit: act.permit, outcome: 'recovered', note: '' }, now);
    case 'switch off':
      return rules.switchOff(thing, { permit: act.permit, note: '' }, now);
    case 'book':
      return book(state, id, { allocation: act.allocation, operationId: operationOf(act.operation), window: windowOf(act.window), requestedBy: 'rm', needs: [] }, now);
    default:
      return nothing;
  }
};

const atHolder = (holder: Holder, input: Input, play: Play): Decision<DomainEvent> => {
  const { rules, now } = play;
  const { thing, book, state } = holder;
  switch (input.do) {
    case 'read': {
      if (input.message.road === 'permit') return rules.hearPermit(thing, input.message.value, now);
      if (input.message.road !== 'allocation') return nothing;
      const { thing: _thing, holder: _holder, released, ...ask } = input.message.value;
      return released ? rules.release(thing, ask.allocation, ask) : book(state, idOf(thing.stream), ask, now);
    }
    case 'due': {
      const { what, permit } = dueNamed(input.row.what);
      return rules.onDue[what](thing, permit, now);
    }
    case 'act':
      return holderActs(holder, input.act, play);
    default:
      return nothing;
  }
};

const atTasking = ({ state }: TaskingCell, input: Input, { rules }: Play): Decision<DomainEvent> => {
  if (input.do === 'read') return input.message.road === 'booking' ? rules.hearBooking(state, input.message.value) : nothing;
  if (input.do !== 'act') return nothing;
  const { act } = input;
  if (act.do === 'give back') return rules.giveBack(state, act.allocation);
  if (act.do !== 'allocate') return nothing;
  const { allocation, tasking, thing, window } = act;
  return rules.allocate(state, { allocation, tasking, thing, holder: 'asset-registry', window: windowOf(window), by: 'rm' });
};

const assetHolder = (state: Asset, id: string, { rules }: Play): Holder => ({ thing: assetThing(state, id), state, deploy: rules.deployAsset as Holder['deploy'], book: rules.bookAsset as Holder['book'] });

const resourceHolder = (state: Resource, id: string, { rules, now }: Play): Holder => ({ thing: resourceThing(state, id, now), state, deploy: rules.deployResource as Holder['deploy'], book: rules.bookResource as Holder['book'] });

/** What a stream decides on what reaches it: which of the real functions is called with what, as the services' own few lines do it. */
export const decide = (stream: string, cell: Cell, input: Input, play: Play): Decision<DomainEvent> => {
  const id = idOf(stream);
  switch (categoryOf(stream)) {
    case 'authority':
      return atAuthority(cell as AuthorityCell, input, play);
    case 'asset':
      return atHolder(assetHolder(cell.state as Asset, id, play), input, play);
    case 'resource':
      return atHolder(resourceHolder(cell.state as Resource, id, play), input, play);
    default:
      return atTasking(cell as TaskingCell, input, play);
  }
};
