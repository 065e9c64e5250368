import type { ServerResponse } from 'node:http';
import { Problem } from '../problems.js';
import { sendProblem } from '../raw-problems.js';
import type { Answering } from './listening.js';

/** Whoever closes lets what is under way finish for so long, in milliseconds of machine time. */
const DRAIN_MS = 10_000;

/** Counts requests under way. `drain` lets nobody in any more, and resolves when what was under way is answered, or has had its time; whoever comes after is turned away before the router. */
export const draining = (answer: Answering): { readonly handle: Answering; readonly drain: () => Promise<void> } => {
  const underWay = new Set<ServerResponse>();
  let drained: (() => void) | undefined;
  return {
    handle: (request, response) => {
      if (drained) return turnAway(response);
      underWay.add(response);
      response.once('close', () => {
        underWay.delete(response);
        if (underWay.size === 0) drained?.();
      });
      answer(request, response);
    },
    drain: () =>
      new Promise((settle) => {
        const late = setTimeout(settle, DRAIN_MS);
        drained = () => {
          clearTimeout(late);
          settle();
        };
        if (underWay.size === 0) drained();
      }),
  };
};

const turnAway = (response: ServerResponse): void => sendProblem(response, new Problem(503, 'closing', 'The service is stopping; try again', { headers: { 'retry-after': '1', connection: 'close' } }));
