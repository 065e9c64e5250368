import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { TopicContext } from '@cpmp/messaging';
import { UntakenDeadlines } from '@cpmp/shell';

/** Hears which of this service's deadlines notification took on; health lists the rest. */
@Controller()
export class DeadlinesConsumer {
  constructor(private readonly untaken: UntakenDeadlines) {}

  @EventPattern<string>('notification.deadlines.v1')
  on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    return this.untaken.hear(bytes, context.delivery);
  }
}
