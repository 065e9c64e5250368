import type { Instant } from '@cpmp/kernel';
import { type Component, componentFacts, type Gap, grantAsk, type Law, type Officer, stateAt } from '../domain/index.js';
import type { ListedComponent } from '../views/listed.js';
import type { ListedCase } from '../views/register.view.js';
import { application, readingTime } from './brief.js';
import { head } from './shown.js';

/** For whom a list is made: an officer is told which parts their rank may decide. */
export type Reader = { readonly officer: Officer | undefined; readonly now: Instant; readonly law: Law };

/** What of the law's noes is to the person, not to the part: another officer may well decide it. */
const NOT_YOURS: readonly string[] = ['rank-too-low', 'self-authorisation'];

type Waiting = { readonly text?: ReturnType<typeof application>; readonly rank?: string; readonly yours?: boolean };

/** What waits for an officer: its text, still closed, the lowest rank that may grant it whole, and whether that is a rank of the reader's. */
const waiting = ({ application: made, undecided }: ListedCase, id: string, { officer, now, law }: Reader): Waiting => {
  const component = undecided[id];
  if (!component) return {};
  const { rank } = law.requirements(componentFacts(component), { at: now, force: made.force });
  const answer = officer && law.evaluate(grantAsk({ application: made, components: undecided, permits: {} }, component, { by: officer, at: now, form: 'written', notes: [] }));
  return { text: application(component), ...(rank ? { rank } : {}), ...(answer ? { yours: !NOT_YOURS.includes(answer.refusal?.refused ?? '') } : {}) };
};

/** A view stores no state that time alone changes: what has ended by now has been where it is since its end. */
const standing = (component: ListedComponent, now: Instant) => {
  const { id, power, until, deadlines } = component;
  const state = stateAt(component, now);
  return { id, power, until, state, since: state === 'expired' && until !== null ? until : component.since, deadlines };
};

const row = (doc: ListedCase, component: ListedComponent, reader: Reader) => {
  const { officer, checked, regrant, gap } = component;
  const stands = standing(component, reader.now);
  return { ...stands, ...(checked === undefined ? {} : { officer, checked }), ...(regrant ? { regrant } : {}), ...(gap && stands.state === 'in-force' ? { gap } : {}), ...waiting(doc, component.id, reader) };
};

type Summary = ReturnType<typeof head> & { readonly components: readonly (ReturnType<typeof standing> & Waiting & { readonly officer?: string | undefined; readonly checked?: boolean; readonly regrant?: Component['regrant']; readonly gap?: Gap })[] };

/** A case as a list shows it at an instant; texts still closed. */
export const shownSummary = (doc: ListedCase, reader: Reader): Summary => ({ ...head(doc), components: doc.components.map((component) => row(doc, component, reader)) });

/** How a case stands, for who may know no more of it. */
export const shownStanding = (doc: ListedCase, now: Instant): Summary => ({ ...head(doc), components: doc.components.map((component) => standing(component, now)) });

/** A summary that was opened, with the time to read in the place of what waits to be read. */
export const withReading = ({ components, ...summary }: Summary) => ({
  ...summary,
  components: components.map(({ text, ...rest }) => ({ ...rest, ...(text ? { reading: readingTime(text) } : {}) })),
});
