import { type Decision, type Instant, refuse } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import { type Appealed, quashings } from '../commissioner.js';
import type { Component, Officer } from '../component.js';
import type { AuthorityEvent } from '../events.js';
import { unknownComponent } from './entry.js';
import { toldOf } from './approve.js';

/** An officer's appeal to the Investigatory Powers Commissioner. */
export type AppealAgainst = { readonly component: string; readonly by: Officer; readonly against: Appealed; readonly reason: string };

/** The commissioner's last decision that may be appealed. */
const decisionOf = ({ dealings }: Component, against: Appealed) => (against === 'decline' ? dealings.declines.at(-1) : dealings.quashed);

/** What stands of the time for an appeal against one of the two: the other has a time of its own. */
const appealDeadlines = (component: Component, against: Appealed): readonly (readonly [id: string, due: Instant])[] =>
  (against === 'decline' ? component.dealings.declines : quashings(component)).flatMap(({ appealDeadline = '' }) => {
    const found = component.standing[appealDeadline];
    return found ? [[appealDeadline, found.due] as const] : [];
  });

/** Appeals against what a commissioner decided last, while the time that the law gives for it runs. */
export const appeal = (state: AuthorityState, { component: id, by, against, reason }: AppealAgainst, now: Instant): Decision<AuthorityEvent> => {
  const component = state.components[id];
  if (!component) return unknownComponent();
  const decision = decisionOf(component, against);
  if (!decision) return refuse('nothing-to-appeal', 'No commissioner has decided anything here that may be appealed.', { instead: 'Appeal against a refusal to approve, or against a quashing.' });
  if (component.dealings.appeals.some((made) => made.against === against && made.at >= decision.at)) return [];
  const running = appealDeadlines(component, against).filter(([, due]) => now < due);
  if (running.length === 0) {
    const { clause } = decision.basis;
    return refuse('appeal-too-late', 'The time in which it could be appealed has passed.', { clause, instead: 'Apply for a new authority.' });
  }
  return [{ type: 'AppealMade', about: caseRef(state), component: id, by, against, madeAt: now, reason, deadlines: { discharged: running.map(([deadline]) => ({ id: deadline, at: now, how: 'done' as const })) } }];
};

/** Records, by the clock, that the time for an appeal is over: what nobody made is not late, and waits for nobody. */
export const lapseAppeal = (state: AuthorityState, deadline: string, now: Instant): Decision<AuthorityEvent> =>
  Object.values(state.components).flatMap(({ id, standing: { [deadline]: running } }) =>
    running && running.due <= now ? [{ type: 'AppealLapsed', about: caseRef(state), component: id, until: running.due, deadlines: { discharged: [{ id: deadline, at: running.due, how: 'superseded' }] } }] : []);

/** The Investigatory Powers Commissioner's decision on an appeal. */
export type DecideAppeal = { readonly component: string; readonly commissioner: string; readonly against: Appealed; readonly outcome: 'allowed' | 'dismissed' };

/**
 * Decides an appeal. One that is allowed lets a commissioner decide again on what was declined, and lifts an order to destroy; what was quashed is not revived:
 * what has ended does not begin again, and the officer applies anew.
 */
export const decideAppeal = (state: AuthorityState, { component: id, commissioner, against, outcome }: DecideAppeal, now: Instant): Decision<AuthorityEvent> => {
  const { application, components: { [id]: component } } = state;
  if (!application || !component) return unknownComponent();
  const decision = decisionOf(component, against);
  const open = component.dealings.appeals.some((made) => made.against === against && !made.decided);
  if (!decision || !open) return refuse('nothing-to-appeal', 'No appeal waits here for a decision.', { instead: 'An officer must appeal first.' });
  const appealed = against === 'quash' ? quashings(component).filter((one) => one.appeal === 'open') : [];
  if ([decision, ...appealed].some(({ by }) => by === commissioner)) {
    return refuse('own-decision', 'A commissioner does not decide an appeal against their own decision.', { clause: decision.basis.clause, instead: 'The Investigatory Powers Commissioner decides it.' });
  }
  return [{ type: 'AppealDecided', about: caseRef(state), component: id, commissioner, told: toldOf(application, component), against, act: decision.act, decidedAt: now, outcome, deadlines: {} }];
};
