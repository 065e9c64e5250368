import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { TopicContext } from '@cpmp/messaging';
import { DeadlineIntake } from '../deadline-intake.js';

/** Takes on the deadlines that risk-assessment sets. */
@Controller()
export class RiskAssessmentDeadlinesConsumer {
  constructor(private readonly intake: DeadlineIntake) {}

  @EventPattern<string>('risk-assessment.deadlines.v1')
  on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    return this.intake.hear('notification.risk-assessment-deadlines', bytes, context.delivery);
  }
}
