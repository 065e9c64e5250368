import type { Instant } from '@cpmp/kernel';
import type { ComponentFacts, Requirements } from './ask.js';
import { doubts } from './basis.js';
import { type Book, gradeFor, type Rule } from './book.js';
import { legalDay } from './calendar.js';
import { ruleFor } from './find.js';
import { capital, countWords } from './words.js';

const TOLD = {
  none: [],
  notify: ['The judicial commissioner, in writing, as soon as practicable'],
  approval: ['The judicial commissioner, whose approval it waits for unless it is urgent'],
} as const;

const mayGrant = (book: Book, rule: Rule, force: string | undefined): readonly string[] => {
  const full = gradeFor(book, rule.mayGrant, force);
  const urgent = gradeFor(book, rule.mayGrantUrgently, force);
  const short = countWords(rule.shortPeriod.hours, 'hour');
  return [
    `${capital(full.words)}, in writing, for ${countWords(rule.period.months, 'month')}`,
    ...(rule.oral.grant.allowed ? [`${capital(full.words)}, orally where it is urgent, for ${short}`] : []),
    ...(urgent.ranks.size > 0 ? [`${capital(urgent.words)}, only where it is urgent and in writing, for ${short}`] : []),
  ];
};

/** What the law asks of a component before anybody decides on it, for an officer of a force. */
export const requirements = (book: Book, component: ComponentFacts, { at, force }: { readonly at: Instant; readonly force?: string }): Requirements => {
  const found = ruleFor(book, component, legalDay(at));
  if ('refusal' in found) return { section: found.refusal.because, mayGrant: [], told: [], unconfirmed: [] };
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
  };
};
