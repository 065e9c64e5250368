import type { Permissions } from '@cpmp/shell';

/** Who may do what here; what is not named is refused. */
export const permissions = {
  assess: ['risk-owner', 'handler', 'controller', 'applicant', 'authorising-officer', 'resource-manager', 'cover-officer'],
  accept: ['risk-owner'],
  read: ['risk-owner', 'handler', 'controller', 'authorising-officer', 'gatekeeper', 'resource-manager', 'senior-responsible-officer', 'inspector-ipco', 'cover-officer'],
} as const satisfies Permissions;
