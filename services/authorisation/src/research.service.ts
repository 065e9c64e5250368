import { Inject, Injectable } from '@nestjs/common';
import { researchForm, researchLevels, researchNeeds } from '@cpmp/law';
import type { Clock } from '@cpmp/ledger';
import { CLOCK, type Input, permit } from '@cpmp/shell';
import { officerOf } from './authorisation.service.js';
import { DecisionService } from './decision.service.js';
import { logResearch } from './domain/index.js';
import type { LawInput, ResearchInput } from './http/requests.js';
import { LawInForce } from './law.js';
import { permissions } from './permissions.js';

/** The door to research in open sources: the log, and the checklist that each session is held against. */
@Injectable()
export class ResearchService {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly law: LawInForce,
    private readonly decisions: DecisionService,
  ) {}

  /** The factors, levels and ticks of a day. */
  form({ principal, query }: Input<{}, LawInput>) {
    permit(principal, permissions, 'read');
    return researchForm(this.law.book, query.at ?? this.clock.now());
  }

  log(input: Input<{ id: string; component: string }, {}, ResearchInput>) {
    permit(input.principal, permissions, 'research');
    const command = { ...input.body, component: input.params.component, by: officerOf(input.principal) };
    return this.decisions.decide(input, 'logged research', (state, now) => logResearch(state, command, now, { needs: (...asked) => researchNeeds(this.law.book, ...asked), levels: (at) => researchLevels(this.law.book, at) }));
  }
}
