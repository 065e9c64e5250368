import type { Instant } from '@cpmp/kernel';
import type { CompanionPower, NoticeContents, Requirements, RuleAsks } from './answer.js';
import type { ComponentFacts, ReviewFacts } from './ask.js';
import { doubts } from './basis.js';
import { type Book, gradeFor, type Rule } from './book.js';
import { meetsAny } from './conditions.js';
import { daysUsed } from './earlier-periods.js';
import { ruleFor } from './find.js';
import type { CheckOf } from './pack.schema.js';
import type { Situation } from './situation.js';
import { capital, countWords } from './words.js';

const TOLD = {
  none: [],
  notify: ['The judicial commissioner, in writing, as soon as practicable'],
  approval: ['The judicial commissioner, whose approval it waits for unless it is urgent'],
  'prior-approval': ['The judicial commissioner, who must have approved it before it is granted'],
} as const;

const mayGrant = (book: Book, rule: Rule, force: string | undefined): readonly string[] => {
  const full = gradeFor(book, rule.mayGrant, force);
  const urgent = gradeFor(book, rule.mayGrantUrgently, force);
  const short = rule.shortPeriod ? countWords(rule.shortPeriod.hours, 'hour') : '';
  return [
    `${capital(full.words)}, in writing, for ${countWords(rule.period.months, 'month')}`,
    ...(rule.oral.grant.allowed ? [`${capital(full.words)}, orally where it is urgent, for ${short}`] : []),
    ...(urgent.ranks.size > 0 ? [`${capital(urgent.words)}, only where it is urgent and in writing, for ${short}`] : []),
  ];
};

/** The checks of a kind that look at this component. */
const checksOf = <C extends CheckOf['check']>(rule: Rule, situation: Situation, kind: C) =>
  rule.checks.filter((check): check is Extract<CheckOf, { check: C }> => check.check === kind && (check.where === undefined || meetsAny(situation, check.where) !== undefined));

const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

/** The other powers that a component's tactics need beside its own. */
const companionsOf = ({ companions }: Rule, { tactics, places }: ComponentFacts): readonly CompanionPower[] => {
  const there = (kinds: readonly string[]): boolean => places.some(({ kind }) => kinds.includes(kind));
  return companions
    .filter((fact) => tactics.some(({ tactic }) => tactic === fact.tactic) && (fact.places === undefined || there(fact.places)) && !(fact['unless-places'] && there(fact['unless-places'])))
    .map(({ tactic, power, for: why, cite, confirmed }) => ({ tactic, power, for: why, clause: cite, confirmed }));
};

const noticesOf = ({ notices }: Rule): RuleAsks['notices'] =>
  Object.fromEntries(notices.map(({ notice, contains, cite, confirmed }): readonly [string, NoticeContents] => [notice, { clause: cite, confirmed, contains }]));

const reviewWithin = ({ review }: Rule): RuleAsks['reviewWithin'] => {
  if (!review) return null;
  const { 'within-days': days, 'within-months': months, cite: clause, confirmed } = review;
  return { ...(months === undefined ? { days: days ?? 0 } : { months }), clause, confirmed };
};

const arrangementsOf = (rule: Rule, situation: Situation): RuleAsks['arrangements'] => {
  const [check] = [...checksOf(rule, situation, 'roles-filled'), ...checksOf(rule, situation, 'roles-separate')];
  return check ? { clause: check.cite, confirmed: check.confirmed } : null;
};

const asksOf = (rule: Rule, situation: Situation): RuleAsks => {
  const { commissioner, cancellation, oral, notes, earlier } = rule;
  return {
    regime: rule.regime, rule: rule.id,
    commissioner: { grant: commissioner.grant, urgentGrant: commissioner['urgent-grant'], renewal: commissioner.renewal, urgentRenewal: commissioner['urgent-renewal'], cancellation: cancellation.commissioner },
    mayBeQuashed: rule.quash !== undefined,
    oral: { grant: oral.grant.allowed, renewal: oral.renew.allowed },
    notes: notes?.by ?? [],
    roles: unique(checksOf(rule, situation, 'roles-filled').flatMap(({ roles }) => roles)),
    separateRoles: unique(checksOf(rule, situation, 'roles-separate').flatMap(({ roles }) => roles)),
    arrangements: arrangementsOf(rule, situation),
    safeguards: unique(checksOf(rule, situation, 'safeguards').flatMap(({ needs }) => needs)),
    otherMeans: checksOf(rule, situation, 'other-means').length > 0,
    linked: rule.endsWithLinked !== undefined,
    reviewFirst: unique(checksOf(rule, situation, 'review-first').flatMap(({ of }): readonly (keyof ReviewFacts)[] => ['considered', ...of])),
    reviewWithin: reviewWithin(rule),
    notices: noticesOf(rule),
    companions: companionsOf(rule, situation.component),
    days: earlier ? daysUsed(situation, earlier) : null,
  };
};

/** What the law asks of a component before anybody decides on it, for an officer of a force. */
export const requirements = (book: Book, component: ComponentFacts, { at, force }: { readonly at: Instant; readonly force?: string }): Requirements => {
  const situation: Situation = { at, component };
  const found = ruleFor(book, situation);
  if ('refusal' in found) return { section: found.refusal.because, mayGrant: [], told: [], unconfirmed: [] };
  if ('unneeded' in found) return { section: found.unneeded.because.cite, clause: found.unneeded.because.cite, mayGrant: [], told: [], unconfirmed: doubts([found.unneeded.because]) };
  const { rule } = found;
  const { lowest } = gradeFor(book, rule.mayGrant, force);
  const facts = [rule.section, rule.when, ...rule.grounds.filter(({ ground }) => ground === component.ground), rule.mayGrant, rule.mayGrantUrgently, rule.period, rule.shortPeriod, rule.oral.grant, rule.commissioner];
  return {
    clause: rule.section.cite,
    section: rule.when ? `${rule.section.cite}, ${rule.when.cite}` : rule.section.cite,
    mayGrant: mayGrant(book, rule, force),
    told: TOLD[rule.commissioner.grant],
    unconfirmed: doubts(facts.filter((fact) => fact !== undefined)),
    ...(lowest === undefined ? {} : { rank: lowest }),
    asks: asksOf(rule, situation),
  };
};
