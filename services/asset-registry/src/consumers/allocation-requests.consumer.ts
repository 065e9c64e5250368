import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { allocationRequestIn } from '@cpmp/gate/wire';
import { TopicContext, actOf } from '@cpmp/messaging';
import { AssetService } from '../asset.service.js';
import { RULES } from '../domain/asset.js';

/** Books assets for taskings; what is asked of people is passed over. */
@Controller()
export class AllocationRequestsConsumer {
  constructor(private readonly service: AssetService) {}

  @EventPattern<string>('resource-allocation.allocation-requests.v1')
  async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    const request = allocationRequestIn(bytes);
    if (request.holder === RULES.holder) await this.service.hearAllocation(request, actOf('asset-registry.allocation-requests', context.delivery));
  }
}
