import { type AuthorityKnown, type Permissions, type Principal, worksOn } from '@cpmp/shell';
import type { RiskDoc } from './views/risks.view.js';

/** Who may do what here; what is not named is refused. */
export const permissions = {
  assess: ['risk-owner', 'handler', 'controller', 'applicant', 'authorising-officer', 'resource-manager', 'cover-officer'],
  accept: ['risk-owner'],
  close: ['risk-owner'],
  read: [
    'risk-owner', 'handler', 'controller', 'applicant', 'authorising-officer', 'gatekeeper', 'resource-manager', 'asset-custodian', 'cover-officer',
    'senior-responsible-officer', 'inspector-ipco', 'judicial-commissioner',
  ],
} as const satisfies Permissions;

/** Who may know of every risk, of whatever force. */
const OVERSIGHT = ['inspector-ipco', 'judicial-commissioner'];

/** Who may know of every risk of their own force. */
const FORCE_WIDE = ['risk-owner', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer'];

/** Who deploys what a risk may be about, and so may use a case's id without knowing of the case. */
const HOLDERS = ['resource-manager', 'cover-officer', 'handler', 'controller'];

/** Who may know of the risks about a thing, by the first part of its stream. */
const KEEPERS: Readonly<Record<string, readonly string[]>> = {
  asset: ['asset-custodian', 'resource-manager'],
  resource: ['resource-manager', 'cover-officer', 'controller'],
};

/** Who looks after sources: nobody knows of every source by that, and who looks after which is not known here. So they go on knowing of the risks about one that they wrote of themselves. */
const SOURCE_KEEPERS = ['handler', 'controller'];

const has = ({ roles }: Principal, wanted: readonly string[]): boolean => roles.some((role) => wanted.includes(role));

/** True for those who may know of a risk: its assessor and owner, oversight, its force's owners and officers, who works on the case, who keeps the thing. To others it does not exist. */
export const mayKnow = (principal: Principal, { about, force, owner, assessed, wrote }: RiskDoc, known: AuthorityKnown | undefined): boolean => {
  if (has(principal, OVERSIGHT) || principal.person === owner || principal.person === assessed.by || worksOn(principal, known)) return true;
  const [kind = ''] = about.split('-');
  if (kind === 'source' && wrote.includes(principal.person) && has(principal, SOURCE_KEEPERS)) return true;
  return principal.force === force && (has(principal, FORCE_WIDE) || has(principal, KEEPERS[kind] ?? []));
};

/** True for those who may assess a risk about a case: who works on it or oversees it in their force, and who holds what is deployed under it. */
export const mayAssessCase = (principal: Principal, known: AuthorityKnown | undefined): boolean =>
  worksOn(principal, known) || (known !== undefined && principal.force === known.force && has(principal, [...FORCE_WIDE, ...HOLDERS]));
