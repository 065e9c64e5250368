import type { CommitBody, Lost, Orphan } from '@cpmp/ledger';

/** A log as its file has it: each commit's body, in order. */
export type Bodies = readonly CommitBody[];

/** One log before it was destroyed, as its backup was, and after it was restored. `end`: the last position that was backed up. */
export type Before = { readonly service: string; readonly end: number; readonly destroyed: Bodies; readonly restored: Bodies };

const idsOf = (bodies: Bodies): readonly string[] => bodies.flatMap(({ log, position, events }) => events.map((_, index) => `${log}/${position}/${index}`));

/** Everything up to the backup's position is there again as it was, and no further than that. */
export const keptWhole = ({ service, end, destroyed, restored }: Before): readonly string[] =>
  destroyed.slice(0, end).flatMap((body, n) => (JSON.stringify(restored[n]) === JSON.stringify(body) ? [] : [`position ${body.position} of ${service} did not come back as it was`]));

/** A restored log goes on right behind as another epoch, and uses no id of what was lost again. */
export const opensEpoch = ({ service, end, destroyed, restored }: Before): readonly string[] => {
  const opening = restored[end];
  const [event] = opening?.events ?? [];
  const isOne = event?.type === 'EpochOpened' && event['continues'] === (destroyed[end - 1]?.log ?? `${service}/1`) && event['end'] === end && opening?.log === event['log'];
  const used = new Set(idsOf(destroyed));
  return [
    ...(isOne ? [] : [`${service} did not open an epoch behind position ${end}`]),
    ...idsOf(restored.slice(end)).flatMap((id) => (used.has(id) ? [`the id ${id} names two events`] : [])),
  ];
};

/** An act that was answered. `kept`: before its service's backup began. */
export type Answered = { readonly service: string; readonly cause: string; readonly kept: boolean };

/** No act that was answered before its backup began is missing, and of those after it each that is missing is named as lost. */
export const nothingUnnamed = (answered: readonly Answered[], restored: readonly Before[], lost: readonly Lost[]): readonly string[] => {
  const there = new Set(restored.flatMap(({ service, restored: bodies }) => bodies.map(({ cause }) => `${service} ${cause}`)));
  const named = new Set(lost.map(({ log, cause }) => `${log.slice(0, log.lastIndexOf('/'))} ${cause}`));
  return answered.flatMap(({ service, cause, kept }) => {
    const name = `${service} ${cause}`;
    if (there.has(name)) return [];
    return kept ? [`an act of ${service} was answered before the backup and is gone`] : named.has(name) ? [] : [`an act of ${service} is gone and nobody named it`];
  });
};

/** What is named as lost is what the destroyed logs had beyond their backups, each once. */
export const namedExactly = (all: readonly Before[], lost: readonly Lost[]): readonly string[] => {
  const name = ({ log, position, stream }: Pick<Lost, 'log' | 'position' | 'stream'>) => `${log} ${position} ${stream}`;
  const said = lost.map(name);
  const had = all.flatMap(({ destroyed, end }) => destroyed.slice(end).map(name));
  return [...had.filter((one) => !said.includes(one)).map((one) => `${one} was lost and is not named`), ...said.filter((one, n) => !had.includes(one) || said.indexOf(one) !== n).map((one) => `${one} is named as lost and was not`)];
};

/** Every commit that rests on a lost event is listed by its log, and no other. */
export const orphansListed = (all: readonly Before[], lost: readonly Lost[], listed: ReadonlyMap<string, readonly Orphan[]>): readonly string[] => {
  const gone = new Set(lost.flatMap(({ log, position, kinds }) => kinds.map((_, index) => `${log}/${position}/${index}`)));
  const eventOf = (cause: string): string => cause.slice(cause.indexOf('/') + 1).replace(/#\d+$/, '');
  return all.flatMap(({ service, restored, end }) => {
    const own = new Set((listed.get(service) ?? []).map(({ position }) => position));
    const rest = restored.slice(0, end).filter(({ cause }) => gone.has(eventOf(cause))).map(({ position }) => position);
    return [
      ...rest.filter((position) => !own.has(position)).map((position) => `position ${position} of ${service} rests on what was lost and is not listed`),
      ...[...own].filter((position) => !rest.includes(position)).map((position) => `position ${position} of ${service} is listed and rests on nothing that was lost`),
    ];
  });
};

type Said = { readonly permit?: string; readonly startedAt?: string; readonly recalledAt?: string; readonly closedAt?: string };

/** Nothing is live under a permit that its authority's log does not know; and what it does know and never ended was not called back for nothing. `out`: known permits that were left out. */
export const noneLiveUnderLost = (all: readonly Before[], out: readonly string[]): readonly string[] => {
  const bodies = (service: string): Bodies => all.find((one) => one.service === service)?.restored ?? [];
  const issued = new Set(bodies('authorisation').flatMap(({ events }) => events.flatMap((event) => (event.type === 'PermitIssued' ? [(event['said'] as Said).permit ?? ''] : []))));
  const last = new Map<string, Said>();
  for (const holder of ['asset-registry', 'resource-allocation']) for (const { events } of bodies(holder)) for (const event of events) if (event['answer']) last.set((event['answer'] as Said).permit ?? '', event['answer'] as Said);
  const isLive = (permit: string): boolean => {
    const { startedAt, recalledAt, closedAt } = last.get(permit) ?? {};
    return startedAt !== undefined && recalledAt === undefined && closedAt === undefined;
  };
  return [
    ...[...last.keys()].flatMap((permit) => (isLive(permit) && !issued.has(permit) ? [`the deployment of permit ${permit} is live and its permit was lost`] : [])),
    ...out.flatMap((permit) => (isLive(permit) ? [] : [`the deployment of permit ${permit}, which nothing ended, is live no more`])),
  ];
};
