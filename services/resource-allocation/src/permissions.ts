import { isPermitted, type Permissions, type Principal } from '@cpmp/shell';
import type { TaskingDoc } from './views/taskings.view.js';

/** Who may do what here; what is not named is refused. */
export const permissions = {
  register: ['resource-manager', 'administrator'],
  recordFitness: ['resource-manager', 'cover-officer'],
  changeRole: ['resource-manager', 'cover-officer', 'controller'],
  deploy: ['resource-manager'],
  deployOperative: ['resource-manager', 'cover-officer'],
  withdraw: ['resource-manager'],
  withdrawOperative: ['resource-manager', 'cover-officer'],
  switchOff: ['resource-manager'],
  switchOffOperative: ['resource-manager', 'cover-officer'],
  decideWithdrawal: ['resource-manager', 'senior-responsible-officer'],
  decideOperativeWithdrawal: ['resource-manager', 'cover-officer', 'controller', 'senior-responsible-officer'],
  ask: ['applicant', 'resource-manager', 'senior-investigating-officer'],
  allocate: ['resource-manager'],
  read: ['resource-manager', 'cover-officer', 'controller', 'applicant', 'senior-investigating-officer', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer', 'administrator', 'inspector-ipco', 'judicial-commissioner'],
  readOperatives: ['resource-manager', 'cover-officer', 'controller', 'senior-responsible-officer', 'administrator', 'inspector-ipco', 'judicial-commissioner'],
  readTaskings: ['resource-manager', 'applicant', 'senior-investigating-officer', 'senior-responsible-officer', 'inspector-ipco'],
  readDeployments: ['resource-manager', 'cover-officer', 'controller', 'applicant', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer', 'inspector-ipco', 'judicial-commissioner'],
} as const satisfies Permissions;

/** Who an operative is, how fit and who looks after it is for those who look after operatives. */
export const mayReadOperatives = (principal: Principal): boolean => isPermitted(principal, permissions, 'readOperatives');

const OVERSIGHT = ['inspector-ipco'];
const FORCE_WIDE = ['resource-manager', 'senior-responsible-officer'];

/** Who may know of a tasking: whoever asked, their unit, the force's resource managers and senior responsible officer, and the inspector. */
export const mayKnow = ({ person, force, unit, roles }: Principal, { asked }: TaskingDoc): boolean => {
  if (person === asked.by || roles.some((role) => OVERSIGHT.includes(role))) return true;
  if (force !== asked.force) return false;
  return roles.some((role) => FORCE_WIDE.includes(role)) || (unit !== undefined && unit === asked.unit);
};
