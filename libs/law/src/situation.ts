import type { Instant } from '@cpmp/kernel';
import type { AuthorityAsk, ComponentFacts, Period } from './ask.js';
import type { EarlierPeriods } from './pack.schema.js';

/** What the tests of a rule look at: a component at an instant, and the period to be renewed where one is. */
export type Situation = { readonly at: Instant; readonly component: ComponentFacts; readonly renewing?: Period | undefined; readonly earlier?: EarlierPeriods | undefined };

/** The situation in which a question is asked. */
export const situationOf = (ask: AuthorityAsk): Situation => {
  const renews = ask.event === 'renew' || ('act' in ask && ask.act === 'renewal');
  return { at: ask.at, component: ask.component, renewing: renews && 'current' in ask ? ask.current : undefined };
};
