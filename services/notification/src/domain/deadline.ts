import { type Aggregate, type Decision, type Instant, isRefusal, later, never, refuse } from '@cpmp/kernel';
import { type Addressed, recipients } from './recipients.js';
import { acknowledgement, escalation, goesFurther, isOfOperative, isTelling, ladderOf, nobodyToTell, type People, type Row, shifted, tell, type Telling, TELLING_PERSONAL, type TellingEvent, type Tellings } from './telling.js';

/** A deadline as the service that owns it set it. */
export type Set = {
  readonly deadline: string;
  readonly what: string;
  readonly due: Instant;
  readonly about: string;
  readonly component: string | null;
  readonly reference: string;
  readonly force: string | null;
  readonly unit: string | null;
  readonly persons: readonly string[];
  readonly statutory: boolean;
};

/** Everything that can happen to a deadline here. */
export type DeadlineEvent =
  | ({ type: 'DeadlineTaken'; tellAt: Instant } & Set)
  | { type: 'DeadlineDischarged'; at: Instant; how: string; late: boolean }
  | { type: 'DeadlineNoted'; about: string; by: string; at: Instant; text: string }
  | TellingEvent;

/** A deadline as it stands. */
export type Deadline = {
  readonly set: Set | null;
  readonly discharged: { readonly at: Instant; readonly late: boolean } | null;
  readonly tellings: readonly Telling[];
};

const evolve = (state: Deadline, event: DeadlineEvent): Deadline => {
  if (isTelling(event)) return { ...state, tellings: tell(state.tellings, event) };
  switch (event.type) {
    case 'DeadlineTaken': {
      const { type: _type, tellAt: _tellAt, ...set } = event;
      return { set, discharged: null, tellings: [] };
    }
    case 'DeadlineDischarged':
      return { ...state, discharged: { at: event.at, late: event.late }, tellings: state.tellings.map((t) => ({ ...t, escalatesAt: null })) };
    case 'DeadlineNoted':
      return state;
    default:
      return never(event);
  }
};

/** One deadline that some service set, and who was told of it. */
export const deadline: Aggregate<Deadline, DeadlineEvent> = {
  category: 'deadline',
  initial: { set: null, discharged: null, tellings: [] },
  evolve,
  personal: { ...TELLING_PERSONAL, DeadlineTaken: [], DeadlineDischarged: [], DeadlineNoted: ['text'] },
  belongsTo: (event) => (event.type === 'DeadlineNoted' && event.about.startsWith('authority-') ? event.about : undefined),
};

/** The table's row for a deadline. One about an operative may have its own. */
export const rowOf = (tellings: Tellings, { what, about, reference, persons }: Pick<Set, 'what' | 'about' | 'reference' | 'persons'>): Row => {
  const ofOperative = isOfOperative({ thing: about, reference, persons }) ? tellings.deadlines[`${what}-of-operative`] : undefined;
  return ofOperative ?? tellings.deadlines[what] ?? tellings.otherwise;
};

/**
 * Takes a deadline on: it will be told at `due` less the row's lead, or at once when that has passed. A service whose log was restored counts anew, and so sets others by
 * names that it used before: one that is discharged is set again then, and of two that are not the earlier stands, or one of them would pass silently.
 */
export const take = (state: Deadline, set: Set, now: Instant, tellings: Tellings): Decision<DeadlineEvent> =>
  state.set && !state.discharged && set.due >= state.set.due ? [] : [{ type: 'DeadlineTaken', ...set, tellAt: later(now, tellAtOf(set, now, tellings)) }];

const tellAtOf = (set: Set, now: Instant, tellings: Tellings): Instant => {
  const { leadMs } = rowOf(tellings, set);
  return leadMs === 0 ? now : shifted(set.due, -leadMs);
};

/** Its owner says that it was done or fell away. Lateness is judged by the discharging event's own time. */
export const discharge = (state: Deadline, { at, how }: { at: Instant; how: string }): Decision<DeadlineEvent> =>
  !state.set || state.discharged ? [] : [{ type: 'DeadlineDischarged', at, how, late: at > state.set.due || (how === 'done' && at === state.set.due) }];

/** Tells the persons who hold it and the two roles, ahead of it. */
export const tellAhead = (state: Deadline, now: Instant, people: People): Decision<DeadlineEvent> => {
  const { set } = state;
  if (!set || state.discharged || state.tellings.some((t) => t.notice === 'ahead')) return [];
  const { roles, held } = rowOf(people.tellings, set);
  return sent(set, { notice: 'ahead', now, addressed: { roles, held, persons: set.persons, unit: set.unit } }, people);
};

/** It passed and nobody discharged it: the roles that hear of lateness. */
export const tellLate = (state: Deadline, now: Instant, people: People): Decision<DeadlineEvent> => {
  const { set } = state;
  if (!set || state.discharged || set.due > now || state.tellings.some((t) => t.notice === 'late')) return [];
  const { late: roles, held = [] } = rowOf(people.tellings, set);
  const persons = roles.some((role) => held.includes(role)) ? set.persons : [];
  return sent(set, { notice: 'late', now, addressed: { roles, held, persons, unit: null } }, people);
};

/** What somebody who oversees says of a deadline, and whether those who hold it hear of it once more. */
export type Note = { readonly text: string; readonly chase: boolean; readonly by: string };

/** Notes what was done about a deadline. Chased, it is told once more to whom it was told ahead, and goes up the ladder again until somebody answers. */
export const note = (state: Deadline, { text, chase, by }: Note, now: Instant, people: People): Decision<DeadlineEvent> => {
  const { set } = state;
  if (!set) return [];
  if (chase && state.discharged) return refuse('nothing-to-chase', 'What was to be done is done, or fell away.', { instead: 'Note it without chasing.' });
  const { roles, held } = rowOf(people.tellings, set);
  const chased = chase ? sent(set, { notice: 'chased', now, addressed: { roles, held, persons: set.persons, unit: set.unit } }, people) : [];
  return isRefusal(chased) ? chased : [{ type: 'DeadlineNoted', about: set.about, by, at: now, text }, ...chased];
};

/** What stands before a notice's own words. */
const BEFORE = { ahead: '', late: 'Late: ', chased: 'Chased: ' } as const;

type Sending = { readonly notice: keyof typeof BEFORE; readonly now: Instant; readonly addressed: Addressed };

const sent = (set: Set, { notice, now, addressed }: Sending, { directory, tellings }: People): Decision<DeadlineEvent> => {
  const row = rowOf(tellings, set);
  const to = recipients(directory, addressed, ladderOf(row, tellings));
  if (to.length === 0) return nobodyToTell();
  return [
    {
      type: 'NoticeSent',
      notice,
      about: set.what,
      text: `${BEFORE[notice]}${row.says}, ${set.reference}`,
      concerning: { stream: set.about, component: set.component, thing: null, deployment: null, reference: set.reference, due: set.due, force: set.force },
      to,
      at: now,
      ...goesFurther(row, tellings, now),
    },
  ];
};

/** Nobody acknowledged a notice in time. */
export const escalate = (state: Deadline, notice: string, now: Instant, people: People): Decision<DeadlineEvent> => {
  if (!state.set || state.discharged) return [];
  return escalation(state.tellings.find((t) => t.notice === notice), rowOf(people.tellings, state.set), people, now);
};

/** A person acknowledges a notice that went to them. */
export const acknowledge = (state: Deadline, notice: string, by: string, now: Instant): Decision<DeadlineEvent> =>
  acknowledgement(state.tellings, notice, by, now) ?? refuse('not-permitted', 'Only a person whom the notice went to may acknowledge it.', { instead: 'One of them may acknowledge it.' });
