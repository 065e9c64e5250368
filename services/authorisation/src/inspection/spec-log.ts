import type { Recorded } from '@cpmp/ledger';
import type { AuthorityEvent } from '../domain/index.js';
import { T } from '../domain/spec-case.js';

/** A log of one case, an event a commit and a minute. */
export const logOf = (events: readonly AuthorityEvent[]) => ({
  log: 'authorisation/1',
  readAfter: async (position: number, limit: number) =>
    events.slice(position, position + limit).map((event, index) => {
      const at = position + index + 1;
      const meta = { id: `authorisation/1/${at}/0`, log: 'authorisation/1', position: at, index: 0, stream: 'authority-a', streamId: 'a', version: at, at: T(at), actor: null };
      return { position: at, events: [{ event, meta }] as unknown as Recorded<AuthorityEvent & Record<string, unknown>>[] };
    }),
});
