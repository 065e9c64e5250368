import { type Decision, type Instant, type Refusal, refuse } from '@cpmp/kernel';
import { watching } from '../arrangements.js';
import { after, type AuthorityState, caseRef } from '../authority.js';
import type { Component, Officer } from '../component.js';
import { setting } from '../deadlines.js';
import { decidingAs } from '../designations.js';
import { beforeApplication, beforeResubmission, decidedRefusal, type Entry, entryRefusal, notesAlike, notesOf, reviewDateRefusal, unknownComponent } from './entry.js';
import type { AuthorityEvent, AuthorityGranted } from '../events.js';
import { type Law, basisOf, grantAsk, lawful, noticeDue, owedNotice } from '../legal.js';
import { withTurns } from '../permits/companions.js';
import { type Standing, stoodFor } from '../separation.js';
import { partWords } from '../words.js';
import { regrantFlagged } from './regrant.js';
import { reviewBoundIn, tooLateRefusal } from './review.js';

/** An officer's grant of one component. */
export type Grant = Entry & Standing & {
  readonly component: string;
  readonly by: Officer;
  readonly urgent?: string;
  readonly statement: string;
  readonly reviewBy: Instant;
};

const notNeeded = ({ id }: Component, clause: string): Refusal =>
  refuse('authority-not-needed', `The law asks for no authority for ${partWords(id)}: there is nothing to put in force.`, { clause, instead: 'Keep the research log; apply again if it comes to amount to surveillance.' });

/** Grants a component as the law of that day allows: in force at once, or awaiting a commissioner. Without a gatekeeper's check it is shown as such. */
export const grant = (state: AuthorityState, command: Grant, now: Instant, law: Law): Decision<AuthorityEvent> => {
  const component = state.components[command.component];
  if (!state.application || !component) return unknownComponent();
  const { form, urgent, statement, reviewBy } = command;
  const decidedAt = command.decidedAt ?? now;
  const notes = notesOf(component, command, now);
  const refusal = decidedRefusal(component) ?? entryRefusal(command, now) ?? beforeApplication(state.application, decidedAt) ?? beforeResubmission(component, decidedAt) ?? reviewDateRefusal(reviewBy, decidedAt);
  if (refusal) return refusal;
  const { by, asked, held } = decidingAs(law.designations, command.by, decidedAt, command.insteadOf);
  const ask = grantAsk(state, component, { by: asked, at: decidedAt, known: law.known, form, urgent, notes });
  const answer = law.evaluate(ask);
  if (answer.refusal) return answer.refusal;
  if (answer.state === null) return notNeeded(component, answer.clause);
  const { force } = state.application;
  const overdue = tooLateRefusal(reviewBy, reviewBoundIn(law.requirements(ask.component, { at: decidedAt, force }), decidedAt), { clause: answer.clause });
  if (overdue) return overdue;
  const stood = stoodFor(state, { by, standing: command }, { law, at: decidedAt, clause: answer.clause });
  if ('refused' in stood) return stood;
  const persons = [by.person, state.application.applicant];
  const set = setting(component, [...lawful(answer, persons), { what: 'review', due: reviewBy, statutory: false, persons: [by.person] }, ...noticeDue(answer, persons, now)]);
  const notice = owedNotice('grant', answer, set);
  const granted: AuthorityGranted = {
    type: 'AuthorityGranted',
    about: caseRef(state), component: component.id, by, basis: basisOf(ask, answer, law), deadlines: { set },
    decidedAt, power: component.power, form, ...(urgent ? { urgent } : {}), urgentOnly: answer.urgentOnly, statement,
    ...(form === 'oral' ? { notes, ...notesAlike(notes) } : {}),
    checked: state.check?.outcome === 'pass', regime: answer.regime,
    state: answer.state === 'awaiting-approval' ? 'awaiting-approval' : 'in-force', from: answer.from, until: answer.until,
    ...(notice ? { notice } : {}),
    ...stood, ...held,
  };
  return withTurns(state, [granted, ...watching(after(state, [granted]), component.id, now, law), ...regrantFlagged(state, component, { answer, ask, now })], now);
};
