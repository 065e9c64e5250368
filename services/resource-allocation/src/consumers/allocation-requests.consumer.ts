import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { allocationRequestIn } from '@cpmp/gate/wire';
import { TopicContext, actOf } from '@cpmp/messaging';
import { ResourceService } from '../resource.service.js';
import { RULES } from '../domain/resource.js';

/** Books resources for taskings; what is asked of equipment is passed over. */
@Controller()
export class AllocationRequestsConsumer {
  constructor(private readonly service: ResourceService) {}

  @EventPattern<string>('resource-allocation.allocation-requests.v1')
  async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    const request = allocationRequestIn(bytes);
    if (request.holder === RULES.holder) await this.service.hearAllocation(request, actOf('resource-allocation.allocation-requests', context.delivery));
  }
}
