import type { DeploymentAnswer } from '@cpmp/gate';
import type { Instant } from '@cpmp/kernel';
import { idOf, type ViewReader } from '@cpmp/ledger';
import { type AuthorityKnown, authorities, type Principal, worksOn } from '@cpmp/shell';
import type { LooksAfter } from './holding.js';

const OVERSIGHT = ['inspector-ipco', 'judicial-commissioner'];
const FORCE_WIDE = ['asset-custodian', 'resource-manager', 'cover-officer', 'controller', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer'];

/** A deployment and when it was asked for, as far as it tells who may know of it. */
type Of = { readonly answer: DeploymentAnswer; readonly requestedAt: Instant };

/**
 * True for those who may know of a deployment: oversight; its force's holders, gatekeepers and officers; who works on the case or is cleared for it;
 * who looks after the thing. Everybody else is answered as if it did not exist.
 */
export const mayKnow = async (principal: Principal, { answer, requestedAt }: Of, views: ViewReader, looksAfter?: LooksAfter): Promise<boolean> => {
  if (mayKnowByOffice(principal, answer, await views.get(authorities, `authority-${answer.authorisation}`))) return true;
  return (await looksAfter?.(views, idOf(answer.thing), { person: principal.person, since: requestedAt })) ?? false;
};

const mayKnowByOffice = (principal: Principal, { force }: DeploymentAnswer, known: AuthorityKnown | undefined): boolean => {
  const has = (wanted: readonly string[]): boolean => principal.roles.some((role) => wanted.includes(role));
  return has(OVERSIGHT) || (has(FORCE_WIDE) && principal.force === force) || worksOn(principal, known);
};

/** True for those who may act on a deployment, where their role may: its force. To work on its case, or to be cleared for it, is to know of it. */
export const mayAct = (principal: Principal, { force }: DeploymentAnswer): boolean => principal.force === force;
