import { Controller, Get, Post } from '@nestjs/common';
import { isRefusal, type Refusal } from '@cpmp/kernel';
import { In, type Input, Operation, reply } from '@cpmp/shell';
import { z } from 'zod';
import { ErrorService } from '../error.service.js';
import { errorReportPage, NOTICE_POLICY } from '../reading/notice-page.js';
import { TimelineAnswer } from './answers.js';
import { ErrorAnswer, ErrorReportAnswer, ErrorsAnswer } from './error-answers.js';
import {
  AnswerErrorBody, type AnswerErrorInput, CloseErrorBody, type CloseErrorInput, DismissErrorBody, type DismissErrorInput, EarlyNoticeBody, type EarlyNoticeInput, type ErrorListInput, ErrorListQuery, ErrorParams, EstablishErrorBody,
  type EstablishErrorInput, JoinErrorBody, type JoinErrorInput, LiftBody, type LiftInput, MeasureDoneBody, type MeasureDoneInput, MeasureParams, QuarantineBody, type QuarantineInput, QuarantineParams, RaiseErrorBody, type RaiseErrorInput,
  ReportErrorBody, type ReportErrorInput, SubmissionBody, type SubmissionInput,
} from './error-requests.js';
import { type CaseInput, PurposeQuery } from './requests.js';

const PATH = '/api/authorisation/v1/errors';

type On<B = {}> = Input<{ id: string }, {}, B>;
type OfReport = Input<{ id: string }, Pick<CaseInput, 'purpose'>>;

/** What every act on an error has in common: it is made on a version, and answers the error. */
const ACTS = { params: ErrorParams, answer: ErrorAnswer, status: 200, versioned: true } as const;

const answered = async <T extends { readonly id: string; readonly etag: string }>(done: Promise<T | Refusal>, made?: 201) => {
  const answer = await done;
  return isRefusal(answer) ? answer : reply(answer, { etag: answer.etag, ...(made ? { status: made, location: `${PATH}/${answer.id}` } : {}) });
};

/** Errors, potential and established: raised by the record or by people, judged, reported, answered and closed. */
@Controller(PATH)
export class ErrorsController {
  constructor(private readonly service: ErrorService) {}

  @Operation({ id: 'raiseError', summary: 'Raise what may be an error', body: RaiseErrorBody, answer: ErrorAnswer, status: 201, missing: true, refusals: ['unknown-kind', 'force-unknown', 'instant-in-future', 'window-order'] })
  @Post()
  raise(@In() input: Input<{}, {}, RaiseErrorInput>) {
    return answered(this.service.raise(input), 201);
  }

  @Operation({ id: 'listErrors', summary: 'The errors that the caller may know of, the latest discovered first, or what is due soonest', query: ErrorListQuery, answer: ErrorsAnswer })
  @Get()
  list(@In() input: Input<{}, ErrorListInput>) {
    return this.service.list(input);
  }

  @Operation({ id: 'readError', summary: 'One error with everything that was done about it', params: ErrorParams, answer: ErrorAnswer })
  @Get(':id')
  read(@In() input: On) {
    return answered(this.service.read(input));
  }

  @Operation({ id: 'readErrorTimeline', summary: 'What happened to an error, the oldest first', params: ErrorParams, answer: TimelineAnswer })
  @Get(':id/events')
  events(@In() input: On) {
    return this.service.events(input);
  }

  @Operation({ id: 'readErrorReport', summary: 'The report to the Commissioner: what the record says, what the law wants said, and what was said', params: ErrorParams, query: PurposeQuery, answer: ErrorReportAnswer })
  @Get(':id/report')
  report(@In() input: OfReport) {
    return this.service.report(input);
  }

  @Operation({ id: 'printErrorReport', summary: 'The same as a page to print', params: ErrorParams, query: PurposeQuery, answer: z.string(), media: 'text/html' })
  @Get(':id/report/page')
  async page(@In() input: OfReport) {
    return reply(errorReportPage(await this.service.report(input)), { policy: NOTICE_POLICY });
  }

  @Operation({ ...ACTS, id: 'quarantineProduct', summary: 'Order that what was obtained under the error’s part in a time is set apart', body: QuarantineBody, refusals: ['nothing-to-quarantine', 'not-open', 'instant-in-future', 'window-order'] })
  @Post(':id/quarantines')
  quarantine(@In() input: On<QuarantineInput>) {
    return answered(this.service.quarantine(input));
  }

  @Operation({ ...ACTS, id: 'liftQuarantine', summary: 'Release it before the error has its outcome', params: QuarantineParams, body: LiftBody, refusals: ['unknown-quarantine'] })
  @Post(':id/quarantines/:quarantine/lift')
  lift(@In() input: Input<{ id: string; quarantine: string }, {}, LiftInput>) {
    return answered(this.service.lift(input));
  }

  @Operation({ ...ACTS, id: 'dismissError', summary: 'Judge that it is no error, and why', body: DismissErrorBody, refusals: ['already-judged'] })
  @Post(':id/dismiss')
  dismiss(@In() input: On<DismissErrorInput>) {
    return answered(this.service.dismiss(input));
  }

  @Operation({ ...ACTS, id: 'establishError', summary: 'Establish that it is an error: relevant, so that the clock of the report runs, or not reportable', body: EstablishErrorBody, refusals: ['already-judged', 'before-discovery', 'instant-in-future', 'unknown-law'] })
  @Post(':id/establish')
  establish(@In() input: On<EstablishErrorInput>) {
    return answered(this.service.establish(input));
  }

  @Operation({ ...ACTS, id: 'joinError', summary: 'Join it into another that it is the same as', body: JoinErrorBody, refusals: ['already-judged', 'joins-itself', 'unknown-error', 'not-open', 'quarantine-open'] })
  @Post(':id/join')
  join(@In() input: On<JoinErrorInput>) {
    return answered(this.service.join(input));
  }

  @Operation({ ...ACTS, id: 'giveEarlyNotice', summary: 'Tell the Commissioner while it is looked into; a date that was agreed takes the place of the report’s clock', body: EarlyNoticeBody, refusals: ['not-open', 'report-date-passed', 'no-report-due'] })
  @Post(':id/early-notice')
  notice(@In() input: On<EarlyNoticeInput>) {
    return answered(this.service.giveNotice(input));
  }

  @Operation({ ...ACTS, id: 'reportError', summary: 'Report it in full, signed off by whoever makes the report; once more where something is added', body: ReportErrorBody, refusals: ['not-established', 'not-reportable', 'report-incomplete', 'report-unasked'] })
  @Post(':id/report')
  makeReport(@In() input: On<ReportErrorInput>) {
    return answered(this.service.makeReport(input));
  }

  @Operation({ ...ACTS, id: 'answerError', summary: 'Enter the Commissioner’s answer; whether the person is informed is the Commissioner’s to say and to do', body: AnswerErrorBody, refusals: ['nothing-reported', 'submission-date-passed'] })
  @Post(':id/answer')
  answer(@In() input: On<AnswerErrorInput>) {
    return answered(this.service.answer(input));
  }

  @Operation({ ...ACTS, id: 'makeSubmission', summary: 'Say what the Commissioner asked the force to say before deciding', body: SubmissionBody, refusals: ['nothing-asked'] })
  @Post(':id/submission')
  submit(@In() input: On<SubmissionInput>) {
    return answered(this.service.submit(input));
  }

  @Operation({ ...ACTS, id: 'closeError', summary: 'Give it its outcome: what caused it, what was learnt, and what is done about it by whom and when', body: CloseErrorBody, refusals: ['already-closed', 'not-established', 'not-reported', 'measure-date-passed'] })
  @Post(':id/close')
  close(@In() input: On<CloseErrorInput>) {
    return answered(this.service.close(input));
  }

  @Operation({ ...ACTS, id: 'doMeasure', summary: 'Say that a measure was carried out', params: MeasureParams, body: MeasureDoneBody, refusals: ['unknown-measure'] })
  @Post(':id/measures/:measure/done')
  measureDone(@In() input: Input<{ id: string; measure: string }, {}, MeasureDoneInput>) {
    return answered(this.service.measureDone(input));
  }

  @Operation({ ...ACTS, id: 'reopenError', summary: 'Look at one again that was judged', body: DismissErrorBody, refusals: ['nothing-to-reopen'] })
  @Post(':id/reopen')
  reopen(@In() input: On<DismissErrorInput>) {
    return answered(this.service.reopen(input));
  }
}
