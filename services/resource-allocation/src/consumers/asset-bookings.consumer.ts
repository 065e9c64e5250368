import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { bookingAnswerIn } from '@cpmp/gate/wire';
import { TopicContext, actOf } from '@cpmp/messaging';
import { TaskingService } from '../tasking.service.js';

/** Records on the tasking what the streams of assets decided. */
@Controller()
export class AssetBookingsConsumer {
  constructor(private readonly service: TaskingService) {}

  @EventPattern<string>('asset-registry.bookings.v1')
  async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    await this.service.hear(bookingAnswerIn(bytes), actOf('resource-allocation.asset-bookings', context.delivery));
  }
}
