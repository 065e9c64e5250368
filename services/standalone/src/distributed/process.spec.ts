import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { listenOn } from '@cpmp/shell';

const mainOf = (name: string): string => fileURLToPath(new URL(`../../../${name}/dist/main.js`, import.meta.url));
const KEY = Buffer.alloc(32, 7).toString('base64');
/** Nobody listens there. */
const NOWHERE = '127.0.0.1:1';
const settings = {
  HOST: '127.0.0.1', METRICS_PORT: '0', REDIS_URL: `redis://${NOWHERE}`, MONGODB_URI: `mongodb://${NOWHERE}`, KEYS_MONGODB_URI: `mongodb://${NOWHERE}`, KEYS_MASTER_KEY: KEY, CHECKPOINT_KEY_FILE: '/nowhere/checkpoints.pem',
  KAFKA_BROKERS: NOWHERE, SIGN_IN_ISSUER: 'https://sign-in.force.example', SIGN_IN_AUDIENCE: 'cpmp', SIGN_IN_JWKS_URL: `http://${NOWHERE}/keys`, OPERATION_KEY: KEY,
};

const started = (env: Readonly<Record<string, string>>, name = 'notification'): { readonly child: ChildProcess; readonly said: () => string; readonly ended: Promise<unknown[]> } => {
  const child = spawn(process.execPath, [mainOf(name)], { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => void (said += bytes.toString()));
  return { child, said: () => said, ended: once(child, 'close') };
};

const freePort = async (): Promise<string> => {
  const taken = await listenOn({ host: '127.0.0.1', port: 0 });
  await taken.close();
  return String(taken.port);
};

describe('a service as a process of its own', () => {
  it('given settings that do not do, then it does not start, and names every one of them and no value', async () => {
    const { said, ended } = started({ ...settings, MONGODB_URI: 'http://secret', KAFKA_BROKERS: '', KAFKA_SASL_USERNAME: 'secret' });
    expect(await ended).toEqual([1, null]);
    for (const name of ['MONGODB_URI', 'KAFKA_BROKERS', 'KAFKA_SASL_MECHANISM', 'KAFKA_SASL_PASSWORD']) expect(said()).toContain(name);
    expect(said()).not.toContain('secret');
  });

  it('given stores that are away, then it waits for them and is not ready, and a signal ends it in order all the same', async () => {
    const PORT = await freePort();
    const { child, ended } = started({ ...settings, PORT });
    const ready = async (): Promise<number | undefined> => (await fetch(`http://127.0.0.1:${PORT}/ready`).catch(() => undefined))?.status;
    while ((await ready()) === undefined) await wait(50);
    expect(await ready()).toBe(503);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it('given a page under way, when a signal comes, then the process is not ready, turns whoever comes away after a while, the page is answered, and it ends with 0', async () => {
    let answer: (() => void) | undefined;
    const api = await listenOn({ host: '127.0.0.1', port: 0 });
    // The first page waits for its answer; those after it do not.
    api.open((_request, response) => {
      const say = (): void => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[]}');
      if (answer) say();
      else answer = say;
    });
    const PORT = await freePort();
    const { child, ended } = started({
      HOST: '127.0.0.1', PORT, METRICS_PORT: '0', REDIS_URL: settings.REDIS_URL, API_URL: `http://127.0.0.1:${api.port}`, CONSOLE_SECRET: KEY, MARKING: 'SECRET', SIGN_IN_ISSUER: 'https://sign-in.standalone.invalid',
    }, 'console');
    const asked = async (path: string): Promise<number | undefined> => (await fetch(`http://127.0.0.1:${PORT}${path}`).catch(() => undefined))?.status;
    while ((await asked('/ready')) !== 200) await wait(50);
    const page = fetch(`http://127.0.0.1:${PORT}/sign-in`);
    while (answer === undefined) await wait(20);
    child.kill('SIGTERM');
    while ((await asked('/ready')) === 200) await wait(20);
    expect([await asked('/ready'), await asked('/live')]).toEqual([503, 200]);
    let last = await asked('/sign-in');
    for (; last === 200; last = await asked('/sign-in')) await wait(50);
    expect(last).toBe(503);
    answer();
    const { status } = await page;
    expect([status, await ended]).toEqual([200, [0, null]]);
    await api.close();
  });
});
