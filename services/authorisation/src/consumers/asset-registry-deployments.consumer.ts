import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { deploymentAnswerIn } from '@cpmp/gate/wire';
import { TopicContext, actOf } from '@cpmp/messaging';
import { PermitService } from '../permit.service.js';

/** Hears how asset-registry answers the permits it was given. */
@Controller()
export class AssetRegistryDeploymentsConsumer {
  constructor(private readonly service: PermitService) {}

  @EventPattern<string>('asset-registry.deployments.v1')
  async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    await this.service.hearAnswer(deploymentAnswerIn(bytes), actOf('authorisation.asset-registry-deployments', context.delivery));
  }
}
