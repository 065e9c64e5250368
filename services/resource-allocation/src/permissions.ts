import type { Permissions } from '@cpmp/shell';

/** Who may do what here; what is not named is refused. */
export const permissions = {
  register: ['resource-manager', 'administrator'],
  recordFitness: ['resource-manager', 'cover-officer'],
  deploy: ['resource-manager'],
  deployOperative: ['resource-manager', 'cover-officer'],
  withdraw: ['resource-manager'],
  withdrawOperative: ['resource-manager', 'cover-officer'],
  decideWithdrawal: ['resource-manager', 'senior-responsible-officer'],
  decideOperativeWithdrawal: ['resource-manager', 'cover-officer', 'controller', 'senior-responsible-officer'],
  ask: ['applicant', 'resource-manager', 'senior-investigating-officer'],
  allocate: ['resource-manager'],
  read: ['resource-manager', 'cover-officer', 'controller', 'applicant', 'senior-investigating-officer', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer', 'administrator', 'inspector-ipco', 'judicial-commissioner'],
  readOperatives: ['resource-manager', 'cover-officer', 'controller', 'senior-responsible-officer', 'administrator', 'inspector-ipco', 'judicial-commissioner'],
  readTaskings: ['resource-manager', 'applicant', 'senior-investigating-officer', 'senior-responsible-officer', 'inspector-ipco'],
  readDeployments: ['resource-manager', 'cover-officer', 'controller', 'applicant', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer', 'inspector-ipco', 'judicial-commissioner'],
} as const satisfies Permissions;
