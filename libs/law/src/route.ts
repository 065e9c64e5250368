import { isRefusal, type Refusal, refuse } from '@cpmp/kernel';
import type { CancelAsk, GrantAsk, Officer, RenewAsk } from './ask.js';
import { type Book, gradeFor, type Grade, type Ranks, type Rule } from './book.js';
import { capital, countWords, listWords, nameWords, oneOf, said } from './words.js';
import type { Cited } from './pack.schema.js';

/** How a decision is lawful: by whom, in which form, and for how long. */
export type Route = {
  readonly urgentOnly: boolean;
  readonly lasts: { readonly months: number } | { readonly hours: number };
  /** What it stands on: who, why that form, how long. */
  readonly who: Ranks;
  readonly form?: Cited;
  readonly length: Cited;
};

type Deciding = GrantAsk | RenewAsk;

const ranked = (book: Book, ranks: Ranks, { force, rank }: Officer): boolean => rank !== undefined && gradeFor(book, ranks, force, rank).ranks.has(rank);

/** Whether somebody is of a rank that may be designated to stand in for an officer of a rank that may decide. */
const mayStandIn = (book: Book, { mayGrant, deputies }: Rule, officer: Officer): Ranks | undefined => {
  const principal = officer['stands-in-for'];
  return principal && deputies && ranked(book, deputies, officer) && ranked(book, mayGrant, { ...officer, rank: principal.rank }) ? deputies : undefined;
};

/** The provision by which somebody may decide in full: their own rank, or as the designated deputy of an officer who is away. */
const fullBy = (book: Book, rule: Rule, officer: Officer): Ranks | undefined =>
  ranked(book, rule.mayGrant, officer) ? rule.mayGrant : officer['stands-in-for']?.absent ? mayStandIn(book, rule, officer) : undefined;

/** Who may decide, as the rule itself says, on the ladder of the officer's force. */
const whoMay = (book: Book, rule: Rule, { force, event }: { readonly force: string | undefined; readonly event: 'grant' | 'renew' | 'cancel' }): string => {
  const full: Grade = gradeFor(book, rule.mayGrant, force);
  const urgent: Grade = gradeFor(book, rule.mayGrantUrgently, force);
  const alone = urgent.ranks.size > 0 && (event !== 'renew' || rule.renewal['by-urgent-rank']);
  if (event === 'cancel') return `It may be cancelled by ${full.words}${alone ? `, or by ${urgent.words} who granted it` : ''}.`;
  return `It may be decided by ${full.words}${alone && rule.shortPeriod ? `; in urgency, in writing and for ${countWords(rule.shortPeriod.hours, 'hour')} only, by ${urgent.words}` : ''}.`;
};

const tooLow = (book: Book, rule: Rule, { officer, event }: Deciding | CancelAsk): Refusal => {
  const { rank, force } = officer;
  const deputies = mayStandIn(book, rule, officer);
  if (deputies) return byClause(deputies, 'principal-not-absent', { because: 'A designated deputy decides only while the officer is away, and no absence is on record for that day.', instead: 'Let that officer decide, or have their absence recorded first.' });
  const what = `${event === 'grant' ? 'grant' : event} ${nameWords(rule.power)}`;
  const because = rank === undefined ? `Nobody without a rank may ${what}.` : `${capital(oneOf(rank))} may not ${what}${rule.when ? ' of this kind' : ''}.`;
  return refuse('rank-too-low', because, { clause: rule.mayGrant.cite, confirmed: rule.mayGrant.confirmed, instead: whoMay(book, rule, { force, event }) });
};

const byClause = (fact: Cited, code: string, words: { readonly because: string; readonly instead: string }): Refusal =>
  refuse(code, words.because, { clause: fact.cite, confirmed: fact.confirmed, instead: words.instead });

/** What stands against an oral decision. */
const oralRefusal = (book: Book, rule: Rule, ask: Deciding, urgentOnly: boolean): Refusal | undefined => {
  const oral = rule.oral[ask.event];
  const full = gradeFor(book, rule.mayGrant, ask.officer.force);
  if (!oral.allowed) return byClause(oral, oral.refused ?? 'oral-not-available', { because: 'The law gives no oral way to do this.', instead: 'Decide in writing.' });
  if (urgentOnly) {
    return byClause(oral, 'oral-not-available', { because: `${capital(oneOf(ask.officer.rank ?? ''))} may act only in urgency, and then only in writing.`, instead: `Decide in writing, or let ${full.words} decide orally.` });
  }
  if (!said(ask.urgent)) return byClause(oral, 'urgency-required', { because: 'An oral decision is for urgent cases, and no urgency is stated.', instead: 'Say why it cannot wait to be written, or decide in writing.' });
  const missing = rule.notes?.by.filter((who) => !ask.notes.includes(who)) ?? [];
  if (!rule.notes || missing.length === 0) return undefined;
  const whose = listWords(missing.map((who) => `the ${who}’s`), 'and');
  return byClause(rule.notes, 'notes-missing', { because: `There is no note of the oral decision made at the time: ${whose}.`, instead: `Add ${whose} note made at the time, or decide in writing.` });
};

/** The short way: orally, or by a rank for urgency alone. The packs are checked to say how long it lasts wherever there is one. */
const shortRoute = ({ shortPeriod: length }: Rule, route: Omit<Route, 'lasts' | 'length'>): Route => {
  if (!length) throw new Error('a rule with a short way has no short period');
  return { ...route, lasts: { hours: length.hours }, length };
};

/** The way on which an officer may decide as they ask to; or why there is none. */
export const routeOf = (book: Book, rule: Rule, ask: Deciding): Route | Refusal => {
  const { officer, form, urgent, event } = ask;
  const full = fullBy(book, rule, officer);
  const urgentOnly = !full && (event === 'grant' || rule.renewal['by-urgent-rank']) && ranked(book, rule.mayGrantUrgently, officer);
  if (form === 'oral') {
    // Where the law has no oral way at all the rank does not matter.
    const refusal = full || urgentOnly || !rule.oral[event].allowed ? oralRefusal(book, rule, ask, urgentOnly) : tooLow(book, rule, ask);
    return refusal ?? shortRoute(rule, { urgentOnly, who: full ?? rule.mayGrant, form: rule.oral[event] });
  }
  if (full) return { urgentOnly, lasts: { months: rule.period.months }, who: full, length: rule.period };
  if (!urgentOnly) return tooLow(book, rule, ask);
  if (!said(urgent)) {
    return byClause(rule.mayGrantUrgently, 'urgency-required', {
      because: `${capital(oneOf(officer.rank ?? ''))} may decide only in an urgent case, and no urgency is stated.`,
      instead: `Say why it is urgent, or let ${gradeFor(book, rule.mayGrant, officer.force).words} decide.`,
    });
  }
  return shortRoute(rule, { urgentOnly, who: rule.mayGrantUrgently });
};

/** Says no to a cancellation by somebody who could not have granted it, in urgency or otherwise. */
export const cancellerRefusal = (book: Book, rule: Rule, ask: CancelAsk): Refusal | undefined =>
  fullBy(book, rule, ask.officer) || ranked(book, rule.mayGrantUrgently, ask.officer) ? undefined : tooLow(book, rule, ask);

/** Tells a route from a refusal. */
export const isRoute = (found: Route | Refusal): found is Route => !isRefusal(found);
