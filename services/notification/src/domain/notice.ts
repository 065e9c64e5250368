import { type Aggregate, type Decision, type Instant, never, refuse } from '@cpmp/kernel';
import { type Directory, recipients, rungsOf } from './recipients.js';
import { acknowledgement, escalation, isTelling, shifted, tell, type Telling, TELLING_PERSONAL, type TellingEvent, type Tellings } from './telling.js';

/** What a notice without a deadline is about. */
export type Matter = {
  /** A row of the table's `events`. */
  readonly event: string;
  readonly about: string;
  readonly component: string | null;
  readonly thing: string | null;
  readonly reference: string;
  readonly force: string | null;
  readonly unit: string | null;
  readonly persons: readonly string[];
};

/** Everything that can happen to a notice. */
export type NoticeEvent = ({ type: 'NoticeRaised' } & Matter) | TellingEvent;

/** A notice as it stands. */
export type Notice = { readonly matter: Matter | null; readonly tellings: readonly Telling[] };

const evolve = (state: Notice, event: NoticeEvent): Notice => {
  if (isTelling(event)) return { ...state, tellings: tell(state.tellings, event) };
  switch (event.type) {
    case 'NoticeRaised': {
      const { type: _type, ...matter } = event;
      return { ...state, matter };
    }
    default:
      return never(event as never);
  }
};

/** Something that people are told once, and who acknowledged it. */
export const notice: Aggregate<Notice, NoticeEvent> = {
  category: 'notice',
  initial: { matter: null, tellings: [] },
  evolve,
  personal: { ...TELLING_PERSONAL, NoticeRaised: [] },
};

/** Raises and sends a notice. An event that the table does not name, or that reaches nobody, is told to nobody: no event. */
export const raise = (state: Notice, matter: Matter, now: Instant, { directory, tellings }: { directory: Directory; tellings: Tellings }): Decision<NoticeEvent> => {
  const row = tellings.events[matter.event];
  if (state.matter || !row) return [];
  const named = row.persons === 'none' ? [] : matter.persons;
  const to = row.persons === 'instead' && named.length > 0 ? named : recipients(directory, row.roles, named, matter.unit);
  if (to.length === 0) return [];
  return [
    { type: 'NoticeRaised', ...matter },
    {
      type: 'NoticeSent',
      notice: 'once',
      about: row.about ?? matter.event,
      text: `${row.says}, ${matter.reference}`,
      concerning: { stream: matter.about, component: matter.component, thing: matter.thing, reference: matter.reference, due: null },
      to,
      at: now,
      escalatesAt: shifted(now, row.escalateMs),
    },
  ];
};

/** Nobody acknowledged it in time. */
export const escalateNotice = (state: Notice, now: Instant, { directory, tellings }: { directory: Directory; tellings: Tellings }): Decision<NoticeEvent> => {
  const row = state.matter && tellings.events[state.matter.event];
  return row ? escalation(state.tellings[0], rungsOf(directory, tellings.ladder), row.escalateMs, now) : [];
};

/** A person acknowledges a notice that went to them. */
export const acknowledgeNotice = (state: Notice, by: string, now: Instant): Decision<NoticeEvent> =>
  acknowledgement(state.tellings, 'once', by, now) ?? refuse('not-permitted', 'Only a person whom the notice went to may acknowledge it.');
