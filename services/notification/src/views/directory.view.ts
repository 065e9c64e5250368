import type { View } from '@cpmp/ledger';
import { type Person, type PersonEvent, rolesOf } from '../domain/person.js';

/** An entry as the directory keeps it. */
export type DirectoryDoc = Person & {
  readonly person: string;
  /** The names of its roles on whatever day, so that a telling finds a role's holders without reading everybody. */
  readonly holds: readonly string[];
};

/** The directory: whom to tell. */
export const directory: View<DirectoryDoc, PersonEvent> = {
  name: 'directory',
  version: 1,
  from: 'log',
  key: (event, meta) => (meta.stream.startsWith('person-') ? event.person : undefined),
  indexes: ['force', 'holds'],
  on: {
    PersonEntered: (_, { type: _type, ...entry }) => ({ ...entry, holds: [...new Set(rolesOf(entry).map(({ role }) => role))] }),
  },
};
