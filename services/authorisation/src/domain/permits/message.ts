import type { PermitMessage } from '@cpmp/gate';
import type { PermitEvent } from './events.js';

/** What an event about a permit says to its holder; an answer that was heard says nothing. */
export const permitMessage = (authorisation: string, event: PermitEvent): PermitMessage | undefined => {
  switch (event.type) {
    case 'PermitIssued':
      return { kind: 'issued', authorisation, ...event.said };
    case 'PermitExtended':
      return { kind: 'extended', authorisation, ...event.said };
    case 'PermitEnded':
    case 'UnknownPermitEnded':
      return { kind: 'ended', authorisation, ...event.said };
    case 'PermitSwitchedOn':
      return { kind: 'switched-on', authorisation, ...event.said };
    case 'PermitSwitchedOff':
      return { kind: 'switched-off', authorisation, ...event.said };
    case 'PermitRepeated':
      return { kind: 'repeated', authorisation, ...event.said };
    case 'PermitRefused': {
      const { permit, holder, thing, component, reference, operationId, refusal } = event;
      return { kind: 'refused', authorisation, permit, holder, thing, component, reference, operationId, refusal };
    }
    case 'AnswerHeard':
      return undefined;
  }
};
