import type { News } from '@cpmp/shell';
import { authority, type AuthorityEvent, error, type ErrorEvent, product, type ProductEvent } from './domain/index.js';
import { knowsError, knowsProduct, mayKnow } from './permissions.js';
import { errors } from './views/errors.view.js';
import { products } from './views/products.view.js';
import { register } from './views/register.view.js';

type Event = AuthorityEvent | ErrorEvent | ProductEvent;

/** What moves the state of a component: all that a holder may know of a case. */
const STATE: readonly Event['type'][] = [
  'AuthorityGranted', 'AuthorityRefused', 'AuthorityRenewed', 'AuthorityApproved', 'AuthorityDeclined', 'AuthorityCancelled', 'AuthorityQuashed', 'AppealDecided', 'AuthorityExpired',
];

const ENDS: readonly Event['type'][] = ['AuthorityCancelled', 'AuthorityDeclined', 'AuthorityExpired', 'AuthorityQuashed'];

const SILENT: readonly Event['type'][] = ['PermitRepeated', 'DraftSaved', 'DraftEnded'];

const CATEGORIES: readonly string[] = [authority.category, error.category, product.category];

/** News of cases, errors and product, for those who may know of them; a permit that is said once more is none, of a draft nobody hears, and the law's own stream is neither. */
export const news: News<Event> = {
  of: ({ event, meta }) => (SILENT.includes(event.type) || !CATEGORIES.includes(meta.stream.split('-')[0] ?? '') ? [] : [meta.stream]),
  isEnd: ({ type }) => ENDS.includes(type),
  mayHear: async (principal, { recorded: { event, meta } }, views) => {
    if (meta.stream.startsWith(`${error.category}-`)) {
      const found = await views.get(errors, meta.streamId);
      return found !== undefined && knowsError(principal, found);
    }
    if (meta.stream.startsWith(`${product.category}-`)) {
      const found = await views.get(products, meta.streamId);
      return found !== undefined && knowsProduct(principal, { force: found.force, reasons: (await views.get(register, found.authorisation))?.knownTo ?? [] });
    }
    const doc = await views.get(register, meta.streamId);
    const may = doc ? mayKnow(principal, doc.knownTo) : 'nothing';
    return may === 'all' || (may === 'state' && STATE.includes(event.type));
  },
};
