import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { permitMessageIn } from '@cpmp/gate/wire';
import { TopicContext, actOf } from '@cpmp/messaging';
import { DeploymentService } from '../deployment.service.js';
import { RULES } from '../domain/asset.js';

/** Hears what authorisation says of permits; what it says to the other holder is passed over. */
@Controller()
export class PermitsConsumer {
  constructor(private readonly service: DeploymentService) {}

  @EventPattern<string>('authorisation.permits.v1')
  async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    const message = permitMessageIn(bytes);
    if (message?.holder === RULES.holder) await this.service.hear(message, actOf('asset-registry.permits', context.delivery));
  }
}
