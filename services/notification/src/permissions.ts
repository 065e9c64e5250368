import { type AuthorityKnown, type Permissions, type Principal, worksOn } from '@cpmp/shell';
import type { DeadlineDoc } from './views/deadlines.view.js';

/** Who may do what here; what is not named is refused. Anyone may read and acknowledge what was sent to them, and read the deadlines they may know of. */
export const permissions = {
  readNotices: 'anyone',
  acknowledge: 'anyone',
  readOthersNotices: ['senior-responsible-officer', 'gatekeeper', 'inspector-ipco', 'administrator'],
  readDeadlines: 'anyone',
  noteDeadline: ['senior-responsible-officer', 'gatekeeper'],
  enterPerson: ['administrator'],
  readNames: 'anyone',
  readDirectory: ['administrator', 'senior-responsible-officer', 'gatekeeper', 'authorising-officer', 'resource-manager', 'inspector-ipco'],
} as const satisfies Permissions;

/** Who may know of everything, of whatever force. */
const OVERSIGHT: readonly string[] = ['inspector-ipco', 'judicial-commissioner'];

/** Who may know of every case of their own force. */
const FORCE_WIDE: readonly string[] = ['gatekeeper', 'senior-responsible-officer', 'authorising-officer'];

/** Who may know of every error of their own force: not every officer, since it may be an error of theirs. */
const JUDGE_ERRORS: readonly string[] = ['gatekeeper', 'senior-responsible-officer'];

/** Who may know of the deadlines about a thing or a risk of their own force, by the first part of its stream. */
const KEEPERS: Readonly<Record<string, readonly string[]>> = {
  asset: ['asset-custodian', 'resource-manager'],
  resource: ['resource-manager', 'cover-officer', 'controller'],
  risk: ['risk-owner'],
};

const has = ({ roles }: Principal, wanted: readonly string[]): boolean => roles.some((role) => wanted.includes(role));

/** True for oversight, who looks into every force. */
export const oversees = (principal: Principal): boolean => has(principal, OVERSIGHT);

/** True for the entries that somebody may read: their own force's and those of no force; oversight and an administrator of no force, who keeps every force's, read all. */
export const knowsEntry = (principal: Principal, force: string | null): boolean => force === null || oversees(principal) || keepsDirectoryOf(principal, force);

/** True where an administrator keeps the entries of a force: their own, or every one where they are of none. */
export const keepsDirectoryOf = (principal: Principal, force: string): boolean => (principal.force === undefined ? has(principal, permissions.enterPerson) : principal.force === force);

/** True for those who may know of a deadline: oversight, whoever was told of it, who works on its case, its force's officers (of an error, who judges those), who keeps the thing. To others it does not exist. */
export const mayKnow = (principal: Principal, { about, force, told }: DeadlineDoc, known: AuthorityKnown | undefined): boolean => {
  if (oversees(principal) || told.some(({ person }) => person === principal.person) || worksOn(principal, known)) return true;
  const [kind = ''] = about.split('-');
  return force !== null && principal.force === force && (has(principal, kind === 'error' ? JUDGE_ERRORS : FORCE_WIDE) || has(principal, KEEPERS[kind] ?? []));
};
