import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { fromBinary } from '@bufbuild/protobuf';
import { type ViewStore, foldTopic } from '@cpmp/ledger';
import { TopicContext, metaOf } from '@cpmp/messaging';
import { RiskEventSchema } from '@cpmp/proto/risk-assessment';
import { VIEW_STORE } from '@cpmp/shell';
import { type RiskHeard, risks } from '../views/risks.view.js';

/** Remembers how each risk stands: one that nobody accepted refuses a deployment. */
@Controller()
export class RisksConsumer {
  constructor(@Inject(VIEW_STORE) private readonly store: ViewStore) {}

  @EventPattern<string>('risk-assessment.risks.v1')
  async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    const { about, residual, appetite, acceptedUntil, closed } = fromBinary(RiskEventSchema, bytes);
    const heard: RiskHeard = { type: 'RiskHeard', about, residual, appetite, closed, ...(acceptedUntil === '' ? {} : { acceptedUntil }) };
    await foldTopic(this.store, risks, heard, metaOf(context.delivery));
  }
}
