import { type Instant, never } from '@cpmp/kernel';
import { type CommissionerEvent, type Component, orderToDestroy, quashings } from '../domain/index.js';
import { capital, moment, partWords, untilWords } from '../domain/words.js';
import type { Line } from './timeline.js';

/** What commissioners said of a component as its page answers it; texts still closed. */
export const shownDealings = (component: Component, now: Instant) => {
  const { approvals, declines, quashed, comments, appeals } = component.dealings;
  const destruction = orderToDestroy(component, now);
  return {
    approvals: approvals.map(({ basis: { clause }, ...said }) => ({ ...said, clause })),
    declines: declines.map(({ basis: { clause }, appealDeadline: _id, ...said }) => ({ ...said, clause })),
    ...(quashed ? { quashed: { ...shownQuash(quashed), ...ordersOf(component), ...(destruction ? { destruction } : {}) } } : {}),
    comments: comments.map(({ id, act, by, at, text, acknowledged }) => ({ id, act, by, at, text, ...(acknowledged ? { acknowledged: { ...acknowledged, by: acknowledged.by.person } } : {}) })),
    appeals: appeals.map(({ by, ...said }) => ({ by: by.person, ...said })),
  };
};

/** What was ordered with the last ending, or with one before it, stands. */
const ordersOf = (component: Component) => ({ destroy: quashings(component).some(({ destroy }) => destroy), retrieve: quashings(component).some(({ retrieve }) => retrieve) });

const shownQuash = ({ basis: { clause }, appealDeadline: _id, appeal: _stands, ...said }: NonNullable<Component['dealings']['quashed']>) => ({ ...said, clause });

const quashedLine = ({ how, quashedAt, until, destroy, retrieve }: Extract<CommissionerEvent, { type: 'AuthorityQuashed' }>, part: string): string => {
  const orders = [...(destroy ? ['What was recorded is to be destroyed, once no appeal can be made or is open.'] : []), ...(retrieve ? ['Equipment may be retrieved.'] : [])];
  return [`${part} was ${how} by the judicial commissioner at ${moment(quashedAt)} and ended at ${moment(until)}.`, ...orders].join(' ');
};

const words = (event: CommissionerEvent, part: string): string => {
  switch (event.type) {
    case 'AuthorityApproved':
      return event.until === null ? `The judicial commissioner approved a ${event.act} of ${partWords(event.component)} beforehand; the officer may decide.` : `The judicial commissioner approved the ${event.act} of ${partWords(event.component)}: in force to ${untilWords(event.until)}.`;
    case 'AuthorityDeclined':
      return `The judicial commissioner did not approve the ${event.act} of ${partWords(event.component)}.`;
    case 'AuthorityQuashed':
      return quashedLine(event, part);
    case 'CommissionerCommented':
      return `The judicial commissioner commented on the ${event.act} of ${partWords(event.component)}.`;
    case 'CommentAcknowledged':
      return `A comment on ${partWords(event.component)} was acknowledged for the chief officer.`;
    case 'AppealMade':
      return `An appeal was made against the ${event.against === 'quash' ? 'quashing' : 'refusal to approve'}.`;
    case 'AppealLapsed':
      return `${part}: nobody appealed in the time for it, which ended at ${untilWords(event.until)}.`;
    case 'AppealDecided':
      return `The appeal was ${event.outcome}.`;
    default:
      return never(event);
  }
};

const textOf = (event: CommissionerEvent): Line['text'] => {
  if ('reason' in event) return { reason: event.reason };
  if (event.type === 'CommissionerCommented') return { text: event.text };
  return event.type === 'CommentAcknowledged' ? { answer: event.answer } : undefined;
};

/** A commissioner's event as a line of the timeline. */
export const dealingLine = (event: CommissionerEvent): Line => {
  const text = textOf(event);
  return {
    summary: words(event, capital(partWords(event.component))), component: event.component,
    ...('basis' in event ? { clause: event.basis.clause, pack: event.basis.pack } : {}),
    ...(text ? { text } : {}),
  };
};
