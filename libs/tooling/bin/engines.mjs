/** Contract suites and end-to-end tests on real engines (`npm run test:engines`), or those whose path matches the arguments. Engines that the environment does not name are installed and started by their recipes, and stopped again. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { run } from 'jest';
import { ROOT, build, say } from './prepare.mjs';

/** What the environment calls each engine. */
const ENGINES = { mongo: 'MONGODB_URI', kafka: 'KAFKA_BROKERS', redis: 'REDIS_URL' };

const listening = async (port) => {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
};
/** A port that nobody has, nor the next, which Kafka takes too: what a run that was killed has left behind must not stand in the way. */
const freePort = async () => {
  for (;;) {
    const first = await listening(0);
    const { port } = first.address();
    const second = await listening(port + 1).catch(() => undefined);
    for (const server of [first, second]) server?.close();
    if (second) return port;
  }
};

const folder = mkdtempSync(join(tmpdir(), 'cpmp-engines-'));
const own = Object.keys(ENGINES).filter((engine) => !process.env[ENGINES[engine]]);
const ports = Object.fromEntries(await Promise.all(own.map(async (engine) => [engine, await freePort()])));
// Acknowledged writes must survive a kill: the stand-in for MongoDB does that only when it is told to.
const recipe = async (engine, verb) => {
  const { stdout } = await promisify(execFile)('bash', [join(ROOT, 'libs/tooling/engines', `${engine}.sh`), verb, String(ports[engine]), join(folder, engine)], { env: { ...process.env, MONGO_SYNC: '1' } });
  return stdout.trim();
};

const stop = async () => {
  await Promise.allSettled(own.map((engine) => recipe(engine, 'stop')));
  rmSync(folder, { recursive: true, force: true });
};

/** Ends a run that could not begin. */
const giveUp = async (why) => {
  say(why);
  await stop();
  console.log('0 passed, 1 failed');
  process.exit(1);
};

if (!(await build(process.execPath))) await giveUp('The build failed: see the messages above.');
say(`Starting ${own.join(', ') || 'nothing: every engine is named'} (installed the first time: about two minutes)`);
try {
  await Promise.all(own.map(async (engine) => (process.env[ENGINES[engine]] = await recipe(engine, 'start'))));
} catch (error) {
  await giveUp(`An engine did not start: ${error.stderr || error.message}`);
}
process.chdir(ROOT);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop().then(() => process.exit(1)));
await run(['--config', join(ROOT, 'libs/tooling/jest.engines.config.mjs'), ...process.argv.slice(2)]);
await stop();
// A client that still waits for an engine must not keep the run alive; Jest has set the code.
process.exit();
