import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { foldTopic, type ViewStore } from '@cpmp/ledger';
import { actOf, metaOf, TopicContext } from '@cpmp/messaging';
import { VIEW_STORE } from '@cpmp/shell';
import { ArrangementsService } from '../arrangements.service.js';
import { personHeard } from '../person-heard.js';
import { operatives } from '../views/people-known.view.js';

/** Remembers what the law asks of operatives that authorities name, as last heard, and has every authority in force looked at that is about them. */
@Controller()
export class OperativeFactsConsumer {
  constructor(
    @Inject(VIEW_STORE) private readonly store: ViewStore,
    private readonly arrangements: ArrangementsService,
  ) {}

  @EventPattern<string>('resource-allocation.operative-facts.v1')
  async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    await foldTopic(this.store, operatives, personHeard(bytes), metaOf(context.delivery));
    await this.arrangements.heard(context.delivery.key, actOf('authorisation.resource-allocation-operative-facts', context.delivery));
  }
}
