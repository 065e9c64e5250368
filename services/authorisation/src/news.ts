import type { News } from '@cpmp/shell';
import { type AuthorityEvent, product, type ProductEvent } from './domain/index.js';
import { knowsProduct, mayKnow } from './permissions.js';
import { products } from './views/products.view.js';
import { register } from './views/register.view.js';

/** What moves the state of a component: all that a holder may know of a case. */
const STATE: readonly string[] = [
  'AuthorityGranted', 'AuthorityRefused', 'AuthorityRenewed', 'AuthorityApproved', 'AuthorityDeclined', 'AuthorityCancelled', 'AuthorityQuashed', 'AppealDecided', 'AuthorityExpired',
];

const ENDS: readonly string[] = ['AuthorityCancelled', 'AuthorityDeclined', 'AuthorityExpired', 'AuthorityQuashed'];

const SILENT: readonly string[] = ['PermitRepeated', 'DraftSaved', 'DraftEnded'];

/** News of cases and of product, for those who may know of them; a permit that is said once more is none, and of a draft nobody hears. */
export const news: News<AuthorityEvent | ProductEvent> = {
  of: ({ event, meta }) => (SILENT.includes(event.type) ? [] : [meta.stream]),
  isEnd: ({ type }) => ENDS.includes(type),
  mayHear: async (principal, { recorded: { event, meta } }, views) => {
    if (meta.stream.startsWith(`${product.category}-`)) {
      const found = await views.get(products, meta.streamId);
      return found !== undefined && knowsProduct(principal, { force: found.force, reasons: (await views.get(register, found.authorisation))?.knownTo ?? [] });
    }
    const doc = await views.get(register, meta.streamId);
    const may = doc ? mayKnow(principal, doc.knownTo) : 'nothing';
    return may === 'all' || (may === 'state' && STATE.includes(event.type));
  },
};
