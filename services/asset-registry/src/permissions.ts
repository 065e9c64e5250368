import type { Permissions } from '@cpmp/shell';

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
