import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { Holder, PermitMessage, PermitRequest } from '@cpmp/gate';
import { permitMessageOut, permitRequestIn } from '@cpmp/gate/wire';
import type { Aggregate } from '@cpmp/kernel';
import type { Ledger } from '@cpmp/ledger';
import { TopicContext, actOf, message, publisher } from '@cpmp/messaging';
import { AuthorisationEventSchema } from '@cpmp/proto/authorisation';
import { PermitEventSchema } from '@cpmp/proto/gate';
import { LEDGER, type ServiceParts } from '@cpmp/shell';

/** When the permits that the stand-in issues begin, and until when they run. */
export const ISSUED_AT = '2026-03-02T09:00:00.000Z';
export const ISSUED_UNTIL = '2026-06-02T00:00:00.000Z';

/** What the stand-in for authorisation says: a permit, or whose case it is. */
export type Said = { readonly type: 'PermitSaid'; readonly said: PermitMessage } | { readonly type: 'CaseSaid' };

/** Where it says it. */
export const authority: Aggregate<null, Said> = { category: 'authority', initial: null, evolve: () => null, personal: { PermitSaid: [], CaseSaid: [] } };

/** What it was asked, and how it answers: with what is other than usual; undefined is no answer. */
type Heard = { asked: PermitRequest[]; answers: (request: PermitRequest) => Partial<PermitMessage> | undefined };

/** Stands for authorisation in a holder's specs: it hears what the holder asks of it, and says what it is told to say. */
export const authorisationFor = (holder: Holder) => {
  const heard: Heard = { asked: [], answers: () => undefined };
  const said = ({ permit, thing, authorisation, component }: PermitRequest, change: Partial<PermitMessage>): Said => ({
    type: 'PermitSaid',
    said: { kind: 'issued', permit, holder, thing, authorisation, component, reference: 'MET-26-0001', operationId: 'op-weir', issuedAt: ISSUED_AT, startBy: '2026-03-02T09:01:00.000Z', until: ISSUED_UNTIL, ...change },
  });

  @Controller()
  class PermitRequests {
    constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

    @EventPattern<string>(`${holder}.permit-requests.v1`)
    async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
      const request = permitRequestIn(bytes);
      heard.asked.push(request);
      const change = heard.answers(request);
      if (change) await this.ledger.transact(authority, request.authorisation, () => [said(request, change)], actOf('authorisation.asked', context.delivery));
    }
  }

  const parts: ServiceParts = {
    name: 'authorisation', title: 'An authority', aggregates: [authority], views: [], controllers: [], consumers: [PermitRequests], providers: [],
    publish: publisher<Said>({
      PermitSaid: (event, { stream }) => [message('authorisation.permits.v1', stream, PermitEventSchema, permitMessageOut(event.said))],
      CaseSaid: (_, { stream, streamId }) => [
        message('authorisation.authorisations.v1', stream, AuthorisationEventSchema, { authorisation: streamId, reference: 'MET-26-0001', operationId: 'op-weir', force: 'met', unit: 'SCO35', applicant: 'dc-ahmed', officer: 'supt-reyes' }),
      ],
    }),
  };
  return { parts, heard, said };
};
