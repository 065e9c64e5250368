import type { View } from '@cpmp/ledger';
import type { PersonEvent } from '../domain/person.js';
import type { Entry } from '../domain/recipients.js';

/** The directory: whom to tell. */
export const directory: View<Entry, PersonEvent> = {
  name: 'directory',
  version: 1,
  from: 'log',
  key: (event, meta) => (meta.stream.startsWith('person-') ? event.person : undefined),
  indexes: ['force'],
  on: {
    PersonEntered: (_, { type: _type, ...entry }) => entry,
  },
};
