import { fromBinary } from '@bufbuild/protobuf';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { foldTopic, type ViewStore } from '@cpmp/ledger';
import { actOf, metaOf, TopicContext } from '@cpmp/messaging';
import { type AuthorisationEvent, AuthorisationEventSchema } from '@cpmp/proto/authorisation';
import { VIEW_STORE } from '@cpmp/shell';
import { authorities, type CaseHeard } from '../views/authorities.view.js';
import { NotificationService } from '../notification.service.js';

/** Tells people what became of an authority, and remembers who works on it or is cleared for it. */
@Controller()
export class AuthorisationsConsumer {
  constructor(
    private readonly service: NotificationService,
    @Inject(VIEW_STORE) private readonly store: ViewStore,
  ) {}

  @EventPattern<string>('authorisation.authorisations.v1')
  async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    const event = fromBinary(AuthorisationEventSchema, bytes);
    const { force, unit, applicant, officer } = event;
    const cleared = event.event.case === 'applied' ? event.event.value.cleared : [];
    const heard: CaseHeard = { type: 'CaseHeard', force, unit, applicant, officer, cleared };
    await foldTopic(this.store, authorities, heard, metaOf(context.delivery));
    const told = toldOf(event);
    if (!told) return;
    await this.service.raise(
      {
        ...told,
        about: `authority-${event.authorisation}`,
        component: event.component || null,
        thing: told.thing ?? null,
        deployment: told.deployment ?? null,
        reference: event.reference,
        force: force || null,
        unit: unit || null,
      },
      actOf('notification.authorisations', context.delivery),
    );
  }
}

/** Which row of the table an event is, and whom it names. A type not known here is passed over. */
const toldOf = ({ event, applicant, officer }: AuthorisationEvent): { event: string; persons: string[]; thing?: string; deployment?: string } | undefined => {
  switch (event.case) {
    case 'checked':
      return event.value.outcome === 'return' ? { event: 'returned', persons: [applicant] } : undefined;
    case 'granted':
      return { event: 'granted', persons: [applicant] };
    case 'refused':
      return { event: 'refused', persons: [applicant] };
    case 'cancelled':
      return { event: 'cancelled', persons: [...new Set([...event.value.told, applicant])] };
    case 'expired':
      return { event: 'expired', persons: [...new Set([applicant, officer])].filter((person) => person !== '') };
    case 'errorSuspected':
      return { event: 'error-suspected', persons: [], thing: event.value.thing, deployment: event.value.permit };
    case 'alarmRaised':
      return { event: 'alarm', persons: [], deployment: event.value.permit };
    default:
      return undefined;
  }
};
