/** Asks one address over and over until it is told to stop (SIGTERM), then says how it went: `node load.mjs URL CLIENTS`. Half of the clients keep their connection, half take a new one each time. Exit 1 when a request was not answered with 200. */
import { Agent, get } from 'node:http';

const [url, clients] = process.argv.slice(2);
const WAIT_MS = 20;
const SLOW_MS = 20_000;
let stopping = false;
process.on('SIGTERM', () => (stopping = true));

const failures = new Map();
/** When requests failed, as times of day: beside the cluster's events they say why. */
const failedAt = [];
const took = [];
const ask = (agent) =>
  new Promise((resolve) => {
    const request = get(url, { agent, timeout: SLOW_MS }, (answer) => answer.resume().on('end', () => resolve(answer.statusCode)).on('error', ({ code }) => resolve(code)));
    request.on('timeout', () => request.destroy(Object.assign(new Error(), { code: 'TOO-SLOW' })));
    request.on('error', ({ code }) => resolve(code));
  });
const client = async (_, index) => {
  const agent = new Agent({ keepAlive: index % 2 === 0, maxSockets: 1 });
  while (!stopping) {
    const began = performance.now();
    const status = await ask(agent);
    took.push(performance.now() - began);
    if (status !== 200) {
      failures.set(status, (failures.get(status) ?? 0) + 1);
      failedAt.push(new Date().toISOString().slice(11, 19));
    }
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
};

await Promise.all(Array.from({ length: Number(clients) }, client));
took.sort((a, b) => a - b);
const at = (share) => Math.round(took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0);
const failed = [...failures.values()].reduce((sum, count) => sum + count, 0);
console.log(`${took.length} requests, ${failed} failed ${[...failures].map(([status, count]) => `${status}: ${count}`).join(', ')}; median ${at(0.5)} ms, 99th of a hundred ${at(0.99)} ms${failed > 0 ? `; failed from ${failedAt[0]} to ${failedAt.at(-1)}` : ''}`);
process.exit(failed > 0 || took.length === 0 ? 1 : 0);
