import type { News } from '@cpmp/shell';
import { authority, type AuthorityEvent, error, type ErrorEvent } from './domain/index.js';
import { knowsError, mayKnow } from './permissions.js';
import { errors } from './views/errors.view.js';
import { register } from './views/register.view.js';

type Event = AuthorityEvent | ErrorEvent;

/** What moves the state of a component: all that a holder may know of a case. */
const STATE: readonly Event['type'][] = [
  'AuthorityGranted', 'AuthorityRefused', 'AuthorityRenewed', 'AuthorityApproved', 'AuthorityDeclined', 'AuthorityCancelled', 'AuthorityQuashed', 'AppealDecided', 'AuthorityExpired',
];

const ENDS: readonly Event['type'][] = ['AuthorityCancelled', 'AuthorityDeclined', 'AuthorityExpired', 'AuthorityQuashed'];

const SILENT: readonly Event['type'][] = ['PermitRepeated', 'DraftSaved', 'DraftEnded'];

const CATEGORIES: readonly string[] = [authority.category, error.category];

/** News of cases and errors, for those who may know of them; a permit that is said once more is none, of a draft nobody hears, and the law's own stream is neither. */
export const news: News<Event> = {
  of: ({ event, meta }) => (SILENT.includes(event.type) || !CATEGORIES.includes(meta.stream.split('-')[0] ?? '') ? [] : [meta.stream]),
  isEnd: ({ type }) => ENDS.includes(type),
  mayHear: async (principal, { recorded: { event, meta } }, views) => {
    if (meta.stream.startsWith(`${error.category}-`)) {
      const found = await views.get(errors, meta.streamId);
      return found !== undefined && knowsError(principal, found);
    }
    const doc = await views.get(register, meta.streamId);
    const may = doc ? mayKnow(principal, doc.knownTo) : 'nothing';
    return may === 'all' || (may === 'state' && STATE.includes(event.type));
  },
};
