import type { DeadlineChanges } from '@cpmp/kernel';
import type { EventMeta, KeysDestroyed, View } from '@cpmp/ledger';
import type { DueRow } from '@cpmp/shell';
import { authority, type AuthorityEvent, DESCRIPTION_KEY, draftName, type ErrorEvent, isOwed, isSign, type ProductEvent } from '../domain/index.js';

/** What falls due is named with what it is about. */
export const dueName = (what: 'appeal' | 'arrangements' | 'begin' | 'expiry' | 'permit' | 'product', of: string): string => `${what}:${of}`;

/** What a due row's name stands for. */
export const dueNamed = (name: string): { readonly what: string; readonly of: string } => {
  const [what = '', of = ''] = name.split(':');
  return { what, of };
};

/** True for what falls due of a draft. */
export const isDraft = ({ what }: Pick<DueRow, 'what'>): boolean => dueNamed(what).what === 'draft';

/** True for the day on which somebody takes or leaves a role in looking after a source. */
export const isArrangements = ({ what }: Pick<DueRow, 'what'>): boolean => dueNamed(what).what === 'arrangements';

/** What may be an error and is not opened yet: an event that shows it, by its id, or a deadline that passes, by its own. */
const SIGN = 'sign';
const LATE = 'late';
const PRODUCT = 'product';

/** True for what may be an error. */
export const isError = ({ what }: Pick<DueRow, 'what'>): boolean => [SIGN, LATE].includes(dueNamed(what).what);

/** True for what falls due of product. */
export const isProduct = ({ what }: Pick<DueRow, 'what'>): boolean => [PRODUCT, DESCRIPTION_KEY].includes(dueNamed(what).what);

type Event = AuthorityEvent | ErrorEvent | ProductEvent | KeysDestroyed;

/** A quashing that orders product destroyed, and an appeal that lifts the order: the product of the component follows. */
const followed = (event: Event): { readonly component: string; readonly at: string } | undefined => {
  if (event.type === 'AuthorityQuashed' && event.destroy) return { component: event.component, at: event.quashedAt };
  return event.type === 'AppealDecided' && event.against === 'quash' && event.outcome === 'allowed' ? { component: event.component, at: event.decidedAt } : undefined;
};

/** The time for an appeal, by its deadline: it is over when nobody has appealed by then. */
const APPEAL = 'appeal';

const deadlinesIn = (event: Event): DeadlineChanges => ('deadlines' in event ? event.deadlines : undefined) ?? {};

/** Every time for an appeal that an event begins or ends. */
const appealsOf = (event: Event): readonly string[] => {
  const { set = [], discharged = [] } = deadlinesIn(event);
  return [...set.filter(({ what }) => what === APPEAL), ...discharged.filter(({ id }) => id.includes(`/${APPEAL}/`))].map(({ id }) => dueName(APPEAL, id));
};

const appealUntil = (event: Event, of: string): string | undefined => deadlinesIn(event).set?.find(({ id }) => id === of)?.due;

/** A component that begins later: permits that wait for it are switched on then. */
const BEGIN = 'begin';
const beginsLater = (event: Event, { at }: EventMeta): { readonly component: string; readonly at: string } | undefined =>
  (event.type === 'AuthorityGranted' || event.type === 'AuthorityApproved') && event.from !== null && event.from > at ? { component: event.component, at: event.from } : undefined;

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
    case 'ProductDestroyed':
      return event.destroyedAt;
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

/** Each thing that may be an error, by what names it in its case until the error is open. */
const signsOf = (event: AuthorityEvent | ProductEvent, { id }: EventMeta): readonly string[] => {
  const { set = [], discharged = [] } = deadlinesIn(event);
  const late = [...set.filter(isOwed), ...discharged].map((deadline) => `${LATE}:${deadline.id}`);
  return isSign(event) ? [...late, `${SIGN}:${id}`] : late;
};

/** An event that shows something is due at once. What is owed is due when it is late, and no longer once it was done in time. */
const signAfter = (row: DueRow | undefined, event: AuthorityEvent, meta: EventMeta, { what, of }: ReturnType<typeof dueNamed>): string | undefined => {
  if (what === SIGN) return meta.at;
  const { set = [], discharged = [] } = deadlinesIn(event);
  const due = set.find(({ id }) => id === of)?.due ?? row?.at;
  const doneAt = discharged.find(({ id }) => id === of)?.at;
  return due !== undefined && doneAt !== undefined && doneAt < due ? undefined : due;
};

const fold = (row: DueRow | undefined, event: Event, meta: EventMeta, key: string): DueRow | undefined => {
  if (event.type === 'ErrorRaised') return undefined;
  const named = dueNamed(key.slice(meta.stream.length + 1));
  const at = named.what === APPEAL ? appealUntil(event, named.of) : named.what === PRODUCT ? followed(event)?.at : named.what === BEGIN ? beginsLater(event, meta)?.at : isError({ what: named.what }) ? signAfter(row, event as AuthorityEvent, meta, named) : dueAfter(row?.at, event);
  return at === undefined ? undefined : { key, stream: meta.stream, what: key.slice(meta.stream.length + 1), at };
};

/** What must happen when nobody acts: a component's end is recorded, and that of the time for an appeal, permits are switched on where what they wait for begins later, who looks after its source is looked at again, a permit is said again, a draft's key and that of destroyed product are destroyed (they are named as their rows are), what may be an error is opened, product follows a commissioner's order. */
export const due: View<DueRow, Event> = {
  name: 'due',
  version: 7,
  from: 'log',
  key: (event, meta) => {
    if (event.type === 'KeysDestroyed') return event.keys;
    if (event.type === 'ErrorRaised') return event.found.how === 'record' ? event.found.sign : undefined;
    if (event.type === 'ProductDestroyed') return `${meta.stream}/${DESCRIPTION_KEY}`;
    if (event.type === 'ProductRegistered') return signsOf(event, meta).map((each) => `${meta.stream}/${each}`);
    if (!meta.stream.startsWith(`${authority.category}-`)) return undefined;
    const [name, order, begin] = [nameOf(event as AuthorityEvent), followed(event), beginsLater(event, meta)];
    return [...(name === undefined ? [] : [name]), ...(begin ? [dueName(BEGIN, begin.component)] : []), ...(order ? [dueName(PRODUCT, order.component)] : []), ...appealsOf(event), ...signsOf(event as AuthorityEvent, meta)].map((each) => `${meta.stream}/${each}`);
  },
  indexes: ['at'],
  on: { '*': fold },
};
