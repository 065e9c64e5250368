import { earlier, type Instant } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import { type Component, officersOf } from '../component.js';
import { endAll } from '../deadlines.js';
import type { AuthorityEvent } from '../events.js';
import { linkedTo } from '../known.js';
import { endPermits } from '../permits/ends.js';

/** How an authority was ended by a decision, and when. */
type DecidedEnd = { readonly how: 'cancelled' | 'quashed'; readonly at: Instant };

/** What an end takes with it: what goes on, and what ran out or was cancelled meanwhile where the end is entered only now. What had run out by then had, whether or not that is on record. */
const endsWith = ({ state, until }: Component, at: Instant): boolean => state === 'awaiting-approval' || (['in-force', 'expired', 'cancelled'].includes(state) && until !== null && at < until);

/** Ends, in the commit that ends an authority, whatever stands on it: criminal conduct dies with the authority for its source, in the same way and at the same instant. */
export const endLinked = (state: AuthorityState, ended: Component, { how, at }: DecidedEnd, now: Instant): readonly AuthorityEvent[] =>
  Object.values(state.components)
    .filter((component) => linkedTo(state, component)?.id === ended.id && endsWith(component, at))
    .flatMap((component): readonly AuthorityEvent[] => {
      const until = component.until === null ? at : earlier(component.until, at);
      // A cancellation of its own has seen to what fell due with it; what stands is owed of that.
      const [officer] = officersOf(component);
      const deadlines = component.state === 'cancelled' ? {} : endAll(component, until);
      return [
        { type: 'LinkedAuthorityEnded', about: caseRef(state), component: component.id, linked: ended.id, how, ...(officer === undefined ? {} : { officer }), until, deadlines },
        ...endPermits(state, component.id, { how, at: until }, now),
      ];
    });
