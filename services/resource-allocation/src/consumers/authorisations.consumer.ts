import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { fromBinary } from '@bufbuild/protobuf';
import { type ViewStore, foldTopic } from '@cpmp/ledger';
import { TopicContext, metaOf } from '@cpmp/messaging';
import { AuthorisationEventSchema } from '@cpmp/proto/authorisation';
import { VIEW_STORE } from '@cpmp/shell';
import { type AuthorityHeard, authorities } from '../views/authorities.view.js';

/** Remembers which operation a case belongs to and who works on it. */
@Controller()
export class AuthorisationsConsumer {
  constructor(@Inject(VIEW_STORE) private readonly store: ViewStore) {}

  @EventPattern<string>('authorisation.authorisations.v1')
  async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    const { authorisation, reference, operationId, force, unit, applicant, officer, event } = fromBinary(AuthorisationEventSchema, bytes);
    const cleared = event.case === 'applied' ? event.value.cleared : [];
    const heard: AuthorityHeard = { type: 'AuthorityHeard', authorisation, reference, operationId, force, unit, applicant, officer, cleared };
    await foldTopic(this.store, authorities, heard, metaOf(context.delivery));
  }
}
