import { Controller, Get, Post } from '@nestjs/common';
import type { RecoveryOutcome } from '@cpmp/gate';
import { CloseBody, type DeployAsk, type DeploymentFilter, SwitchOffBody, askedReply, deployRefusals } from '@cpmp/holder';
import { isRefusal } from '@cpmp/kernel';
import { In, type Input, Operation, type Paged } from '@cpmp/shell';
import { type DeployBody as Deploy, DeploymentService } from '../deployment.service.js';
import { DeployBody, DeploymentAnswer, DeploymentsAnswer, DeploymentsQuery, IdParams, MoveBody } from './requests.js';

const PATH = '/api/asset-registry/v1/deployments';

/** Deployments of assets over HTTP. */
@Controller(PATH)
export class DeploymentsController {
  constructor(private readonly service: DeploymentService) {}

  @Operation({ id: 'deployAsset', summary: 'Deploy an asset under a component of an authority', body: DeployBody, answer: DeploymentAnswer, status: 201, missing: true, refusals: deployRefusals('not-serviceable') })
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

  @Operation({ id: 'moveAsset', summary: 'Move an asset that stays where it is under another permit, as when a new period has begun; its old deployment is closed as the new one starts', params: IdParams, body: MoveBody, answer: DeploymentAnswer, status: 201, refusals: ['not-deployed', ...deployRefusals('not-serviceable')] })
  @Post(':id/move')
  async move(@In() input: Input<{ id: string }, {}, DeployAsk>) {
    const deployment = await this.service.move(input);
    return isRefusal(deployment) ? deployment : askedReply(PATH, deployment);
  }

  @Operation({ id: 'switchOffAsset', summary: 'Record that an asset no longer runs, as was ordered when a power that it needs ended', params: IdParams, body: SwitchOffBody, answer: DeploymentAnswer, status: 200, refusals: ['not-deployed', 'not-ordered'] })
  @Post(':id/switch-off')
  switchOff(@In() input: Input<{ id: string }, {}, { note: string }>) {
    return this.service.switchOff(input);
  }

  @Operation({ id: 'recoverAsset', summary: 'Record how an asset came back, or that it did not; the note says the lawful basis', params: IdParams, body: CloseBody, answer: DeploymentAnswer, status: 200, refusals: ['not-deployed'] })
  @Post(':id/recover')
  recover(@In() input: Input<{ id: string }, {}, { outcome: RecoveryOutcome; note: string }>) {
    return this.service.recover(input);
  }
}
