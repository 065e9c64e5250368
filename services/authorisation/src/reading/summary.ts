import type { Instant } from '@cpmp/kernel';
import { type ApprovedAct, type AuthorityState, awaitedApproval, componentFacts, dueByWhat, type Gap, grantAsk, type Law, type NoticeableAct, type Officer, openGap, stateAt } from '../domain/index.js';
import { type ListedComponent, type ListedState, wholeOf } from '../views/listed.js';
import type { ListedCase } from '../views/register.view.js';
import { application, readingTime } from './brief.js';
import { head } from './shown.js';

/** For whom a list is made: an officer is told which parts their rank may decide, a commissioner which of them must be approved first; what was decided and waits for one, everybody is. */
export type Reader = { readonly officer: Officer | undefined; readonly now: Instant; readonly law: Law; readonly approvals?: Readonly<Record<string, ApprovedAct>> };

/** What of the law's noes is to the person, not to the part: another officer may well decide it. */
const NOT_YOURS: readonly string[] = ['rank-too-low', 'self-authorisation', 'not-this-force'];

/** Since when a component is where it is. */
const sinceOf = (component: ListedComponent, { application: made, check }: ListedState, now: Instant): Instant => {
  const applied = made?.appliedAt ?? '';
  const at: Readonly<Record<string, Instant | null | undefined>> = {
    'awaiting-decision': check?.at, returned: check?.at, refused: component.refused?.at, 'awaiting-approval': component.granted?.at,
    'in-force': component.from, expired: component.until, cancelled: component.cancelled?.at,
  };
  return at[stateAt(component, now)] ?? applied;
};

type Waiting = { readonly text?: ReturnType<typeof application>; readonly rank?: string; readonly yours?: boolean };

/** What waits for an officer: its text, still closed, the lowest rank that may grant it whole, and whether that is a rank of the reader's. */
const waiting = (listed: ListedComponent, { application: made, components }: ListedState, { officer, now, law }: Reader): Waiting => {
  const component = wholeOf(listed);
  if (!made || !component) return {};
  const { force } = made;
  const { rank } = law.requirements(componentFacts(component), { at: now, force });
  const answer = officer && law.evaluate(grantAsk({ application: made, components: components as AuthorityState['components'], permits: {} }, component, { by: officer, at: now, form: 'written', notes: [] }));
  return { text: application(component), ...(rank ? { rank } : {}), ...(answer ? { yours: !NOT_YOURS.includes(answer.refusal?.refused ?? '') } : {}) };
};

const standing = (component: ListedComponent, state: ListedState, now: Instant) => {
  const { id, power, until } = component;
  return { id, power, until, state: stateAt(component, now), since: sinceOf(component, state, now), deadlines: dueByWhat(component) };
};

const row = (component: ListedComponent, state: ListedState, reader: Reader) => {
  const { id, granted, renewals, regrant, notices } = component;
  const owed = notices.filter(({ sentAt }) => sentAt === undefined).map(({ act }) => act);
  const approval = reader.approvals ? reader.approvals[id] : awaitedApproval(component);
  const officer = (renewals.at(-1) ?? granted)?.by.person;
  const gap = stateAt(component, reader.now) === 'in-force' ? openGap(component) : undefined;
  return { ...standing(component, state, reader.now), ...(granted ? { officer, checked: granted.checked } : {}), ...(regrant ? { regrant } : {}), ...(owed.length > 0 ? { owed } : {}), ...(gap ? { gap } : {}), ...(approval ? { approval } : {}), ...waiting(component, state, reader) };
};

type Summary = ReturnType<typeof head> & { readonly components: readonly (ReturnType<typeof standing> & Waiting & { readonly officer?: string | undefined; readonly checked?: boolean; readonly regrant?: ListedComponent['regrant']; readonly owed?: readonly NoticeableAct[]; readonly gap?: Gap; readonly approval?: ApprovedAct })[] };

/** A case as a list shows it at an instant; texts still closed. */
export const shownSummary = (doc: ListedCase, reader: Reader): Summary => ({ ...head(doc), components: Object.values(doc.state.components).map((component) => row(component, doc.state, reader)) });

/** How a case stands, for who may know no more of it. */
export const shownStanding = (doc: ListedCase, now: Instant): Summary => ({ ...head(doc), components: Object.values(doc.state.components).map((component) => standing(component, doc.state, now)) });

/** A summary that was opened, with the time to read in the place of what waits to be read. */
export const withReading = ({ components, ...summary }: Summary) => ({
  ...summary,
  components: components.map(({ text, ...rest }) => ({ ...rest, ...(text ? { reading: readingTime(text) } : {}) })),
});
