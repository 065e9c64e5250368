import { openPermitsOut, permitMessageOut } from '@cpmp/gate/wire';
import type { EventMeta } from '@cpmp/ledger';
import { type Publish, message, publisher } from '@cpmp/messaging';
import { type AuthorisationEvent, AuthorisationEventSchema } from '@cpmp/proto/authorisation';
import { PermitEventSchema } from '@cpmp/proto/gate';
import { deadlineMessages } from '@cpmp/shell';
import { type AuthorityEvent, type CaseRef, type DesignationEvent, type ErrorEvent, type LawEvent, type OpenPermitsTold, type PermitEvent, permitMessage, type ProductEvent } from './domain/index.js';

type OnCase = Extract<AuthorityEvent, { readonly about: CaseRef }>;
type Happening = AuthorisationEvent['event'];

/** What others may know of a component after an event. */
type Standing = { readonly component?: string; readonly state?: string; readonly from?: string | null; readonly until?: string | null };

const deadlinesOf = (event: OnCase | ErrorEvent | ProductEvent, meta: EventMeta) => {
  const { reference, force, unit } = event.about;
  return deadlineMessages('authorisation', event, meta, { reference, force, unit });
};

const told = (event: OnCase, meta: EventMeta, { stands, happened }: { readonly stands: Standing; readonly happened: object }) => {
  const { reference, operationId, force, unit, applicant } = event.about;
  const officer = 'by' in event ? event.by.person : 'officer' in event ? event.officer ?? '' : '';
  return [
    message('authorisation.authorisations.v1', meta.stream, AuthorisationEventSchema, {
      authorisation: meta.streamId, reference, operationId, force, unit, applicant, officer,
      component: stands.component, state: stands.state, from: stands.from ?? undefined, until: stands.until ?? undefined,
      event: happened as Happening,
    }),
    ...deadlinesOf(event, meta),
  ];
};

const said = (event: PermitEvent, meta: EventMeta) => {
  const permit = permitMessage(meta.streamId, event);
  return permit ? [message('authorisation.permits.v1', meta.stream, PermitEventSchema, permitMessageOut(permit))] : [];
};

/** What leaves this service: what became of an authority (ids, states, instants, persons to tell), its permits to their holders, and its deadlines. */
export const publish: Publish = publisher<AuthorityEvent | DesignationEvent | ErrorEvent | LawEvent | OpenPermitsTold | ProductEvent>({
  OpenPermitsTold: (event, meta) => [message('authorisation.permits.v1', meta.stream, PermitEventSchema, openPermitsOut(event))],
  // Every replica reads the law from the log.
  PackKept: 'private',
  LawAdopted: 'private',
  LawShadowed: 'private',
  DesignationMade: 'private',
  DesignationEnded: 'private',
  AuthorityApplied: (event, meta) =>
    told(event, meta, { stands: { state: 'submitted' }, happened: { case: 'applied', value: { components: event.components.map(({ id }) => id), cleared: [...event.cleared] } } }),
  AuthorityResubmitted: (event, meta) =>
    told(event, meta, { stands: { state: 'submitted' }, happened: { case: 'resubmitted', value: { components: event.components.map(({ id }) => id), cleared: [...event.cleared] } } }),
  // Nobody learns of a draft.
  DraftSaved: 'private',
  DraftEnded: 'private',
  // What others hear is the decision.
  NoteSealed: 'private',
  AuthorityChecked: (event, meta) =>
    told(event, meta, { stands: { state: event.outcome === 'pass' ? 'awaiting-decision' : 'returned' }, happened: { case: 'checked', value: { outcome: event.outcome } } }),
  AuthorityGranted: (event, meta) =>
    told(event, meta, {
      stands: event,
      happened: { case: 'granted', value: { power: event.power, form: event.form, urgent: event.urgent !== undefined, pack: event.basis.pack } },
    }),
  AuthorityRefused: (event, meta) => told(event, meta, { stands: { component: event.component, state: 'refused' }, happened: { case: 'refused', value: {} } }),
  AuthorityReviewed: (event, meta) =>
    told(event, meta, { stands: { component: event.component, state: 'in-force' }, happened: { case: 'reviewed', value: { decision: event.decision } } }),
  AuthorityRenewed: (event, meta) =>
    told(event, meta, { stands: { component: event.component, state: 'in-force', from: event.from, until: event.until }, happened: { case: 'renewed', value: {} } }),
  // What was decided orally was told when it was entered; its record discharges a deadline.
  OralActRecorded: (event, meta) => deadlinesOf(event, meta),
  AuthorityCancelled: (event, meta) =>
    told(event, meta, {
      stands: { component: event.component, state: 'cancelled', from: event.from, until: event.until },
      happened: { case: 'cancelled', value: { told: [...event.told] } },
    }),
  AuthorityExpired: (event, meta) =>
    told(event, meta, { stands: { component: event.component, state: 'expired', until: event.until }, happened: { case: 'expired', value: {} } }),
  CommissionerNotified: (event, meta) => told(event, meta, { stands: { component: event.component }, happened: { case: 'notified', value: { act: event.act } } }),
  LinkedAuthorityEnded: (event, meta) =>
    told(event, meta, { stands: { component: event.component, state: event.how, until: event.until }, happened: { case: 'endedWithLinked', value: { linked: event.linked } } }),
  RegrantFlagged: (event, meta) => told(event, meta, { stands: { component: event.component }, happened: { case: 'regrantFlagged', value: { usedDays: event.usedDays, leftDays: event.leftDays, gapDays: event.gapDays } } }),
  ArrangementsChecked: (event, meta) => told(event, meta, { stands: { component: event.component }, happened: { case: 'arrangementsChecked', value: { whole: event.gaps.every(({ until }) => until !== undefined) } } }),
  ResearchLogged: (event, meta) => told(event, meta, { stands: { component: event.component }, happened: { case: 'researchLogged', value: { needs: event.needs, covered: event.covered } } }),
  DeploymentReported: (event, meta) => told(event, meta, { stands: { component: event.component }, happened: { case: 'deploymentReported', value: { covered: event.covered } } }),
  CaseReviewPrompted: (event, meta) => told(event, meta, { stands: { component: event.component }, happened: { case: 'caseReviewPrompted', value: { because: event.because, told: [...event.persons] } } }),
  AuthorityApproved: (event, meta) =>
    told(event, meta, { stands: { component: event.component, ...(event.until === null ? {} : { state: 'in-force', from: event.from, until: event.until }) }, happened: { case: 'approved', value: { act: event.act, told: [...event.told] } } }),
  AuthorityDeclined: (event, meta) =>
    told(event, meta, { stands: { component: event.component, ...(event.act === 'grant' ? { state: 'declined' } : {}) }, happened: { case: 'declined', value: { act: event.act, told: [...event.told] } } }),
  AuthorityQuashed: (event, meta) =>
    told(event, meta, {
      stands: { component: event.component, state: event.how, from: event.from, until: event.until },
      happened: { case: 'quashed', value: { destroy: event.destroy, retrieve: event.retrieve, told: [...event.told] } },
    }),
  CommissionerCommented: (event, meta) => told(event, meta, { stands: { component: event.component }, happened: { case: 'commented', value: { comment: event.comment, told: [...event.told] } } }),
  CommentAcknowledged: (event, meta) => told(event, meta, { stands: { component: event.component }, happened: { case: 'commentAcknowledged', value: { comment: event.comment } } }),
  AppealMade: (event, meta) => told(event, meta, { stands: { component: event.component }, happened: { case: 'appealed', value: { against: event.against } } }),
  // Nobody did anything: what falls due of it no longer does.
  AppealLapsed: deadlinesOf,
  AppealDecided: (event, meta) =>
    told(event, meta, { stands: { component: event.component }, happened: { case: 'appealDecided', value: { against: event.against, outcome: event.outcome, told: [...event.told] } } }),
  ErrorSuspected: (event, meta) =>
    told(event, meta, {
      stands: { component: event.component },
      happened: { case: 'errorSuspected', value: { permit: event.permit, thing: event.thing, cause: event.cause } },
    }),
  AlarmRaised: (event, meta) =>
    told(event, meta, { stands: { component: event.component }, happened: { case: 'alarmRaised', value: { permit: event.permit, cause: event.cause } } }),
  PermitIssued: said,
  PermitRefused: said,
  PermitExtended: said,
  PermitEnded: said,
  UnknownPermitEnded: said,
  PermitSwitchedOn: said,
  PermitSwitchedOff: said,
  PermitRepeated: said,
  // An answer is the holder's own word; it says nothing to anybody else.
  AnswerHeard: 'private',
  // Of an error nobody outside learns but that something of it is due.
  ErrorRaised: deadlinesOf,
  ErrorDismissed: deadlinesOf,
  ErrorJoined: deadlinesOf,
  ErrorEstablished: deadlinesOf,
  EarlyNoticeGiven: deadlinesOf,
  ErrorReported: deadlinesOf,
  CommissionerAnswered: deadlinesOf,
  SubmissionMade: deadlinesOf,
  ErrorClosed: deadlinesOf,
  MeasureDone: deadlinesOf,
  ErrorReopened: deadlinesOf,
  ProductQuarantineOrdered: 'private',
  ProductQuarantineLifted: 'private',
  // Nor of product.
  ProductRegistered: deadlinesOf,
  ProductReviewed: deadlinesOf,
  ConfidentialProductTold: deadlinesOf,
  DestructionOrdered: deadlinesOf,
  DestructionWithdrawn: deadlinesOf,
  ProductDestroyed: deadlinesOf,
  CopyRecorded: 'private',
  CopyMoved: 'private',
  CopyReturned: 'private',
  ProductHeld: 'private',
  HoldLifted: 'private',
  ProductQuarantined: 'private',
  ProductReleased: 'private',
  DestructionConfirmed: 'private',
  CopyDestroyed: 'private',
  CopyWitnessed: 'private',
});
