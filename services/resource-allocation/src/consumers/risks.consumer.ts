import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { hearRisk } from '@cpmp/holder';
import type { ViewStore } from '@cpmp/ledger';
import { TopicContext } from '@cpmp/messaging';
import { VIEW_STORE } from '@cpmp/shell';

/** Remembers how each risk stands: one that nobody accepted refuses a deployment. */
@Controller()
export class RisksConsumer {
  constructor(@Inject(VIEW_STORE) private readonly store: ViewStore) {}

  @EventPattern<string>('risk-assessment.risks.v1')
  on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    return hearRisk(this.store, bytes, context.delivery);
  }
}
