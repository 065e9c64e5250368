import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** GETs of one address: how many, and how many at once. */
export type Calls = { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly count: number; readonly width: number };
/** How many a second, and how long each took; or why not. */
export type Called = { readonly rate: number; readonly milliseconds: readonly number[] } | { readonly failed: string };

/** Somebody who calls from a thread of their own. `call` @throws when an answer is no 200. */
export type Caller = { readonly call: (calls: Calls) => Promise<Exclude<Called, { failed: string }>>; readonly close: () => Promise<unknown> };

/** Starts one. */
export const startCaller = (): Caller => {
  const worker = new Worker(new URL('./caller.worker.js', import.meta.url));
  return {
    call: async (calls) => {
      worker.postMessage(calls);
      const [answer] = (await once(worker, 'message')) as [Called];
      if ('failed' in answer) throw new Error(answer.failed);
      return answer;
    },
    close: () => worker.terminate(),
  };
};
