import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { RoadService } from '@cpmp/holder';
import { TopicContext } from '@cpmp/messaging';

/** Books assets for taskings; what is asked of people is passed over. */
@Controller()
export class AllocationRequestsConsumer {
  constructor(private readonly road: RoadService) {}

  @EventPattern<string>('resource-allocation.allocation-requests.v1')
  on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    return this.road.hearAllocation(bytes, context.delivery);
  }
}
