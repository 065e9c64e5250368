import { type Decision, isRefusal, refuse } from '@cpmp/kernel';
import type { Permissions, Principal } from '@cpmp/shell';
import type { Application } from './domain/index.js';

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
  /** What an officer decided orally, by whoever asked them. */
  note: ['applicant', 'gatekeeper'],
  record: ['authorising-officer', 'gatekeeper', 'applicant'],
  read: 'anyone',
  readDoubts: ['senior-responsible-officer', 'gatekeeper', 'authorising-officer', 'judicial-commissioner', 'inspector-ipco'],
  /** Which law was adopted when, and what is offered. */
  readSets: ['administrator', 'senior-responsible-officer', 'judicial-commissioner', 'inspector-ipco'],
  /** A senior responsible officer may know of the cases that would differ; an administrator learns how many. */
  shadow: ['administrator', 'senior-responsible-officer'],
  adopt: ['administrator'],
  /** Who acts in a higher rank and as whose deputy; and, by day and night, who is away. Nobody enters what lets them decide more themselves. */
  designate: ['administrator'],
  recordAbsence: ['administrator', 'senior-responsible-officer', 'gatekeeper'],
  readDesignations: ['administrator', 'senior-responsible-officer', 'gatekeeper', 'authorising-officer'],
  /** What was obtained, and where its copies are. */
  registerProduct: ['product-officer', 'applicant', 'gatekeeper'],
  reviewProduct: ['product-officer', 'authorising-officer', 'senior-responsible-officer'],
  /** Each of the two persons that a destruction takes. */
  orderDestruction: ['authorising-officer', 'senior-responsible-officer'],
  /** Whoever destroys a copy, and whoever sees it. */
  destroyProduct: ['product-officer', 'gatekeeper'],
  holdProduct: ['inspector-ipco', 'judicial-commissioner'],
  quarantineProduct: ['senior-responsible-officer', 'authorising-officer', 'gatekeeper', 'product-officer'],
  releaseProduct: ['senior-responsible-officer'],
  /** What somebody suspects to be an error. */
  raiseError: ['senior-responsible-officer', 'gatekeeper', 'authorising-officer', 'applicant'],
  /** Whether it is one, what is reported of it and what came of it. */
  judgeError: ['senior-responsible-officer'],
  workOnError: ['senior-responsible-officer', 'gatekeeper'],
  answerError: ['senior-responsible-officer', 'gatekeeper', 'judicial-commissioner'],
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

/** Who deals with the errors of their own force. */
const ERROR_KEEPERS: readonly string[] = ['senior-responsible-officer', 'gatekeeper'];

/** The errors that a caller may know of: every one, those of a force, or those that they raised. */
export const errorsKnownTo = ({ roles, force, person }: Principal): 'all' | { readonly force: string } | { readonly raisedBy: string } => {
  if (roles.some((role) => OVERSIGHT.includes(role))) return 'all';
  return force && roles.some((role) => ERROR_KEEPERS.includes(role)) ? { force } : { raisedBy: person };
};

/** May they know of this one? */
export const knowsError = (principal: Principal, doc: { readonly force: string; readonly raisedBy: string }): boolean => {
  const known = errorsKnownTo(principal);
  return known === 'all' || Object.entries(known).every(([name, value]) => doc[name as keyof typeof doc] === value) || doc.raisedBy === principal.person;
};

/** May they act on an error of a force: its own office, and oversight. Whoever raised it may be of another force, and knows of it no more than that. */
export const dealsWithError = ({ force, roles }: Principal, doc: { readonly force: string }): boolean => force === doc.force || roles.some((role) => OVERSIGHT.includes(role));

/** How much a caller may know of a case: all of it, its state alone, or not even that it exists. */
export const mayKnow = (principal: Principal, reasons: readonly string[]): 'all' | 'state' | 'nothing' => {
  const own = reasonsOf(principal);
  if (!own || own.some((reason) => reasons.includes(reason))) return 'all';
  return reasons.includes(knownTo.holder(principal.person)) ? 'state' : 'nothing';
};

/**
 * What somebody decided on a case or its product, refused where the case is another force's and its application names no collaboration agreement (Police Act 1996, RIPA 2000): who is
 * cleared for it reads it, and acts in their own force. What the decision or the law refuses by itself comes first. Oversight acts in every force; where no force is named nobody is refused.
 */
export const ofThisForce = <E>({ force, roles }: Principal, application: Pick<Application, 'force' | 'agreement'> | undefined, decision: Decision<E>): Decision<E> => {
  const whose = application?.force;
  if (isRefusal(decision) || !force || !whose || force === whose || application.agreement !== undefined || roles.some((role) => OVERSIGHT.includes(role))) return decision;
  return refuse('not-this-force', 'This case is of another force, and its application names no agreement that covers both.', { instead: `Name the collaboration agreement in the application, or send it to somebody of ${whose}.` });
};

/** Whether a caller may know of product: who may know all of its case, and the force's product officers, who learn nothing else of it. */
export const knowsProduct = (principal: Principal, { force, reasons }: { readonly force: string; readonly reasons: readonly string[] }): boolean =>
  mayKnow(principal, reasons) === 'all' || (principal.roles.includes('product-officer') && principal.force === force);
