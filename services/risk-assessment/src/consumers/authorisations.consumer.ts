import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { ViewStore } from '@cpmp/ledger';
import { TopicContext } from '@cpmp/messaging';
import { VIEW_STORE, hearCase } from '@cpmp/shell';

/** Remembers who works on a case or is cleared for it. */
@Controller()
export class AuthorisationsConsumer {
  constructor(@Inject(VIEW_STORE) private readonly store: ViewStore) {}

  @EventPattern<string>('authorisation.authorisations.v1')
  async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    await hearCase(this.store, bytes, context.delivery);
  }
}
