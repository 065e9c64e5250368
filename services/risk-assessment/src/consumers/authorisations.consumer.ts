import { fromBinary } from '@bufbuild/protobuf';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { type ViewStore, foldTopic } from '@cpmp/ledger';
import { TopicContext, metaOf } from '@cpmp/messaging';
import { AuthorisationEventSchema } from '@cpmp/proto/authorisation';
import { VIEW_STORE } from '@cpmp/shell';
import { type CaseHeard, authorities } from '../views/authorities.view.js';

/** Remembers who works on a case or is cleared for it. */
@Controller()
export class AuthorisationsConsumer {
  constructor(@Inject(VIEW_STORE) private readonly store: ViewStore) {}

  @EventPattern<string>('authorisation.authorisations.v1')
  async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    const { force, unit, applicant, officer, event } = fromBinary(AuthorisationEventSchema, bytes);
    const cleared = event.case === 'applied' ? event.value.cleared : [];
    const heard: CaseHeard = { type: 'CaseHeard', force, unit, applicant, officer, cleared };
    await foldTopic(this.store, authorities, heard, metaOf(context.delivery));
  }
}
