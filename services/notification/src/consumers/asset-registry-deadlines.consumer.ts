import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { TopicContext } from '@cpmp/messaging';
import { DeadlineIntake } from '../deadline-intake.js';

/** Takes on the deadlines that asset-registry sets. */
@Controller()
export class AssetRegistryDeadlinesConsumer {
  constructor(private readonly intake: DeadlineIntake) {}

  @EventPattern<string>('asset-registry.deadlines.v1')
  on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    return this.intake.hear('notification.asset-registry-deadlines', bytes, context.delivery);
  }
}
