import type { News } from '@cpmp/shell';
import { authority, type AuthorityEvent } from './domain/index.js';
import { mayKnow } from './permissions.js';
import { register } from './views/register.view.js';

/** What moves the state of a component: all that a holder may know of a case. */
const STATE: readonly AuthorityEvent['type'][] = [
  'AuthorityGranted', 'AuthorityRefused', 'AuthorityRenewed', 'AuthorityApproved', 'AuthorityDeclined', 'AuthorityCancelled', 'AuthorityQuashed', 'AppealDecided', 'AuthorityExpired',
];

const ENDS: readonly AuthorityEvent['type'][] = ['AuthorityCancelled', 'AuthorityDeclined', 'AuthorityExpired', 'AuthorityQuashed'];

const SILENT: readonly AuthorityEvent['type'][] = ['PermitRepeated', 'DraftSaved', 'DraftEnded'];

/** News of cases, for those who may know of them; a permit that is said once more is none, of a draft nobody hears, and the law's own stream is no case. */
export const news: News<AuthorityEvent> = {
  of: ({ event, meta }) => (SILENT.includes(event.type) || !meta.stream.startsWith(`${authority.category}-`) ? [] : [meta.stream]),
  isEnd: ({ type }) => ENDS.includes(type),
  mayHear: async (principal, { recorded: { event, meta } }, views) => {
    const doc = await views.get(register, meta.streamId);
    const may = doc ? mayKnow(principal, doc.knownTo) : 'nothing';
    return may === 'all' || (may === 'state' && STATE.includes(event.type));
  },
};
