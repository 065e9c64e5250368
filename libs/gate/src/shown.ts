import type { Instant, Refusal } from '@cpmp/kernel';
import type { DeploymentAnswer, Target, Window } from './messages.js';

/** What is kept of a deployment wherever it is kept: in the thing's state, and in the holder's view. */
type Kept = {
  readonly answer: DeploymentAnswer;
  readonly tactic: string;
  readonly target: Target;
  readonly window: Window;
  readonly requestedAt: Instant;
  readonly answerBy: Instant;
  readonly requestedBy: string;
  readonly recoverBy?: Instant;
  readonly note?: string;
  readonly refusal?: Refusal;
};

/** A deployment as a holder's door answers it. `until` is the end once one is read. */
export const shownDeployment = ({ answer, recoverBy, note, refusal, ...kept }: Kept, kind: string) => {
  const { permit, thing, label, authorisation, component, state, startedAt, untilRead, endRead, recalledAt, closedAt } = answer;
  const [category = '', id = ''] = thing.split('-');
  const until = endRead?.at ?? untilRead;
  return {
    id: permit, thing, [category]: id, label, kind, authorisation, component, tactic: kept.tactic, target: kept.target, window: kept.window,
    state, requestedAt: kept.requestedAt, answerBy: kept.answerBy, requestedBy: kept.requestedBy, startedAt, until, recalledAt,
    recallBy: closedAt === undefined ? recoverBy : undefined, closedAt, outcome: closedAt === undefined ? undefined : state, note,
    refusal: state === 'refused' ? refusal : undefined,
  };
};

/** A deployment as a holder's door answers it. */
export type ShownDeployment = ReturnType<typeof shownDeployment>;

/** What a holder knows of an authority from its topic: enough to let an operation's own booking give way, to say who may know of it, and to find it by the reference that people use. */
export type AuthorityKnown = {
  readonly authorisation: string;
  readonly reference: string;
  readonly operationId: string;
  readonly force: string;
  readonly unit: string;
  readonly applicant: string;
  readonly officers: readonly string[];
};

const OVERSIGHT = ['inspector-ipco', 'judicial-commissioner'];
const FORCE_WIDE = ['asset-custodian', 'resource-manager', 'cover-officer', 'controller', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer'];

/** Who reads, by the claims of their token. */
type Reader = { readonly person: string; readonly force?: string; readonly unit?: string; readonly roles: readonly string[] };

/**
 * True for those who may know of a deployment: oversight; its force's holders, gatekeepers and officers; the case's applicant, their unit, and the
 * officers who decided on it. Everybody else is answered as if it did not exist.
 */
export const mayKnowOf = ({ person, force, unit, roles }: Reader, answer: DeploymentAnswer, authority: AuthorityKnown | undefined): boolean => {
  const has = (wanted: readonly string[]): boolean => roles.some((role) => wanted.includes(role));
  if (has(OVERSIGHT)) return true;
  if (has(FORCE_WIDE) && force === answer.force) return true;
  if (!authority) return false;
  const ownUnit = unit !== undefined && unit !== '' && unit === authority.unit && force === authority.force;
  return person === authority.applicant || authority.officers.includes(person) || ownUnit;
};
