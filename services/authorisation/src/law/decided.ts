import type { DomainEvent, Instant } from '@cpmp/kernel';
import type { Recorded } from '@cpmp/ledger';
import type { Ask, AuthorityEvent, Basis, ErrorEvent } from '../domain/index.js';

/** An event in which the law answered. */
export type DecidedEvent = Extract<AuthorityEvent, { readonly basis: Basis }> | (Extract<ErrorEvent, { readonly type: 'ErrorEstablished' }> & { readonly basis: Basis });

/** A decision as the log pins it: where it stands, what the law was asked, and the event itself. Nothing in it is covert but the event's sealed texts. */
export type Decided = {
  /** `<log>/<position>/<index>`. */
  readonly eventId: string;
  /** The case, or the error. */
  readonly id: string;
  readonly reference: string;
  /** Empty for an error. */
  readonly component: string;
  readonly at: Instant;
  readonly basis: Basis;
  readonly ask: Ask;
  readonly event: DecidedEvent;
};

/** Reads a decision of an event, if it is one. */
export const decidedOf = ({ event, meta }: Recorded<DomainEvent>): Decided | undefined => {
  if (!('basis' in event)) return undefined;
  const decided = event as DecidedEvent;
  const ask = decided.basis.facts as Ask;
  return { eventId: meta.id, id: meta.streamId, reference: decided.about.reference, component: 'component' in decided ? decided.component : '', at: ask.at, basis: decided.basis, ask, event: decided };
};
