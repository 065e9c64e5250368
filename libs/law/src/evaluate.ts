import { refuse } from '@cpmp/kernel';
import type { Answer } from './answer.js';
import type { Ask, AuthorityAsk, CancelAsk, ErrorAsk, GrantAsk, RenewAsk } from './ask.js';
import { aboutNoAuthority, type Ground, no, noRule, yes } from './basis.js';
import { type Book, gradeFor, inForce, type Rule, type Unneeded } from './book.js';
import { legalDay } from './calendar.js';
import { objection } from './checks.js';
import { approvalMissing, approve, COMMISSIONER_WORDS, decline, endedAt, needOf, quash, regimeGrounds } from './commissioner.js';
import { deadlinesOf, dueBy } from './due.js';
import { type Applied, ruleFor } from './find.js';
import { conventionGround, runningFrom } from './period.js';
import { cancellerRefusal, isRoute, type Route, routeOf } from './route.js';
import { situationOf } from './situation.js';
import { capital, dateWords, momentWords, nameWords, oneOf } from './words.js';

type Deciding = GrantAsk | RenewAsk;

const groundGrounds = ({ grounds, power }: Rule, { component }: AuthorityAsk): readonly Ground[] =>
  grounds.filter(({ ground }) => ground === component.ground).map((fact) => ({ fact, words: `${capital(nameWords(fact.ground))} is one of the grounds for ${nameWords(power)}.` }));

const renewalGrounds = ({ renewal }: Rule): Ground => ({ fact: renewal, words: renewal['by-urgent-rank'] ? 'Whoever could grant it anew in the same terms may renew it.' : 'Only who has the whole power may renew it.' });

const routeGrounds = (book: Book, { moreSenior }: Rule, route: Route, ask: Deciding): readonly Ground[] => {
  const act = ask.event === 'grant' ? 'grant it' : 'renew it';
  const { rank = '', force } = ask.officer;
  const who = capital(oneOf(rank));
  return [
    { fact: route.who, words: route.urgentOnly ? `${who} may ${act} in an urgent case, in writing, and the urgency is stated.` : `${who} may ${act}.` },
    ...(moreSenior && gradeFor(book, route.who, force, rank).lowest !== rank ? [{ fact: moreSenior, words: `${who} stands above the rank that is named.` }] : []),
    ...(route.form ? [{ fact: route.form, words: 'It may be done orally in an urgent case: the urgency is stated, and notes were made at the time.' }] : []),
  ];
};

/** A grant, or a renewal: whether it may be made so, and what becomes of the authority. */
const decide = (book: Book, applied: Applied, ask: Deciding): Answer => {
  const { rule } = applied;
  const refusal = objection(rule, ask);
  if (refusal) return no(rule, refusal);
  const route = routeOf(book, rule, ask);
  if (!isRoute(route)) return no(rule, route);
  const commissioner = needOf(rule, ask);
  const unapproved = commissioner === 'prior-approval' ? approvalMissing(rule, ask) : undefined;
  if (unapproved) return no(rule, unapproved);
  const { deadlines, practice, alerts, grounds: due } = deadlinesOf(book, rule, ask);
  const before = [...regimeGrounds(applied), ...groundGrounds(rule, ask), ...(ask.event === 'renew' ? [renewalGrounds(rule)] : []), ...routeGrounds(book, rule, route, ask), { fact: rule.commissioner, words: COMMISSIONER_WORDS[commissioner] }];
  const outcome = { commissioner, urgentOnly: route.urgentOnly, deadlines, practice, alerts };
  if (commissioner === 'approval') return yes(rule, { ...outcome, state: ask.event === 'grant' ? 'awaiting-approval' : 'in-force' }, [...before, ...due]);
  const from = ask.event === 'renew' ? ask.current.until ?? ask.at : ask.at;
  const { grounds, ...period } = runningFrom(book, rule, { ask, from, length: route });
  const convention = ask.event === 'renew' && 'months' in route.lasts ? conventionGround(book, ask.at, 'renewal-starts') : [];
  return yes(rule, { ...outcome, ...period, state: 'in-force' }, [...before, ...grounds, ...convention, ...due]);
};

const CANCELLED_WORDS = { none: 'No judicial commissioner is told of the cancellation.', told: 'The judicial commissioner is told of the cancellation in writing.', courtesy: 'The judicial commissioner is told of the cancellation in writing, as a courtesy.' };

const cancel = (book: Book, applied: Applied, ask: CancelAsk): Answer => {
  const { rule } = applied;
  const refusal = objection(rule, ask) ?? cancellerRefusal(book, rule, ask);
  if (refusal) return no(rule, refusal);
  const { deadlines, practice, alerts, grounds } = deadlinesOf(book, rule, ask);
  const { commissioner, courtesy } = rule.cancellation;
  const until = endedAt(ask.at, ask.current);
  return yes(rule, { state: 'cancelled', from: ask.current.from, until, commissioner, ...(courtesy ? { courtesy } : {}), deadlines, practice, alerts }, [
    ...regimeGrounds(applied),
    { fact: rule.section, words: `It ended at ${momentWords(until)}.` },
    { fact: rule.cancellation, words: CANCELLED_WORDS[commissioner === 'none' ? 'none' : courtesy ? 'courtesy' : 'told'] },
    ...grounds,
  ]);
};

const establishError = (book: Book, { at }: ErrorAsk): Answer => {
  const day = legalDay(at);
  const fact = inForce(book.errors['error-report'], day);
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

/** What needs no authority has no state and no period: whoever wants to do it may. */
const unneeded = (rule: Unneeded): Answer => yes(rule, { commissioner: 'none' }, [{ fact: rule.because, words: 'No authority is needed for it.' }]);

/** Answers a question of law by the law of its London day. Pure: the same book and question give the same answer. */
export const evaluate = (book: Book, ask: Ask): Answer => {
  if (ask.event === 'establish-error') return establishError(book, ask);
  const found = ruleFor(book, situationOf(ask));
  if ('refusal' in found) return noRule(found.refusal, found.regime);
  return 'unneeded' in found ? unneeded(found.unneeded) : answerUnder(book, found, ask);
};
