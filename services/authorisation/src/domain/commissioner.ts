import { type DeadlineChanges, type Instant, never } from '@cpmp/kernel';
import { type Basis, type Component, gapBefore, type Officer, withDeadlines } from './component.js';
import { dueByWhat } from './deadlines.js';
import type { CaseRef } from './events.js';

/** What is sent to a commissioner for approval, and what they may quash. */
export type ApprovedAct = 'grant' | 'renewal';

/** How a commissioner ends an authority: as if it should never have been, or because its grounds have ceased. */
export type CommissionersEnd = 'quashed' | 'cancelled';

/** What an appeal is against. */
export type Appealed = 'decline' | 'quash';

/** An approval as it stands on the record. `until` is null where it had to come before the decision. */
export type Approval = { readonly act: ApprovedAct; readonly by: string; readonly at: Instant; readonly reason: string; readonly from: Instant | null; readonly until: Instant | null; readonly basis: Basis };

/** The id of the deadline by which a decision may be appealed, where the law gives a time for it. */
type Appealable = { readonly appealDeadline?: string };

/** A commissioner's no to what was sent for approval. */
export type Decline = Appealable & { readonly act: ApprovedAct; readonly by: string; readonly at: Instant; readonly reason: string; readonly basis: Basis };

/** A quashing, with what the commissioner orders: that records are destroyed, that equipment may be fetched. */
export type Quashed = Appealable & { readonly act: ApprovedAct; readonly how: CommissionersEnd; readonly by: string; readonly at: Instant; readonly reason: string; readonly destroy: boolean; readonly retrieve: boolean; readonly basis: Basis; /** How the appeal against it stands, once one was made. */ readonly appeal?: 'open' | 'allowed' | 'dismissed' };

/** A commissioner's comment: open until it is acknowledged for the chief officer (finding P14). */
export type Comment = {
  readonly id: string;
  readonly act: ApprovedAct | 'cancellation';
  readonly by: string;
  readonly at: Instant;
  readonly text: string;
  readonly deadline: string;
  readonly acknowledged?: { readonly by: Officer; readonly at: Instant; readonly answer: string };
};

/** An appeal to the Investigatory Powers Commissioner. */
export type Appeal = {
  readonly against: Appealed;
  readonly by: Officer;
  readonly at: Instant;
  readonly reason: string;
  readonly decided?: { readonly by: string; readonly at: Instant; readonly outcome: 'allowed' | 'dismissed' };
};

/** All that commissioners said of a component, and what was said to them. */
export type Dealings = {
  readonly approvals: readonly Approval[];
  readonly declines: readonly Decline[];
  readonly quashed?: Quashed;
  /** Those before it: what a commissioner cancelled may be quashed later all the same, and what each ordered stands. */
  readonly quashedBefore?: readonly Quashed[];
  readonly comments: readonly Comment[];
  readonly appeals: readonly Appeal[];
};

type OnComponent = { readonly about: CaseRef; readonly component: string; readonly deadlines: DeadlineChanges };
/** `told`: who of the force hears of it beside the roles. */
type ByCommissioner = OnComponent & { readonly commissioner: string; readonly told: readonly string[] };

/** A commissioner approved a grant or a renewal; `from` and `until` are null where approval comes first and the officer decides after it. */
export type AuthorityApproved = ByCommissioner & {
  readonly type: 'AuthorityApproved';
  readonly act: ApprovedAct;
  readonly approvedAt: Instant;
  readonly reason: string;
  readonly basis: Basis;
  readonly from: Instant | null;
  readonly until: Instant | null;
  /** False when a renewal takes effect after the old end: it extends no permit. */
  readonly contiguous: boolean;
};

/** A commissioner did not approve. */
export type AuthorityDeclined = ByCommissioner & { readonly type: 'AuthorityDeclined'; readonly act: ApprovedAct; readonly declinedAt: Instant; readonly reason: string; readonly basis: Basis };

/** A commissioner quashed an authority, or cancelled it. */
export type AuthorityQuashed = ByCommissioner & {
  readonly type: 'AuthorityQuashed';
  readonly act: ApprovedAct;
  readonly how: CommissionersEnd;
  readonly quashedAt: Instant;
  readonly reason: string;
  readonly destroy: boolean;
  readonly retrieve: boolean;
  readonly basis: Basis;
  readonly from: Instant | null;
  readonly until: Instant;
};

/** A commissioner commented. */
export type CommissionerCommented = ByCommissioner & { readonly type: 'CommissionerCommented'; readonly comment: string; readonly act: Comment['act']; readonly commentedAt: Instant; readonly text: string; readonly deadline: string };

/** A comment was acknowledged for the chief officer, with the answer. */
export type CommentAcknowledged = OnComponent & { readonly type: 'CommentAcknowledged'; readonly by: Officer; readonly comment: string; readonly acknowledgedAt: Instant; readonly answer: string };

/** An officer appealed. */
export type AppealMade = OnComponent & { readonly type: 'AppealMade'; readonly by: Officer; readonly against: Appealed; readonly madeAt: Instant; readonly reason: string };

/** The time for an appeal is over and nobody made one; `until` is its end. */
export type AppealLapsed = OnComponent & { readonly type: 'AppealLapsed'; readonly until: Instant };

/** An appeal was decided; the law has no reasons given. */
export type AppealDecided = ByCommissioner & { readonly type: 'AppealDecided'; readonly against: Appealed; readonly act: ApprovedAct; readonly decidedAt: Instant; readonly outcome: 'allowed' | 'dismissed' };

/** What commissioners say, and what is said to them. */
export type CommissionerEvent = AuthorityApproved | AuthorityDeclined | AuthorityQuashed | CommissionerCommented | CommentAcknowledged | AppealMade | AppealLapsed | AppealDecided;

/** The renewal that waits for a commissioner, if one does. */
export const awaitedRenewal = <R extends Pick<Component['renewals'][number], 'until' | 'declined'>>({ renewals }: { readonly renewals: readonly R[] }): R | undefined => renewals.findLast(({ until, declined }) => until === null && !declined);

/** What was decided and waits for a commissioner: a grant, or a renewal of what is in force or has run out meanwhile. */
export const awaitedApproval = ({ state, renewals }: Pick<Component, 'state'> & { readonly renewals: readonly Pick<Component['renewals'][number], 'until' | 'declined'>[] }): ApprovedAct | undefined => {
  if (state === 'awaiting-approval') return 'grant';
  return (state === 'in-force' || state === 'expired') && awaitedRenewal({ renewals }) ? 'renewal' : undefined;
};

const changed = (component: Component, { deadlines }: CommissionerEvent, dealings: Partial<Dealings>): Component => ({
  ...withDeadlines(component, deadlines), dealings: { ...component.dealings, ...dealings },
});

const patchAwaited = (component: Component, patch: Partial<Component['renewals'][number]>): Component['renewals'] => {
  const awaited = awaitedRenewal(component);
  return component.renewals.map((renewal) => (renewal === awaited ? { ...renewal, ...patch } : renewal));
};

const approved = (component: Component, event: AuthorityApproved): Component => {
  const { act, commissioner: by, approvedAt: at, reason, from, until, contiguous, basis } = event;
  const next = changed(component, event, { approvals: [...component.dealings.approvals, { act, by, at, reason, from, until, basis }] });
  if (until === null) return next;
  if (act === 'grant') return { ...next, state: 'in-force', from, until };
  return { ...next, state: 'in-force', until, renewals: patchAwaited(component, { from, until, contiguous, ...gapBefore(component, from) }) };
};

/** Each decision has its own time for an appeal: that of another one neither lengthens nor ends it. */
const appealable = ({ deadlines: { set = [] } }: CommissionerEvent): Appealable => {
  const found = set.find(({ what }) => what === 'appeal');
  return found ? { appealDeadline: found.id } : {};
};

const declined = (component: Component, event: AuthorityDeclined): Component => {
  const { act, commissioner: by, declinedAt: at, reason, basis } = event;
  const next = changed(component, event, { declines: [...component.dealings.declines, { act, by, at, reason, basis, ...appealable(event) }] });
  // What was to be reviewed falls with it, and stands again where an appeal lets it begin after all.
  return act === 'grant' ? { ...next, state: 'declined', reviewLapsed: dueByWhat(component).review ?? component.reviewLapsed } : { ...next, renewals: patchAwaited(component, { declined: true }) };
};

/** Moves those endings that an appeal is against. */
const patchQuashed = ({ quashed, quashedBefore }: Dealings, to: (one: Quashed) => Quashed): Partial<Dealings> => ({ ...(quashed ? { quashed: to(quashed) } : {}), ...(quashedBefore ? { quashedBefore: quashedBefore.map(to) } : {}) });

/** An appeal against a quashing is against each whose time for one it has used. */
const appealMade = (component: Component, event: AppealMade): Component => {
  const { against, by, madeAt: at, reason, deadlines: { discharged = [] } } = event;
  const used = discharged.map(({ id }) => id);
  const patch = against === 'quash' ? patchQuashed(component.dealings, (one) => (used.includes(one.appealDeadline ?? '') ? { ...one, appeal: 'open' } : one)) : {};
  return changed(component, event, { ...patch, appeals: [...component.dealings.appeals, { against, by, at, reason }] });
};

/** An appeal that is allowed lets a commissioner decide again on what was declined. */
const appealDecided = (component: Component, event: AppealDecided): Component => {
  const { against, act, outcome, commissioner: by, decidedAt: at } = event;
  const appeals = component.dealings.appeals.map((appeal) => (appeal.against === against && !appeal.decided ? { ...appeal, decided: { by, at, outcome } } : appeal));
  if (against === 'quash') return changed(component, event, { ...patchQuashed(component.dealings, (one) => (one.appeal === 'open' ? { ...one, appeal: outcome } : one)), appeals });
  const next = changed(component, event, { appeals });
  if (outcome === 'dismissed') return next;
  if (act === 'grant') return { ...next, state: 'awaiting-approval' };
  const last = component.renewals.findLast((renewal) => renewal.declined);
  return { ...next, renewals: component.renewals.map((renewal) => (renewal === last ? { ...renewal, declined: false } : renewal)) };
};

/** Moves a component by one event of a commissioner's. */
export const evolveDealings = (component: Component, event: CommissionerEvent): Component => {
  switch (event.type) {
    case 'AuthorityApproved':
      return approved(component, event);
    case 'AuthorityDeclined':
      return declined(component, event);
    case 'AuthorityQuashed': {
      const { act, how, commissioner: by, quashedAt: at, reason, destroy, retrieve, basis, until } = event;
      const { quashed, quashedBefore = [] } = component.dealings;
      const before = quashed ? { quashedBefore: [...quashedBefore, quashed] } : {};
      return { ...changed(component, event, { ...before, quashed: { act, how, by, at, reason, destroy, retrieve, basis, ...appealable(event) } }), state: how, until };
    }
    case 'CommissionerCommented': {
      const { comment: id, act, commissioner: by, commentedAt: at, text, deadline } = event;
      return changed(component, event, { comments: [...component.dealings.comments, { id, act, by, at, text, deadline }] });
    }
    case 'CommentAcknowledged': {
      const acknowledged = { by: event.by, at: event.acknowledgedAt, answer: event.answer };
      return changed(component, event, { comments: component.dealings.comments.map((comment) => (comment.id === event.comment ? { ...comment, acknowledged } : comment)) });
    }
    case 'AppealMade':
      return appealMade(component, event);
    case 'AppealLapsed':
      return changed(component, event, {});
    case 'AppealDecided':
      return appealDecided(component, event);
    default:
      return never(event);
  }
};

/** The fields of these events that are covert text. */
export const DEALINGS_PERSONAL: { readonly [T in CommissionerEvent['type']]: readonly string[] } = {
  AuthorityApproved: ['reason'], AuthorityDeclined: ['reason'], AuthorityQuashed: ['reason'], CommissionerCommented: ['text'], CommentAcknowledged: ['answer'], AppealMade: ['reason'], AppealLapsed: [], AppealDecided: [],
};

/** How a commissioner ended it, each time, the last one last. */
export const quashings = ({ dealings: { quashed, quashedBefore = [] } }: Component): readonly Quashed[] => [...quashedBefore, ...(quashed ? [quashed] : [])];

type Stands = 'suspended' | 'lifted' | 'ordered';

const orders = (component: Component): readonly Quashed[] => quashings(component).filter(({ destroy }) => destroy);

const standsOf = ({ standing }: Component, { appeal, appealDeadline = '' }: Quashed, now: Instant): Stands => {
  if (appeal) return appeal === 'open' ? 'suspended' : appeal === 'allowed' ? 'lifted' : 'ordered';
  const running = standing[appealDeadline];
  return running !== undefined && now < running.due ? 'suspended' : 'ordered';
};

/** How a commissioner's order to destroy stands, where one was given: it waits while an appeal may be made or is open, and one that is allowed lifts it. Of several the one that stands counts, and while one waits nothing is destroyed. */
export const orderToDestroy = (component: Component, now: Instant): Stands | undefined => {
  const all = orders(component).map((order) => standsOf(component, order, now));
  return (['suspended', 'ordered', 'lifted'] as const).find((one) => all.includes(one));
};

/** Who ordered last that what was recorded be destroyed. */
export const destroyOrderedBy = (component: Component): string | undefined => orders(component).at(-1)?.by;
