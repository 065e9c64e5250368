import type { Clock } from '@cpmp/ledger';
import type { Topics } from '@cpmp/messaging';
import type { Cache } from './cache/cache.js';
import { secondsSince } from './telemetry/standing.js';

/** What is committed is out within a second or two; in seconds. */
const UNPUBLISHED_S_MAX = 30;

/** What a person should know of the engines though the service is ready: it decides without them, and they come back by themselves. */
export const engineNotes = async (service: string, { topics: { broker }, clock }: { readonly topics: Topics; readonly clock: Clock }, cache: Cache): Promise<readonly string[]> => {
  const { positions, since } = (await broker?.unpublished(service)) ?? { positions: 0 };
  const seconds = since === undefined ? 0 : secondsSince(since, clock);
  return [
    ...[cache.note()].filter((note) => note !== undefined),
    ...(broker?.answers(service) === false ? ['the broker does not answer: nothing is published and nothing heard until it is back'] : []),
    ...(seconds > UNPUBLISHED_S_MAX ? [`${positions} positions of the log are not published yet, the oldest for ${seconds} s`] : []),
  ];
};
