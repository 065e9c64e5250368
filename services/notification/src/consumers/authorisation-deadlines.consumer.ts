import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { TopicContext } from '@cpmp/messaging';
import { DeadlineIntake } from '../deadline-intake.js';

/** Takes on the deadlines that authorisation sets. */
@Controller()
export class AuthorisationDeadlinesConsumer {
  constructor(private readonly intake: DeadlineIntake) {}

  @EventPattern<string>('authorisation.deadlines.v1')
  on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    return this.intake.hear('notification.authorisation-deadlines', bytes, context.delivery);
  }
}
