import { runningOf } from './switching.js';
import { type Deployment, type GateEvent, type Thing, said } from './thing.js';

/** What of a deployment somebody must do who takes over from whoever was told of it. */
const underWay = ({ answer }: Deployment) => [
  ...(answer.state === 'withdrawing' ? (['withdrawal-ordered'] as const) : []),
  ...(runningOf(answer) === 'switch-off-ordered' ? (['switch-off-ordered'] as const) : []),
];

/** Tells those who are told of a thing from now on what is under way, where somebody is among them who was not (`before`): it was told once, to others. */
export const toldAnew = (thing: Thing, before: readonly string[]): readonly GateEvent[] =>
  thing.tell.every((person) => before.includes(person))
    ? []
    : Object.values(thing.calendar.deployments).flatMap((deployment) => underWay(deployment).map((event) => ({ type: 'PermitAnswered' as const, answer: said(deployment.answer, event, { tell: thing.tell }) })));
