import { Controller, Get, Post } from '@nestjs/common';
import { In, type Input, Operation, type Paged, reply } from '@cpmp/shell';
import { isRefusal } from '@cpmp/kernel';
import { type AssessmentBody, RiskService } from '../risk.service.js';
import { AcceptBody, AssessBody, CloseBody, IdParams, ListQuery, MatrixAnswer, ReassessBody, RiskAnswer, RisksAnswer } from './requests.js';

/** Risks over HTTP. */
@Controller('api/risk-assessment/v1/risks')
export class RiskController {
  constructor(private readonly service: RiskService) {}

  @Operation({ id: 'assessRisk', summary: 'Assess a risk', body: AssessBody, answer: RiskAnswer, status: 201, missing: true, refusals: ['score-unknown', 'residual-above-inherent', 'force-unknown'] })
  @Post()
  async assess(@In() input: Input<{}, {}, AssessmentBody & { about: string; owner?: string }>) {
    const risk = await this.service.assess(input);
    return isRefusal(risk) ? risk : reply(risk, { status: 201, etag: risk.edition, location: `/api/risk-assessment/v1/risks/${risk.id}` });
  }

  @Operation({ id: 'reassessRisk', summary: 'Assess a risk again, and name another owner where the last has left', params: IdParams, body: ReassessBody, answer: RiskAnswer, versioned: true, refusals: ['score-unknown', 'residual-above-inherent', 'not-the-owner', 'risk-closed'] })
  @Post(':id/assess')
  async reassess(@In() input: Input<{ id: string }, {}, AssessmentBody & { owner?: string }>) {
    const risk = await this.service.reassess(input);
    return isRefusal(risk) ? risk : reply(risk, { status: 200, etag: risk.edition });
  }

  @Operation({ id: 'acceptRisk', summary: 'Accept the residual risk until an instant', params: IdParams, body: AcceptBody, answer: RiskAnswer, versioned: true, refusals: ['not-the-owner', 'acceptance-too-long', 'risk-closed'] })
  @Post(':id/accept')
  async accept(@In() input: Input<{ id: string }, {}, { until: string }>) {
    const risk = await this.service.accept(input);
    return isRefusal(risk) ? risk : reply(risk, { status: 200, etag: risk.edition });
  }

  @Operation({ id: 'closeRisk', summary: 'Close a risk that can go wrong no more, such as one about a case that has ended: nobody need accept or review it again', params: IdParams, body: CloseBody, answer: RiskAnswer, status: 200, versioned: true, refusals: ['not-the-owner'] })
  @Post(':id/close')
  async close(@In() input: Input<{ id: string }, {}, { reason: string }>) {
    const risk = await this.service.close(input);
    return isRefusal(risk) ? risk : reply(risk, { status: 200, etag: risk.edition });
  }

  @Operation({ id: 'listRisks', summary: 'The register of risks, greatest residual score first', query: ListQuery, answer: RisksAnswer })
  @Get()
  list(@In() input: Input<{}, Paged & { about?: string }>) {
    return this.service.list(input);
  }

  @Operation({ id: 'readMatrix', summary: 'The risk policy of the force: its matrix, its appetite, and how long an acceptance may run', answer: MatrixAnswer })
  @Get('matrix')
  matrix(@In() input: Input) {
    return this.service.matrix(input);
  }

  @Operation({ id: 'readRisk', summary: 'One risk', params: IdParams, answer: RiskAnswer })
  @Get(':id')
  async read(@In() input: Input<{ id: string }>) {
    const risk = await this.service.read(input);
    return reply(risk, { etag: risk.edition });
  }
}
