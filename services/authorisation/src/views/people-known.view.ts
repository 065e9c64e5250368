import type { EventMeta, View } from '@cpmp/ledger';
import type { PersonKnown } from '../domain/index.js';

/** A source or an operative as last heard of: what the law asks of them, and who looks after them. Keyed by their stream. */
export type PersonDoc = PersonKnown & { readonly thing: string };

/** What a register said of a source or an operative, the whole of it. */
export type PersonHeard = { readonly type: 'PersonHeard' } & PersonDoc;

const heard = (_doc: PersonDoc | undefined, { type: _type, ...said }: PersonHeard, { id }: EventMeta): PersonDoc => ({ ...said, heard: id });

const peopleOf = (name: string, topic: string): View<PersonDoc, PersonHeard> => ({
  name, version: 2, from: { topic }, key: (_event, meta) => meta.stream, indexes: [], on: { PersonHeard: heard },
});

/** Sources, from asset-registry. */
export const sources = peopleOf('sources', 'asset-registry.source-facts.v1');

/** Operatives, from resource-allocation. */
export const operatives = peopleOf('operatives', 'resource-allocation.operative-facts.v1');
