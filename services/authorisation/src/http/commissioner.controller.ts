import { Controller, Get, Post } from '@nestjs/common';
import { In, type Input, Operation, reply } from '@cpmp/shell';
import { z } from 'zod';
import { CommissionerService } from '../commissioner.service.js';
import type { NoticeableAct } from '../domain/index.js';
import { noticePage, NOTICE_POLICY } from '../reading/notice-page.js';
import { NoticeAnswer } from './answers.js';
import { answered, DECIDES } from './component-answer.js';
import {
  AcknowledgeBody, type AcknowledgeInput, AppealBody, type AppealInput, ApproveBody, type ApproveInput, CommentBody, type CommentInput, CommentParams, DecideAppealBody, type DecideAppealInput, NoticeParams, NoticeQuery, QuashBody,
  type QuashInput,
} from './requests.js';

type On<B> = Input<{ id: string; component: string }, {}, B>;

type OfNotice = Input<{ id: string; component: string; act: NoticeableAct }, { number?: number }>;

const LAWFUL = ['no-power', 'unknown-law'];
const ADDS = { ...DECIDES, versioned: false } as const;

/** What judicial commissioners decide on one component, and what the force answers them. */
@Controller('/api/authorisation/v1/authorisations/:id/components/:component')
export class CommissionerController {
  constructor(private readonly service: CommissionerService) {}

  @Operation({ ...DECIDES, id: 'approve', summary: 'Approve a grant or a renewal; what waited for it takes effect when its officer has this notice', body: ApproveBody, refusals: [...LAWFUL, 'nothing-to-approve'] })
  @Post('approve')
  approve(@In() input: On<ApproveInput>) {
    return answered(this.service.approve(input));
  }

  @Operation({ ...DECIDES, id: 'decline', summary: 'Do not approve a grant or a renewal', body: ApproveBody, refusals: [...LAWFUL, 'nothing-to-decline'] })
  @Post('decline')
  decline(@In() input: On<ApproveInput>) {
    return answered(this.service.decline(input));
  }

  @Operation({ ...DECIDES, id: 'quash', summary: 'Quash an authority or cancel it, with orders to destroy and to retrieve; its permits end with it', body: QuashBody, refusals: [...LAWFUL, 'nothing-to-quash', 'not-in-force'] })
  @Post('quash')
  quash(@In() input: On<QuashInput>) {
    return answered(this.service.quash(input));
  }

  @Operation({ ...ADDS, id: 'comment', summary: 'Comment on an act; it stays open until it is acknowledged for the chief officer', body: CommentBody })
  @Post('comments')
  comment(@In() input: On<CommentInput>) {
    return answered(this.service.comment(input));
  }

  @Operation({ ...ADDS, id: 'acknowledgeComment', summary: 'Acknowledge a commissioner’s comment for the chief officer, with the answer', params: CommentParams, body: AcknowledgeBody, refusals: ['not-this-force', 'unknown-comment'] })
  @Post('comments/:comment/acknowledge')
  acknowledge(@In() input: Input<{ id: string; component: string; comment: string }, {}, AcknowledgeInput>) {
    return answered(this.service.acknowledge(input));
  }

  @Operation({ ...ADDS, id: 'appeal', summary: 'Appeal to the Investigatory Powers Commissioner', body: AppealBody, refusals: ['not-this-force', 'nothing-to-appeal', 'appeal-too-late'] })
  @Post('appeal')
  appeal(@In() input: On<AppealInput>) {
    return answered(this.service.appeal(input));
  }

  @Operation({ ...DECIDES, id: 'decideAppeal', summary: 'Decide an appeal', body: DecideAppealBody, refusals: ['nothing-to-appeal', 'own-decision'] })
  @Post('decide-appeal')
  decideAppeal(@In() input: On<DecideAppealInput>) {
    return answered(this.service.decideAppeal(input));
  }

  @Operation({ id: 'readNotice', summary: 'The written notice of an act to the commissioner: what the law wants said, and what the record says', params: NoticeParams, query: NoticeQuery, answer: NoticeAnswer })
  @Get('notices/:act')
  notice(@In() input: OfNotice) {
    return this.service.notice(input);
  }

  @Operation({ id: 'printNotice', summary: 'The same as a page to print', params: NoticeParams, query: NoticeQuery, answer: z.string(), media: 'text/html' })
  @Get('notices/:act/page')
  async page(@In() input: OfNotice) {
    return reply(noticePage(await this.service.notice(input)), { policy: NOTICE_POLICY });
  }
}
