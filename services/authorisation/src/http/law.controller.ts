import { Controller, Get, Post } from '@nestjs/common';
import { In, type Input, Operation } from '@cpmp/shell';
import { LawService } from '../law.service.js';
import { LawAnswer, PowersAnswer, ReplayAnswer, SetsAnswer, ShadowAnswer } from './answers.js';
import { AdoptBody, type AdoptInput, type LawInput, LawQuery, ShadowBody, type ShadowInput } from './requests.js';

/** The law that everything here is decided by. */
@Controller('/api/authorisation/v1/law')
export class LawController {
  constructor(private readonly laws: LawService) {}

  @Operation({ id: 'readLaw', summary: 'The packs of law in force on a day, and what of them is not confirmed', query: LawQuery, answer: LawAnswer })
  @Get()
  law(@In() input: Input<{}, LawInput>) {
    return this.laws.read(input);
  }

  @Operation({ id: 'listPowers', summary: 'The powers that the law of a day covers: grounds, tactics, and what each asks an application to say', query: LawQuery, answer: PowersAnswer })
  @Get('powers')
  powers(@In() input: Input<{}, LawInput>) {
    return this.laws.powers(input);
  }

  @Operation({ id: 'readLawSets', summary: 'The sets of packs that were adopted, and what is offered, with its faults by file and line', answer: SetsAnswer })
  @Get('sets')
  sets(@In() input: Input) {
    return this.laws.sets(input);
  }

  @Operation({ id: 'shadowLaw', summary: 'What a proposed law would have made of every decision and every live authority; nothing is changed by it', body: ShadowBody, answer: ShadowAnswer, status: 200, refusals: ['not-offered', 'packs-broken'] })
  @Post('shadow')
  shadow(@In() input: Input<{}, {}, ShadowInput>) {
    return this.laws.shadow(input);
  }

  @Operation({ id: 'adoptLaw', summary: 'Make an offered set the law, after a shadow run of it', body: AdoptBody, answer: SetsAnswer, status: 200, refusals: ['not-offered', 'packs-broken', 'law-is-draft', 'already-adopted', 'not-shadowed'] })
  @Post('adoption')
  adopt(@In() input: Input<{}, {}, AdoptInput>) {
    return this.laws.adopt(input);
  }

  @Operation({ id: 'replayDecisions', summary: 'Ask every decision on record again, of the packs that it pins', answer: ReplayAnswer, status: 200, keyless: true })
  @Post('replay')
  replay(@In() input: Input) {
    return this.laws.replay(input);
  }
}
