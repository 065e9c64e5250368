import { type Refusal, refuse } from '@cpmp/kernel';
import { type Book, type Condition, inForce, type Rule, type Unneeded } from './book.js';
import { type Day, legalDay } from './calendar.js';
import { meets } from './conditions.js';
import type { Situation } from './situation.js';
import { dateWords, nameWords } from './words.js';

/** A rule and, where it is a special one, why it applies. */
export type Applied = { readonly rule: Rule; readonly because?: string; readonly via?: Via };
/** Why a component of another power falls under a rule. */
export type Via = { readonly fact: Condition; readonly because: string };

/** The rule that applies to a component on a day, and why where it is a special one; or that it needs no authority; or why nothing can be said. */
export type Found = Applied | { readonly unneeded: Unneeded; readonly because?: string } | { readonly refusal: Refusal; readonly regime: string };

const unknown = (power: string, day: Day): Found => ({
  regime: power,
  refusal: refuse('unknown-law', `No pack of law in force on ${dateWords(day)} covers ${nameWords(power)}, so the platform cannot say what would be lawful.`, {
    clause: `no pack in force covers ${power}`, confirmed: true, instead: 'It must be decided outside the platform until a pack covers it.',
  }),
});

const before = (book: Book, power: string, day: Day): Found => {
  const { cite, confirmed } = book.powers.get(power)?.section ?? { cite: '', confirmed: false };
  return { regime: power, refusal: refuse('no-power', `Nothing gave the power of ${nameWords(power)} on ${dateWords(day)}.`, { clause: cite, confirmed, instead: 'Nothing of this kind may be authorised for that day.' }) };
};

const under = (found: Found, via: Via): Found => ('rule' in found ? { via, ...found } : found);

/** Looks up the law of a power in a situation. A component that falls under the rules of another power is looked up there, and may be sent on; why is what sent it last. */
export const ruleFor = (book: Book, situation: Situation, power = situation.component.power, sentBy: readonly string[] = []): Found => {
  const law = book.powers.get(power);
  const day = legalDay(situation.at);
  if (!law) return unknown(power, day);
  const edition = inForce(law.editions, day);
  if (!edition) return before(book, power, day);
  const here = { ...situation, earlier: edition.earlier };
  for (const rule of edition.rules) {
    const because = rule.when === undefined ? undefined : meets(here, rule.when);
    if (rule.when !== undefined && because === undefined) continue;
    // Two powers that send to one another would never answer.
    if ('treatedAs' in rule && sentBy.includes(rule.treatedAs)) continue;
    if ('treatedAs' in rule) return under(ruleFor(book, situation, rule.treatedAs, [...sentBy, power]), { fact: rule.when, because: because ?? '' });
    return { ...('grounds' in rule ? { rule } : { unneeded: rule }), ...(because === undefined ? {} : { because }) };
  }
  return unknown(power, day);
};
