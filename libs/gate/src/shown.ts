import type { Instant, Refusal } from '@cpmp/kernel';
import type { DeploymentAnswer, Target, Window } from './messages.js';
import { runningOf } from './switching.js';

/** What is kept of a deployment wherever it is kept: in the thing's state, and in the holder's view. */
type Kept = {
  readonly answer: DeploymentAnswer;
  readonly tactic: string;
  readonly target?: Target;
  readonly window: Window;
  readonly requestedAt: Instant;
  readonly answerBy: Instant;
  readonly requestedBy: string;
  readonly recoverBy?: Instant;
  readonly switchOffBy?: Instant;
  readonly moves?: string;
  readonly movedTo?: string;
  readonly note?: string;
  readonly refusal?: Refusal;
};

/** A deployment as a holder's door answers it. `until` is the end once one is read. */
export const shownDeployment = ({ answer, recoverBy, switchOffBy, note, refusal, moves, movedTo, ...kept }: Kept, kind: string) => {
  const { permit, thing, label, authorisation, component, state, startedAt, untilRead, endRead, recalledAt, closedAt } = answer;
  const [category = '', id = ''] = thing.split('-');
  const until = endRead?.at ?? untilRead;
  const running = runningOf(answer);
  return {
    id: permit, thing, [category]: id, label, kind, authorisation, component, tactic: kept.tactic, target: kept.target ?? {}, window: kept.window,
    state, requestedAt: kept.requestedAt, answerBy: kept.answerBy, requestedBy: kept.requestedBy, startedAt, until, recalledAt,
    recallBy: closedAt === undefined ? recoverBy : undefined, closedAt, outcome: closedAt === undefined ? undefined : state, note,
    moves, movedTo,
    running, needs: running === undefined ? undefined : answer.switchedRead?.needs, switchOffBy: running === 'switch-off-ordered' ? switchOffBy : undefined, switchedOffAt: answer.switchedOffAt,
    refusal: state === 'refused' ? refusal : undefined,
  };
};

/** A deployment as a holder's door answers it. */
export type ShownDeployment = ReturnType<typeof shownDeployment>;
