import type { Instant } from '@cpmp/kernel';
import { BadCursor, type Condition, type Page, type Query } from '@cpmp/ledger';
import type { ListInput } from '../http/requests.js';
import type { ListedCase } from '../views/register.view.js';

type Where = Readonly<Record<string, Condition>>;

/** What the register says of a case by yes or no. */
const FLAGS = ['approval', 'unchecked', 'regranted', 'owed', 'gap'] as const;

/** What is asked of the register in turn, since its filter knows no "or": by each reason to know, and by each way to be in a state. */
export const questions = ({ ids, reference, state, ...flags }: ListInput, reasons: readonly string[] | undefined, now: Instant): readonly Where[] => {
  const asked: Where = { ...(reference === undefined ? {} : { reference: { eq: reference } }), ...(ids === undefined ? {} : { key: { in: ids } }), ...Object.fromEntries(FLAGS.flatMap((name) => (flags[name] ? [[name, { eq: true }]] : []))) };
  const byReason: readonly Where[] = reasons?.map((reason) => ({ knownTo: { contains: reason } })) ?? [{}];
  return byReason.flatMap((known) => byState(state, now).map((states) => ({ ...asked, ...known, ...states })));
};

/** A view stores no state that time alone changes: what is in force now is recorded so and ends later, what has expired may not be recorded yet. */
const byState = (state: string | undefined, now: Instant): readonly Where[] => {
  if (state === undefined) return [{}];
  const recorded = { states: { contains: state } };
  if (state === 'in-force') return [{ ...recorded, lastUntil: { from: justAfter(now) } }];
  return state === 'expired' ? [recorded, { states: { contains: 'in-force' }, firstUntil: { from: '0', to: justAfter(now) } }] : [recorded];
};

const justAfter = (at: Instant): Instant => new Date(Date.parse(at) + 1).toISOString();

const answers = (doc: ListedCase, where: Where): boolean => Object.entries(where).every(([field, condition]) => holds(field === 'key' ? doc.id : doc[field as keyof ListedCase], condition));

const holds = (value: unknown, condition: Condition): boolean => {
  if ('eq' in condition) return value === condition.eq;
  if ('in' in condition) return condition.in.includes(value as string);
  if ('contains' in condition) return Array.isArray(value) && value.includes(condition.contains);
  const { from, to } = condition as { readonly from?: string; readonly to?: string };
  return typeof value === 'string' && (from === undefined || value >= from) && (to === undefined || value < to);
};

/** How many cases a page holds, unless the caller says fewer. */
const PAGE = 50;

/** In which order each question is answered: the newest reference first, or the soonest. */
const ORDERS = { reference: { by: 'reference', descending: true }, due: { by: 'due' }, since: { by: 'since' } } as const;

type Ask = (query: Query) => Promise<Page<ListedCase>>;

/** Which question comes next, and the cursor in its answers. */
const placeOf = (after: string): { readonly turn: number; readonly cursor: string | undefined } => {
  const [, turn, cursor] = /^(\d{1,3}):(.*)$/.exec(after) ?? [];
  // A turn that no question has would ask without a reason to know.
  if (turn === undefined) throw new BadCursor();
  return { turn: Number(turn), cursor: cursor || undefined };
};

/** One page of the answers to several questions in turn, each case once. `next` says which question comes next, and where in it. @throws BadCursor */
export const pageOf = async (ask: Ask, wheres: readonly Where[], { limit = PAGE, after = '0:', sort = 'reference' }: Pick<ListInput, 'limit' | 'after' | 'sort'>) => {
  const place = placeOf(after);
  let at = place.turn;
  let cursor = place.cursor;
  const found: ListedCase[] = [];
  while (at < wheres.length && found.length < limit) {
    const where = wheres[at] as Where;
    const { docs, next } = await ask({ where, sort: ORDERS[sort], limit: limit - found.length, ...(cursor ? { after: cursor } : {}) });
    found.push(...docs.filter((doc) => !wheres.slice(0, at).some((earlier) => answers(doc, earlier))));
    cursor = next;
    if (next === undefined) at += 1;
  }
  return { docs: found, ...(at < wheres.length ? { next: `${at}:${cursor ?? ''}` } : {}) };
};
