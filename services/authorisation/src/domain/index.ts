/** The pure life of a case: its aggregate, and every decision on it. */
export * from './apply.js';
export * from './authority.js';
export * from './cancel.js';
export * from './check.js';
export * from './component.js';
export { dueByWhat } from './deadlines.js';
export type * from './events.js';
export { expire } from './expire.js';
export { grant, type Grant } from './grant.js';
export * from './legal.js';
export { notify, type Notify } from './notify.js';
export { type ClosedPermit, type Permit, type PermitSaid, permitInStream, REPEAT_DAILY_SECONDS } from './permit.js';
export { type Heard, hearAnswer, repeatPermit } from './permit-answer.js';
export { permitMessage } from './permit-message.js';
export { answerRequest, notInForce } from './permit-request.js';
export { refuseComponent, type RefuseComponent } from './refuse.js';
export { renew, type Renew } from './renew.js';
export { review, type ReviewComponent } from './review.js';
