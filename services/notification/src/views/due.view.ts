import type { View } from '@cpmp/ledger';
import type { DueRow } from '@cpmp/shell';
import type { DeadlineEvent } from '../domain/deadline.js';
import type { NoticeEvent } from '../domain/notice.js';

type Event = DeadlineEvent | NoticeEvent;
const key = (stream: string, what: string) => `${stream}/${what}`;

/** What must happen when nobody acts: tell ahead of a deadline, tell of its lateness, and escalate a notice that nobody answered. */
export const due: View<DueRow, Event> = {
  name: 'due',
  version: 2,
  from: 'log',
  key: (event, meta) => {
    switch (event.type) {
      case 'DeadlineTaken':
        return [key(meta.stream, 'tell'), key(meta.stream, 'late')];
      case 'DeadlineDischarged':
        return ['tell', 'late', 'escalate:ahead', 'escalate:late', 'escalate:chased'].map((what) => key(meta.stream, what));
      case 'NoticeSent':
        return [key(meta.stream, `escalate:${event.notice}`), key(meta.stream, event.notice === 'ahead' ? 'tell' : event.notice)];
      case 'NoticeEscalated':
      case 'NoticeAcknowledged':
      case 'NoticeSettled':
        return key(meta.stream, `escalate:${event.notice}`);
      default:
        return undefined;
    }
  },
  indexes: ['at'],
  on: {
    DeadlineTaken: (_, event, meta, id) => (id.endsWith('/tell') ? row(meta.stream, 'tell', event.tellAt) : row(meta.stream, 'late', event.due)),
    NoticeSent: (doc, event, meta, id) => (id.endsWith(`/escalate:${event.notice}`) ? row(meta.stream, `escalate:${event.notice}`, event.escalatesAt) : undefined),
    NoticeEscalated: (_, event, meta) => row(meta.stream, `escalate:${event.notice}`, event.escalatesAt),
    NoticeAcknowledged: () => undefined,
    NoticeSettled: () => undefined,
    DeadlineDischarged: () => undefined,
  },
};

const row = (stream: string, what: string, at: string): DueRow => ({ key: key(stream, what), stream, what, at });
