import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { ViewStore } from '@cpmp/ledger';
import { actOf, TopicContext } from '@cpmp/messaging';
import type { AuthorisationEvent } from '@cpmp/proto/authorisation';
import { hearCase, VIEW_STORE } from '@cpmp/shell';
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
    const event = await hearCase(this.store, bytes, context.delivery);
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
        force: event.force || null,
        unit: event.unit || null,
      },
      actOf('notification.authorisations', context.delivery),
    );
  }
}

/** Each once; the officer is not named in what was said before they were. */
const hearing = (...persons: readonly string[]): string[] => [...new Set(persons)].filter((person) => person !== '');

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
      return { event: 'expired', persons: hearing(applicant, officer) };
    case 'approved':
    case 'declined':
    case 'quashed':
      return { event: event.case, persons: event.value.told };
    case 'commented':
      return { event: 'commissioner-commented', persons: event.value.told };
    case 'appealDecided':
      return { event: `appeal-${event.value.outcome}`, persons: event.value.told };
    case 'endedWithLinked':
      return { event: 'ended-with-linked', persons: hearing(applicant, officer) };
    case 'regrantFlagged':
      return { event: 'regrant-before-twelve-months', persons: [] };
    case 'caseReviewPrompted':
      return { event: 'whole-case-review', persons: event.value.told };
    case 'researchLogged':
      return event.value.needs === 'none' || event.value.covered ? undefined : { event: 'research-needs-authority', persons: [applicant] };
    case 'deploymentReported':
      return event.value.covered ? undefined : { event: 'error-suspected', persons: [] };
    case 'errorSuspected':
      return { event: 'error-suspected', persons: [], thing: event.value.thing, deployment: event.value.permit };
    case 'alarmRaised':
      return { event: 'alarm', persons: [], deployment: event.value.permit };
    default:
      return undefined;
  }
};
