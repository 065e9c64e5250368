import { Controller, Get, Post, Put } from '@nestjs/common';
import { isRefusal, type Refusal } from '@cpmp/kernel';
import { In, type Input, Operation, reply } from '@cpmp/shell';
import { DraftService } from '../draft.service.js';
import { AuthorisationAnswer, DraftAnswer, DraftsAnswer } from './answers.js';
import { DraftBody, type DraftInput, IdParams, type PageInput, PageQuery } from './requests.js';

const PATH = '/api/authorisation/v1/authorisations';
const NO_DRAFT = ['no-draft'];

type Answered = { readonly id: string; readonly etag: string };

const answered = async <T extends Answered>(done: Promise<T | Refusal>, made?: 201) => {
  const answer = await done;
  if (isRefusal(answer)) return answer;
  return reply(answer, { etag: answer.etag, ...(made ? { status: made, location: `${PATH}/${answer.id}/draft` } : {}) });
};

/** Drafts of applications: written a part at a time, kept for 28 days, seen by nobody but their author until they are sent. */
@Controller(PATH)
export class DraftsController {
  constructor(private readonly service: DraftService) {}

  @Operation({ id: 'startDraft', summary: 'Begin an application that is not sent yet', body: DraftBody, answer: DraftAnswer, status: 201, refusals: ['force-unknown'] })
  @Post('drafts')
  start(@In() input: Input<{}, {}, DraftInput>) {
    return answered(this.service.start(input), 201);
  }

  @Operation({ id: 'listDrafts', summary: 'The caller’s own drafts, the last saved first', query: PageQuery, answer: DraftsAnswer })
  @Get('drafts')
  list(@In() input: Input<{}, PageInput>) {
    return this.service.list(input);
  }

  @Operation({ id: 'changeReturned', summary: 'Begin to change an application that was returned: a draft of what it says', params: IdParams, answer: DraftAnswer, status: 201, refusals: ['not-returned', 'not-the-applicant'] })
  @Post(':id/draft')
  change(@In() input: Input<{ id: string }>) {
    return answered(this.service.change(input), 201);
  }

  @Operation({ id: 'readDraft', summary: 'One of the caller’s drafts', params: IdParams, answer: DraftAnswer })
  @Get(':id/draft')
  read(@In() input: Input<{ id: string }>) {
    return answered(this.service.read(input));
  }

  @Operation({ id: 'saveDraft', summary: 'Save a draft whole; it is kept for 28 days from now', params: IdParams, body: DraftBody, answer: DraftAnswer, versioned: true, refusals: NO_DRAFT })
  @Put(':id/draft')
  save(@In() input: Input<{ id: string }, {}, DraftInput>) {
    return answered(this.service.save(input));
  }

  @Operation({ id: 'discardDraft', summary: 'Throw a draft away; its key is destroyed', params: IdParams, status: 204, versioned: true, refusals: NO_DRAFT })
  @Post(':id/draft/discard')
  discard(@In() input: Input<{ id: string }>) {
    return this.service.discard(input);
  }

  @Operation({
    id: 'sendDraft', summary: 'Send a draft: it becomes the application, or the changed one of a case that was returned', params: IdParams, answer: AuthorisationAnswer, status: 200, versioned: true,
    refusals: [...NO_DRAFT, 'unknown-level', 'not-research', 'operation-fixed', 'not-returned', 'already-decided', 'too-many-parts'],
  })
  @Post(':id/draft/send')
  send(@In() input: Input<{ id: string }>) {
    return answered(this.service.send(input));
  }
}
