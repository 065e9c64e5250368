import { Controller, Get, Post } from '@nestjs/common';
import type { RecoveryOutcome } from '@cpmp/gate';
import { CloseBody, type DeploymentFilter, SwitchOffBody, askedReply, deployRefusals } from '@cpmp/holder';
import { isRefusal } from '@cpmp/kernel';
import { In, type Input, Operation, type Paged } from '@cpmp/shell';
import { type DeployBody as Deploy, DeploymentService } from '../deployment.service.js';
import { DeployBody, DeploymentAnswer, DeploymentsAnswer, DeploymentsQuery, IdParams, WithdrawalDecisionBody } from './requests.js';

const PATH = '/api/resource-allocation/v1/deployments';

/** Deployments of resources over HTTP. */
@Controller(PATH)
export class DeploymentsController {
  constructor(private readonly service: DeploymentService) {}

  @Operation({ id: 'deployResource', summary: 'Deploy a resource under a component of an authority', body: DeployBody, answer: DeploymentAnswer, status: 201, missing: true, refusals: deployRefusals('not-fit') })
  @Post()
  async deploy(@In() input: Input<{}, {}, Deploy>) {
    const deployment = await this.service.deploy(input);
    return isRefusal(deployment) ? deployment : askedReply(PATH, deployment);
  }

  @Operation({ id: 'listDeployments', summary: 'Deployments that the caller may know of, the newest first', query: DeploymentsQuery, answer: DeploymentsAnswer })
  @Get()
  list(@In() input: Input<{}, Paged & DeploymentFilter>) {
    return this.service.list(input);
  }

  @Operation({ id: 'readDeployment', summary: 'One deployment', params: IdParams, answer: DeploymentAnswer })
  @Get(':id')
  read(@In() input: Input<{ id: string }>) {
    return this.service.read(input);
  }

  @Operation({ id: 'withdrawResource', summary: 'Record that people are back; the note says the lawful basis', params: IdParams, body: CloseBody, answer: DeploymentAnswer, status: 200, refusals: ['not-deployed'] })
  @Post(':id/withdraw')
  withdraw(@In() input: Input<{ id: string }, {}, { outcome: RecoveryOutcome; note: string }>) {
    return this.service.withdraw(input);
  }

  @Operation({ id: 'switchOffResource', summary: 'Record that what a resource ran for a power that has ended no longer runs, as was ordered', params: IdParams, body: SwitchOffBody, answer: DeploymentAnswer, status: 200, refusals: ['not-deployed', 'not-ordered'] })
  @Post(':id/switch-off')
  switchOff(@In() input: Input<{ id: string }, {}, { note: string }>) {
    return this.service.switchOff(input);
  }

  @Operation({ id: 'decideWithdrawal', summary: 'Record how and when people are withdrawn, and at what risk', params: IdParams, body: WithdrawalDecisionBody, answer: DeploymentAnswer, status: 200, refusals: ['not-withdrawing'] })
  @Post(':id/withdrawal-decision')
  decideWithdrawal(@In() input: Input<{ id: string }, {}, { note: string }>) {
    return this.service.decideWithdrawal(input);
  }
}
