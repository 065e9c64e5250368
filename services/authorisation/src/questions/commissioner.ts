import { isAbout } from '../inspection/central-record.js';
import { actsOf, within } from '../inspection/parts.js';
import { lateBy, owedOf } from '../inspection/owed.js';
import { type Asked, type Question, type Record, rowOf } from './question.js';

const ACT: Readonly<globalThis.Record<string, string>> = { AuthorityGranted: 'grant', AuthorityRenewed: 'renewal', AuthorityCancelled: 'cancellation', AuthorityApproved: 'renewal' };

const late = ({ parts, at }: Record, asked: Asked) =>
  parts.filter((part) => isAbout(part, asked)).flatMap((part) =>
    owedOf(part, 'commissioner-notice').filter(({ due }) => within(due, asked)).flatMap((owed) => {
      const seconds = lateBy(owed, at);
      const sent = owed.done?.how === 'done' ? owed.done.at : undefined;
      return seconds === undefined ? [] : [rowOf(part, { act: ACT[owed.of] ?? owed.of, due: owed.due, sent: sent ?? 'not sent', 'late-seconds': seconds, told: owed.persons }, [owed.by, ...(owed.done ? [owed.done.by] : [])])];
    }),
  );

const comments = ({ parts, at }: Record, asked: Asked) =>
  parts.filter((part) => isAbout(part, asked)).flatMap((part) =>
    actsOf(part, 'CommissionerCommented').filter(({ event }) => within(event.commentedAt, asked)).map((one) => {
      const { comment, act, text, commentedAt, commissioner, deadline } = one.event;
      const answered = actsOf(part, 'CommentAcknowledged').find(({ event }) => event.comment === comment);
      const owed = owedOf(part, 'commissioner-comment').find(({ id }) => id === deadline);
      const says = {
        comment, act, text, by: commissioner, at: commentedAt, owner: 'senior-responsible-officer', due: owed?.due ?? null, done: answered?.event.acknowledgedAt ?? 'not yet', answer: answered?.event.answer ?? null,
        acknowledged: answered?.event.by.person ?? null, late: owed ? lateBy(owed, at) !== undefined : false,
      };
      return rowOf(part, says, [one, ...(answered ? [answered] : [])]);
    }),
  );

/** Questions about what commissioners were told, and what they said. */
export const COMMISSIONER: readonly Question[] = [
  {
    number: 7, asks: 'Notices to the commissioner that were late, by how much, and who was told.', columns: ['reference', 'power', 'act', 'due', 'sent', 'late-seconds', 'told'], findings: ['P13', 'P26'], rows: late,
    limits: 'Where the law says “as soon as practicable” and gives no day, the day is one of force policy.',
    elsewhere: [{ service: 'notification', what: 'whom it told of the deadline, when, and who answered', path: '/api/notification/v1/deadlines?late=true', columns: ['reference', 'what', 'due', 'state', 'told', 'notes'] }],
  },
  { number: 17, asks: 'The commissioner’s comments, and what was done about each.', columns: ['reference', 'power', 'comment', 'act', 'text', 'by', 'at', 'owner', 'due', 'done', 'answer', 'acknowledged', 'late'], findings: ['P14'], rows: comments },
];
