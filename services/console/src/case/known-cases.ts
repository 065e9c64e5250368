import type { Client } from '@cpmp/client';
import { gotOr } from '../web/visit.js';

/** So many cases are asked for by their ids at once. */
const IDS_MAX = 50;

/** Those of some cases that the reader may know of: their references by their ids. */
export const knownCases = async (client: Client, of: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const ids = [...new Set(of)];
  const asked = Array.from({ length: Math.ceil(ids.length / IDS_MAX) }, (_, index) => ids.slice(index * IDS_MAX, (index + 1) * IDS_MAX).join(','));
  const answers = await Promise.all(asked.map((some) => client.authorisation.listAuthorisations({ query: { ids: some, limit: IDS_MAX } })));
  return new Map(answers.flatMap((answer) => gotOr(answer, { items: [] }).items.map(({ id, reference }) => [id, reference] as const)));
};
