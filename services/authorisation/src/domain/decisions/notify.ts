import { type Decision, type Instant, refuse } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import type { Component, NoticeableAct, Officer } from '../component.js';
import { unknownComponent } from './entry.js';
import type { AuthorityEvent } from '../events.js';
import { endRecordedFirst } from '../permits/ends.js';

/** The written notice of an act to the judicial commissioner. */
export type Notify = { readonly component: string; readonly by: Officer; readonly act: NoticeableAct };

const timesDone = ({ granted, renewals, cancelled }: Component, act: NoticeableAct): number => {
  if (act === 'grant') return granted ? 1 : 0;
  return act === 'renewal' ? renewals.length : cancelled ? 1 : 0;
};

/** Records that the notice of an act was sent, and discharges its deadline. A grant does not send it by itself; each act is notified once. */
export const notify = (state: AuthorityState, { component: id, by, act }: Notify, now: Instant): Decision<AuthorityEvent> =>
  endRecordedFirst(state, { component: id, now }, (current) => {
    const component = current.components[id];
    if (!component) return unknownComponent();
    const done = timesDone(component, act);
    if (done === 0) return refuse('nothing-to-notify', `There is no ${act} to notify.`, { instead: 'Notify an act that has been done.' });
    const ofAct = component.notices.filter((notice) => notice.act === act);
    const owed = ofAct.find(({ sentAt }) => sentAt === undefined);
    if (!owed && ofAct.length >= done) return [];
    const discharged = owed?.deadline === undefined ? [] : [{ id: owed.deadline, at: now, how: 'done' as const }];
    return [{ type: 'CommissionerNotified', about: caseRef(current), component: id, by, act, sentAt: now, deadlines: { discharged } }];
  });
