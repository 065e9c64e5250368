import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { TopicContext } from '@cpmp/messaging';
import { DeadlineIntake } from '../deadline-intake.js';

/** Takes on the deadlines that resource-allocation sets. */
@Controller()
export class ResourceAllocationDeadlinesConsumer {
  constructor(private readonly intake: DeadlineIntake) {}

  @EventPattern<string>('resource-allocation.deadlines.v1')
  on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    return this.intake.hear('notification.resource-allocation-deadlines', bytes, context.delivery);
  }
}
