import type { EventMeta, KeysDestroyed, View } from '@cpmp/ledger';
import type { DueRow } from '@cpmp/shell';
import { type AuthorityEvent, DESCRIPTION_KEY, draftName, type ProductEvent } from '../domain/index.js';

/** What falls due is named with what it is about. */
export const dueName = (what: 'expiry' | 'permit' | 'product', of: string): string => `${what}:${of}`;

/** What a due row's name stands for. */
export const dueNamed = (name: string): { readonly what: string; readonly of: string } => {
  const [what = '', of = ''] = name.split(':');
  return { what, of };
};

/** True for what falls due of a draft. */
export const isDraft = ({ what }: Pick<DueRow, 'what'>): boolean => dueNamed(what).what === 'draft';

/** True for what falls due of product. */
export const isProduct = ({ what }: Pick<DueRow, 'what'>): boolean => ['product', DESCRIPTION_KEY].includes(dueNamed(what).what);

type Event = AuthorityEvent | ProductEvent | KeysDestroyed;

/** A quashing that orders product destroyed, and an appeal that lifts the order: the product of the component follows. */
const followed = (event: Event): { readonly component: string; readonly at: string } | undefined => {
  if (event.type === 'AuthorityQuashed' && event.destroy) return { component: event.component, at: event.quashedAt };
  return event.type === 'AppealDecided' && event.against === 'quash' && event.outcome === 'allowed' ? { component: event.component, at: event.decidedAt } : undefined;
};

const nameOf = (event: AuthorityEvent | ProductEvent): string | undefined => {
  if ('said' in event) return dueName('permit', event.said.permit);
  switch (event.type) {
    case 'DraftSaved':
    case 'DraftEnded':
      return draftName(event.draft);
    case 'ProductDestroyed':
      return DESCRIPTION_KEY;
    case 'AnswerHeard':
      return dueName('permit', event.answer.permit);
    case 'AuthorityGranted':
    case 'AuthorityRenewed':
    case 'AuthorityCancelled':
    case 'AuthorityExpired':
    case 'AuthorityApproved':
    case 'AuthorityQuashed':
    case 'LinkedAuthorityEnded':
      return dueName('expiry', event.component);
    default:
      return undefined;
  }
};

/** When it falls due after an event, given when it was due before; undefined: no longer. */
const dueAfter = (at: string | undefined, event: Event): string | undefined => {
  if ('said' in event) return event.repeatAt;
  switch (event.type) {
    case 'DraftSaved':
      return event.keptUntil;
    case 'DraftEnded':
      // Its key is due for destruction until the log says that it is destroyed.
      return event.endedAt;
    case 'ProductDestroyed':
      return event.destroyedAt;
    case 'AnswerHeard':
      return event.closed ? undefined : event.repeatAt;
    case 'AuthorityGranted':
      return event.until ?? undefined;
    case 'AuthorityRenewed':
    case 'AuthorityApproved':
      // A renewal that waits for a commissioner leaves the old end standing.
      return event.until ?? at;
    default:
      return undefined;
  }
};

const fold = (row: DueRow | undefined, event: Event, meta: EventMeta, key: string): DueRow | undefined => {
  const what = key.slice(meta.stream.length + 1);
  const at = dueNamed(what).what === 'product' ? followed(event)?.at : dueAfter(row?.at, event);
  return at === undefined ? undefined : { key, stream: meta.stream, what, at };
};

/** What must happen when nobody acts: a component's end is recorded, a permit is said again, a draft's key and that of destroyed product are destroyed (they are named as their rows are), and product follows a commissioner's order. */
export const due: View<DueRow, Event> = {
  name: 'due',
  version: 2,
  from: 'log',
  key: (event, meta) => {
    if (event.type === 'KeysDestroyed') return event.keys;
    const order = followed(event);
    return [nameOf(event), ...(order ? [dueName('product', order.component)] : [])].flatMap((name) => (name === undefined ? [] : [`${meta.stream}/${name}`]));
  },
  indexes: ['at'],
  on: {
    AuthorityGranted: fold, AuthorityRenewed: fold, AuthorityCancelled: fold, AuthorityExpired: fold, AuthorityApproved: fold, AuthorityQuashed: fold, LinkedAuthorityEnded: fold,
    AppealDecided: fold, ProductDestroyed: fold, DraftSaved: fold, DraftEnded: fold, KeysDestroyed: fold,
    PermitIssued: fold, PermitExtended: fold, PermitEnded: fold, PermitRepeated: fold, AnswerHeard: fold,
  },
};
