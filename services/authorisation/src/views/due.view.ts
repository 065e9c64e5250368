import type { EventMeta, KeysDestroyed, View } from '@cpmp/ledger';
import type { DueRow } from '@cpmp/shell';
import { type AuthorityEvent, draftName } from '../domain/index.js';

/** What falls due is named with what it is about. */
export const dueName = (what: 'expiry' | 'permit' | 'arrangements', of: string): string => `${what}:${of}`;

/** What a due row's name stands for. */
export const dueNamed = (name: string): { readonly what: string; readonly of: string } => {
  const [what = '', of = ''] = name.split(':');
  return { what, of };
};

/** True for what falls due of a draft. */
export const isDraft = ({ what }: Pick<DueRow, 'what'>): boolean => dueNamed(what).what === 'draft';

/** True for the day on which somebody takes or leaves a role in looking after a source. */
export const isArrangements = ({ what }: Pick<DueRow, 'what'>): boolean => dueNamed(what).what === 'arrangements';

type Event = AuthorityEvent | KeysDestroyed;

const nameOf = (event: AuthorityEvent): string | undefined => {
  if ('said' in event) return dueName('permit', event.said.permit);
  switch (event.type) {
    case 'DraftSaved':
    case 'DraftEnded':
      return draftName(event.draft);
    case 'ArrangementsChecked':
      return dueName('arrangements', event.component);
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
    case 'AnswerHeard':
      return event.closed ? undefined : event.repeatAt;
    case 'ArrangementsChecked':
      return event.again;
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
  const at = dueAfter(row?.at, event);
  return at === undefined ? undefined : { key, stream: meta.stream, what: key.slice(meta.stream.length + 1), at };
};

/** What must happen when nobody acts: a component's end is recorded, who looks after its source is looked at again, a permit is said again, a draft's key is destroyed (it is named as its row is). */
export const due: View<DueRow, Event> = {
  name: 'due',
  version: 1,
  from: 'log',
  key: (event, meta) => {
    if (event.type === 'KeysDestroyed') return event.keys;
    const name = nameOf(event);
    return name === undefined ? undefined : `${meta.stream}/${name}`;
  },
  indexes: ['at'],
  on: {
    AuthorityGranted: fold, AuthorityRenewed: fold, AuthorityCancelled: fold, AuthorityExpired: fold, AuthorityApproved: fold, AuthorityQuashed: fold, LinkedAuthorityEnded: fold,
    DraftSaved: fold, DraftEnded: fold, KeysDestroyed: fold, ArrangementsChecked: fold,
    PermitIssued: fold, PermitExtended: fold, PermitEnded: fold, PermitRepeated: fold, AnswerHeard: fold,
  },
};
