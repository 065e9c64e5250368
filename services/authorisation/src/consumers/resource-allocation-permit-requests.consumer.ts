import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { permitRequestIn } from '@cpmp/gate/wire';
import { TopicContext, actOf } from '@cpmp/messaging';
import { PermitService } from '../permit.service.js';

/** Decides the permits that resource-allocation asks for. */
@Controller()
export class ResourceAllocationPermitRequestsConsumer {
  constructor(private readonly service: PermitService) {}

  @EventPattern<string>('resource-allocation.permit-requests.v1')
  async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    await this.service.answerRequest(permitRequestIn(bytes), actOf('authorisation.resource-allocation-permit-requests', context.delivery));
  }
}
