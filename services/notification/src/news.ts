import { authorities, isPermitted, type News } from '@cpmp/shell';
import type { DeadlineEvent } from './domain/deadline.js';
import type { NoticeEvent } from './domain/notice.js';
import type { PersonEvent } from './domain/person.js';
import { mayKnow, permissions } from './permissions.js';
import { deadlines } from './views/deadlines.view.js';
import { notices } from './views/notices.view.js';

type Event = DeadlineEvent | NoticeEvent | PersonEvent;

const inboxOf = (person: string): string => `person-${person}`;

/** What happens to a deadline is news of it and of what it is about; what happens to a notice is news of every person it went to, and theirs alone. */
export const news: News<Event> = {
  of: async ({ event, meta }, views) => {
    if (event.type === 'PersonEntered') return [meta.stream];
    const told = await Promise.all([notices.key(event, meta) ?? []].flat().map((id) => views.get(notices, id)));
    const inboxes = [...new Set(told.flatMap((doc) => doc?.to ?? []))].map(inboxOf);
    const deadline = meta.stream.startsWith('deadline-') ? await views.get(deadlines, meta.streamId) : undefined;
    return deadline ? [meta.stream, deadline.about, ...inboxes] : inboxes;
  },
  mayHear: async (principal, { stream, recorded: { event, meta } }, views) => {
    if (event.type === 'PersonEntered') return isPermitted(principal, permissions, 'readDirectory');
    if (stream.startsWith('person-')) return stream === inboxOf(principal.person);
    const doc = await views.get(deadlines, meta.streamId);
    return doc !== undefined && mayKnow(principal, doc, await views.get(authorities, doc.about));
  },
};
