import { earlier, type Instant, refuse } from '@cpmp/kernel';
import type { Answer, Ask, AuthorityAsk, CancelAsk, CommissionerAsk, ErrorAsk, GrantAsk, QuashAsk, RenewAsk } from './ask.js';
import { aboutNoAuthority, type Ground, no, noRule, yes } from './basis.js';
import { type Book, inForce, type Rule } from './book.js';
import { legalDay } from './calendar.js';
import { objection } from './checks.js';
import { type Counted, endOfHours, endOfMonths } from './counting.js';
import { deadlinesOf, dueBy } from './due.js';
import { type Found, ruleFor } from './find.js';
import { cancellerRefusal, isRoute, type Route, routeOf } from './route.js';
import { capital, countWords, dateWords, endWords, momentWords, nameWords, oneOf, said } from './words.js';
import type { Cited } from './pack.schema.js';

type Applied = { readonly rule: Rule; readonly because?: string };
type Deciding = GrantAsk | RenewAsk;

/** What a convention of counting says on the day, where it made the difference. */
const conventionGround = (book: Book, at: Instant, convention: keyof Book['counting'] | undefined): readonly Ground[] => {
  const fact = convention && inForce<Cited & { from: string; until?: string | undefined }>(book.counting[convention], legalDay(at));
  return fact ? [{ fact, words: `${fact.what ?? capital(nameWords(convention ?? ''))}: ${(fact.why ?? '').replace(/^./, (first) => first.toLowerCase())}` }] : [];
};

const lengthWords = ({ lasts }: Route): string => ('months' in lasts ? countWords(lasts.months, 'month') : countWords(lasts.hours, 'hour'));

const endOf = (from: Instant, { lasts }: Pick<Route, 'lasts'>): Counted => ('months' in lasts ? endOfMonths(from, lasts.months) : endOfHours(from, lasts.hours));

/** Why these rules and no others. */
const regimeGrounds = ({ rule, because }: Applied): readonly Ground[] => [
  { fact: rule.section },
  ...(rule.when && because ? [{ fact: rule.when, words: `Special rules apply, because ${because}.` }] : []),
];

const groundGrounds = ({ grounds }: Rule, { component }: AuthorityAsk): readonly Ground[] => grounds.filter(({ ground }) => ground === component.ground).map((fact) => ({ fact }));

const routeGrounds = (route: Route, ask: Deciding): readonly Ground[] => {
  const act = ask.event === 'grant' ? 'grant it' : 'renew it';
  const who = capital(oneOf(ask.officer.rank ?? ''));
  return [
    { fact: route.who, words: route.urgentOnly ? `${who} may ${act} in an urgent case, in writing, and the urgency is stated.` : `${who} may ${act}.` },
    ...(route.form ? [{ fact: route.form, words: 'It may be done orally in an urgent case: the urgency is stated, and notes were made at the time.' }] : []),
  ];
};

const COMMISSIONER_WORDS = {
  none: 'No judicial commissioner is asked or told: the law does not require it for this power.',
  notify: 'The judicial commissioner is told in writing as soon as practicable; it does not wait for that.',
  approval: 'It takes effect only when the judicial commissioner has approved it and the officer has notice of that.',
} as const;

const commissionerFor = ({ commissioner }: Rule, { event, urgent }: Deciding) => {
  if (event === 'grant') return said(urgent) ? commissioner['urgent-grant'] : commissioner.grant;
  return said(urgent) ? commissioner['urgent-renewal'] : commissioner.renewal;
};

/** From when until when a decision that takes effect now runs. */
const periodGrounds = (book: Book, ask: Deciding, route: Route) => {
  const from = ask.event === 'renew' ? ask.current.until ?? ask.at : ask.at;
  const { until, convention } = endOf(from, route);
  const grounds: readonly Ground[] = [
    { fact: route.length, words: `It runs for ${lengthWords(route)} from ${momentWords(from)}, to ${endWords(until)}.` },
    ...(ask.event === 'renew' && 'months' in route.lasts ? conventionGround(book, ask.at, 'renewal-starts') : []),
    ...conventionGround(book, ask.at, convention),
  ];
  return { from, until, grounds };
};

const decide = (book: Book, applied: Applied, ask: Deciding): Answer => {
  const { rule } = applied;
  const refusal = objection(rule, ask);
  if (refusal) return no(rule, refusal);
  const route = routeOf(book, rule, ask);
  if (!isRoute(route)) return no(rule, route);
  const commissioner = commissionerFor(rule, ask);
  const due = deadlinesOf(book, rule, ask);
  const before = [...regimeGrounds(applied), ...groundGrounds(rule, ask), ...routeGrounds(route, ask), { fact: rule.commissioner, words: COMMISSIONER_WORDS[commissioner] }];
  const outcome = { commissioner, urgentOnly: route.urgentOnly, deadlines: due.deadlines, practice: due.practice };
  if (commissioner === 'approval') {
    const state = ask.event === 'grant' ? 'awaiting-approval' : 'in-force';
    return yes(rule, { ...outcome, state }, [...before, ...due.grounds]);
  }
  const { from, until, grounds } = periodGrounds(book, ask, route);
  return yes(rule, { ...outcome, state: 'in-force', from, until }, [...before, ...grounds, ...due.grounds]);
};

const nothing = (rule: Rule, what: string): Answer =>
  no(rule, refuse(`nothing-to-${what}`, `Nothing here waits for a commissioner, or may be undone by one.`, { clause: rule.commissioner.cite, confirmed: rule.commissioner.confirmed, instead: 'Only what was sent for approval, or told, is answered by a commissioner.' }));

/** Whether what was sent for approval waits for it still: a grant that has not begun, or a renewal of what was in force. */
const waits = ({ commissioner }: Rule, { act, current: { state } }: CommissionerAsk): boolean =>
  (act === 'grant' ? commissioner.grant : commissioner.renewal) === 'approval' && (act === 'grant' ? ['awaiting-approval'] : ['in-force', 'expired']).includes(state);

const approve = (book: Book, applied: Applied, ask: CommissionerAsk): Answer => {
  const { rule } = applied;
  const { at, act, current } = ask;
  if (!waits(rule, ask)) return nothing(rule, 'approve');
  const late = act === 'renewal' && current.until !== null && current.until < at;
  const from = act === 'renewal' && !late ? current.until ?? at : at;
  const { until, convention } = endOfMonths(from, rule.period.months);
  const due = deadlinesOf(book, rule, ask);
  return yes(rule, { state: 'in-force', from, until, commissioner: 'none', deadlines: due.deadlines, practice: due.practice }, [
    ...regimeGrounds(applied),
    { fact: rule.commissioner, words: `The officer had notice of the approval at ${momentWords(at)}.` },
    { fact: rule.period, words: `It runs for ${countWords(rule.period.months, 'month')} from ${momentWords(from)}, to ${endWords(until)}.` },
    ...(act === 'renewal' ? conventionGround(book, at, late ? 'late-approval' : 'renewal-starts') : []),
    ...conventionGround(book, at, convention),
    ...due.grounds,
  ]);
};

const decline = (book: Book, applied: Applied, ask: CommissionerAsk): Answer => {
  const { rule } = applied;
  const { at, act, current } = ask;
  if (!waits(rule, ask)) return nothing(rule, 'decline');
  const due = deadlinesOf(book, rule, ask);
  const ended = current.until !== null && current.until <= at;
  const outcome = act === 'grant' ? { state: 'declined' } : { state: ended ? 'expired' : 'in-force', from: current.from, until: current.until };
  return yes(rule, { ...outcome, commissioner: 'none', deadlines: due.deadlines, practice: due.practice }, [
    ...regimeGrounds(applied),
    { fact: rule.commissioner, words: act === 'grant' ? 'The commissioner did not approve it, so it never takes effect.' : 'The commissioner did not approve the renewal, so the old period ends when it would have.' },
    ...due.grounds,
  ]);
};

/** The end of what is ended at an instant: never later than it was. */
const endedAt = (at: Instant, until: Instant | null): Instant => (until === null ? at : earlier(at, until));

const quash = (book: Book, applied: Applied, ask: QuashAsk): Answer => {
  const { rule } = applied;
  const { at, current } = ask;
  if (!rule.quash) return nothing(rule, 'quash');
  const due = deadlinesOf(book, rule, ask);
  return yes(rule, { state: 'quashed', from: current.from, until: endedAt(at, current.until), commissioner: 'none', deadlines: due.deadlines, practice: due.practice }, [
    ...regimeGrounds(applied), { fact: rule.quash, words: 'A judicial commissioner may quash it.' }, ...due.grounds,
  ]);
};

const cancel = (book: Book, applied: Applied, ask: CancelAsk): Answer => {
  const { rule } = applied;
  const { at, current } = ask;
  const refusal = objection(rule, ask) ?? cancellerRefusal(book, rule, ask);
  if (refusal) return no(rule, refusal);
  const due = deadlinesOf(book, rule, ask);
  const { cancellation } = rule.commissioner;
  const until = endedAt(at, current.until);
  return yes(rule, { state: 'cancelled', from: current.from, until, commissioner: cancellation, deadlines: due.deadlines, practice: due.practice }, [
    ...regimeGrounds(applied),
    { fact: rule.section, words: `It ended at ${momentWords(until)}.` },
    { fact: rule.commissioner, words: cancellation === 'none' ? 'No judicial commissioner is told of the cancellation.' : 'The judicial commissioner is told of the cancellation in writing as soon as practicable.' },
    ...due.grounds,
  ]);
};

const establishError = (book: Book, { at }: ErrorAsk): Answer => {
  const day = legalDay(at);
  const fact = inForce(book.errors, day);
  if (!fact) return noRule(refuse('unknown-law', `No pack of law in force on ${dateWords(day)} says when an error is reported.`, { clause: 'no pack in force covers errors', confirmed: true, instead: 'It must be reckoned outside the platform until a pack covers it.' }), '');
  const { due, grounds } = dueBy(book, at, fact, 'error-report');
  return aboutNoAuthority(book.errorsPack, { deadlines: { 'error-report': due }, clause: fact.cite }, grounds);
};

const answerUnder = (book: Book, applied: Applied, ask: AuthorityAsk): Answer => {
  switch (ask.event) {
    case 'grant':
    case 'renew':
      return decide(book, applied, ask);
    case 'approval-notice':
      return approve(book, applied, ask);
    case 'decline':
      return decline(book, applied, ask);
    case 'quash':
      return quash(book, applied, ask);
    case 'cancel':
      return cancel(book, applied, ask);
  }
};

/** Answers a question of law by the law of its London day. Pure: the same book and question give the same answer. */
export const evaluate = (book: Book, ask: Ask): Answer => {
  if (ask.event === 'establish-error') return establishError(book, ask);
  const found: Found = ruleFor(book, ask.component, legalDay(ask.at));
  return 'refusal' in found ? noRule(found.refusal, found.regime) : answerUnder(book, found, ask);
};
