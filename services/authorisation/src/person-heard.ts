import { fromBinary } from '@bufbuild/protobuf';
import { SourceFactsSchema } from '@cpmp/proto/source';
import type { PersonHeard } from './views/people-known.view.js';

/** A message about a source or an operative as it is folded. */
export const personHeard = (bytes: Uint8Array): PersonHeard => {
  const { thing, vulnerable, turns, roles } = fromBinary(SourceFactsSchema, bytes);
  return { type: 'PersonHeard', thing, vulnerable, turns, roles: roles.map(({ role, person, from, until }) => ({ role, person, from, ...(until === '' ? {} : { until }) })) };
};
