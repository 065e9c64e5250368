import { Controller, Get, Post } from '@nestjs/common';
import { In, type Input, Operation } from '@cpmp/shell';
import { ResearchService } from '../research.service.js';
import { ResearchFormAnswer } from './answers.js';
import { answered, DECIDES } from './component-answer.js';
import { type LawInput, LawQuery, ResearchBody, type ResearchInput } from './requests.js';

/** Research in open sources. */
@Controller('/api/authorisation/v1')
export class ResearchController {
  constructor(private readonly service: ResearchService) {}

  @Operation({ id: 'readResearchForm', summary: 'The checklist and the levels of research in open sources on a day', query: LawQuery, answer: ResearchFormAnswer })
  @Get('law/research')
  form(@In() input: Input<{}, LawInput>) {
    return this.service.form(input);
  }

  @Operation({ ...DECIDES, versioned: false, id: 'logResearch', summary: 'Log a session of research: what it needs in law, and whether that was in force', body: ResearchBody, refusals: ['not-this-force', 'unknown-level', 'not-research', 'instant-in-future', 'window-order', 'unknown-law'] })
  @Post('authorisations/:id/components/:component/research')
  log(@In() input: Input<{ id: string; component: string }, {}, ResearchInput>) {
    return answered(this.service.log(input));
  }
}
