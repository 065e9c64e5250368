import { Controller, Get, Post } from '@nestjs/common';
import type { RecoveryOutcome } from '@cpmp/gate';
import { isRefusal } from '@cpmp/kernel';
import { In, type Input, Operation, type Paged, reply } from '@cpmp/shell';
import { type DeployBody as Deploy, type DeploymentFilter, DeploymentService } from '../deployment.service.js';
import { DeployBody, DeploymentAnswer, DeploymentsAnswer, DeploymentsQuery, IdParams, RecoverBody } from './requests.js';

const PATH = '/api/asset-registry/v1/deployments';

/** After how long a client may ask again what became of its request, in seconds. */
const RETRY_AFTER_SECONDS = 1;

const DEPLOY_REFUSALS = [
  'not-in-force', 'tactic-not-authorised', 'target-not-authorised', 'window-outside-authority', 'already-committed', 'not-serviceable', 'risk-not-accepted',
  'window-over', 'lapsed', 'permit-not-taken',
];

/** Deployments of assets over HTTP. */
@Controller(PATH)
export class DeploymentsController {
  constructor(private readonly service: DeploymentService) {}

  @Operation({ id: 'deployAsset', summary: 'Deploy an asset under a component of an authority', body: DeployBody, answer: DeploymentAnswer, status: 201, missing: true, refusals: DEPLOY_REFUSALS })
  @Post()
  async deploy(@In() input: Input<{}, {}, Deploy>) {
    const deployment = await this.service.deploy(input);
    if (isRefusal(deployment)) return deployment;
    const location = `${PATH}/${deployment.id}`;
    return deployment.state === 'requested'
      ? reply(deployment, { status: 202, location, retryAfterSeconds: RETRY_AFTER_SECONDS })
      : reply(deployment, { status: 201, location });
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

  @Operation({ id: 'recoverAsset', summary: 'Record how an asset came back, or that it did not; the note says the lawful basis', params: IdParams, body: RecoverBody, answer: DeploymentAnswer, status: 200, refusals: ['not-deployed'] })
  @Post(':id/recover')
  recover(@In() input: Input<{ id: string }, {}, { outcome: RecoveryOutcome; note: string }>) {
    return this.service.recover(input);
  }
}
