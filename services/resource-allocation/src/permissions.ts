import { isPermitted, type Permissions, type Principal } from '@cpmp/shell';
import { EVER, rolesEntered } from './domain/looked-after.js';
import type { ResourceDoc } from './views/resources.view.js';
import type { TaskingDoc } from './views/taskings.view.js';

/** Who reads the register of their force. */
const READERS = ['resource-manager', 'cover-officer', 'controller', 'applicant', 'senior-investigating-officer', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer', 'administrator', 'inspector-ipco', 'judicial-commissioner'] as const;

/** Who may do what here; what is not named is refused. */
export const permissions = {
  register: ['resource-manager', 'administrator'],
  recordFitness: ['resource-manager', 'cover-officer'],
  changeRole: ['resource-manager', 'cover-officer', 'controller'],
  deploy: ['resource-manager'],
  deployOperative: ['resource-manager', 'cover-officer'],
  withdraw: ['resource-manager'],
  withdrawOperative: ['resource-manager', 'cover-officer', 'controller'],
  switchOff: ['resource-manager'],
  switchOffOperative: ['resource-manager', 'cover-officer', 'controller'],
  decideWithdrawal: ['resource-manager', 'senior-responsible-officer'],
  decideOperativeWithdrawal: ['resource-manager', 'cover-officer', 'controller', 'senior-responsible-officer'],
  ask: ['applicant', 'resource-manager', 'senior-investigating-officer'],
  allocate: ['resource-manager'],
  // Handlers and record maintainers read of the operatives whom they look after, and of nothing else.
  read: [...READERS, 'handler', 'record-maintainer'],
  readOperatives: ['resource-manager', 'cover-officer', 'controller', 'senior-responsible-officer', 'administrator', 'inspector-ipco', 'judicial-commissioner'],
  readTaskings: ['resource-manager', 'applicant', 'senior-investigating-officer', 'senior-responsible-officer', 'inspector-ipco'],
  readDeployments: ['resource-manager', 'cover-officer', 'controller', 'applicant', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer', 'inspector-ipco', 'judicial-commissioner', 'handler', 'record-maintainer'],
} as const satisfies Permissions;

/** Who an operative is, how fit and who looks after it is for those who look after operatives. */
export const mayReadOperatives = (principal: Principal): boolean => isPermitted(principal, permissions, 'readOperatives');

/** Who looks into every force, as far as the permissions above let them. */
const OVERSIGHT = ['inspector-ipco', 'judicial-commissioner'];

/** Who looks or looked after an operative, by London days. */
export const carersOf = (doc: ResourceDoc) => doc.roles ?? rolesEntered(doc, EVER);

/** Who may know of a resource: who reads the register in its force, oversight, and whoever looks or looked after it, who may be of another force (RIPA 2000 s.29(9)). To others it does not exist. */
export const knowsResource = ({ person, force, roles }: Principal, doc: ResourceDoc): boolean => {
  const has = (wanted: readonly string[]): boolean => roles.some((role) => wanted.includes(role));
  return has(OVERSIGHT) || ((doc.force === undefined || force === doc.force) && has(READERS)) || carersOf(doc).some((held) => held.person === person);
};

/** Who may act on a resource that they know of, where their role may: its force, and whoever looks after it on that day. Who did before reads on, and oversight reads. */
export const mayUse = ({ person, force }: Principal, doc: ResourceDoc, day: string): boolean =>
  doc.force === undefined || force === doc.force || carersOf(doc).some((held) => held.person === person && held.from <= day && (held.until === undefined || day < held.until));

const FORCE_WIDE = ['resource-manager', 'senior-responsible-officer'];

/** Who may know of a tasking: whoever asked, their unit, the force's resource managers and senior responsible officer, and the inspector. */
export const mayKnow = ({ person, force, unit, roles }: Principal, { asked }: TaskingDoc): boolean => {
  if (person === asked.by || roles.some((role) => OVERSIGHT.includes(role))) return true;
  if (force !== asked.force) return false;
  return roles.some((role) => FORCE_WIDE.includes(role)) || (unit !== undefined && unit === asked.unit);
};
