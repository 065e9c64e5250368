import { type Decision, type Instant, type Refusal, refuse } from '@cpmp/kernel';
import { watching } from '../arrangements.js';
import { after, type AuthorityState, caseRef } from '../authority.js';
import { awaitedRenewal } from '../commissioner.js';
import { type Component, type Officer, stateAt } from '../component.js';
import { discharging, reviewAgain, setting } from '../deadlines.js';
import { decidingAs } from '../designations.js';
import { isContiguous } from './approve.js';
import { type Entry, entryRefusal, notesAlike, notesOf, unknownComponent } from './entry.js';
import type { AuthorityEvent, AuthorityRenewed } from '../events.js';
import { type Answer, type Law, basisOf, lawful, noticeDue, owedNotice, renewAsk } from '../legal.js';
import { withTurns } from '../permits/companions.js';
import { endRecordedFirst, extendPermits } from '../permits/ends.js';
import { notInForce } from '../permits/request.js';
import { type Standing, stoodFor } from '../separation.js';
import { partWords } from '../words.js';

/** An officer's renewal of one component, with the value of what was obtained. */
export type Renew = Entry & Standing & {
  readonly component: string;
  readonly by: Officer;
  readonly urgent?: string;
  readonly statement: string;
  readonly value: string;
};

const alreadySent = ({ id }: Component): Refusal =>
  refuse('approval-awaited', `A renewal of ${partWords(id)} waits for the commissioner already.`, { instead: 'Wait for the commissioner, or renew it in urgency.' });

/** What a renewal does to deadlines: a new end replaces the old one. */
const deadlinesOf = (component: Component, answer: Answer, { persons, now }: { readonly persons: readonly string[]; readonly now: Instant }) => ({
  set: setting(component, [...lawful(answer, persons), ...(answer.until === null ? [] : reviewAgain(component, persons)), ...noticeDue(answer, persons, now)]),
  discharged: answer.until === null ? [] : discharging(component, 'expiry', { at: now, how: 'superseded' }),
});

/**
 * Renews a component before it ends. Entered before the old end it extends every open permit in the same commit; entered after it (an oral
 * renewal decided in time), or taking effect after it, it extends none, and the gap is a late entry.
 */
export const renew = (state: AuthorityState, command: Renew, now: Instant, law: Law): Decision<AuthorityEvent> =>
  endRecordedFirst(state, { component: command.component, now }, (current) => {
    const component = current.components[command.component];
    if (!current.application || !component) return unknownComponent();
    if (!component.granted) return notInForce(component, now);
    const refusal = entryRefusal(command, now);
    if (refusal) return refusal;
    const { form, urgent, statement, value } = command;
    const decidedAt = command.decidedAt ?? now;
    if (component.from !== null && decidedAt < component.from) return notInForce(component, decidedAt);
    const notes = notesOf(component, command, now);
    const { by, asked, held } = decidingAs(law.designations, command.by, decidedAt, command.insteadOf);
    const ask = renewAsk(current, component, { by: asked, at: decidedAt, known: law.known, form, urgent, notes });
    const answer = law.evaluate(ask);
    if (answer.refusal) return answer.refusal;
    if (answer.until === null && awaitedRenewal(component)) return alreadySent(component);
    const stood = stoodFor(current, { by, standing: command }, { law, at: decidedAt, clause: answer.clause });
    if ('refused' in stood) return stood;
    const deadlines = deadlinesOf(component, answer, { persons: [by.person, current.application.applicant], now });
    const notice = owedNotice('renewal', answer, deadlines.set);
    const contiguous = stateAt(component, now) === 'in-force' && isContiguous(component, answer);
    const renewed: AuthorityRenewed = {
      type: 'AuthorityRenewed',
      about: caseRef(current), component: component.id, by, basis: basisOf(ask, answer, law), deadlines,
      decidedAt, form, ...(urgent ? { urgent } : {}), ...(answer.urgentOnly ? { urgentOnly: true } : {}), ...(form === 'oral' ? { notes, ...notesAlike(notes) } : {}), statement, value,
      from: answer.from, until: answer.until, contiguous,
      ...(notice ? { notice } : {}),
      ...stood, ...held,
    };
    const extended = contiguous && answer.until !== null ? extendPermits(current, component.id, answer.until, now) : [];
    return withTurns(current, [renewed, ...watching(after(current, [renewed]), component.id, now, law), ...extended], now);
  });
