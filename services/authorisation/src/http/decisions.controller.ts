import { Controller, Post } from '@nestjs/common';
import { In, type Input, Operation } from '@cpmp/shell';
import { DecisionService } from '../decision.service.js';
import { answered, DECIDES } from './component-answer.js';
import {
  CancelBody, type CancelInput, GrantBody, type GrantInput, NoteBody, type NoteInput, NotifyBody, type NotifyInput, RecordBody, type RecordInput, RefuseBody, type RefuseInput, RenewBody, type RenewInput,
  ReportDeploymentBody, type ReportDeploymentInput, ReviewBody, type ReviewInput,
} from './requests.js';

type On<B> = Input<{ id: string; component: string }, {}, B>;

const RANK = ['conflict-unexplained', 'rank-too-low', 'urgency-required', 'self-authorisation', 'not-this-force', 'no-power', 'unknown-law'];
const SPOKEN = ['oral-not-available', 'notes-missing', 'instant-in-future', 'late-entry-not-oral', 'before-application'];
const GRANT = [
  ...RANK, ...SPOKEN, 'before-resubmission', 'outside-area', 'ground-not-available', 'tactic-unjustified', 'other-means-not-considered', 'approval-needed-first', 'source-authority-missing',
  'arrangements-incomplete', 'roles-not-separate', 'safeguards-missing', 'already-decided', 'review-date-passed', 'review-too-late', 'authority-not-needed', 'against-parent',
];

/** An officer's decisions on one component, and the notice to the commissioner. */
@Controller('/api/authorisation/v1/authorisations/:id/components/:component')
export class DecisionsController {
  constructor(private readonly service: DecisionService) {}

  @Operation({ ...DECIDES, id: 'grant', summary: 'Grant a component, in writing or orally in urgency', body: GrantBody, refusals: GRANT })
  @Post('grant')
  grant(@In() input: On<GrantInput>) {
    return answered(this.service.grant(input));
  }

  @Operation({ ...DECIDES, id: 'refuse', summary: 'Refuse a component', body: RefuseBody, refusals: ['not-this-force', 'already-decided', 'self-authorisation'] })
  @Post('refuse')
  refuse(@In() input: On<RefuseInput>) {
    return answered(this.service.refuse(input));
  }

  @Operation({ ...DECIDES, id: 'notify', summary: 'Record that the commissioner was sent the written notice of an act', body: NotifyBody, refusals: ['not-this-force', 'nothing-to-notify'] })
  @Post('notify')
  notify(@In() input: On<NotifyInput>) {
    return answered(this.service.notify(input));
  }

  @Operation({ ...DECIDES, versioned: false, id: 'sealNote', summary: 'Seal your own note of what an officer decided orally, before they enter it; nobody reads it until then', body: NoteBody, refusals: ['not-this-force', 'note-sealed', 'own-note', 'instant-in-future'] })
  @Post('notes')
  note(@In() input: On<NoteInput>) {
    return answered(this.service.note(input));
  }

  @Operation({ ...DECIDES, id: 'recordOralAct', summary: 'Put an oral decision in writing', body: RecordBody, refusals: ['not-this-force', 'nothing-to-record'] })
  @Post('record')
  record(@In() input: On<RecordInput>) {
    return answered(this.service.record(input));
  }

  @Operation({ ...DECIDES, id: 'review', summary: 'Review a component, starting from what changed', body: ReviewBody, refusals: ['not-this-force', 'not-in-force', 'self-authorisation', 'review-date-passed', 'review-too-late', 'review-empty', 'confidential-comment-missing', 'nothing-left'] })
  @Post('review')
  review(@In() input: On<ReviewInput>) {
    return answered(this.service.review(input));
  }

  @Operation({ ...DECIDES, id: 'renew', summary: 'Renew a component before it ends', body: RenewBody, refusals: [...RANK, ...SPOKEN, 'written-only', 'not-in-force', 'expired', 'review-needed-first', 'approval-awaited'] })
  @Post('renew')
  renew(@In() input: On<RenewInput>) {
    return answered(this.service.renew(input));
  }

  @Operation({ ...DECIDES, versioned: false, id: 'reportDeployment', summary: 'Enter what was deployed on paper: judged by the record, never a permit', body: ReportDeploymentBody, refusals: ['not-this-force', 'instant-in-future', 'window-order'] })
  @Post('reported-deployments')
  reportDeployment(@In() input: On<ReportDeploymentInput>) {
    return answered(this.service.reportDeployment(input));
  }

  @Operation({ ...DECIDES, id: 'cancel', summary: 'Cancel a component; its permits end with it', body: CancelBody, refusals: [...RANK, 'direction-missing', 'not-in-force', 'instant-in-future'] })
  @Post('cancel')
  cancel(@In() input: On<CancelInput>) {
    return answered(this.service.cancel(input));
  }
}
