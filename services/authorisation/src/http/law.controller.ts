import { Controller, Get } from '@nestjs/common';
import { In, type Input, Operation } from '@cpmp/shell';
import { AuthorisationService } from '../authorisation.service.js';
import { PowersAnswer } from './answers.js';
import { type PowersInput, PowersQuery } from './requests.js';

/** The law as somebody meets it who would apply: no client holds any of its own. */
@Controller('/api/authorisation/v1/law')
export class LawController {
  constructor(private readonly service: AuthorisationService) {}

  @Operation({ id: 'listPowers', summary: 'The powers that the law of a day covers: grounds, tactics, and what each asks an application to say', query: PowersQuery, answer: PowersAnswer })
  @Get('powers')
  powers(@In() input: Input<{}, PowersInput>) {
    return this.service.powers(input);
  }
}
