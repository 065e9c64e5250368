import { Agent, request } from 'node:http';
import { parentPort } from 'node:worker_threads';
import { type Called, type Calls } from './caller.js';
import { perSecond } from './ground.js';

/** Calls from a thread of its own, so that what is called has its thread to itself. */
const agent = new Agent({ keepAlive: true });

const call = ({ url, headers }: Calls): Promise<number> =>
  new Promise((settle, fail) => {
    const began = performance.now();
    const sent = request(url, { agent, headers }, (response) => {
      response.resume().once('end', () => (response.statusCode === 200 ? settle(performance.now() - began) : fail(new Error(`${url}: ${response.statusCode}`))));
    });
    sent.once('error', fail).end();
  });

parentPort?.on('message', async (calls: Calls) => {
  const milliseconds: number[] = [];
  const answer: Called = await perSecond(calls.count, calls.width, async () => void milliseconds.push(await call(calls))).then(
    (rate) => ({ rate, milliseconds }),
    (error: Error) => ({ failed: error.message }),
  );
  parentPort?.postMessage(answer);
});
