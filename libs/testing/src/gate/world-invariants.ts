import type { AuthorityEvent, Permit } from '@cpmp/authorisation/domain';
import { type Deployment, START_WITHIN_SECONDS, isOpen } from '@cpmp/gate';
import { type Instant, earlier, later } from '@cpmp/kernel';
import { categoryOf } from '@cpmp/ledger';
import { type Breach, breachIf, firstOf } from './invariants.js';
import type { AuthorityCell, Cell, TaskingCell, ThingCell } from './streams.js';
import { clockWords } from './words.js';

/** The streams of a world as they stand, by name. */
export type Streams = Readonly<Record<string, Cell>>;

type Out = { readonly thing: string; readonly deployment: Deployment; readonly authority: AuthorityCell };

const thingsOf = (streams: Streams): readonly (readonly [string, ThingCell])[] =>
  Object.entries(streams).filter((entry): entry is [string, ThingCell] => ['asset', 'resource'].includes(categoryOf(entry[0])));

const deploymentsOf = ({ state }: ThingCell): readonly Deployment[] => Object.values(state.calendar.deployments);

/** Every deployment, with the authority that it was asked under. */
const outs = (streams: Streams): readonly Out[] =>
  thingsOf(streams).flatMap(([thing, cell]) =>
    deploymentsOf(cell).map((deployment) => ({ thing, deployment, authority: streams[`authority-${deployment.answer.authorisation}`] as AuthorityCell })),
  );

/** What was last said of a permit, whether it is open or not. */
const saidOf = ({ remembered }: AuthorityCell, permit: string): Permit['said'] | undefined => {
  const event: AuthorityEvent | undefined = remembered[permit]?.['said'];
  return event && 'said' in event ? event.said : undefined;
};

const isLive = ({ answer }: Deployment): boolean => answer.state === 'deployed';

const startBreach = ({ deployment, authority }: Out): Breach | undefined => {
  const { permit, startedAt, endRead, state } = deployment.answer;
  if (startedAt === undefined) return undefined;
  const said = saidOf(authority, permit);
  if (!said) return breachIf(true, 'I2', () => `${permit} started, and was never issued`);
  const { issuedAt, startBy, end } = said;
  const bound = end && new Date(Date.parse(later(end.at, issuedAt)) + START_WITHIN_SECONDS * 1000).toISOString();
  return firstOf(
    breachIf(startedAt < issuedAt, 'I2b', () => `${permit} started at ${clockWords(startedAt)} and was issued at ${clockWords(issuedAt)}`),
    breachIf(startedAt >= startBy, 'I2', () => `${permit} started at ${clockWords(startedAt)}, and was to be taken before ${clockWords(startBy)}`),
    breachIf(bound !== undefined && startedAt >= bound, 'I4_bound', () => `${permit} started at ${clockWords(startedAt)} and ended at ${clockWords(end?.at ?? '')}`),
    breachIf(endRead !== undefined && state === 'deployed', 'I6', () => `${permit} is deployed though its end was read`),
  );
};

const overlap = (a: Deployment['window'], b: Deployment['window']): boolean => a.from < b.to && b.from < a.to;

const calendarBreach = (thing: string, cell: ThingCell): Breach | undefined => {
  const all = deploymentsOf(cell);
  const inOnePlace = categoryOf(thing) === 'asset';
  const live = all.filter(isLive);
  const pair = live.flatMap((a, n) => live.slice(n + 1).filter((b) => overlap(a.window, b.window)).map((b) => [a, b] as const))[0];
  const open = inOnePlace ? all.filter(isOpen) : [];
  const over = live.find(({ operationId, window, answer }) =>
    Object.values(cell.state.calendar.bookings).some((booking) => {
      const own = booking.tasking !== undefined && booking.operationId === operationId;
      const from = inOnePlace ? earlier(window.from, answer.startedAt ?? window.from) : window.from;
      return !own && overlap(booking.window, { from, to: window.to });
    }),
  );
  return firstOf(
    breachIf(pair !== undefined, 'I3', () => `${thing} is live under ${pair?.[0].answer.permit} and ${pair?.[1].answer.permit}`),
    breachIf(open.length > 1, 'I3_places', () => `${thing} is out under ${open.map(({ answer }) => answer.permit).join(' and ')}`),
    breachIf(over !== undefined, 'I3_booking', () => `${thing} is live under ${over?.answer.permit} over a booking that does not give way`),
  );
};

/** What is wrong with a world, whatever comes next. */
export const worldBreach = (streams: Streams): Breach | undefined =>
  firstOf(...thingsOf(streams).map(([thing, cell]) => calendarBreach(thing, cell)), ...outs(streams).map(startBreach));

/** A start at or after its permit's own end raises an error; one at or after an end that was entered later is marked for the inspector. */
const flagBreach = ({ deployment, authority }: Out): Breach | undefined => {
  const { permit, startedAt, component: id, authorisation } = deployment.answer;
  if (startedAt === undefined) return undefined;
  const end = saidOf(authority, permit)?.end?.at;
  const component = authority.state.components[id];
  const cancelledFrom = component?.state === 'cancelled' ? component.until : null;
  const raised = authority.remembered[permit]?.['start-after-end'] !== undefined;
  const marked = authority.permits[`${authorisation}/${id}`]?.permits[permit]?.startedAfterEnd ?? false;
  return firstOf(
    breachIf(end !== undefined && startedAt >= end && !(raised && marked), 'I4_flag', () => `${permit} started at ${clockWords(startedAt)} and ended at ${clockWords(end ?? '')}, and no error is suspected`),
    breachIf(cancelledFrom !== null && startedAt >= cancelledFrom && !marked, 'I4_flag', () => `${permit} started at ${clockWords(startedAt)}, cancelled from ${clockWords(cancelledFrom ?? '')}, and is not marked`),
  );
};

const permitBreach = ({ deployment, authority }: Out, now: Instant): Breach | undefined => {
  const { permit, component: id, state, endRead } = deployment.answer;
  const component = authority.state.components[id];
  const inForce = component?.state === 'in-force' && component.until !== null && now < component.until;
  const unbroken = inForce && component.renewals.every(({ contiguous }) => contiguous);
  const open = authority.state.permits[permit];
  const said = saidOf(authority, permit);
  if (!said) return undefined;
  const { end, until } = said;
  const out = isOpen(deployment);
  return firstOf(
    breachIf(unbroken && end === undefined && out && state !== 'deployed', 'I6', () => `${permit} is ${state}, though its component runs on without a gap`),
    breachIf((open !== undefined || out) && end === undefined && until <= now, 'L2_neverEnded', () => `${permit} ran until ${clockWords(until)}, and has no end`),
    breachIf(out && end !== undefined && endRead === undefined, 'L2', () => `${permit} ended at ${clockWords(end?.at ?? '')}; its holder has not read it, and nothing more is sent`),
    breachIf(open !== undefined && !out, inForce ? 'L3_inForce' : 'L3', () => `${permit} is open for ever, though its deployment is ${state}`),
    breachIf(open === undefined && out, 'L3_open', () => `${permit} is closed, though its deployment is ${state}`),
    breachIf(open?.answered === false && end !== undefined, 'L2', () => `the end of ${permit} waits for an answer that does not come`),
  );
};

/** In the end what may run is switched on, nothing else is, its holder has read so, and how long it may have run without is known. */
const runningBreach = ({ deployment, authority }: Out, now: Instant): Breach | undefined => {
  const { permit, component, authorisation, switchedRead, switchOffOrderedAt } = deployment.answer;
  const said = saidOf(authority, permit);
  if (!said?.switched || !isOpen(deployment)) return undefined;
  const { turn, on, needs } = said.switched;
  const covered = needs.every((power) => Object.values(authority.state.components).some(({ power: each, state, until }) => each === power && state === 'in-force' && until !== null && now < until));
  const row = authority.permits[`${authorisation}/${component}`]?.permits[permit];
  return firstOf(
    breachIf(on && !covered, 'S1', () => `${permit} may run, and what it needs is not in force`),
    breachIf(!on && covered && said.end === undefined, 'S2', () => `${permit} is switched off, and all that it needs is in force`),
    breachIf(switchedRead?.turn !== turn, 'S2', () => `turn ${turn} of ${permit} has not been read, and nothing more is sent`),
    breachIf(switchOffOrderedAt !== undefined && row?.runningSeconds === undefined, 'S1', () => `how long ${permit} may have run is not measured`),
  );
};

const requestBreach = ({ deployment }: Out): Breach | undefined =>
  breachIf(deployment.answer.state === 'requested', 'L1', () => `${deployment.answer.permit} is still asked for`);

const bookingBreach = (streams: Streams): Breach | undefined =>
  firstOf(
    ...Object.entries(streams)
      .filter(([name]) => categoryOf(name) === 'tasking')
      .flatMap(([, cell]) => Object.values((cell as TaskingCell).state.allocations))
      .map(({ state, request }) => {
        const stands = (streams[request.thing] as ThingCell).state.calendar.bookings[request.allocation] !== undefined;
        return breachIf(stands !== (state === 'booked'), 'bookings', () => `${request.allocation} is ${state} on tasking ${request.tasking}, and ${stands ? '' : 'not '}on the calendar of ${request.thing}`);
      }),
  );

/** What is wrong with a world in which everybody has done what is theirs to do. A dead letter is somebody's to redrive: nothing repeats a booking's. */
export const settledBreach = (streams: Streams, { now, deadLetter }: { readonly now: Instant; readonly deadLetter: boolean }): Breach | undefined =>
  firstOf(
    ...outs(streams).flatMap((out) => [requestBreach(out), flagBreach(out), permitBreach(out, now), runningBreach(out, now)]),
    deadLetter ? undefined : bookingBreach(streams),
  );
