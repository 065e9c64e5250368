import type { Answer, authorisation, Client } from '@cpmp/client';
import { gotOr, isAway } from '../web/visit.js';

type Listed = authorisation.ListOrphansAnswer;
export type Orphan = Listed['items'][number];

/** At most so many of each service are read; the first in its record come first. */
const limit = 200;

/** One service's door to what rests on what another lost. */
type Door = {
  readonly listOrphans: (asked: { readonly query: { readonly state: 'open'; readonly limit: number } }) => Promise<Answer<Listed>>;
  readonly resolveOrphan: (asked: { readonly key: string; readonly body: authorisation.ResolveOrphanBody }) => Promise<Answer<authorisation.ResolveOrphanAnswer>>;
};

/** Every service that can have such commits, by its name. */
const doorsOf = (client: Client): Readonly<Record<string, Door>> => ({
  authorisation: client.authorisation, 'asset-registry': client.assetRegistry, 'resource-allocation': client.resourceAllocation, 'risk-assessment': client.riskAssessment, notification: client.notification,
});

/** A service's door, where one is called so. */
export const doorOf = (client: Client, service: string): Door | undefined => (Object.hasOwn(doorsOf(client), service) ? doorsOf(client)[service] : undefined);

/** What of one service's record waits for a word. `open`: how much; absent when the service does not answer. */
export type Left = { readonly service: string; readonly open?: number; readonly items: readonly Orphan[] };

const NONE: Listed = { open: 0, items: [] };

/** Each service whose record rests on something that another lost when it was restored, and of which nobody has said what came of it; nothing for who may not read it. */
export const readOrphans = async (client: Client): Promise<readonly Left[]> => {
  const left = await Promise.all(Object.entries(doorsOf(client)).map(async ([service, door]): Promise<Left> => {
    const answer = await door.listOrphans({ query: { state: 'open', limit } });
    return isAway(answer) ? { service, items: [] } : { service, ...gotOr(answer, NONE) };
  }));
  return left.filter(({ open }) => open !== 0);
};
