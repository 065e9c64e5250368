import type { View } from '@cpmp/ledger';
import type { AgeThen, Facts, Particular, SourceEvent } from '../domain/source.js';

/** A source as their page shows it; pseudonym and days stay closed. */
export type SourceDoc = {
  readonly id: string;
  readonly force: string;
  readonly pseudonym: string;
  readonly facts: Facts;
  /** Who may know of the source: whoever entered them, and all who hold or held a role. */
  readonly knownTo: readonly string[];
  readonly records: readonly { readonly particular: Particular; readonly by: string; readonly at: string; readonly text: string }[];
  /** The instant of entry. */
  readonly enteredAt: string;
  readonly meetings: readonly { readonly heldAt: string; readonly by: string; readonly recordedAt: string; readonly age: AgeThen; readonly adult?: string; readonly reason?: string }[];
};

const withFacts = (doc: SourceDoc | undefined, { facts, by }: { readonly facts: Facts; readonly by: string }): SourceDoc | undefined =>
  doc && { ...doc, facts, knownTo: [...new Set([...doc.knownTo, by, ...facts.roles.map(({ person }) => person)])] };

/** Every source, pseudonymous. */
export const sources: View<SourceDoc, SourceEvent> = {
  name: 'sources',
  version: 2,
  from: 'log',
  key: (_event, meta) => meta.streamId,
  indexes: ['force', 'knownTo'],
  on: {
    SourceRegistered: (_doc, { by, force, pseudonym, facts }, meta) => ({
      id: meta.streamId, force, pseudonym, facts, knownTo: [...new Set([by, ...facts.roles.map(({ person }) => person)])], records: [], enteredAt: meta.at, meetings: [],
    }),
    SourceRoleChanged: withFacts,
    SourceVulnerabilityRecorded: withFacts,
    SourceRecordAdded: (doc, { particular, by, addedAt, text }) => doc && { ...doc, records: [...doc.records, { particular, by, at: addedAt, text }] },
    SourceMeetingRecorded: (doc, { type: _type, ...meeting }) => doc && { ...doc, meetings: [...doc.meetings, meeting] },
  },
};
