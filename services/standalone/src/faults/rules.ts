import type { DeadlineChanges, Instant } from '@cpmp/kernel';
import type { Recorded } from '@cpmp/ledger';
import type { Publish } from '@cpmp/messaging';

type Answer = { readonly permit: string; readonly startedAt?: Instant; readonly recalledAt?: Instant; readonly closedAt?: Instant };
type Window = { readonly from: Instant; readonly to: Instant };
type Said = { readonly permit: string; readonly component: string; readonly issuedAt: Instant };

/** An event as a log has it, with the fields that are judged. */
export type Judged = Recorded<{
  readonly type: string;
  readonly said?: Said;
  readonly answer?: Answer;
  readonly component?: string;
  readonly from?: Instant | null;
  readonly until?: Instant | null;
  readonly deadlines?: DeadlineChanges;
  readonly deadline?: string;
  readonly tellAt?: Instant;
  readonly allocation?: string;
  readonly request?: { readonly allocation: string };
  readonly window?: Window;
}>;

/** What each service's log holds, in order, by its name. */
export type Logs = ReadonlyMap<string, readonly Judged[]>;

const HOLDERS = ['asset-registry', 'resource-allocation'] as const;
const STARTS = ['AuthorityGranted', 'AuthorityApproved', 'AuthorityRenewed'];
const ENDS = ['AuthorityCancelled', 'AuthorityQuashed', 'AuthorityExpired', 'LinkedAuthorityEnded'];
/** What is due is told within so long, in milliseconds, on a machine that has much else to do. */
const TELLING_MS = 30_000;

const of = (logs: Logs, service: string): readonly Judged[] => logs.get(service) ?? [];
const countBy = (names: Iterable<string>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};
const answers = (logs: Logs): readonly Judged[] => HOLDERS.flatMap((holder) => of(logs, holder)).filter(({ event }) => event.answer);
/** What each holder said last of each permit. */
const lastAnswers = (logs: Logs): ReadonlyMap<string, Judged> => new Map(answers(logs).map((said) => [said.event.answer?.permit ?? '', said]));

/** Every permit was answered by its holder once, and no answer is of a permit that nobody issued. */
export const answeredOnce = (logs: Logs): readonly string[] => {
  const issued = of(logs, 'authorisation').flatMap(({ event: { type, said } }) => (type === 'PermitIssued' && said ? [said.permit] : []));
  const answered = countBy(answers(logs).flatMap(({ event: { type, answer } }) => (answer && (type === 'DeploymentStarted' || type === 'PermitNotTaken') ? [answer.permit] : [])));
  const known = new Set(issued);
  return [
    ...issued.flatMap((permit) => (answered.get(permit) === 1 ? [] : [`permit ${permit} was answered ${answered.get(permit) ?? 0} times`])),
    ...[...countBy(issued)].flatMap(([permit, times]) => (times === 1 ? [] : [`permit ${permit} was issued ${times} times`])),
    ...[...answered.keys()].flatMap((permit) => (known.has(permit) ? [] : [`permit ${permit} was answered and never issued`])),
  ];
};

/** Nothing was out twice at once. */
export const outOnce = (logs: Logs): readonly string[] => {
  const spans = [...lastAnswers(logs).values()].flatMap(({ event: { answer }, meta: { stream } }) => (answer?.startedAt === undefined ? [] : [{ stream, startedAt: answer.startedAt, closedAt: answer.closedAt }]));
  const inOrder = spans.toSorted((a, b) => a.stream.localeCompare(b.stream) || a.startedAt.localeCompare(b.startedAt));
  return inOrder.flatMap((span, n) => {
    const before = inOrder[n - 1];
    return before?.stream === span.stream && (before.closedAt === undefined || before.closedAt > span.startedAt) ? [`${span.stream} was out twice at once`] : [];
  });
};

/** No thing is promised twice for one time, and each request of a tasking has one answer. */
export const bookedOnce = (logs: Logs): readonly string[] => {
  const standing = new Map<string, Map<string, Window>>();
  const twice: string[] = [];
  for (const { event: { type, allocation = '', window }, meta: { stream } } of HOLDERS.flatMap((holder) => of(logs, holder))) {
    const own = standing.get(stream) ?? new Map<string, Window>();
    standing.set(stream, own);
    if (type === 'BookingReleased') own.delete(allocation);
    if (type !== 'Booked' || !window) continue;
    if ([...own.values()].some(({ from, to }) => from < window.to && window.from < to)) twice.push(`${stream} was booked twice for one time`);
    own.set(allocation, window);
  }
  const tasked = of(logs, 'resource-allocation');
  const answered = countBy(tasked.flatMap(({ event: { type, allocation } }) => (type === 'AllocationBooked' || type === 'AllocationRefused' ? [allocation ?? ''] : [])));
  const asked = tasked.flatMap(({ event: { type, request } }) => (type === 'AllocationRequested' && request ? [request.allocation] : []));
  return [...twice, ...asked.flatMap((allocation) => (answered.get(allocation) === 1 ? [] : [`allocation ${allocation} was answered ${answered.get(allocation) ?? 0} times`]))];
};

type Force = { readonly from: Instant; readonly until: Instant };

/** In the order of an authority's own stream: each permit was issued while its component was in force, and what is live at the end is in force still or was called back. */
export const withinAuthority = (logs: Logs, now: Instant): readonly string[] => {
  const inForce = new Map<string, Force>();
  const components = new Map<string, string>();
  const outside: string[] = [];
  for (const { event: { type, component, from, until, said }, meta: { stream, at } } of of(logs, 'authorisation')) {
    const name = `${stream}/${said?.component ?? component}`;
    const before = inForce.get(name);
    if (STARTS.includes(type) && from && until) inForce.set(name, { from: before && before.until >= from ? before.from : from, until });
    if (ENDS.includes(type)) inForce.delete(name);
    if (type !== 'PermitIssued' || !said) continue;
    components.set(said.permit, name);
    if (!before || at < before.from || at >= before.until) outside.push(`permit ${said.permit} was issued outside its authority`);
  }
  const left = [...lastAnswers(logs)].flatMap(([permit, { event: { answer } }]) => {
    const force = inForce.get(components.get(permit) ?? '');
    const isLive = answer?.startedAt !== undefined && answer.recalledAt === undefined && answer.closedAt === undefined;
    return isLive && (!force || force.until <= now) ? [`the deployment of permit ${permit} is live past its authority’s end and nobody called it back`] : [];
  });
  return [...outside, ...left];
};

/** What an inspector is shown of permits, one by one. */
export type ShownPermit = { readonly permit: string; readonly end?: unknown; readonly gapSeconds?: number; readonly answer?: Answer };

/** The gap of each deployment that its authority's end met is on record: from the end to the recall, or to the closing. */
export const gapsOnRecord = (shown: readonly ShownPermit[]): readonly string[] =>
  shown.flatMap(({ permit, end, answer, gapSeconds }) => (end !== undefined && answer?.startedAt !== undefined && gapSeconds === undefined ? [`the gap of permit ${permit} is not on record`] : []));

/** Every deadline that a service set was taken on once, and told of when its time to tell had come. */
export const deadlinesTold = (logs: Logs, now: Instant): readonly string[] => {
  const own = of(logs, 'notification');
  const set = [...logs].flatMap(([service, events]) => (service === 'notification' ? [] : events.flatMap(({ event: { deadlines }, meta }) => (deadlines?.set ?? []).map(({ id }) => `${meta.stream}/${id}`))));
  const taken = countBy(own.flatMap(({ event: { type, deadline } }) => (type === 'DeadlineTaken' ? [deadline ?? ''] : [])));
  const told = new Set(own.flatMap(({ event: { type }, meta: { stream } }) => (['NoticeSent', 'NoticeEscalated', 'DeadlineDischarged'].includes(type) ? [stream] : [])));
  const late = own.filter(({ event: { type, tellAt }, meta: { stream } }) => type === 'DeadlineTaken' && tellAt !== undefined && Date.parse(tellAt) < Date.parse(now) - TELLING_MS && !told.has(stream));
  return [
    ...[...new Set(set)].flatMap((name) => (taken.get(name) === 1 ? [] : [`${name} was taken on ${taken.get(name) ?? 0} times`])),
    ...late.map(({ event: { deadline } }) => `${deadline} was to be told of and nobody was`),
  ];
};

/** Every event that says something to others is on its topic, and nothing is there that no log has. `heard`: `<topic> <id>`. */
export const published = (services: readonly { readonly events: readonly Judged[]; readonly publish: Publish }[], heard: ReadonlySet<string>): readonly string[] => {
  const said = new Set<string>();
  for (const { events, publish } of services) {
    for (const { event, meta } of events) {
      const times = new Map<string, number>();
      for (const { topic } of publish(event, meta, (text) => text)) {
        const n = times.get(topic) ?? 0;
        times.set(topic, n + 1);
        said.add(`${topic} ${meta.id}${n === 0 ? '' : `#${n}`}`);
      }
    }
  }
  return [
    ...[...said].flatMap((name) => (heard.has(name) ? [] : [`${name} was never published`])),
    ...[...heard].flatMap((name) => (said.has(name) ? [] : [`${name} is on its topic and in no log`])),
  ];
};

/** Causes of commits that came after all messages had been sent once more, by their ids: an effect that had not come about before. */
export const effectsLate = (causes: readonly { readonly service: string; readonly cause: string }[], repeated: ReadonlySet<string>): readonly string[] => {
  const ids = new Set([...repeated].map((name) => name.slice(name.indexOf(' ') + 1)));
  return causes.flatMap(({ service, cause }) => (ids.has(cause.slice(cause.indexOf('/') + 1)) ? [`${cause} took effect in ${service} only when it was said again`] : []));
};

/** Every acknowledged act made one commit. `causes`: how often each is in a log, by `<service> <cause>`. */
export const keptOnce = (acknowledged: readonly { readonly service: string; readonly cause: string }[], causes: ReadonlyMap<string, number>): readonly string[] =>
  acknowledged.flatMap(({ service, cause }) => {
    const found = causes.get(`${service} ${cause}`) ?? 0;
    return found === 1 ? [] : [`an act of ${service} was acknowledged and is ${found} times in its log`];
  });
