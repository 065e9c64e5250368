import type { Instant } from '@cpmp/kernel';
import type { View } from '@cpmp/ledger';
import type { DeadlineEvent } from '../domain/deadline.js';
import type { NoticeEvent } from '../domain/notice.js';
import type { Concerning } from '../domain/telling.js';

/** One notice in the inboxes it went to. */
export type NoticeDoc = Concerning & {
  readonly id: string;
  readonly to: readonly string[];
  readonly about: string;
  readonly text: string;
  readonly sentAt: Instant;
  readonly escalatesAt: Instant | null;
  /** When it last went up the ladder, because nobody answered. */
  readonly escalatedAt: Instant | null;
  /** The role that hears then. */
  readonly escalatesTo: string | null;
  readonly acknowledged: readonly { readonly by: string; readonly at: Instant }[];
  /** Nobody has acknowledged it, and it still matters. */
  readonly waiting: boolean;
  /** When somebody last acknowledged it, or it began to wait for nobody. */
  readonly answeredAt: Instant | null;
};

/** A notice's id: its stream and its name in it. */
export const noticeId = (stream: string, notice: string): string => `${stream}.${notice}`;

/** Everybody's notices, by person and by age. */
export const notices: View<NoticeDoc, DeadlineEvent | NoticeEvent> = {
  name: 'notices',
  version: 3,
  from: 'log',
  key: (event, meta) => {
    if (event.type === 'DeadlineDischarged') return ['ahead', 'late', 'chased'].map((name) => noticeId(meta.stream, name));
    return 'notice' in event ? noticeId(meta.stream, event.notice) : undefined;
  },
  indexes: ['to', 'sentAt', 'waiting', 'deployment', 'about', 'force', 'escalatedAt', 'answeredAt'],
  on: {
    NoticeSent: (_, { about, text, concerning, to, at, escalatesAt, escalatesTo }, __, id) => ({ ...concerning, force: concerning.force ?? null, id, to, about, text, sentAt: at, escalatesAt, escalatesTo, escalatedAt: null, acknowledged: [], waiting: true, answeredAt: null }),
    NoticeEscalated: (doc, { to, at, escalatesAt, escalatesTo }) => doc && { ...doc, to: [...new Set([...doc.to, ...to])], escalatesAt, escalatesTo, escalatedAt: at },
    NoticeAcknowledged: (doc, { by, at }) => doc && { ...answered(doc, at), acknowledged: [...doc.acknowledged, { by, at }] },
    NoticeSettled: (doc, { at }) => doc && answered(doc, at),
    DeadlineDischarged: (doc, { at }) => doc && answered(doc, doc.answeredAt ?? at),
  },
};

const answered = (doc: NoticeDoc, answeredAt: Instant): NoticeDoc => ({ ...doc, escalatesAt: null, escalatesTo: null, waiting: false, answeredAt });
