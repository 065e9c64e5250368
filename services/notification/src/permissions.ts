import type { Permissions } from '@cpmp/shell';

/** Who may do what here; what is not named is refused. Anyone may read and acknowledge what was sent to them. */
export const permissions = {
  readNotices: 'anyone',
  acknowledge: 'anyone',
  readOthersNotices: ['senior-responsible-officer', 'gatekeeper', 'inspector-ipco', 'administrator'],
  readDeadlines: ['applicant', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer', 'resource-manager', 'asset-custodian', 'risk-owner', 'inspector-ipco', 'judicial-commissioner', 'cover-officer', 'controller', 'administrator'],
  enterPerson: ['administrator'],
  readNames: 'anyone',
  readDirectory: ['administrator', 'senior-responsible-officer', 'gatekeeper', 'authorising-officer', 'resource-manager', 'inspector-ipco'],
} as const satisfies Permissions;
