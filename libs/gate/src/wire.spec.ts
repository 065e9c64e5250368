import { create, toBinary } from '@bufbuild/protobuf';
import { AllocationRequestSchema, BookingEventSchema, DeploymentEventSchema, PermitEventSchema, PermitRequestSchema } from '@cpmp/proto/gate';
import type { AllocationRequest, BookingAnswer, DeploymentAnswer, OpenPermits, PermitMessage, PermitRequest } from './messages.js';
import {
  allocationRequestIn,
  allocationRequestOut,
  bookingAnswerIn,
  bookingAnswerOut,
  deploymentAnswerIn,
  deploymentAnswerOut,
  openPermitsIn,
  openPermitsOut,
  permitMessageIn,
  permitMessageOut,
  permitRequestIn,
  permitRequestOut,
} from './wire.js';

const at = '2026-03-02T12:00:00.000Z';
const refusal = { refused: 'already-committed', because: 'VT-0001 is booked.', confirmed: false, instead: 'Free later.' };

describe('given a message of the gate, when it travels as protobuf, then what arrives is what left', () => {
  it.each([{ subject: 's' }, { vehicle: 'v' }, { place: 'p' }])('a permit request for %j', (target) => {
    const request: PermitRequest = {
      permit: 'p1', holder: 'asset-registry', thing: 'asset-1', authorisation: 'a1', component: 'c1', tactic: 'vehicle-tracker', target,
      window: { from: at, to: at }, requestedAt: at, answerBy: at, requestedBy: 'rm', refusal,
    };
    expect(permitRequestIn(toBinary(PermitRequestSchema, create(PermitRequestSchema, permitRequestOut(request))))).toEqual(request);
  });

  it.each(['issued', 'refused', 'extended', 'ended', 'repeated'] as const)('a permit that is %s', (kind) => {
    const bare: PermitMessage = { kind, permit: 'p1', holder: 'asset-registry', thing: 'asset-1', authorisation: 'a1', component: 'c1', reference: 'MET-26-0001', operationId: 'op' };
    const whole: PermitMessage = { ...bare, issuedAt: at, startBy: at, until: at, end: { how: 'expired', at } };
    for (const message of [bare, whole]) expect(permitMessageIn(toBinary(PermitEventSchema, create(PermitEventSchema, permitMessageOut(message))))).toEqual(message);
  });

  it('what of a restored holder’s is open, which says nothing of one permit', () => {
    const permit: PermitMessage = { kind: 'repeated', permit: 'p1', holder: 'asset-registry', thing: 'asset-1', authorisation: 'a1', component: 'c1', reference: 'MET-26-0001', operationId: 'op', issuedAt: at, startBy: at, until: at };
    const heard: DeploymentAnswer = { permit: 'p1', holder: 'asset-registry', thing: 'asset-1', authorisation: 'a1', component: 'c1', state: 'deployed', windowTo: at, force: 'met', event: 'started', tell: [], label: 'VT-0001' };
    const asked = { tactic: 'vehicle-tracker', window: { from: at, to: at }, requestedBy: 'rm', force: 'met' };
    const open: OpenPermits = { holder: 'asset-registry', log: 'asset-registry/2', permits: [{ permit, heard, ...asked }, { permit, ...asked }], last: true };
    const bytes = toBinary(PermitEventSchema, create(PermitEventSchema, openPermitsOut(open)));
    expect([openPermitsIn(bytes), permitMessageIn(bytes)]).toEqual([open, undefined]);
    expect(openPermitsIn(toBinary(PermitEventSchema, create(PermitEventSchema, permitMessageOut(permit))))).toBeUndefined();
  });

  it('a kind that this reader does not know is passed over', () => {
    expect(permitMessageIn(toBinary(PermitEventSchema, create(PermitEventSchema, { kind: 99 as never, permit: 'p1' })))).toBeUndefined();
  });

  it('a holder’s answer', () => {
    const bare: DeploymentAnswer = { permit: 'p1', holder: 'asset-registry', thing: 'asset-1', authorisation: 'a1', component: 'c1', state: 'deployed', windowTo: at, force: 'met', event: 'started', tell: [], label: 'VT-0001' };
    const whole: DeploymentAnswer = { ...bare, startedAt: at, untilRead: at, endRead: { how: 'cancelled', at }, recalledAt: at, closedAt: at, tell: ['rm'] };
    for (const answer of [bare, whole]) expect(deploymentAnswerIn(toBinary(DeploymentEventSchema, create(DeploymentEventSchema, deploymentAnswerOut(answer))))).toEqual(answer);
  });

  it('a request for a booking and its answer', () => {
    const asked: AllocationRequest = {
      allocation: 'b1', tasking: 't1', holder: 'asset-registry', thing: 'asset-1', operationId: 'op', window: { from: at, to: at }, priority: 2,
      requestedBy: 'rm', released: false, needs: [{ kind: 'vehicle-tracker' }, { skill: 'foot' }],
    };
    for (const each of [asked, { ...asked, force: 'met' }, { ...asked, force: '' }]) expect(allocationRequestIn(toBinary(AllocationRequestSchema, create(AllocationRequestSchema, allocationRequestOut(each))))).toEqual(each);
    const booked: BookingAnswer = { allocation: 'b1', tasking: 't1', thing: 'asset-1', outcome: 'booked', meets: [0, 1] };
    for (const answer of [{ ...booked, meets: [0] }, booked, { allocation: 'b1', tasking: 't1', thing: 'asset-1', outcome: 'refused' as const, refusal }]) {
      expect(bookingAnswerIn(toBinary(BookingEventSchema, create(BookingEventSchema, bookingAnswerOut(answer))))).toEqual(answer);
    }
  });
});
