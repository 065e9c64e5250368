import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { foldTopic, type ViewStore } from '@cpmp/ledger';
import { metaOf, TopicContext } from '@cpmp/messaging';
import { VIEW_STORE } from '@cpmp/shell';
import { personHeard } from '../person-heard.js';
import { sources } from '../views/people-known.view.js';

/** Remembers what the law asks of sources that authorities name, as last heard. */
@Controller()
export class SourceFactsConsumer {
  constructor(@Inject(VIEW_STORE) private readonly store: ViewStore) {}

  @EventPattern<string>('asset-registry.source-facts.v1')
  async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    await foldTopic(this.store, sources, personHeard(bytes), metaOf(context.delivery));
  }
}
