import { type AuthorityEvent, type AuthorityState, authority } from '@cpmp/authorisation/domain';
import { due as dueAtAuthorisation, dueNamed } from '@cpmp/authorisation/views/due.view';
import { type PermitsDoc, permits } from '@cpmp/authorisation/views/permits.view';
import { type Asset, asset } from '@cpmp/asset-registry/domain/asset';
import type { AllocationRequest, BookingAnswer, Calendar, DeploymentAnswer, PermitMessage, PermitRequest } from '@cpmp/gate';
import { allocationRequestIn, bookingAnswerIn, deploymentAnswerIn, permitMessageIn, permitRequestIn } from '@cpmp/gate/wire';
import { due as dueAtHolders } from '@cpmp/holder';
import type { Aggregate, DomainEvent, Instant } from '@cpmp/kernel';
import { type EventMeta, type View, categoryOf, idOf } from '@cpmp/ledger';
import type { OutMessage } from '@cpmp/messaging';
import { type Resource, resource } from '@cpmp/resource-allocation/domain/resource';
import { type Tasking, tasking } from '@cpmp/resource-allocation/domain/tasking';
import type { DueRow } from '@cpmp/shell';
import type { Rules } from './rules.js';
import type { Road, Service } from './scope.js';

/** A stream as it stands: its state, and what its service's views keep of it. */
export type Cell<S = unknown> = {
  readonly state: S;
  readonly tail: Instant;
  /** What falls due, and what of it ran and found nothing to do. */
  readonly due: Readonly<Record<string, DueRow>>;
  readonly idle: Readonly<Record<string, Instant>>;
  /** Of an authority: its permits for the inspector; and of its stream, what a late answer is looked up in. */
  readonly permits: Readonly<Record<string, PermitsDoc>>;
  readonly remembered: Readonly<Record<string, Readonly<Record<string, AuthorityEvent>>>>;
};

/** The streams of each kind. */
export type AuthorityCell = Cell<AuthorityState>;
/** A holder's stream, as far as the gate goes. */
export type ThingCell = Cell<(Asset | Resource) & { readonly calendar: Calendar }>;
/** A tasking's stream. */
export type TaskingCell = Cell<Tasking>;

/** A message as its reader has it. */
export type Message = { readonly at: Instant } & (
  | { readonly road: 'request'; readonly value: PermitRequest }
  | { readonly road: 'permit'; readonly value: PermitMessage }
  | { readonly road: 'answer'; readonly value: DeploymentAnswer }
  | { readonly road: 'allocation'; readonly value: AllocationRequest }
  | { readonly road: 'booking'; readonly value: BookingAnswer }
);

type Kind = { readonly service: Service; readonly aggregate: Aggregate<any, any>; readonly due?: View<DueRow> };

const KINDS: Readonly<Record<string, Kind>> = {
  authority: { service: 'authorisation', aggregate: authority, due: dueAtAuthorisation },
  asset: { service: 'asset-registry', aggregate: asset, due: dueAtHolders },
  resource: { service: 'resource-allocation', aggregate: resource, due: dueAtHolders },
  tasking: { service: 'resource-allocation', aggregate: tasking },
};

/** What a stream is, by its name. @throws for a name of no kind */
export const kindOf = (stream: string): Kind => {
  const kind = KINDS[categoryOf(stream)];
  if (!kind) throw new Error(`No stream is called ${stream}.`);
  return kind;
};

/** A stream in which nothing has happened. */
export const emptyCell = (stream: string): Cell => ({ state: kindOf(stream).aggregate.initial, tail: '', due: {}, idle: {}, permits: {}, remembered: {} });

/** What a topic carries, and how its reader reads it; other topics are for other readers. */
const ROADS: readonly (readonly [suffix: string, road: Road, read: (bytes: Uint8Array) => unknown])[] = [
  ['.permit-requests.v1', 'request', permitRequestIn],
  ['.permits.v1', 'permit', permitMessageIn],
  ['.deployments.v1', 'answer', deploymentAnswerIn],
  ['.allocation-requests.v1', 'allocation', allocationRequestIn],
  ['.bookings.v1', 'booking', bookingAnswerIn],
];

const readIn = ({ topic, value }: OutMessage, at: Instant): readonly Message[] => {
  const found = ROADS.find(([suffix]) => topic.endsWith(suffix));
  return found ? [{ at, road: found[1], value: found[2](value) } as Message] : [];
};

const keysOf = (view: View, event: DomainEvent, meta: EventMeta): readonly string[] => {
  const keys = view.key(event, meta);
  return keys === undefined ? [] : typeof keys === 'string' ? [keys] : keys;
};

/** Folds one event into the documents of a view. */
const folded = <D extends object>(view: View<D>, docs: Readonly<Record<string, D>>, event: DomainEvent, meta: EventMeta): Readonly<Record<string, D>> => {
  const fold = view.on[event.type] ?? view.on['*'];
  if (!fold) return docs;
  const next = { ...docs };
  for (const key of keysOf(view, event, meta)) {
    const doc = fold(next[key], event, meta, key);
    if (doc === undefined) delete next[key];
    else next[key] = doc;
  }
  return next;
};

/** Of a permit's history, what it takes to look it up: what was said last, and each kind of alarm once. */
const rememberedWith = (remembered: Cell['remembered'], event: AuthorityEvent): Cell['remembered'] => {
  if ('said' in event) return { ...remembered, [event.said.permit]: { ...remembered[event.said.permit], said: event } };
  if (event.type !== 'ErrorSuspected' && event.type !== 'AlarmRaised') return remembered;
  return { ...remembered, [event.permit]: { ...remembered[event.permit], [event.cause]: event } };
};

/** Of what falls due at an authority, what the gate runs on: errors, product and arrangements are opened beside it. */
const AT_AUTHORITY: readonly string[] = ['expiry', 'permit'];
const ofTheGate = (stream: string, rows: Cell['due']): Cell['due'] =>
  kindOf(stream).aggregate === authority ? Object.fromEntries(Object.entries(rows).filter(([, { what }]) => AT_AUTHORITY.includes(dueNamed(what).what))) : rows;

/** Commits events to a stream: its state, its service's views, and what leaves. */
export const committed = (stream: string, cell: Cell, events: readonly DomainEvent[], { at, rules }: { readonly at: Instant; readonly rules: Rules }) => {
  const { service, aggregate, due } = kindOf(stream);
  let next: Cell = { ...cell, tail: at };
  const sent: Message[] = [];
  events.forEach((event, index) => {
    const meta: EventMeta = { id: '', log: `${service}/1`, position: 1, index, stream, streamId: idOf(stream), version: 1, at, actor: null };
    next = {
      ...next,
      state: aggregate.evolve(next.state, event),
      due: due ? ofTheGate(stream, folded(due, next.due, event, meta)) : next.due,
      ...(aggregate === authority
        ? { permits: folded(permits, next.permits, event, meta), remembered: rememberedWith(next.remembered, event as AuthorityEvent) }
        : {}),
    };
    sent.push(...rules.publish[service](event, meta, (text) => text).flatMap((out) => readIn(out, at)));
  });
  // What an event has moved or taken out is no longer known to be idle.
  const idle = Object.fromEntries(Object.entries(next.idle).filter(([key, instant]) => next.due[key]?.at === instant));
  return { cell: { ...next, idle }, sent };
};
