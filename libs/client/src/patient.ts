import { setTimeout as wait } from 'node:timers/promises';
import { ANSWER_MS } from './client.js';

/** Nobody answered, or said to come again. */
const AGAIN = new Set([429, 503]);
/** After the first try, in milliseconds; after each further one so much longer. */
const AGAIN_MS = 100;
const TRIES_MAX = 20;

/** A client's `fetch` for programs that have time: makes the same call again, with the same key, while nobody answers or whoever does says to come again; a machine that has much else to do takes minutes. */
export const patient: typeof fetch = async (address, how) => {
  for (let tries = 1; ; tries++) {
    const answer = await fetch(address, { ...how, signal: AbortSignal.timeout(ANSWER_MS) }).catch((error: unknown) => {
      if (tries === TRIES_MAX) throw error;
    });
    if (answer && (!AGAIN.has(answer.status) || tries === TRIES_MAX)) return answer;
    await wait(AGAIN_MS * tries);
  }
};
