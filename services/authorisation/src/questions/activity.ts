import { later } from '@cpmp/kernel';
import { afterProduct, type AuthorityEvent, product } from '../domain/index.js';
import { isAbout } from '../inspection/central-record.js';
import { actsOf, lifeOf, nameOf, type Part, permitsOf, ranAt, within } from '../inspection/parts.js';
import { raisedOf } from '../inspection/errors.js';
import { secondsBetween } from '../inspection/owed.js';
import { endOf, type PermitRow } from '../views/permits.view.js';
import { type Asked, type Question, type Record, rowOf, type Row } from './question.js';

/** The events of a part about one permit. */
const eventsOf = ({ events }: Part, permit: string): readonly string[] =>
  events.filter(({ event }: { readonly event: AuthorityEvent }) => ('said' in event && event.said.permit === permit) || ('permit' in event && event.permit === permit) || (event.type === 'AnswerHeard' && event.answer.permit === permit)).map(({ meta }) => meta.id);

const causeOf = ({ startedAfterEnd, answer }: PermitRow, suspected: string | undefined): string =>
  suspected ?? (startedAfterEnd ? 'start-after-end' : answer?.recalledAt === undefined && answer?.closedAt === undefined ? 'not-recalled' : 'recalled-after-end');

/** The errors that stand on a permit, as far as they have come. */
const errorsOf = (errors: Record['errors'], part: Part, permit: string): readonly string[] =>
  errors.filter((error) => { const found = raisedOf(error)?.found; return error.about.authorisation === part.authorisation && found?.how === 'record' && found.permit === permit; }).map(({ about }) => about.reference);

const outside = (part: Part, { at, errors }: Record): readonly Row[] => {
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
    return [rowOf(part, { deployment: row.permit, thing: row.thing, from: begun, until: stopped ?? 'still', seconds: Math.max(0, seconds), cause: causeOf(row, suspected.get(row.permit)), followed, errors: errorsOf(errors, part, row.permit) }, eventsOf(part, row.permit))];
  });
};

const onPaper = (part: Part, { errors }: Record): readonly Row[] =>
  actsOf(part, 'DeploymentReported').filter(({ event }) => !event.covered).map((one) => {
    const { event: { thing, from, until, why }, meta } = one;
    const found = errors.filter((error) => { const raised = raisedOf(error)?.found; return raised?.how === 'record' && raised.sign.endsWith(`:${meta.id}`); });
    return rowOf(part, { deployment: 'on paper', thing, from, until, seconds: secondsBetween(from, until), cause: why ?? 'not-covered', followed: 'entered afterwards', errors: found.map(({ about }) => about.reference) }, [one]);
  });

/** What ran on after a part that it needs beside its own had ended, as far as it is known: to when it stopped, or that end was entered and it was ordered to be switched off. */
const ranOn = (part: Part, { errors }: Record): readonly Row[] =>
  actsOf(part, 'ErrorSuspected').filter(({ event }) => event.cause === 'running-after-end').map((one) => {
    const { event: { permit, thing, startedAt, endedAt, stoppedAt, cause }, meta: { at } } = one;
    const [from, until] = [later(startedAt, endedAt), stoppedAt ?? at];
    return rowOf(part, { deployment: permit, thing, from, until, seconds: secondsBetween(from, until), cause, followed: stoppedAt === undefined ? 'ordered to be switched off' : 'had stopped by then', errors: errorsOf(errors, part, permit) }, [one]);
  });

const activity = (record: Record, asked: Asked) =>
  record.parts.filter((part) => isAbout(part, asked)).flatMap((part) => [...outside(part, record), ...ranOn(part, record), ...onPaper(part, record)]).filter(({ says }) => within(String(says['from']), { to: asked.to }) && (says['until'] === 'still' || String(says['until']) >= (asked.from ?? '')));

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

/** What was directed for what had been obtained, when its authority was cancelled. */
const directionOf = (part: Part): string | null => {
  const direction = actsOf(part, 'AuthorityCancelled').at(-1)?.event.productDirection ?? '';
  return direction === '' ? null : direction;
};

const items = (record: Record, part: Part): readonly Row[] =>
  record.products.filter(({ about }) => about.authorisation === part.authorisation && about.component === part.component).map(({ id, about, events }) => {
    const { registered, copies, stage, keptOn, reviewBy, destruction, destroyed } = afterProduct(product.initial, events.map(({ event }) => event));
    const says = {
      item: about.reference, kind: registered?.kind ?? null, copies: Object.values(copies).map(({ id: copy, place, holder, destroyed: gone }) => ({ copy, place, holder, ...(gone ? { destroyed: gone.at } : {}) })),
      basis: keptOn?.basis ?? null, 'next-review': reviewBy ?? null, stage, ordered: destruction ? { by: destruction.ordered.by, at: destruction.ordered.at, ...(destruction.confirmed ? { confirmed: destruction.confirmed.at } : {}) } : null,
      destroyed: destroyed?.at ?? null, certificate: destroyed?.digest ?? null, direction: directionOf(part),
    };
    return { ...rowOf(part, says, events.map(({ meta }) => meta.id)), path: `/api/authorisation/v1/products/${id}` };
  });

const NO_ITEM = { item: null, kind: null, copies: [], basis: null, 'next-review': null, stage: null, ordered: null, destroyed: null, certificate: null } as const;

/** Each item; and each part that ended without one, with what was directed for what might be obtained. */
const products = (record: Record, asked: Asked) =>
  record.parts.filter((part) => isAbout(part, asked)).flatMap((part) => {
    const own = items(record, part);
    const { state, until } = lifeOf(part);
    if (own.length > 0) return own;
    return until !== null && ['cancelled', 'quashed', 'expired'].includes(state) && within(until, asked) ? [rowOf(part, { ...NO_ITEM, direction: directionOf(part) }, actsOf(part, 'AuthorityCancelled'))] : [];
  });

/** Questions about what was done under authorities, and outside them. */
export const ACTIVITY: readonly Question[] = [
  {
    number: 3, asks: 'Activity or equipment that was live outside an authority, ever: when, how long, why, and what followed.', findings: ['P1', 'P2'], rows: activity,
    columns: ['reference', 'power', 'deployment', 'thing', 'from', 'until', 'seconds', 'cause', 'followed', 'errors'],
  },
  {
    number: 4, asks: 'Equipment that is not yet recovered, and under what lawful basis it lies there.', findings: ['P1', 'P3'], rows: unrecovered,
    columns: ['asset', 'reference', 'power', 'since', 'retrieval-basis', 'owner', 'recalled', 'seconds-out', 'ended'],
    elsewhere: [{ service: 'asset-registry', what: 'what its holder says of it now, and by when it is to be back', path: '/api/asset-registry/v1/deployments?state=recall-ordered', columns: ['thing', 'label', 'recalledAt', 'recallBy', 'until'] }],
    limits: 'From the holder’s last answer that was heard here.',
  },
  {
    number: 12, asks: 'Product: where every item and copy is, on what basis, its next review, and what was destroyed on whose order.', findings: ['P8', 'P9'], rows: products,
    columns: ['item', 'reference', 'power', 'kind', 'copies', 'basis', 'next-review', 'stage', 'ordered', 'destroyed', 'certificate', 'direction'],
    limits: 'A row without an item is an authority that ended, and for which nothing was registered.',
  },
];
