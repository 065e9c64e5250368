import type { Instant } from '@cpmp/kernel';
import type { View } from '@cpmp/ledger';
import type { AuthorityEvent } from '../domain/index.js';

/** Whose draft a stream has, or had; its text stays closed. */
export type DraftDoc = {
  readonly id: string;
  readonly person: string;
  /** Empty while there is none. */
  readonly keptUntil: Instant;
  /** Its ETag. */
  readonly saves: number;
  readonly draft?: { readonly number: number; readonly savedAt: Instant; readonly text: string };
};

/** Every stream on which somebody has written a draft. */
export const drafts: View<DraftDoc, AuthorityEvent> = {
  name: 'drafts',
  version: 1,
  from: 'log',
  key: (event, meta) => (event.type === 'DraftSaved' || event.type === 'DraftEnded' ? meta.streamId : undefined),
  indexes: ['person', 'keptUntil'],
  on: {
    DraftSaved: (doc, { draft: number, by, savedAt, keptUntil, text }, { streamId }) => ({
      id: streamId, person: by.person, keptUntil, saves: (doc?.saves ?? 0) + 1, draft: { number, savedAt, text },
    }),
    DraftEnded: (doc, _event, { streamId }) => ({ id: streamId, person: doc?.person ?? '', keptUntil: '', saves: doc?.saves ?? 0 }),
  },
};
