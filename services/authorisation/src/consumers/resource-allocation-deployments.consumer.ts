import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { deploymentAnswerIn } from '@cpmp/gate/wire';
import { TopicContext, actOf } from '@cpmp/messaging';
import { PermitService } from '../permit.service.js';

/** Hears how resource-allocation answers the permits it was given. */
@Controller()
export class ResourceAllocationDeploymentsConsumer {
  constructor(private readonly service: PermitService) {}

  @EventPattern<string>('resource-allocation.deployments.v1')
  async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    await this.service.hearAnswer(deploymentAnswerIn(bytes), actOf('authorisation.resource-allocation-deployments', context.delivery));
  }
}
