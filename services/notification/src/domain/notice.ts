import { type Aggregate, type Decision, type Instant, never, refuse } from '@cpmp/kernel';
import { filledUp, recipients, stillThere } from './recipients.js';
import { acknowledgement, escalation, goesFurther, isTelling, ladderOf, nobodyToTell, type People, tell, type Telling, TELLING_PERSONAL, type TellingEvent } from './telling.js';

/** What a notice without a deadline is about. */
export type Matter = {
  /** A row of the table's `events`. */
  readonly event: string;
  readonly about: string;
  readonly component: string | null;
  readonly thing: string | null;
  readonly deployment: string | null;
  readonly reference: string;
  readonly force: string | null;
  readonly unit: string | null;
  readonly persons: readonly string[];
  /** When its service said so; absent where nothing that is said later settles it, and in what was raised before this was kept. */
  readonly saidAt?: Instant;
};

/** Everything that can happen to a notice. */
export type NoticeEvent = ({ type: 'NoticeRaised' } & Matter) | { type: 'NoticeSettled'; notice: string; at: Instant } | TellingEvent;

/** A notice as it stands. */
export type Notice = { readonly matter: Matter | null; readonly tellings: readonly Telling[] };

const evolve = (state: Notice, event: NoticeEvent): Notice => {
  if (isTelling(event)) return { ...state, tellings: tell(state.tellings, event) };
  switch (event.type) {
    case 'NoticeRaised': {
      const { type: _type, ...matter } = event;
      return { ...state, matter };
    }
    case 'NoticeSettled':
      return { ...state, tellings: state.tellings.map((t) => ({ ...t, escalatesAt: null })) };
    default:
      return never(event);
  }
};

/** Something that people are told once, and who acknowledged it. */
export const notice: Aggregate<Notice, NoticeEvent> = {
  category: 'notice',
  initial: { matter: null, tellings: [] },
  evolve,
  personal: { ...TELLING_PERSONAL, NoticeRaised: [], NoticeSettled: [] },
};

/** A notice of this kind has one telling. */
const ONCE = 'once';

/** Raises and sends a notice. An event that the table does not name is told to nobody, and so is one that is for named persons where none is named. */
export const raise = (state: Notice, matter: Matter, now: Instant, { directory, tellings }: People): Decision<NoticeEvent> => {
  const row = tellings.events[matter.event];
  if (state.matter || !row) return [];
  const persons = row.persons === 'none' ? [] : matter.persons;
  if (persons.length === 0 && row.roles.length === 0) return [];
  const { roles } = row;
  const ladder = ladderOf(row, tellings);
  const { here, elsewhere } = stillThere(directory, persons);
  const instead = row.persons === 'instead' && here.length > 0;
  // What is for named persons alone is filled up from the roles that may hear of it too, and from no other.
  const to = instead ? [...filledUp(directory, here, roles), ...elsewhere] : recipients(directory, { roles, persons, unit: matter.unit }, ladder);
  if (to.length === 0) return nobodyToTell();
  const { about, component, thing, deployment, reference, force } = matter;
  return [
    { type: 'NoticeRaised', ...matter },
    {
      type: 'NoticeSent',
      notice: ONCE,
      about: row.about ?? matter.event,
      text: `${row.says}, ${reference}`,
      concerning: { stream: about, component, thing, deployment, reference, due: null, force },
      to,
      at: now,
      ...goesFurther(row, tellings, now),
    },
  ];
};

/** Nobody acknowledged it in time. */
export const escalateNotice = (state: Notice, now: Instant, people: People): Decision<NoticeEvent> => {
  const row = state.matter && people.tellings.events[state.matter.event];
  return row ? escalation(state.tellings[0], row, people, now) : [];
};

/** What it asked for was done or fell away, so it waits for nobody; what was acknowledged or settled before is so already. A word that comes late settles nothing that was said after it. */
export const settle = ({ matter, tellings: [telling] }: Notice, now: Instant, saidAt: Instant): Decision<NoticeEvent> =>
  telling?.escalatesAt && !(matter?.saidAt && matter.saidAt > saidAt) ? [{ type: 'NoticeSettled', notice: telling.notice, at: now }] : [];

/** A person acknowledges a notice that went to them. */
export const acknowledgeNotice = (state: Notice, by: string, now: Instant): Decision<NoticeEvent> =>
  acknowledgement(state.tellings, ONCE, by, now) ?? refuse('not-permitted', 'Only a person whom the notice went to may acknowledge it.', { instead: 'One of them may acknowledge it.' });
