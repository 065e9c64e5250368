import type { Answer, LawStep, Unconfirmed } from './answer.js';
import type { Rule, Unneeded } from './book.js';
import type { Refusal } from '@cpmp/kernel';
import type { Cited } from './pack.schema.js';

/** One thing that an answer stands on: a fact of the pack, and what it meant here, in words. */
export type Ground = { readonly fact: Cited; readonly words?: string };

const steps = (grounds: readonly Ground[]): readonly LawStep[] =>
  grounds.flatMap(({ fact, words }) => (words === undefined ? [] : [{ words, clause: fact.cite, confirmed: fact.confirmed }]));

/** Of the facts that an answer stands on those that no lawyer has confirmed, each once. */
export const doubts = (facts: readonly Cited[]): readonly Unconfirmed[] => {
  const found: Unconfirmed[] = [];
  for (const { confirmed, what, why } of facts) {
    if (!confirmed && what !== undefined && why !== undefined && !found.some((other) => other.what === what)) found.push({ what, why });
  }
  return found;
};

const NOTHING = { state: null, from: null, until: null, commissioner: null, deadlines: {}, practice: {}, urgentOnly: false } as const;
const NO_RULE = { regime: '', rule: '', clause: '', pack: '', unconfirmed: [], steps: [] } as const;

const ofRule = ({ regime, id, pack, section }: Rule | Unneeded) => ({ regime, rule: id, clause: section.cite, pack });

/** A "yes" under a rule: what becomes of the authority, and what that stands on. */
export const yes = (rule: Rule | Unneeded, outcome: Partial<Answer>, grounds: readonly Ground[]): Answer => ({
  ...NOTHING, ...ofRule(rule), allowed: true, ...outcome, unconfirmed: doubts(grounds.map(({ fact }) => fact)), steps: steps(grounds),
});

/** A "no" under a rule. */
export const no = (rule: Rule, refusal: Refusal): Answer => ({ ...NOTHING, ...NO_RULE, ...ofRule(rule), allowed: false, refusal });

/** A "no" where no rule applies. */
export const noRule = (refusal: Refusal, regime: string): Answer => ({ ...NOTHING, ...NO_RULE, allowed: false, refusal, regime });

/** An answer that is about no authority. */
export const aboutNoAuthority = (pack: string, outcome: Partial<Answer>, grounds: readonly Ground[]): Answer => ({
  ...NOTHING, ...NO_RULE, allowed: true, pack, ...outcome, unconfirmed: doubts(grounds.map(({ fact }) => fact)), steps: steps(grounds),
});
