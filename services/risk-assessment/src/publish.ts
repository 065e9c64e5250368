import { type Publish, message, publisher } from '@cpmp/messaging';
import { RiskEventSchema } from '@cpmp/proto/risk-assessment';
import { deadlineMessages } from '@cpmp/shell';
import type { EventMeta } from '@cpmp/ledger';
import type { RiskEvent } from './domain/risk.js';

/** A risk's name on a deadline: people find it by this, and it tells nothing. */
export const referenceOf = (id: string): string => `RISK-${id.slice(0, 6).toUpperCase()}`;

/** Whose a risk's review is: the risk's force's, which may not be that of whoever accepted it or named its owner. */
const whose = (event: RiskEvent, { actor }: EventMeta) => {
  const force = (event.type === 'RiskAccepted' ? event.force : undefined) ?? event.stands.force;
  return force !== undefined && force !== actor?.force ? { force } : { force: actor?.force, unit: actor?.unit };
};

const standing = (event: RiskEvent, meta: EventMeta) => [
  message('risk-assessment.risks.v1', meta.stream, RiskEventSchema, {
    risk: meta.streamId,
    about: event.stands.about,
    residual: event.stands.residual,
    appetite: event.stands.appetite,
    acceptedUntil: event.stands.acceptedUntil ?? '',
    closed: event.stands.closed ?? false,
    ...(event.stands.force === undefined ? {} : { force: event.stands.force }),
  }),
  ...deadlineMessages('risk-assessment', event, meta, { reference: referenceOf(meta.streamId), ...whose(event, meta) }),
];

/** What leaves this service: how each risk stands (no text), and its deadlines on risk-assessment.deadlines.v1. */
export const publish: Publish = publisher<RiskEvent>({ RiskAssessed: standing, RiskReassessed: standing, RiskAccepted: standing, RiskClosed: standing });
