import type { assetRegistry, Client, resourceAllocation } from '@cpmp/client';
import { got, gotOr } from './visit.js';
import { OUT, said } from './words.js';

/** A deployment, of whichever holder. */
export type Deployment = (assetRegistry.DeployAssetAnswer | resourceAllocation.DeployResourceAnswer) & { readonly holder: 'asset' | 'resource' };

const LISTED_MAX = 200;
const NONE = { items: [] };

/** Deployments that the reader may know of, of one case or of all: assets first. What their roles may not list is left out. */
export const readDeployments = async (client: Client, authorisation?: string): Promise<readonly Deployment[]> => {
  const query = { limit: LISTED_MAX, ...(authorisation ? { authorisation } : {}) };
  const [assets, resources] = await Promise.all([client.assetRegistry.listDeployments({ query }), client.resourceAllocation.listDeployments({ query })]);
  return [...gotOr(assets, NONE).items.map((one) => ({ ...one, holder: 'asset' as const })), ...gotOr(resources, NONE).items.map((one) => ({ ...one, holder: 'resource' as const }))];
};

/** One deployment, whichever holder has it. @throws ApiNo when neither has, or neither says so to this reader */
export const readDeployment = async (client: Client, id: string): Promise<Deployment> => {
  const asset = await client.assetRegistry.readDeployment({ params: { id } });
  if (asset.ok) return { ...asset.value, holder: 'asset' };
  const resource = await client.resourceAllocation.readDeployment({ params: { id } });
  return { ...got(resource.ok || asset.status === 404 || asset.status === 403 ? resource : (asset as typeof resource)), holder: 'resource' };
};

/** `vehicle tracker VT-0001`, or the label alone where it says its kind. */
export const thingWords = ({ label, kind }: Pick<Deployment, 'label' | 'kind'>): string => (kind === '' || label.toLowerCase().includes(said(kind)) ? label : `${said(kind)} ${label}`);

/** Is it out? */
export const isOut = ({ state }: Pick<Deployment, 'state'>): boolean => OUT.includes(state);
