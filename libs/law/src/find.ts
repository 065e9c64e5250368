import { type Refusal, refuse } from '@cpmp/kernel';
import type { ComponentFacts } from './ask.js';
import { type Book, inForce, type Rule } from './book.js';
import type { Day } from './calendar.js';
import { meets } from './conditions.js';
import { dateWords, nameWords } from './words.js';

/** The rule that applies to a component on a day, and why where it is a special one; or why nothing can be said. */
export type Found = { readonly rule: Rule; readonly because?: string } | { readonly refusal: Refusal; readonly regime: string };

const unknown = (power: string, day: Day): Found => ({
  regime: power,
  refusal: refuse('unknown-law', `No pack of law in force on ${dateWords(day)} covers ${nameWords(power)}, so the platform cannot say what would be lawful.`, {
    clause: `no pack in force covers ${power}`, confirmed: true, instead: 'It must be decided outside the platform until a pack covers it.',
  }),
});

/** Looks up the law of a power on a day. A component that falls under the rules of another power is looked up there. */
export const ruleFor = (book: Book, component: ComponentFacts, day: Day, power = component.power): Found => {
  const law = book.powers.get(power);
  if (!law) return unknown(power, day);
  const edition = inForce(law.editions, day);
  if (!edition) {
    return { regime: power, refusal: refuse('no-power', `Nothing gave the power of ${nameWords(power)} on ${dateWords(day)}.`, { clause: law.section.cite, confirmed: law.section.confirmed, instead: 'Nothing of this kind may be authorised for that day.' }) };
  }
  for (const rule of edition.rules ?? []) {
    const because = rule.when === undefined ? undefined : meets(component, rule.when.any);
    if (rule.when !== undefined && because === undefined) continue;
    // One step only: what that power would treat as another's is its own business.
    if ('treatedAs' in rule && power !== component.power) continue;
    if ('treatedAs' in rule) return ruleFor(book, component, day, rule.treatedAs);
    return because === undefined ? { rule } : { rule, because };
  }
  return unknown(power, day);
};
