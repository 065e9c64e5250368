import type { Answer, assetRegistry, Client, resourceAllocation } from '@cpmp/client';
import { everything, orNone } from '../web/lists.js';
import { got, isAway } from '../web/visit.js';
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

/** Deployments that the reader may know of, and the holders that do not answer now: of those nothing is known. */
export type Found = { readonly deployments: readonly Deployment[]; readonly away: readonly Holder[] };

const REGISTERS: Readonly<Record<Holder, string>> = { asset: 'equipment', resource: 'teams and operatives' };

/** The registers that do not answer now, in words; nothing where all do. */
export const awayWords = (away: Found['away']): string => inWords(away.map((holder) => REGISTERS[holder]));

/** All that holders list, page after page: what is out longest is on the last. Nothing where the reader's roles may not see it. What one register has waits for no other, nor does whether a case is lawful, or ending it. */
const found = async (...asked: readonly (readonly [Holder, Ask])[]): Promise<Found> => {
  const away = new Set<Holder>();
  const under = async ([holder, ask]: readonly [Holder, Ask]): Promise<readonly Deployment[]> =>
    (await everything(ask, (answer) => {
      if (!isAway(answer)) return orNone(answer);
      away.add(holder);
      return { items: [] };
    })).map(held(holder));
  const deployments = (await Promise.all(asked.map(under))).flat();
  return { deployments, away: [...away].toSorted() };
};

/** The deployments of a case. */
export const deploymentsUnder = (client: Client, authorisation: string): Promise<Found> =>
  found(['asset', (paged) => client.assetRegistry.listDeployments({ query: { authorisation, ...paged } })], ['resource', (paged) => client.resourceAllocation.listDeployments({ query: { authorisation, ...paged } })]);

/** The deployments of one thing that the reader may know of, the newest first. */
export const deploymentsOf = async (client: Client, holder: Holder, id: string): Promise<readonly Deployment[]> => {
  const thing = `${holder}-${id}`;
  const ask: Ask = (paged) => (holder === 'asset' ? client.assetRegistry.listDeployments({ query: { thing, ...paged } }) : client.resourceAllocation.listDeployments({ query: { thing, ...paged } }));
  return (await everything(ask, orNone)).map(held(holder));
};

const assetsIn = (client: Client, state: 'recall-ordered' | 'deployed' | 'requested') => ['asset', (paged: Paged) => client.assetRegistry.listDeployments({ query: { state, ...paged } })] as const;
const resourcesIn = (client: Client, state: 'withdrawing' | 'deployed' | 'requested') => ['resource', (paged: Paged) => client.resourceAllocation.listDeployments({ query: { state, ...paged } })] as const;

/** Everything that is out, or asked for. */
export const deploymentsOut = (client: Client): Promise<Found> =>
  found(...(['recall-ordered', 'deployed', 'requested'] as const).map((state) => assetsIn(client, state)), ...(['withdrawing', 'deployed', 'requested'] as const).map((state) => resourcesIn(client, state)));

/** What is out and must not run any more, since a power that it needs has ended: the soonest clock first. */
export const deploymentsToSwitchOff = async (client: Client): Promise<Found> => {
  const running = 'switch-off-ordered';
  const { deployments, away } = await found(
    ['asset', (paged) => client.assetRegistry.listDeployments({ query: { running, ...paged } })], ['resource', (paged) => client.resourceAllocation.listDeployments({ query: { running, ...paged } })],
  );
  return { away, deployments: deployments.toSorted((a, b) => (a.switchOffBy ?? '').localeCompare(b.switchOffBy ?? '') || a.label.localeCompare(b.label)) };
};

/** What is out and must come back: the soonest clock first, then what was recalled first. */
export const deploymentsEnding = async (client: Client): Promise<Found> => {
  const { deployments, away } = await found(assetsIn(client, 'recall-ordered'), resourcesIn(client, 'withdrawing'));
  const clockOf = ({ recallBy, recalledAt }: Deployment): string => `${recallBy ?? '9'} ${recalledAt ?? ''}`;
  return { away, deployments: deployments.toSorted((a, b) => clockOf(a).localeCompare(clockOf(b)) || a.label.localeCompare(b.label)) };
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
