import type { Instant } from '@cpmp/kernel';
import type { View } from '@cpmp/ledger';
import { afterError, error, type ErrorEvent, type ErrorState } from '../domain/index.js';
import { NEVER } from './register.view.js';

/** An error as the register keeps it; its texts stay closed. */
export type ErrorDoc = {
  readonly id: string;
  readonly reference: string;
  readonly force: string;
  /** Who raised it; empty where the record showed it. */
  readonly raisedBy: string;
  /** Empty where it is about no case. */
  readonly authorisation: string;
  readonly kind: string;
  readonly stage: string;
  readonly discoveredAt: Instant;
  /** The first instant by which something of it must be done; `NEVER` where nothing falls due. */
  readonly due: Instant;
  readonly state: ErrorState;
};

const docOf = (id: string, state: ErrorState): ErrorDoc | undefined => {
  if (!state.raised) return undefined;
  const { about, found, kind, discoveredAt } = state.raised;
  const due = Object.values(state.standing).map((standing) => standing.due).toSorted()[0] ?? NEVER;
  return { id, reference: about.reference, force: about.force, raisedBy: found.how === 'person' ? found.by.person : '', authorisation: about.authorisation ?? '', kind, stage: state.stage, discoveredAt, due, state };
};

/** Every error, potential and established, with its whole state. */
export const errors: View<ErrorDoc, ErrorEvent> = {
  name: 'errors',
  version: 1,
  from: 'log',
  key: (_event, meta) => (meta.stream.startsWith(`${error.category}-`) ? meta.streamId : undefined),
  indexes: ['reference', 'force', 'raisedBy', 'authorisation', 'kind', 'stage', 'discoveredAt', 'due'],
  on: { '*': (doc, event, meta) => docOf(meta.streamId, afterError(doc?.state ?? error.initial, [event])) },
};
