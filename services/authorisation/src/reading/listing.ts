import type { Instant } from '@cpmp/kernel';
import type { Condition, Page, Query } from '@cpmp/ledger';
import type { ListInput } from '../http/requests.js';
import type { RegisterDoc } from '../views/register.view.js';

type Where = Readonly<Record<string, Condition>>;

/** What is asked of the register in turn, since its filter knows no "or": by each reason to know, and by each way to be in a state. */
export const questions = ({ reference, state }: ListInput, reasons: readonly string[] | undefined, now: Instant): readonly Where[] => {
  const byReference: Where = reference === undefined ? {} : { reference: { eq: reference } };
  const byReason: readonly Where[] = reasons?.map((reason) => ({ knownTo: { contains: reason } })) ?? [{}];
  return byReason.flatMap((known) => byState(state, now).map((states) => ({ ...byReference, ...known, ...states })));
};

/** A view stores no state that time alone changes: what is in force now is recorded so and ends later, what has expired may not be recorded yet. */
const byState = (state: string | undefined, now: Instant): readonly Where[] => {
  if (state === undefined) return [{}];
  const recorded = { states: { contains: state } };
  if (state === 'in-force') return [{ ...recorded, lastUntil: { from: justAfter(now) } }];
  return state === 'expired' ? [recorded, { states: { contains: 'in-force' }, firstUntil: { from: '0', to: justAfter(now) } }] : [recorded];
};

const justAfter = (at: Instant): Instant => new Date(Date.parse(at) + 1).toISOString();

const answers = (doc: RegisterDoc, where: Where): boolean => Object.entries(where).every(([field, condition]) => holds(doc[field as keyof RegisterDoc], condition));

const holds = (value: unknown, condition: Condition): boolean => {
  if ('eq' in condition) return value === condition.eq;
  if ('contains' in condition) return Array.isArray(value) && value.includes(condition.contains);
  const { from, to } = condition as { readonly from?: string; readonly to?: string };
  return typeof value === 'string' && (from === undefined || value >= from) && (to === undefined || value < to);
};

/** How many cases a page holds, unless the caller says fewer. */
const PAGE = 50;

type Ask = (query: Query) => Promise<Page<RegisterDoc>>;

/** One page of the answers to several questions in turn, each case once. `next` says which question comes next, and where in it. */
export const pageOf = async (ask: Ask, wheres: readonly Where[], { limit = PAGE, after }: { readonly limit?: number; readonly after?: string }) => {
  const [turn = '0', ...place] = (after ?? '0:').split(':');
  let at = Number(turn);
  let cursor = place.join(':') || undefined;
  const found: RegisterDoc[] = [];
  while (at < wheres.length && found.length < limit) {
    const where = wheres[at] as Where;
    const { docs, next } = await ask({ where, sort: { by: 'reference', descending: true }, limit: limit - found.length, ...(cursor ? { after: cursor } : {}) });
    found.push(...docs.filter((doc) => !wheres.slice(0, at).some((earlier) => answers(doc, earlier))));
    cursor = next;
    if (next === undefined) at += 1;
  }
  return { docs: found, ...(at < wheres.length ? { next: `${at}:${cursor ?? ''}` } : {}) };
};
