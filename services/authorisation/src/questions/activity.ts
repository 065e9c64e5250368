import type { AuthorityEvent } from '../domain/index.js';
import { isAbout } from '../inspection/central-record.js';
import { actsOf, lifeOf, nameOf, type Part, permitsOf, ranAt, within } from '../inspection/parts.js';
import { secondsBetween } from '../inspection/owed.js';
import { endOf, type PermitRow } from '../views/permits.view.js';
import { type Asked, type Question, type Record, rowOf, type Row } from './question.js';

/** The events of a part about one permit. */
const eventsOf = ({ events }: Part, permit: string): readonly string[] =>
  events.filter(({ event }: { readonly event: AuthorityEvent }) => ('said' in event && event.said.permit === permit) || ('permit' in event && event.permit === permit) || (event.type === 'AnswerHeard' && event.answer.permit === permit)).map(({ meta }) => meta.id);

const causeOf = ({ startedAfterEnd, answer }: PermitRow, suspected: string | undefined): string =>
  suspected ?? (startedAfterEnd ? 'start-after-end' : answer?.recalledAt === undefined && answer?.closedAt === undefined ? 'not-recalled' : 'recalled-after-end');

const outside = (part: Part, at: string): readonly Row[] => {
  const { rows, cancelledFrom } = permitsOf(part);
  const suspected = new Map(actsOf(part, 'ErrorSuspected').map(({ event }) => [event.permit, event.cause]));
  return rows.flatMap((row) => {
    const { startedAt, recalledAt, closedAt } = row.answer ?? {};
    const end = endOf(row, cancelledFrom);
    if (startedAt === undefined || end === undefined) return [];
    const stopped = [recalledAt, closedAt].filter((one) => one !== undefined).toSorted()[0];
    const begun = startedAt > end ? startedAt : end;
    const seconds = secondsBetween(begun, stopped ?? at);
    if (seconds <= 0 && !row.startedAfterEnd && !suspected.has(row.permit)) return [];
    const followed = closedAt !== undefined ? 'closed' : recalledAt !== undefined ? 'recalled, not closed yet' : 'nothing yet';
    return [rowOf(part, { deployment: row.permit, thing: row.thing, from: begun, until: stopped ?? 'still', seconds: Math.max(0, seconds), cause: causeOf(row, suspected.get(row.permit)), followed, suspected: suspected.has(row.permit) || row.startedAfterEnd }, eventsOf(part, row.permit))];
  });
};

const onPaper = (part: Part): readonly Row[] =>
  actsOf(part, 'DeploymentReported').filter(({ event }) => !event.covered).map((one) => {
    const { event: { thing, from, until, why } } = one;
    return rowOf(part, { deployment: 'on paper', thing, from, until, seconds: secondsBetween(from, until), cause: why ?? 'not-covered', followed: 'entered afterwards', suspected: true }, [one]);
  });

const activity = ({ parts, at }: Record, asked: Asked) =>
  parts.filter((part) => isAbout(part, asked)).flatMap((part) => [...outside(part, at), ...onPaper(part)]).filter(({ says }) => within(String(says['from']), { to: asked.to }) && (says['until'] === 'still' || String(says['until']) >= (asked.from ?? '')));

/** The lawful basis on which kit is fetched back: a commissioner's order, or another part of the case that is in force for retrieving it. */
const retrieval = ({ parts, at }: Record, part: Part): string => {
  if (actsOf(part, 'AuthorityQuashed').some(({ event }) => event.retrieve)) return 'the commissioner’s order';
  const other = parts.find((one) => one.authorisation === part.authorisation && ranAt(one, at) && (one.asked.places ?? []).some(({ purpose }) => purpose === 'retrieval'));
  return other ? nameOf(other) : 'none on record';
};

const unrecovered = (record: Record, asked: Asked) =>
  record.parts.filter((part) => isAbout(part, asked)).flatMap((part) => {
    const { rows, cancelledFrom } = permitsOf(part);
    return rows.filter(({ holder, answer, closed }) => holder === 'asset-registry' && answer?.startedAt !== undefined && !closed).flatMap((row) => {
      const since = endOf(row, cancelledFrom);
      if (since === undefined || !within(since, { to: asked.to })) return [];
      const says = { asset: row.thing, since, 'retrieval-basis': retrieval(record, part), owner: row.requestedBy, recalled: row.answer?.recalledAt ?? 'not recalled', 'seconds-out': secondsBetween(since, record.at), ended: lifeOf(part).state };
      return [rowOf(part, says, eventsOf(part, row.permit))];
    });
  });

/** What was directed at each end, for what was obtained. */
const directions = ({ parts }: Record, asked: Asked) =>
  parts.filter((part) => isAbout(part, asked)).flatMap((part) => {
    const { state, until } = lifeOf(part);
    if (until === null || !['cancelled', 'quashed', 'expired'].includes(state) || !within(until, asked)) return [];
    const [cancelled, quashed] = [actsOf(part, 'AuthorityCancelled').at(-1), actsOf(part, 'AuthorityQuashed').at(-1)];
    const direction = cancelled?.event.productDirection;
    const says = { ended: until, how: state, direction: direction === undefined || direction === '' ? 'none on record' : direction, by: cancelled?.event.by.person ?? quashed?.event.commissioner ?? null, destroy: quashed?.event.destroy ?? null };
    return [rowOf(part, says, [...(cancelled ? [cancelled] : []), ...(quashed ? [quashed] : [])])];
  });

/** Questions about what was done under authorities, and outside them. */
export const ACTIVITY: readonly Question[] = [
  {
    number: 3, asks: 'Activity or equipment that was live outside an authority, ever: when, how long, why, and what followed.', findings: ['P1', 'P2'], rows: activity,
    columns: ['reference', 'power', 'deployment', 'thing', 'from', 'until', 'seconds', 'cause', 'followed', 'suspected'],
  },
  {
    number: 4, asks: 'Equipment that is not yet recovered, and under what lawful basis it lies there.', findings: ['P1', 'P3'], rows: unrecovered,
    columns: ['asset', 'reference', 'power', 'since', 'retrieval-basis', 'owner', 'recalled', 'seconds-out', 'ended'],
    elsewhere: [{ service: 'asset-registry', what: 'what its holder says of it now, and by when it is to be back', path: '/api/asset-registry/v1/deployments?state=recall-ordered' }],
    limits: 'From the holder’s last answer that was heard here.',
  },
  {
    number: 12, asks: 'Product: what was directed at the end of each authority, and what was ordered destroyed.', columns: ['reference', 'power', 'ended', 'how', 'direction', 'by', 'destroy'], findings: ['P8', 'P9'], rows: directions,
    limits: 'Directions and orders alone: items and copies stand in the product register.',
  },
];
