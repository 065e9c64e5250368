import type { DeploymentAnswer } from '@cpmp/gate';
import { goldenContract, heard, sampled } from '@cpmp/ledger/golden';
import { deadlinesSet, deadlinesTaken } from '@cpmp/shell';
import { authorisation } from './app.module.js';
import { type AuthorityEvent, authority, type Basis, type CaseRef, type DesignationEvent, designations, type DesignationsState, error, type ErrorEvent, type ErrorRef, type LawEvent, lawSet, type LawState, type PermitSaid, product, type ProductEvent, type ProductRef, told } from './domain/index.js';
import { operatives, sources } from './views/people-known.view.js';

const AT = '2026-03-02T09:00:00.000Z';
const UNTIL = '2026-06-01T22:59:00.000Z';
const RENEWED = '2026-09-01T22:59:00.000Z';
const REPEAT = '2026-03-02T09:01:00.000Z';

const about: CaseRef = { reference: 'MET-26-0001', operationId: 'op-1', force: 'met', unit: 'SCO35', applicant: 'dc-ahmed' };
const onCase = { about, component: 'c1' } as const;
const by = { person: 'supt-okafor', rank: 'superintendent', force: 'met' };
const basis: Basis = {
  pack: 'sha256-abc', rule: 'directed-surveillance/grant', clause: 'RIPA 2000 s.28', facts: { rank: 'superintendent' },
  unconfirmed: [{ what: 'months', why: 'No lawyer has read it.' }], steps: [{ words: 'A superintendent may grant it.', clause: 'RIPA 2000 s.30', confirmed: true }],
};
const deadlines = {
  set: [{ id: 'c1/review/1', what: 'review', due: UNTIL, component: 'c1', persons: ['dc-ahmed'], statutory: false }],
  discharged: [{ id: 'c1/written-record/0', at: AT, how: 'done' as const }],
};
const oral = { form: 'oral', urgent: 'He leaves within the hour.', notes: [{ by: 'applicant', madeAt: AT, text: 'Told by telephone.' }, { by: 'officer', madeAt: AT, text: 'Agreed.' }] } as const;
const notice = { act: 'grant', due: UNTIL, deadline: 'c1/commissioner-notice/2' } as const;

const byCommissioner = { ...onCase, deadlines, commissioner: 'jc-farrow', told: ['dc-ahmed'] } as const;

const said: PermitSaid = {
  permit: 'permitaaaaaaaaaa', holder: 'asset-registry', thing: 'asset-golden', component: 'c1', reference: about.reference, operationId: about.operationId, issuedAt: AT, startBy: REPEAT, until: UNTIL,
};
const asked = { tactic: 'tracker-fit', target: { vehicle: 'Copper hatchback' }, window: { from: AT, to: '2026-03-09T10:00:00.000Z' }, requestedBy: 'dc-ahmed' };
const answer: DeploymentAnswer = {
  permit: said.permit, holder: 'asset-registry', thing: 'asset-golden', authorisation: 'golden', component: 'c1', state: 'deployed', startedAt: AT, untilRead: UNTIL, windowTo: '2026-03-09T10:00:00.000Z',
  force: 'met', event: 'started', tell: [], label: 'TRK-0117',
};

const ofError: ErrorRef = { reference: 'MET-26-E0001', force: 'met', unit: 'SCO35', authorisation: 'golden', component: 'c1' };
const errorDeadline = { due: UNTIL, statutory: false, persons: [] };

const ofProduct: { readonly about: ProductRef; readonly by: typeof by } = { about: { reference: 'MET-26-0001/P1', authorisation: 'golden', component: 'c1', force: 'met', unit: 'SCO35' }, by };
const keptOn = { basis: 'evidence', clause: 'CPIA 1996 s.23', confirmed: false };
const copy = { copy: 'k1', place: 'Store 4', holder: 'po-reed', purpose: 'Original.', disclosedTo: 'CPS' };
const productDeadlines = { set: [{ id: 'product/product-review/1', what: 'product-review', due: UNTIL, persons: ['po-reed'], statutory: false }], discharged: [{ id: 'product/product-destruction/0', at: AT, how: 'done' as const }] };

/** A part with everything that it can say. */
const PART = {
  id: 'c1', handle: 'the hatchback', power: 'property-interference', ground: 'serious-crime', tactics: [{ tactic: 'tracker-fit', because: 'He drives by night.' }], subjects: ['S1'], vehicles: ['V1'],
  places: [{ handle: 'the yard', kind: 'other', inArea: true, purpose: 'fitting' }], necessity: 'n', proportionality: 'p', collateral: 'c', otherMeans: 'o', confidential: 'none', seeksPrivilege: false,
  source: 'src-1', operative: 'uco-1', linked: 'MET-25-0009', conduct: 'cd', safeguards: { review: 'weekly' },
};

goldenContract(new URL('../golden.ndjson', import.meta.url), {
  aggregates: [
    sampled<typeof authority.initial, AuthorityEvent>(authority, {
      AuthorityApplied: {
        type: 'AuthorityApplied', about, operation: 'Copper Weir', applicantRank: 'constable', appliedAt: AT, agreement: 'met-kent', cleared: ['dc-lowe'],
        components: [PART],
      },
      AuthorityChecked: { type: 'AuthorityChecked', about, by, checkedAt: AT, outcome: 'pass', comment: 'In order.', components: ['c1'] },
      AuthorityRefused: { type: 'AuthorityRefused', ...onCase, by, decidedAt: AT, reason: 'Not necessary.' },
      NoteSealed: { type: 'NoteSealed', ...onCase, by: { person: 'dc-ahmed', rank: 'constable', force: 'met' }, officer: by.person, madeAt: AT, sealedAt: AT, text: 'Told by telephone.' },
      AuthorityGranted: {
        type: 'AuthorityGranted', ...onCase, by, basis, deadlines, decidedAt: AT, power: 'property-interference', ...oral, urgentOnly: false, statement: 's', checked: true, regime: 'police-act-1997',
        state: 'in-force', from: AT, until: UNTIL, notice,
      },
      CommissionerNotified: { type: 'CommissionerNotified', ...onCase, by, act: 'grant', sentAt: AT, deadlines },
      OralActRecorded: { type: 'OralActRecorded', ...onCase, by, recordedAt: AT, text: 'As told.', deadlines },
      AuthorityReviewed: { type: 'AuthorityReviewed', ...onCase, by, reviewedAt: AT, changed: 'Nothing.', decision: 'continue', nextReview: UNTIL, use: 'u', tasks: 't', information: 'i', deadlines },
      PermitRefused: {
        type: 'PermitRefused', permit: 'permitbbbbbbbbbb', holder: 'asset-registry', thing: 'asset-golden', component: 'c1', reference: about.reference, operationId: about.operationId, ...asked,
        refusal: { refused: 'not-in-force', because: 'It is not in force.', clause: 'RIPA 2000 s.43', confirmed: false, instead: 'Ask once it is.' },
      },
      PermitIssued: { type: 'PermitIssued', said, repeatAt: REPEAT, ...asked },
      AnswerHeard: { type: 'AnswerHeard', component: 'c1', answer, answered: true, closed: false, repeatAt: '2026-03-03T09:00:00.000Z' },
      PermitRepeated: { type: 'PermitRepeated', said, repeatAt: REPEAT },
      AuthorityRenewed: {
        type: 'AuthorityRenewed', ...onCase, by, basis, deadlines, decidedAt: AT, ...oral, statement: 's', value: 'v', from: UNTIL, until: RENEWED, contiguous: true, notice: { ...notice, act: 'renewal' },
      },
      PermitExtended: { type: 'PermitExtended', said: { ...said, until: RENEWED }, repeatAt: REPEAT },
      AuthorityCancelled: {
        type: 'AuthorityCancelled', ...onCase, by, basis, deadlines, decidedAt: AT, ceasedAt: AT, told: ['dc-ahmed'], reason: 'Done.', value: 'v', productDirection: 'Keep it.', from: AT, until: AT,
        notice: { ...notice, act: 'cancellation' },
      },
      PermitEnded: { type: 'PermitEnded', said: { ...said, until: RENEWED, end: { how: 'cancelled', at: AT } }, repeatAt: REPEAT },
      UnknownPermitEnded: { type: 'UnknownPermitEnded', said: { ...said, permit: 'permitlllllllllll', end: { how: 'unknown', at: AT } }, repeatAt: REPEAT, window: { from: AT, to: UNTIL } },
      PermitSwitchedOn: { type: 'PermitSwitchedOn', said: { ...said, switched: { turn: 2, on: true, at: AT, needs: ['directed-surveillance'] } }, repeatAt: REPEAT },
      PermitSwitchedOff: { type: 'PermitSwitchedOff', said: { ...said, switched: { turn: 3, on: false, at: AT, needs: ['directed-surveillance'] } }, repeatAt: REPEAT },
      ErrorSuspected: { type: 'ErrorSuspected', ...onCase, permit: said.permit, thing: said.thing, startedAt: AT, endedAt: AT, cause: 'start-after-end' },
      LinkedAuthorityEnded: { type: 'LinkedAuthorityEnded', ...onCase, linked: 'c1', how: 'cancelled', until: AT, deadlines },
      RegrantFlagged: { type: 'RegrantFlagged', ...onCase, usedDays: 325, leftDays: 40, gapDays: 9, periods: [{ from: AT, until: UNTIL }] },
      ArrangementsChecked: { type: 'ArrangementsChecked', ...onCase, checkedAt: AT, gaps: [{ from: '2026-03-01', until: '2026-03-02', missing: ['handler'], shared: [] }, { from: '2026-03-02', missing: [], shared: ['handler', 'controller'] }], again: UNTIL, clause: 'RIPA 2000 s.29(5)', confirmed: true, heard: { source: 'asset-registry/1/7/0' }, deadlines },
      ResearchLogged: {
        type: 'ResearchLogged', ...onCase, id: 'r1', by, loggedAt: AT, from: AT, until: UNTIL, level: 'core', what: 'A public profile.', why: 'To find where they meet.', where: 'A forum.', ticks: ['covert', 'repeated'],
        needs: 'directed-surveillance', because: 'Covert and repeated', clause: 'RIPA 2000 s.26(2)', confirmed: true, covered: false,
      },
      DeploymentReported: { type: 'DeploymentReported', ...onCase, by, reportedAt: AT, thing: 'Team red', tactic: 'foot-surveillance', target: { subject: 'S1' }, from: AT, until: UNTIL, note: 'The platform was away.', covered: false, why: 'target-not-authorised' },
      CaseReviewPrompted: { type: 'CaseReviewPrompted', ...onCase, because: 'quashed', others: ['c2'], persons: ['supt-okafor'] },
      AuthorityApproved: { type: 'AuthorityApproved', ...byCommissioner, act: 'renewal', approvedAt: AT, reason: 'Grounds shown.', basis, from: UNTIL, until: RENEWED, contiguous: true },
      AuthorityDeclined: { type: 'AuthorityDeclined', ...byCommissioner, act: 'renewal', declinedAt: AT, reason: 'Not shown.', basis },
      AuthorityQuashed: { type: 'AuthorityQuashed', ...byCommissioner, act: 'grant', how: 'quashed', quashedAt: AT, reason: 'Not urgent.', destroy: true, retrieve: false, basis, from: AT, until: AT },
      CommissionerCommented: { type: 'CommissionerCommented', ...byCommissioner, comment: 'k1', act: 'grant', commentedAt: AT, text: 'Say so at each review.', deadline: 'c1/commissioner-comment/3' },
      CommentAcknowledged: { type: 'CommentAcknowledged', ...onCase, by, comment: 'k1', acknowledgedAt: AT, answer: 'We shall.', deadlines },
      AppealMade: { type: 'AppealMade', ...onCase, by, against: 'quash', madeAt: AT, reason: 'It was urgent.', deadlines },
      AppealLapsed: { type: 'AppealLapsed', ...onCase, until: UNTIL, deadlines },
      AppealDecided: { type: 'AppealDecided', ...byCommissioner, against: 'quash', act: 'grant', decidedAt: AT, outcome: 'allowed' },
      AlarmRaised: { type: 'AlarmRaised', ...onCase, permit: said.permit, cause: 'end-unanswered' },
      DraftSaved: { type: 'DraftSaved', draft: 1, by, savedAt: AT, keptUntil: '2026-03-30T09:00:00.000Z', text: '{"operation":"Copper Weir"}' },
      DraftEnded: { type: 'DraftEnded', draft: 1, how: 'sent', endedAt: AT },
      AuthorityResubmitted: { type: 'AuthorityResubmitted', about, resubmittedAt: AT, agreement: 'met-kent', cleared: ['dc-lowe'], components: [PART] },
      AuthorityExpired: { type: 'AuthorityExpired', ...onCase, until: UNTIL, deadlines },
    }),
    sampled<DesignationsState, DesignationEvent>(designations, {
      DesignationMade: { type: 'DesignationMade', designation: { id: 'd1', what: 'deputy', person: 'dcc-bray', principal: 'cc-hall', principalRank: 'chief-constable', from: '2026-03-02', until: '2026-03-09', force: 'kent', by: { person: 'admin-1', force: 'kent' }, at: AT } },
      DesignationEnded: { type: 'DesignationEnded', id: 'd1', until: '2026-03-05', by: { person: 'admin-1', force: 'kent' }, endedAt: AT },
    }),
    sampled<LawState, LawEvent>(lawSet, {
      PackKept: { type: 'PackKept', file: 'ranks.yaml', digest: 'sha256:pack', text: 'ladders: {}' },
      LawShadowed: { type: 'LawShadowed', set: 'sha256:set', against: 'sha256:before', shadowedAt: AT, by, counts: { same: 7, refused: 1 } },
      LawAdopted: { type: 'LawAdopted', set: 'sha256:set', packs: [{ file: 'ranks.yaml', digest: 'sha256:pack' }], adoptedAt: AT, by, follows: { shadowedAt: AT, against: 'sha256:before' } },
    }),
    sampled<typeof error.initial, ErrorEvent>(error, {
      ErrorRaised: {
        type: 'ErrorRaised', about: ofError, kind: 'activity-after-end', clause: 'IPCO annual report 2017, 14.13', confirmed: true, discoveredAt: AT, from: AT, until: UNTIL, text: 'Told on the telephone.',
        found: { how: 'record', sign: 'authority-golden/sign:golden/1/20/0', trace: 'start-after-end', permit: said.permit, deadline: 'written-record' }, deadlines: { set: [{ ...errorDeadline, id: 'error/error-triage/1', what: 'error-triage' }] },
      },
      ProductQuarantineOrdered: { type: 'ProductQuarantineOrdered', about: ofError, by, quarantine: 'q1', orderedAt: AT, from: AT, until: null, reason: 'Until it is clear.' },
      ErrorJoined: { type: 'ErrorJoined', about: ofError, by, into: 'errorbbbbbbbbbbb', joinedAt: AT, reason: 'The same evening.', deadlines: {} },
      ErrorDismissed: { type: 'ErrorDismissed', about: ofError, by, dismissedAt: AT, reason: 'The clock was wrong.', deadlines: { discharged: [{ id: 'error/error-triage/1', at: AT, how: 'done' }] } },
      ErrorReopened: { type: 'ErrorReopened', about: ofError, by, reopenedAt: AT, reason: 'The clock was right.', deadlines: {} },
      ErrorEstablished: { type: 'ErrorEstablished', about: ofError, by, establishedAt: AT, relevant: true, ground: 'Nothing covered it.', basis, deadlines: { set: [{ ...errorDeadline, id: 'error/error-report/2', what: 'error-report', statutory: true }] } },
      EarlyNoticeGiven: { type: 'EarlyNoticeGiven', about: ofError, by, givenAt: AT, text: 'We look into it.', estimate: UNTIL, agreedUntil: RENEWED, deadlines: {} },
      ErrorReported: { type: 'ErrorReported', about: ofError, by, reportedAt: AT, says: { cause: 'A wrong date.' }, clause: 'The codes', confirmed: false, deadlines: { discharged: [{ id: 'error/error-report/2', at: AT, how: 'done' }] } },
      CommissionerAnswered: { type: 'CommissionerAnswered', about: ofError, by, answeredAt: AT, decision: 'submissions-asked', text: 'How long?', deadlines: { set: [{ ...errorDeadline, id: 'error/error-submission/3', what: 'error-submission' }] } },
      SubmissionMade: { type: 'SubmissionMade', about: ofError, by, madeAt: AT, text: 'An hour.', deadlines: { discharged: [{ id: 'error/error-submission/3', at: AT, how: 'done' }] } },
      ErrorClosed: {
        type: 'ErrorClosed', about: ofError, by, closedAt: AT, causes: 'c', learnt: 'l', measures: [{ id: 'm1', what: 'Two people read the date.', owner: 'cab-lane', due: RENEWED, deadline: 'error/error-measure/4' }],
        deadlines: { set: [{ ...errorDeadline, id: 'error/error-measure/4', what: 'error-measure', persons: ['cab-lane'] }] },
      },
      ProductQuarantineLifted: { type: 'ProductQuarantineLifted', about: ofError, by, quarantine: 'q1', liftedAt: AT, reason: 'It is clear.' },
      MeasureDone: { type: 'MeasureDone', about: ofError, by, measure: 'm1', doneAt: AT, note: 'In the instructions.', deadlines: { discharged: [{ id: 'error/error-measure/4', at: AT, how: 'done' }] } },
    }),
    sampled<typeof product.initial, ProductEvent>(product, {
      ProductRegistered: {
        type: 'ProductRegistered', ...ofProduct, number: 1, kind: 'audio', description: 'The talk in the yard.', from: AT, until: AT, obtainedBy: 'dc-ahmed', permit: said.permit, confidential: 'privilege', covered: false, keptOn, reviewBy: UNTIL, registeredAt: AT,
        deadlines: productDeadlines,
      },
      CopyRecorded: { type: 'CopyRecorded', ...ofProduct, ...copy, recordedAt: AT },
      CopyMoved: { type: 'CopyMoved', ...ofProduct, ...copy, movedAt: AT },
      CopyReturned: { type: 'CopyReturned', ...ofProduct, copy: 'k1', place: 'Store 4', holder: 'po-reed', returnedAt: AT },
      ProductReviewed: { type: 'ProductReviewed', ...ofProduct, decision: 'keep', reason: 'The trial goes on.', keptOn, reviewBy: RENEWED, reviewedAt: AT, deadlines: productDeadlines },
      ConfidentialProductTold: { type: 'ConfidentialProductTold', ...ofProduct, told: 'What it holds.', toldAt: AT, deadlines: productDeadlines },
      ProductHeld: { type: 'ProductHeld', ...ofProduct, hold: 'h1', reason: 'For the inspection.', heldAt: AT },
      HoldLifted: { type: 'HoldLifted', ...ofProduct, hold: 'h1', reason: 'Seen.', liftedAt: AT },
      ProductQuarantined: { type: 'ProductQuarantined', ...ofProduct, quarantine: 'q1', because: 'obtained-outside-authority', reason: 'Nothing was in force.', quarantinedAt: AT },
      ProductReleased: { type: 'ProductReleased', ...ofProduct, quarantine: 'q1', reason: 'It was.', releasedAt: AT },
      DestructionOrdered: { type: 'DestructionOrdered', ...ofProduct, because: 'no-longer-necessary', reason: 'It is over.', orderedAt: AT, deadlines: productDeadlines },
      DestructionWithdrawn: { type: 'DestructionWithdrawn', ...ofProduct, reason: 'An appeal.', withdrawnAt: AT, keptOn, reviewBy: UNTIL, deadlines: productDeadlines },
      DestructionConfirmed: { type: 'DestructionConfirmed', ...ofProduct, confirmedAt: AT, notBefore: UNTIL },
      CopyDestroyed: { type: 'CopyDestroyed', ...ofProduct, copy: 'k1', method: 'Shredded.', destroyedAt: AT },
      CopyWitnessed: { type: 'CopyWitnessed', ...ofProduct, copy: 'k1', witnessedAt: AT },
      ProductDestroyed: {
        type: 'ProductDestroyed', ...ofProduct, digest: 'sha256:abc', destroyedAt: AT, deadlines: productDeadlines,
        destroyed: {
          reference: 'MET-26-0001/P1', kind: 'audio', obtained: { from: AT, until: AT }, ordered: { by: 'supt-okafor', at: AT, because: 'no-longer-necessary' }, confirmed: { by: 'sro-penn', at: AT },
          copies: [{ copy: 'k1', by: 'po-reed', at: AT, witness: 'cab-lane', witnessedAt: AT }],
        },
      },
    }),
    sampled(told, { OpenPermitsTold: { type: 'OpenPermitsTold', holder: 'asset-registry', log: 'asset-registry/2', permits: [{ permit: { kind: 'repeated', authorisation: 'golden', ...said }, heard: answer, tactic: asked.tactic, window: asked.window, requestedBy: asked.requestedBy }], last: true } }),
  ],
  views: [...authorisation.views, deadlinesSet, deadlinesTaken],
  heard: [
    heard(sources, { PersonHeard: { type: 'PersonHeard', thing: 'source-golden', vulnerable: true, turns: { '16': '2026-03-02' }, roles: [{ role: 'handler', person: 'dc-bell', from: '2026-03-02', until: '2026-03-09' }] } }),
    heard(operatives, { PersonHeard: { type: 'PersonHeard', thing: 'resource-golden', vulnerable: false, turns: {}, roles: [{ role: 'controller', person: 'di-rowe', from: '2026-03-02' }] } }),
    heard(deadlinesTaken, { DeadlineTaken: { type: 'DeadlineTaken', deadline: 'authority-golden/c1/review/1' } }),
  ],
});
