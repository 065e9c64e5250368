import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { RoadService } from '@cpmp/holder';
import { TopicContext } from '@cpmp/messaging';

/** Hears what authorisation says of permits; what it says to the other holder is passed over. */
@Controller()
export class PermitsConsumer {
  constructor(private readonly road: RoadService) {}

  @EventPattern<string>('authorisation.permits.v1')
  on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    return this.road.hearPermit(bytes, context.delivery);
  }
}
