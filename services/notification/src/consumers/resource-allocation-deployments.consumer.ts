import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { TopicContext } from '@cpmp/messaging';
import { DeploymentIntake } from '../deployment-intake.js';

/** Tells who must bring back what resource-allocation deployed. */
@Controller()
export class ResourceAllocationDeploymentsConsumer {
  constructor(private readonly intake: DeploymentIntake) {}

  @EventPattern<string>('resource-allocation.deployments.v1')
  on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    return this.intake.hear('notification.resource-allocation-deployments', bytes, context.delivery);
  }
}
