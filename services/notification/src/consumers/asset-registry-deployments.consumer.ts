import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { TopicContext } from '@cpmp/messaging';
import { DeploymentIntake } from '../deployment-intake.js';

/** Tells who must bring back what asset-registry deployed. */
@Controller()
export class AssetRegistryDeploymentsConsumer {
  constructor(private readonly intake: DeploymentIntake) {}

  @EventPattern<string>('asset-registry.deployments.v1')
  on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    return this.intake.hear('notification.asset-registry-deployments', bytes, context.delivery);
  }
}
