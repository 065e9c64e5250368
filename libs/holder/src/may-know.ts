import type { DeploymentAnswer } from '@cpmp/gate';
import { type AuthorityKnown, type Principal, worksOn } from '@cpmp/shell';

const OVERSIGHT = ['inspector-ipco', 'judicial-commissioner'];
const FORCE_WIDE = ['asset-custodian', 'resource-manager', 'cover-officer', 'controller', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer'];

/**
 * True for those who may know of a deployment: oversight; its force's holders, gatekeepers and officers; who works on the case or is cleared for it.
 * Everybody else is answered as if it did not exist.
 */
export const mayKnow = (principal: Principal, { force }: DeploymentAnswer, known: AuthorityKnown | undefined): boolean => {
  const has = (wanted: readonly string[]): boolean => principal.roles.some((role) => wanted.includes(role));
  return has(OVERSIGHT) || (has(FORCE_WIDE) && principal.force === force) || worksOn(principal, known);
};

/** True for those who may act on a deployment, where their role may: its force. To work on its case, or to be cleared for it, is to know of it. */
export const mayAct = (principal: Principal, { force }: DeploymentAnswer): boolean => principal.force === force;
