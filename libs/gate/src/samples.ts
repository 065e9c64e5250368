import type { DeploymentAnswer, DeploymentHappening, DeploymentState, Holder, PermitEnd } from './messages.js';
import type { GateEvent } from './thing.js';

const WINDOW = { from: '2026-03-02T10:00:00.000Z', to: '2026-03-09T10:00:00.000Z' };
const UNTIL = '2026-06-01T22:59:00.000Z';
const END: PermitEnd = { how: 'cancelled', at: '2026-03-05T12:00:00.000Z' };
const REFUSAL = { refused: 'already-committed', because: 'It is committed.', clause: 'Force policy', confirmed: true, instead: 'Choose another.' };

/** One of each of the gate's events, in an order in which a holder's stream can have them: for the golden file of a service that holds things. */
export const gateSamples = (holder: Holder, thing: string): { readonly [T in GateEvent['type']]: Extract<GateEvent, { readonly type: T }> } => {
  const answer = (state: DeploymentState, event: DeploymentHappening, more: Partial<DeploymentAnswer> = {}): DeploymentAnswer => ({
    permit: 'permitaaaaaaaaaa', holder, thing, authorisation: 'caseaaaaaaaaaaaa', component: 'c1', state, windowTo: WINDOW.to, force: 'met', event, tell: [], label: 'TRK-0117', ...more,
  });
  const recalled = holder === 'asset-registry' ? 'recall-ordered' : 'withdrawing';
  const started = { startedAt: '2026-03-02T10:00:05.000Z', untilRead: UNTIL };
  const ended = { ...started, endRead: END, recalledAt: '2026-03-05T12:00:02.000Z' };
  const switched = (turn: number, on: boolean) => ({ turn, on, at: END.at, needs: ['directed-surveillance'] });
  const deadline = (what: string, n: number) => ({ id: `permitaaaaaaaaaa/${what}/${n}`, what, due: '2026-03-08T12:00:02.000Z', component: 'c1', persons: ['rm-price'], statutory: false });
  return {
    DeploymentRequested: {
      type: 'DeploymentRequested', answer: answer('requested', 'requested'), tactic: 'tracker-fit', target: { vehicle: 'Copper hatchback' }, window: WINDOW,
      requestedAt: '2026-03-02T09:59:00.000Z', answerBy: '2026-03-02T10:01:00.000Z', requestedBy: 'dc-ahmed', operationId: 'op-1', refusal: REFUSAL,
    },
    DeploymentRestored: { type: 'DeploymentRestored', answer: answer('deployed', 'answered', started), tactic: 'tracker-fit', window: WINDOW, requestedAt: started.startedAt, requestedBy: 'dc-ahmed', operationId: 'op-1' },
    DeploymentRefused: { type: 'DeploymentRefused', answer: answer('refused', 'refused'), refusal: REFUSAL },
    DeploymentLapsed: { type: 'DeploymentLapsed', answer: answer('lapsed', 'lapsed') },
    PermitNotTaken: { type: 'PermitNotTaken', answer: answer('not-taken', 'not-taken', { endRead: END }), why: 'too-late' },
    DeploymentStarted: { type: 'DeploymentStarted', answer: answer('deployed', 'started', started), operationId: 'op-1', reference: 'MET-26-0001' },
    PermitAnswered: { type: 'PermitAnswered', answer: answer('deployed', 'answered', started) },
    DeploymentRecalled: {
      type: 'DeploymentRecalled', answer: answer(recalled, holder === 'asset-registry' ? 'recalled' : 'withdrawal-ordered', { ...started, recalledAt: UNTIL, tell: ['co-baird'] }), by: 'clock', deadlines: { set: [deadline('recovery', 1)] },
    },
    RecallWithdrawn: { type: 'RecallWithdrawn', answer: answer('deployed', 'recall-withdrawn', started), deadlines: { discharged: [{ id: 'permitaaaaaaaaaa/recovery/1', at: UNTIL, how: 'superseded' }] } },
    WindowEnded: { type: 'WindowEnded', answer: answer('deployed', 'window-ended', started), deadlines: { set: [deadline('recovery', 2)] } },
    WithdrawalDecided: { type: 'WithdrawalDecided', answer: answer(recalled, 'withdrawal-decided', ended), note: 'Out by night.', deadlines: { discharged: [{ id: 'permitaaaaaaaaaa/recovery/2', at: END.at, how: 'done' }] } },
    WithdrawalOverdue: { type: 'WithdrawalOverdue', answer: answer(recalled, 'withdrawal-overdue', { ...ended, tell: ['cont-ives'] }), deadlines: { set: [deadline('withdrawal', 3)] } },
    DeploymentClosed: {
      type: 'DeploymentClosed', answer: answer('recovered', 'closed', { ...ended, closedAt: '2026-03-05T18:00:00.000Z' }), note: 'Taken off in the yard.',
      deadlines: { discharged: [{ id: 'permitaaaaaaaaaa/withdrawal/3', at: '2026-03-05T18:00:00.000Z', how: 'done' }] },
    },
    DeploymentSwitchedOn: { type: 'DeploymentSwitchedOn', answer: answer('deployed', 'switched-on', { ...started, switchedRead: switched(2, true) }), deadlines: { discharged: [{ id: 'permitaaaaaaaaaa/switch-off/1', at: END.at, how: 'superseded' }] } },
    SwitchOffOrdered: { type: 'SwitchOffOrdered', answer: answer('deployed', 'switch-off-ordered', { ...started, switchedRead: switched(3, false), switchOffOrderedAt: END.at }), deadlines: { set: [deadline('switch-off', 4)] } },
    DeploymentSwitchedOff: {
      type: 'DeploymentSwitchedOff', answer: answer('deployed', 'switched-off', { ...started, switchedRead: switched(3, false), switchOffOrderedAt: END.at, switchedOffAt: END.at }), note: 'Over the air.',
      deadlines: { discharged: [{ id: 'permitaaaaaaaaaa/switch-off/4', at: END.at, how: 'done' }] },
    },
    DeploymentMoved: { type: 'DeploymentMoved', answer: answer('moved', 'moved', { ...ended, closedAt: END.at }), to: 'permitbbbbbbbbbb', deadlines: { discharged: [{ id: 'permitaaaaaaaaaa/recovery/2', at: END.at, how: 'superseded' }] } },
    Booked: { type: 'Booked', allocation: 'allocationaaaaaa', tasking: 'taskingaaaaaaaaa', operationId: 'op-1', window: WINDOW, priority: 1, requestedBy: 'rm-price' },
    BookingRefused: { type: 'BookingRefused', allocation: 'allocationbbbbbb', tasking: 'taskingaaaaaaaaa', refusal: REFUSAL },
    BookingReleased: { type: 'BookingReleased', allocation: 'allocationaaaaaa', tasking: 'taskingaaaaaaaaa', why: 'authority-ended' },
  };
};
