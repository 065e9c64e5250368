import { Controller, Get, Post } from '@nestjs/common';
import { isRefusal } from '@cpmp/kernel';
import { In, type Input, Operation, reply } from '@cpmp/shell';
import { AuthorisationService } from '../authorisation.service.js';
import { AuthorisationAnswer, AuthorisationsAnswer, ComponentWithBrief, ExplainAnswer, TimelineAnswer } from './answers.js';
import { DoubtsAnswer, PermitsAnswer } from './permit-answers.js';
import { RecordService } from '../record.service.js';
import { ApplyBody, type ApplyInput, type CaseInput, CaseQuery, CheckBody, type CheckInput, ComponentParams, type DoubtsInput, DoubtsQuery, IdParams, type ListInput, ListQuery, PurposeQuery, RecordQuery, type RecordQueryInput } from './requests.js';

const PATH = '/api/authorisation/v1/authorisations';

/** Cases over HTTP: apply, check, and what is read of them. */
@Controller(PATH)
export class AuthorisationsController {
  constructor(
    private readonly service: AuthorisationService,
    private readonly records: RecordService,
  ) {}

  @Operation({ id: 'apply', summary: 'Apply for an authority of one or more components', body: ApplyBody, answer: AuthorisationAnswer, status: 201, refusals: ['force-unknown', 'unknown-level', 'not-research', 'instant-in-future'] })
  @Post()
  async apply(@In() input: Input<{}, {}, ApplyInput>) {
    const made = await this.service.apply(input);
    return isRefusal(made) ? made : reply(made, { status: 201, etag: made.etag, location: `${PATH}/${made.id}` });
  }

  @Operation({ id: 'listAuthorisations', summary: 'Cases that the caller may know of, or (`mine`) that they applied for, acted on or are named in: the newest reference first, or what falls due or waits soonest', query: ListQuery, answer: AuthorisationsAnswer })
  @Get()
  list(@In() input: Input<{}, ListInput>) {
    return this.service.list(input);
  }

  @Operation({ id: 'listDoubts', summary: 'Permits to look into: those that were started after their end, or have ended without a recall', query: DoubtsQuery, answer: DoubtsAnswer })
  @Get('doubts')
  doubts(@In() input: Input<{}, DoubtsInput>) {
    return this.service.doubts(input);
  }

  @Operation({ id: 'readAuthorisation', summary: 'One case, as it stands or as it stood at an instant', params: IdParams, query: CaseQuery, answer: AuthorisationAnswer, refusals: ['instant-in-future', 'not-yet-applied'] })
  @Get(':id')
  async read(@In() input: Input<{ id: string }, CaseInput>) {
    const found = await this.service.read(input);
    return isRefusal(found) ? found : reply(found, { etag: found.etag });
  }

  @Operation({ id: 'readTimeline', summary: 'What happened in a case, the oldest first, refused permits included; with `at` or `officer` the whole record as it stood, every commit in it', params: IdParams, query: RecordQuery, answer: TimelineAnswer, refusals: ['need-to-know', 'instant-in-future'] })
  @Get(':id/events')
  events(@In() input: Input<{ id: string }, RecordQueryInput>) {
    return input.query.at === undefined && input.query.officer === undefined ? this.service.events(input) : this.records.recordAt(input);
  }

  @Operation({ id: 'readPermits', summary: 'The permits of a case, closed ones too, with the gap from end to recall', params: IdParams, answer: PermitsAnswer, refusals: ['need-to-know'] })
  @Get(':id/permits')
  permits(@In() input: Input<{ id: string }>) {
    return this.service.permits(input);
  }

  @Operation({ id: 'checkAuthorisation', summary: 'Pass a case on to the officers, or return it: advice, never a decision', params: IdParams, body: CheckBody, answer: AuthorisationAnswer, status: 200, versioned: true, refusals: ['not-this-force', 'already-decided'] })
  @Post(':id/check')
  async check(@In() input: Input<{ id: string }, {}, CheckInput>) {
    const checked = await this.service.check(input);
    return isRefusal(checked) ? checked : reply(checked, { etag: checked.etag });
  }

  @Operation({ id: 'readComponent', summary: 'One component, with the brief for the officer who decides on it', params: ComponentParams, query: PurposeQuery, answer: ComponentWithBrief, refusals: ['need-to-know'] })
  @Get(':id/components/:component')
  async component(@In() input: Input<{ id: string; component: string }, Pick<CaseInput, 'purpose'>>) {
    const found = await this.service.component(input);
    return isRefusal(found) ? found : reply(found, { etag: found.etag });
  }

  @Operation({ id: 'explainComponent', summary: 'Why a component stands as it stands, in words, with clauses and facts', params: ComponentParams, answer: ExplainAnswer, refusals: ['need-to-know'] })
  @Get(':id/components/:component/explain')
  explain(@In() input: Input<{ id: string; component: string }>) {
    return this.service.explain(input);
  }
}
