import type { Permissions, Principal } from '@cpmp/shell';

/** Who may do what here; what is not named is refused. Which rank may decide is the law's to say. */
export const permissions = {
  apply: ['applicant'],
  check: ['gatekeeper'],
  decide: ['authorising-officer'],
  /** What a judicial commissioner answers. */
  commission: ['judicial-commissioner'],
  readNotices: ['authorising-officer', 'gatekeeper', 'senior-responsible-officer', 'judicial-commissioner', 'inspector-ipco'],
  /** For the chief officer, to whom this role answers for how the powers are used. */
  acknowledge: ['senior-responsible-officer'],
  notify: ['gatekeeper', 'authorising-officer'],
  /** What was deployed on paper. */
  report: ['authorising-officer', 'gatekeeper', 'applicant'],
  /** What was looked at in open sources. */
  research: ['applicant'],
  record: ['authorising-officer', 'gatekeeper', 'applicant'],
  read: 'anyone',
  readDoubts: ['senior-responsible-officer', 'gatekeeper', 'authorising-officer', 'judicial-commissioner', 'inspector-ipco'],
  inspect: ['inspector-ipco', 'judicial-commissioner', 'senior-responsible-officer'],
} as const satisfies Permissions;

/** Who may know of every case, of whatever force. */
const OVERSIGHT: readonly string[] = ['judicial-commissioner', 'inspector-ipco'];

/** Who may know of every case of their own force. */
const FORCE_WIDE: readonly string[] = ['gatekeeper', 'senior-responsible-officer', 'authorising-officer'];

/** One reason to know of a case, as text that a view can be asked for. */
export const knownTo = {
  force: (force: string): string => `force:${force}`,
  unit: (force: string, unit: string): string => `unit:${force}/${unit}`,
  person: (person: string): string => `person:${person}`,
  /** They asked for a permit under it: they learn its state, not its text. */
  holder: (person: string): string => `holder:${person}`,
};

/** What makes a case a caller's own: they applied for it, acted on it, or are named in it. */
export const ownReasons = ({ person }: Principal): readonly string[] => [knownTo.person(person)];

/** The reasons that a caller has; undefined for oversight, who may know of every case. */
export const reasonsOf = (principal: Principal): readonly string[] | undefined => {
  const { force, unit, roles } = principal;
  if (roles.some((role) => OVERSIGHT.includes(role))) return undefined;
  return [
    ...(force && roles.some((role) => FORCE_WIDE.includes(role)) ? [knownTo.force(force)] : []),
    ...(force && unit ? [knownTo.unit(force, unit)] : []),
    ...ownReasons(principal),
  ];
};

/** How much a caller may know of a case: all of it, its state alone, or not even that it exists. */
export const mayKnow = (principal: Principal, reasons: readonly string[]): 'all' | 'state' | 'nothing' => {
  const own = reasonsOf(principal);
  if (!own || own.some((reason) => reasons.includes(reason))) return 'all';
  return reasons.includes(knownTo.holder(principal.person)) ? 'state' : 'nothing';
};
