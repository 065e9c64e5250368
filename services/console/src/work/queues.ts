import type { authorisation } from '@cpmp/client';
import type { Instant } from '@cpmp/kernel';
import type { Person } from '../web/session.js';
import { listed, partNumber, said } from '../web/words.js';

export type CaseListed = authorisation.ListAuthorisationsAnswer['items'][number];
type PartListed = CaseListed['components'][number];

/** One thing to do: where it is done, what it is, and the clock that it runs on. `since`: how long it has waited, where no clock runs. */
export type Row = {
  readonly reference: string;
  readonly href: string;
  /** What the link does, for who hears it alone. */
  readonly to: string;
  readonly what: string;
  readonly hints: readonly string[];
  readonly at?: Instant | undefined;
  readonly since?: Instant | undefined;
  readonly state?: string;
};

/** Rows of one kind, under a heading with their number; what is said where there is none. `more`: the list was cut. */
export type Queue = { readonly id: string; /** What its first column names, where that is no case. */ readonly first?: string; readonly title: string; readonly rows: readonly Row[]; readonly empty: string; readonly more?: boolean; readonly note?: string | undefined };

/** A part with its case. */
type Item = { readonly the: CaseListed; readonly part: PartListed };

const HOUR_MS = 3_600_000;
/** What ends within so many days is to be renewed or left to end. */
const RENEW_DAYS = 7;
/** After every instant: what runs on no clock comes last. */
const NEVER = '9999';

const UNDECIDED: readonly string[] = ['submitted', 'awaiting-decision'];

const itemsOf = (cases: readonly CaseListed[]): readonly Item[] => cases.flatMap((the) => the.components.map((part) => ({ the, part })));
const inState = (items: readonly Item[], ...states: readonly string[]): readonly Item[] => items.filter(({ part }) => states.includes(part.state));

/** By the clock that runs, soonest first; then by how long it has waited. */
const soonest = (rows: readonly Row[]): readonly Row[] => rows.toSorted((a, b) => (a.at ?? NEVER).localeCompare(b.at ?? NEVER) || (a.since ?? '').localeCompare(b.since ?? '') || a.reference.localeCompare(b.reference));

const words = ({ the, part }: Item): string => `${said(part.power)}, part ${partNumber(part.id)} of ${the.components.length}`;
const step = ({ the, part }: Item, name: string): string => `/cases/${the.id}/components/${part.id}/${name}`;
const row = (item: Item, more: Pick<Row, 'href' | 'to'> & Partial<Row>): Row => ({ reference: item.the.reference, what: words(item), hints: [], ...more });

/** The first clock that runs on a case. */
const firstDue = ({ components }: CaseListed): Instant | undefined => components.flatMap(({ deadlines }) => Object.values(deadlines)).toSorted()[0];

const readingOf = ({ reading }: PartListed): readonly string[] => (reading ? [`About ${reading.minutes} ${reading.minutes === 1 ? 'minute' : 'minutes'} to read`] : []);

/** What of an applicant's own cases runs out, and what waits for others. */
export const applicantQueues = (own: readonly CaseListed[]): readonly Queue[] => {
  const items = itemsOf(own);
  const running = inState(items, 'in-force').map((item) => row(item, { href: `/cases/${item.the.id}`, to: 'open the case that runs out', at: item.part.until ?? undefined }));
  const waiting = inState(items, ...UNDECIDED, 'awaiting-approval').map((item) => row(item, { href: `/cases/${item.the.id}`, to: 'open the case that waits', since: item.part.since, state: item.part.state }));
  return [
    { id: 'running', title: 'In force', rows: soonest(running), empty: 'Nothing of yours is in force.' },
    { id: 'waiting', title: 'Waiting for others', rows: soonest(waiting), empty: 'No application of yours waits for anybody.' },
  ];
};

/** What a gatekeeper has to check: what waits longest first; the clock is that of what else runs in the case. */
export const gatekeeperQueues = (submitted: readonly CaseListed[], noticesOwed: readonly CaseListed[], more: boolean): readonly Queue[] => {
  const toCheck = submitted.map((the): Row => ({
    reference: the.reference, href: `/cases/${the.id}/check`, to: 'check it', what: the.components.map(({ power }) => said(power)).join('; '), hints: [], at: firstDue(the), since: the.appliedAt,
  }));
  return [
    { id: 'check', title: 'To check', rows: toCheck.toSorted((a, b) => (a.since ?? '').localeCompare(b.since ?? '') || a.reference.localeCompare(b.reference)), empty: 'No application waits for a check.', more },
    owed(itemsOf(noticesOwed)),
  ];
};

const NOTICES = ['commissioner-notice', 'commissioner-notice-urgent'];

/** The notices that a commissioner is owed; where the law says "as soon as practicable" the day is of force policy, and what was owed before that has none. */
const owed = (items: readonly Item[]): Queue => {
  const rows = items.filter(({ part }) => part.owed !== undefined).map((item) => {
    const at = NOTICES.flatMap((what) => item.part.deadlines[what] ?? []).toSorted()[0];
    return row(item, { href: step(item, 'notify'), to: 'write the notice', hints: [`Of the ${listed(item.part.owed ?? [])}${at === undefined ? ', as soon as practicable' : ''}`], at, ...(at === undefined ? { since: item.part.since } : {}) });
  });
  return { id: 'owed', title: 'Write to the commissioner', rows: soonest(rows), empty: 'The commissioner is owed no notice.' };
};

/** What an officer may decide, by what runs out first in the case; what needs a higher rank is counted. */
const decide = (undecided: readonly CaseListed[]): Queue => {
  const items = inState(itemsOf(undecided), ...UNDECIDED);
  const yours = items.filter(({ part }) => part.yours !== false);
  const rows = yours.map((item) => row(item, {
    href: step(item, 'decide'), to: 'decide', at: firstDue(item.the), since: item.part.since,
    hints: [...readingOf(item.part), ...(item.part.state === 'submitted' ? ['Not checked by a gatekeeper yet'] : [])],
  }));
  const others = items.length - yours.length;
  return { id: 'decide', title: 'Decide', rows: soonest(rows), empty: 'Nothing waits for your decision.', note: others > 0 ? `${others} more ${others === 1 ? 'waits' : 'wait'} for another rank, or for somebody who is not the applicant.` : undefined };
};

/** Why it waits for a commissioner, where its state does not say so. */
const approvalHints = ({ part: { approval, state } }: Item): readonly string[] => (approval === 'renewal' ? ['A renewal'] : state === 'awaiting-approval' ? [] : ['Before the officer may decide']);

/** How something waits for a commissioner: a renewal by when it runs out, all else since when. */
const awaiting = (item: Item) => ({ hints: approvalHints(item), ...(item.part.approval === 'renewal' ? { at: item.part.until ?? undefined, state: item.part.state } : { since: item.part.since }) });

/** What waits for a judicial commissioner: a renewal by when it runs out, then the longest first. */
export const commissionerQueues = (waiting: readonly CaseListed[]): readonly Queue[] => {
  const rows = itemsOf(waiting).filter(({ part }) => part.approval !== undefined).map((item) => row(item, { href: step(item, 'commissioner'), to: 'open what waits for approval', ...awaiting(item), state: item.part.state }));
  return [{ id: 'approve', title: 'To approve', rows: soonest(rows), empty: 'Nothing waits for an approval.' }];
};

/** What an officer has to do about what they granted themselves. */
export const officerQueues = ({ undecided, own, person, now }: { readonly undecided: readonly CaseListed[]; readonly own: readonly CaseListed[]; readonly person: Person; readonly now: Instant }): readonly Queue[] => {
  const items = itemsOf(own).filter(({ part }) => part.officer === person.id);
  const soon = new Date(Date.parse(now) + RENEW_DAYS * 24 * HOUR_MS).toISOString();
  const running = inState(items, 'in-force');
  const review = running.flatMap((item) => (item.part.deadlines['review'] ? [row(item, { href: step(item, 'review'), to: 'review', at: item.part.deadlines['review'] })] : []));
  // What was renewed and waits for a commissioner is not renewed again, unless in urgency: the clock runs on where it waits.
  const renew = running.filter(({ part }) => part.approval === undefined && part.until !== null && part.until <= soon).map((item) => row(item, { href: step(item, 'renew'), to: 'renew', at: item.part.until ?? undefined }));
  const approval = items.filter(({ part }) => part.approval !== undefined).map((item) => row(item, { href: `/cases/${item.the.id}`, to: 'open the case that waits for a commissioner', ...awaiting(item) }));
  const record = items.flatMap((item) => (item.part.deadlines['written-record'] ? [row(item, { href: step(item, 'record'), to: 'put it in writing', at: item.part.deadlines['written-record'] })] : []));
  return [
    decide(undecided),
    { id: 'review', title: 'Review', rows: soonest(review), empty: 'Nothing of yours is to be reviewed.' },
    { id: 'renew', title: 'Renew, or let it end', rows: soonest(renew), empty: `Nothing of yours runs out in the next ${RENEW_DAYS} days.` },
    { id: 'approval', title: 'Waiting for a commissioner', rows: soonest(approval), empty: 'Nothing of yours is waiting for a judicial commissioner.' },
    ...(record.length > 0 ? [{ id: 'record', title: 'Put in writing', rows: soonest(record), empty: '' }] : []),
  ];
};
