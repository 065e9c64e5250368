import type { Decision } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import type { AuthorityEvent } from '../events.js';

/** Raises an alarm: a message on the way of an open permit could not be handled, and a person must look. */
export const raiseAlarm = (state: AuthorityState, { permit, component }: { readonly permit: string; readonly component: string }): Decision<AuthorityEvent> =>
  state.permits[permit] ? [{ type: 'AlarmRaised', about: caseRef(state), component, permit, cause: 'message-poisoned' }] : [];
