import type { Decision, Instant } from '@cpmp/kernel';
import type { AuthorityState } from '../authority.js';
import type { AuthorityEvent } from '../events.js';
import { unrecordedEnd } from '../permits/ends.js';

/** Records, by the clock, what `until` already made true, and ends the component's permits. */
export const expire = (state: AuthorityState, component: string, now: Instant): Decision<AuthorityEvent> => unrecordedEnd(state, component, now);
