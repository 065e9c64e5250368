import type { Permissions, Principal } from '@cpmp/shell';
import type { AssetDoc } from './views/assets.view.js';

/** Who may do what here; what is not named is refused. */
export const permissions = {
  register: ['asset-custodian', 'administrator'],
  custody: ['asset-custodian'],
  serviceability: ['asset-custodian'],
  book: ['asset-custodian', 'resource-manager'],
  deploy: ['asset-custodian', 'resource-manager'],
  move: ['asset-custodian', 'resource-manager'],
  switchOff: ['asset-custodian', 'resource-manager'],
  recover: ['asset-custodian', 'resource-manager'],
  read: ['asset-custodian', 'resource-manager', 'applicant', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer', 'administrator', 'inspector-ipco', 'judicial-commissioner'],
  readHistory: ['asset-custodian', 'resource-manager', 'senior-responsible-officer', 'inspector-ipco'],
  keepSources: ['handler', 'controller', 'record-maintainer'],
  readSources: ['handler', 'controller', 'record-maintainer', 'inspector-ipco'],
  readDeployments: ['asset-custodian', 'resource-manager', 'applicant', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer', 'inspector-ipco', 'judicial-commissioner'],
} as const satisfies Permissions;

const OVERSIGHT: readonly string[] = ['inspector-ipco', 'judicial-commissioner'];

/** Who may know of an asset: its force, and oversight. To others it does not exist. */
export const knowsAsset = ({ force, roles }: Principal, doc: AssetDoc): boolean => doc.force === undefined || force === doc.force || roles.some((role) => OVERSIGHT.includes(role));
