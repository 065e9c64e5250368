import type { EventMeta, View } from '@cpmp/ledger';
import type { DueRow } from '@cpmp/shell';
import type { AuthorityEvent } from '../domain/index.js';

/** What falls due is named with what it is about. */
export const dueName = (what: 'expiry' | 'permit', of: string): string => `${what}:${of}`;

/** What a due row's name stands for. */
export const dueNamed = (name: string): { readonly what: string; readonly of: string } => {
  const [what = '', of = ''] = name.split(':');
  return { what, of };
};

const nameOf = (event: AuthorityEvent): string | undefined => {
  if ('said' in event) return dueName('permit', event.said.permit);
  switch (event.type) {
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
const dueAfter = (at: string | undefined, event: AuthorityEvent): string | undefined => {
  if ('said' in event) return event.repeatAt;
  switch (event.type) {
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

const fold = (row: DueRow | undefined, event: AuthorityEvent, meta: EventMeta, key: string): DueRow | undefined => {
  const at = dueAfter(row?.at, event);
  return at === undefined ? undefined : { key, stream: meta.stream, what: key.slice(meta.stream.length + 1), at };
};

/** What must happen when nobody acts: a component's end is recorded, and a permit is said again. */
export const due: View<DueRow, AuthorityEvent> = {
  name: 'due',
  version: 1,
  from: 'log',
  key: (event, meta) => {
    const name = nameOf(event);
    return name === undefined ? undefined : `${meta.stream}/${name}`;
  },
  indexes: ['at'],
  on: {
    AuthorityGranted: fold, AuthorityRenewed: fold, AuthorityCancelled: fold, AuthorityExpired: fold, AuthorityApproved: fold, AuthorityQuashed: fold, LinkedAuthorityEnded: fold,
    PermitIssued: fold, PermitExtended: fold, PermitEnded: fold, PermitRepeated: fold, AnswerHeard: fold,
  },
};
