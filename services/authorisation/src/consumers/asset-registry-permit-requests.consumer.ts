import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { permitRequestIn } from '@cpmp/gate/wire';
import { TopicContext, actOf } from '@cpmp/messaging';
import { PermitService } from '../permit.service.js';

/** Decides the permits that asset-registry asks for. */
@Controller()
export class AssetRegistryPermitRequestsConsumer {
  constructor(private readonly service: PermitService) {}

  @EventPattern<string>('asset-registry.permit-requests.v1')
  async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    await this.service.answerRequest(permitRequestIn(bytes), actOf('authorisation.asset-registry-permit-requests', context.delivery));
  }
}
