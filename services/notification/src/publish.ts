import { type Publish, message, publisher } from '@cpmp/messaging';
import { DeadlineTakenSchema } from '@cpmp/proto/notification';
import type { DeadlineEvent } from './domain/deadline.js';
import type { NoticeEvent } from './domain/notice.js';
import type { PersonEvent } from './domain/person.js';

/** What leaves this service: only that a deadline was taken on. Who was told, and who answered, stays inside. */
export const publish: Publish = publisher<DeadlineEvent | NoticeEvent | PersonEvent>({
  DeadlineTaken: (event, meta) => [message('notification.deadlines.v1', meta.stream, DeadlineTakenSchema, { deadline: event.deadline, at: meta.at })],
  DeadlineDischarged: 'private',
  DeadlineNoted: 'private',
  NoticeRaised: 'private',
  NoticeSent: 'private',
  NoticeEscalated: 'private',
  NoticeAcknowledged: 'private',
  NoticeSettled: 'private',
  PersonEntered: 'private',
});
