import type { Instant } from '@cpmp/kernel';
import { type Book, inForce, type PowerLaw, type Rule } from './book.js';
import { type Day, legalDay } from './calendar.js';

/** A power as somebody who would apply for it meets it, on a day. */
export type PowerAsked = {
  readonly power: string;
  /** The section that gives it. */
  readonly clause: string;
  readonly confirmed: boolean;
  readonly grounds: readonly { readonly ground: string; readonly clause: string; readonly confirmed: boolean }[];
  /** What its rules look at before a grant, by the names of their checks: `tactic-reasons`, `other-means` … */
  readonly checks: readonly string[];
};

const firstOf = <T>(list: readonly T[], name: (one: T) => string): readonly T[] => list.filter((one, index) => list.findIndex((other) => name(other) === name(one)) === index);

const askedOf = ({ power, editions }: PowerLaw, day: Day): readonly PowerAsked[] => {
  const edition = inForce(editions, day);
  const rules = (edition?.rules ?? []).filter((rule): rule is Rule => 'grounds' in rule);
  if (!edition || rules.length === 0) return [];
  const grounds = firstOf(rules.flatMap((rule) => rule.grounds), ({ ground }) => ground).map(({ ground, cite, confirmed }) => ({ ground, clause: cite, confirmed }));
  const checks = rules.flatMap((rule) => rule.checks).filter(({ on }) => on.includes('grant')).map(({ check }) => check);
  return [{ power, clause: edition.section.cite, confirmed: edition.section.confirmed, grounds, checks: firstOf(checks, (check) => check) }];
};

/** The powers that the packs cover on the London day of an instant, with what each asks of an application, under whichever of its rules. */
export const powers = (book: Book, at: Instant): readonly PowerAsked[] => [...book.powers.values()].flatMap((law) => askedOf(law, legalDay(at)));
