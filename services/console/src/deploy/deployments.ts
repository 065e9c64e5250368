import type { Answer, assetRegistry, Client, resourceAllocation } from '@cpmp/client';
import { everything, orNone } from '../web/lists.js';
import { got } from '../web/visit.js';
import { listed as inWords, said } from '../web/words.js';

/** Who has the thing: the register of assets, or of resources. */
export type Holder = 'asset' | 'resource';

type Answered = assetRegistry.DeployAssetAnswer | resourceAllocation.DeployResourceAnswer;

/** A deployment, of whichever holder, where its page is, and how it stands. */
export type Deployment = Answered & { readonly holder: Holder; readonly path: string; readonly states: readonly string[] };

/** How what was to go out stands: its state, and that it must not run where it must not. */
export const statesOf = ({ state, running }: { readonly state: string; readonly running?: string | undefined }): readonly string[] => [state, ...(running === undefined || running === 'switched-on' ? [] : [running])];

/** Where a deployment's page is. The holder stands in the address, so that no other is asked for what it has not: it would record that as a search. */
export const pathTo = (holder: Holder, id: string): string => `/deployments/${holder}s/${id}`;

const held = (holder: Holder) => (one: Answered): Deployment => ({ ...one, holder, path: pathTo(holder, one.id), states: statesOf(one) });

type Paged = { readonly limit: number; readonly after?: string };
type Ask = (paged: Paged) => Promise<Answer<{ readonly items: readonly Answered[]; readonly next?: string }>>;

/** All that one holder lists, page after page: what is out longest is on the last. Nothing where the reader's roles may not see it. */
const listed = async (holder: Holder, ask: Ask): Promise<readonly Deployment[]> => (await everything(ask, orNone)).map(held(holder));

const isAway = ({ status }: Answer<unknown>): boolean => status === 0 || status === 503;

/** The deployments of a case that the reader may know of, and the holders that do not answer now: whether a case is lawful, and ending it, waits for no register. */
export const deploymentsUnder = async (client: Client, authorisation: string): Promise<{ readonly deployments: readonly Deployment[]; readonly away: readonly Holder[] }> => {
  const away: Holder[] = [];
  const under = async (holder: Holder, ask: Ask): Promise<readonly Deployment[]> =>
    (await everything(ask, (answer) => {
      if (!isAway(answer)) return orNone(answer);
      away.push(holder);
      return { items: [] };
    })).map(held(holder));
  const found = await Promise.all([
    under('asset', (paged) => client.assetRegistry.listDeployments({ query: { authorisation, ...paged } })),
    under('resource', (paged) => client.resourceAllocation.listDeployments({ query: { authorisation, ...paged } })),
  ]);
  return { deployments: found.flat(), away: away.toSorted() };
};

/** The deployments of one thing that the reader may know of, the newest first. */
export const deploymentsOf = (client: Client, holder: Holder, id: string): Promise<readonly Deployment[]> => {
  const thing = `${holder}-${id}`;
  return listed(holder, (paged) => (holder === 'asset' ? client.assetRegistry.listDeployments({ query: { thing, ...paged } }) : client.resourceAllocation.listDeployments({ query: { thing, ...paged } })));
};

type StateOf = { readonly asset: 'recall-ordered' | 'deployed' | 'requested'; readonly resource: 'withdrawing' | 'deployed' | 'requested' };

const assetsIn = (client: Client, state: StateOf['asset']) => listed('asset', (paged) => client.assetRegistry.listDeployments({ query: { state, ...paged } }));
const resourcesIn = (client: Client, state: StateOf['resource']) => listed('resource', (paged) => client.resourceAllocation.listDeployments({ query: { state, ...paged } }));

/** Everything that is out, or asked for, and that the reader may know of. */
export const deploymentsOut = async (client: Client): Promise<readonly Deployment[]> => {
  const assets = (['recall-ordered', 'deployed', 'requested'] as const).map((state) => assetsIn(client, state));
  const resources = (['withdrawing', 'deployed', 'requested'] as const).map((state) => resourcesIn(client, state));
  return (await Promise.all([...assets, ...resources])).flat();
};

/** What is out and must not run any more, since a power that it needs has ended: the soonest clock first. */
export const deploymentsToSwitchOff = async (client: Client): Promise<readonly Deployment[]> => {
  const running = 'switch-off-ordered';
  const found = await Promise.all([
    listed('asset', (paged) => client.assetRegistry.listDeployments({ query: { running, ...paged } })),
    listed('resource', (paged) => client.resourceAllocation.listDeployments({ query: { running, ...paged } })),
  ]);
  return found.flat().toSorted((a, b) => (a.switchOffBy ?? '').localeCompare(b.switchOffBy ?? '') || a.label.localeCompare(b.label));
};

/** What is out and must come back: the soonest clock first, then what was recalled first. */
export const deploymentsEnding = async (client: Client): Promise<readonly Deployment[]> => {
  const found = await Promise.all([assetsIn(client, 'recall-ordered'), resourcesIn(client, 'withdrawing')]);
  const clockOf = ({ recallBy, recalledAt }: Deployment): string => `${recallBy ?? '9'} ${recalledAt ?? ''}`;
  return found.flat().toSorted((a, b) => clockOf(a).localeCompare(clockOf(b)) || a.label.localeCompare(b.label));
};

/** One deployment. @throws ApiNo */
export const readDeployment = async (client: Client, holder: Holder, id: string): Promise<Deployment> =>
  held(holder)(got<Answered>(holder === 'asset' ? await client.assetRegistry.readDeployment({ params: { id } }) : await client.resourceAllocation.readDeployment({ params: { id } })));

/** `vehicle tracker VT-0001`, or the label alone where it says its kind. */
export const thingWords = ({ label, kind }: Pick<Deployment, 'label' | 'kind'>): string => (kind === '' || label.toLowerCase().includes(said(kind)) ? label : `${said(kind)} ${label}`);

/** The other powers without which it must not run, in words; nothing where it needs none. */
export const needsWords = ({ needs = [] }: Pick<Deployment, 'needs'>): string => inWords(needs.map(said));

/** What the live news of deployments go by: each thing once. */
export const streamsOf = (deployments: readonly Pick<Deployment, 'thing'>[]): readonly string[] => [...new Set(deployments.map(({ thing }) => thing))];

const OUT: readonly string[] = ['deployed', 'recall-ordered', 'withdrawing'];

/** Is it out? */
export const isOut = ({ state }: Pick<Deployment, 'state'>): boolean => OUT.includes(state);
