import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { TopicContext } from '@cpmp/messaging';
import { UntakenDeadlines } from '@cpmp/shell';

/** Hears which deadlines notification took on: what is untaken is listed in health. */
@Controller()
export class DeadlinesConsumer {
  constructor(private readonly untaken: UntakenDeadlines) {}

  @EventPattern<string>('notification.deadlines.v1')
  async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    await this.untaken.hear(bytes, context.delivery);
  }
}
