import { type Aggregate, type DeadlineChanges, type DeadlineSet, type Instant, never } from '@cpmp/kernel';
import { type Basis, type Officer, type Standing, withDeadlines } from '../component.js';
import { discharging, type Wanted } from '../deadlines.js';
import type { CommissionerAnswered, EarlyNoticeGiven, ErrorEvent, ErrorRaised, ErrorRef, Measure } from './events.js';

/** Where an error stands. */
export type ErrorStage = 'suspected' | 'not-an-error' | 'joined' | 'established' | 'closed';

type By = { readonly by: Officer; readonly at: Instant };

/** Product that is set apart, or was. */
export type Quarantine = By & { readonly id: string; readonly from: Instant; readonly until: Instant | null; readonly reason: string; readonly lifted?: By & { readonly reason?: string } };

/** One error, from the first suspicion to what was learnt. */
export type ErrorState = {
  /** Absent while nobody has raised it. */
  readonly raised?: Omit<ErrorRaised, 'type' | 'deadlines'>;
  readonly stage: ErrorStage;
  /** Raised by every act on it; its ETag. */
  readonly edition: number;
  readonly dismissed?: By & { readonly reason: string };
  readonly joined?: By & { readonly into: string; readonly reason: string };
  readonly established?: By & { readonly relevant: boolean; readonly ground: string; readonly basis?: Basis };
  readonly earlyNotices: readonly (By & Pick<EarlyNoticeGiven, 'text' | 'estimate' | 'agreedUntil'>)[];
  /** The full report first, then what was added to it. */
  readonly reports: readonly (By & { readonly says: Readonly<Record<string, string>>; readonly clause: string; readonly confirmed: boolean })[];
  readonly answers: readonly (By & Pick<CommissionerAnswered, 'decision' | 'text'>)[];
  readonly submissions: readonly (By & { readonly text: string })[];
  readonly outcome?: By & { readonly causes: string; readonly learnt: string };
  /** Those of an outcome that was reopened stay. */
  readonly measures: readonly (Measure & { readonly done?: By & { readonly note: string } })[];
  readonly quarantines: readonly Quarantine[];
  readonly reopenings: readonly (By & { readonly reason: string })[];
  /** Deadlines that stand, by id. */
  readonly standing: Readonly<Record<string, Standing>>;
  readonly deadlinesSet: number;
};

const initial: ErrorState = { stage: 'suspected', edition: 0, earlyNotices: [], reports: [], answers: [], submissions: [], measures: [], quarantines: [], reopenings: [], standing: {}, deadlinesSet: 0 };

const done = <T extends { readonly by: Officer }>({ by }: T, at: Instant): By => ({ by, at });

/** Where it stands when it is looked at again: what was reported stays established, everything else is judged anew. */
const reopened = (state: ErrorState): ErrorState => {
  const { dismissed: _dismissed, joined: _joined, outcome: _outcome, established, ...rest } = state;
  return established?.relevant ? { ...rest, established, stage: 'established' } : { ...rest, stage: 'suspected' };
};

const moved = (state: ErrorState, event: ErrorEvent): ErrorState => {
  switch (event.type) {
    case 'ErrorRaised': {
      const { type: _type, deadlines: _deadlines, ...raised } = event;
      return { ...state, raised };
    }
    case 'ProductQuarantineOrdered': {
      const { quarantine: id, from, until, reason } = event;
      return { ...state, quarantines: [...state.quarantines, { ...done(event, event.orderedAt), id, from, until, reason }] };
    }
    case 'ProductQuarantineLifted': {
      const lifted = { ...done(event, event.liftedAt), ...(event.reason === undefined ? {} : { reason: event.reason }) };
      return { ...state, quarantines: state.quarantines.map((one) => (one.id === event.quarantine ? { ...one, lifted } : one)) };
    }
    case 'ErrorDismissed':
      return { ...state, stage: 'not-an-error', dismissed: { ...done(event, event.dismissedAt), reason: event.reason } };
    case 'ErrorJoined':
      return { ...state, stage: 'joined', joined: { ...done(event, event.joinedAt), into: event.into, reason: event.reason } };
    case 'ErrorEstablished': {
      const { relevant, ground, basis } = event;
      return { ...state, stage: 'established', established: { ...done(event, event.establishedAt), relevant, ground, ...(basis ? { basis } : {}) } };
    }
    case 'EarlyNoticeGiven': {
      const { text, estimate, agreedUntil } = event;
      return { ...state, earlyNotices: [...state.earlyNotices, { ...done(event, event.givenAt), text, ...(estimate ? { estimate } : {}), ...(agreedUntil ? { agreedUntil } : {}) }] };
    }
    case 'ErrorReported': {
      const { says, clause, confirmed } = event;
      return { ...state, reports: [...state.reports, { ...done(event, event.reportedAt), says, clause, confirmed }] };
    }
    case 'CommissionerAnswered':
      return { ...state, answers: [...state.answers, { ...done(event, event.answeredAt), decision: event.decision, text: event.text }] };
    case 'SubmissionMade':
      return { ...state, submissions: [...state.submissions, { ...done(event, event.madeAt), text: event.text }] };
    case 'ErrorClosed': {
      const { causes, learnt, measures } = event;
      return { ...state, stage: 'closed', outcome: { ...done(event, event.closedAt), causes, learnt }, measures: [...state.measures, ...measures] };
    }
    case 'MeasureDone':
      return { ...state, measures: state.measures.map((one) => (one.id === event.measure ? { ...one, done: { ...done(event, event.doneAt), note: event.note } } : one)) };
    case 'ErrorReopened':
      return { ...reopened(state), reopenings: [...state.reopenings, { ...done(event, event.reopenedAt), reason: event.reason }] };
    default:
      return never(event);
  }
};

/** Moves an error by one event. */
const evolve = (state: ErrorState, event: ErrorEvent): ErrorState => {
  const next = moved(state, event);
  return { ...('deadlines' in event ? withDeadlines(next, event.deadlines) : next), edition: state.edition + 1 };
};

/** An error, potential or established, with its clocks: to the commissioner, and of what is done about it. */
export const error: Aggregate<ErrorState, ErrorEvent> = {
  category: 'error',
  initial,
  evolve,
  personal: {
    ErrorRaised: ['text'],
    ProductQuarantineOrdered: ['reason'],
    ProductQuarantineLifted: ['reason'],
    ErrorDismissed: ['reason'],
    ErrorJoined: ['reason'],
    ErrorEstablished: ['ground'],
    EarlyNoticeGiven: ['text'],
    ErrorReported: ['says.*'],
    CommissionerAnswered: ['text'],
    SubmissionMade: ['text'],
    ErrorClosed: ['causes', 'learnt', 'measures.*.what'],
    MeasureDone: ['note'],
    ErrorReopened: ['reason'],
  },
  // What is written of an error of a case is of that case: erased with it.
  belongsTo: ({ about: { authorisation } }) => (authorisation === undefined ? undefined : `authority-${authorisation}`),
};

/** The error after some events. */
export const afterError = (state: ErrorState, events: readonly ErrorEvent[]): ErrorState => events.reduce(evolve, state);

/** What events say of their error; one that nobody raised has no name. */
export const errorRef = ({ raised }: ErrorState): ErrorRef => raised?.about ?? { reference: '', force: '' };

/** Sets deadlines of an error; each id is used once for ever. */
export const settingOf = ({ deadlinesSet }: ErrorState, wanted: readonly Wanted[]): readonly DeadlineSet[] =>
  wanted.map((deadline, index) => ({ ...deadline, id: `error/${deadline.what}/${deadlinesSet + index + 1}` }));

/** Discharges whatever stands of some acts. */
export const doneWith = (state: ErrorState, whats: readonly string[], at: Instant, how: 'done' | 'superseded' = 'done'): NonNullable<DeadlineChanges['discharged']> =>
  whats.flatMap((what) => discharging(state, what, { at, how }));

/** The product that is set apart now. */
export const openQuarantines = ({ quarantines }: ErrorState): readonly Quarantine[] => quarantines.filter(({ lifted }) => !lifted);
