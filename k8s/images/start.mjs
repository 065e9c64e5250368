/** Starts an image as the charts do (a numeric user, a root that cannot be written, no capabilities) without a cluster and without engines: it must answer its port while it waits for them, and end in order when it is told to. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** One that does not answer by then is not starting, in milliseconds. */
const ANSWER_MS = 60_000;
const ASK_EVERY_MS = 20;
const UID = 65_532;
const KEY = Buffer.alloc(32, 1).toString('base64');
/** Nobody listens there. */
const AWAY = '127.0.0.1:9';
const SETTINGS = {
  LOG_LEVEL: 'warn', MONGODB_URI: `mongodb://${AWAY}`, KEYS_MONGODB_URI: `mongodb://${AWAY}`, KEYS_MASTER_KEY: KEY, CHECKPOINT_KEY_FILE: '/tmp/none.pem', KAFKA_BROKERS: AWAY, REDIS_URL: `redis://${AWAY}`,
  SIGN_IN_ISSUER: 'https://sign-in.standalone.invalid', SIGN_IN_AUDIENCE: 'cpmp', SIGN_IN_JWKS_URL: `http://${AWAY}`, OPERATION_KEY: KEY, API_URL: `http://${AWAY}`, CONSOLE_SECRET: KEY, MARKING: 'SECRET',
};

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
};

const bundleOf = (root, { args, env }) => ({
  ociVersion: '1.0.2',
  process: {
    user: { uid: UID, gid: UID }, cwd: '/app', args, noNewPrivileges: true, capabilities: {},
    env: ['PATH=/usr/local/bin:/usr/bin:/bin', 'NODE_ENV=production', 'HOST=127.0.0.1', ...Object.entries(env).map(([name, value]) => `${name}=${value}`)],
  },
  root: { path: root, readonly: true },
  mounts: [
    { destination: '/proc', type: 'proc', source: 'proc' },
    { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755'] },
    { destination: '/tmp', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'nodev', 'mode=1777'] },
  ],
  linux: { namespaces: [{ type: 'pid' }, { type: 'mount' }, { type: 'ipc' }, { type: 'uts' }] },
});

/** What it takes until its port answers, in milliseconds, and then to end. @throws with what it said, when it does not answer, writes where it must not, or does not end with 0 */
export const startTime = async (root, name) => {
  const bundle = mkdtempSync(join(tmpdir(), 'cpmp-start-'));
  const id = `cpmp-start-${process.pid}-${name}`;
  const runc = (...args) => ['--root', join(bundle, 'state'), ...args];
  try {
    const config = (options) => (mkdirSync(join(bundle, 'state'), { recursive: true }), writeFileSync(join(bundle, 'config.json'), JSON.stringify(bundleOf(root, options))));
    config({ args: ['node', '--eval', "require('node:fs').writeFileSync('/app/written', '')"], env: {} });
    if (!/EROFS/.test(spawnSync('runc', runc('run', '--bundle', bundle, `${id}-write`), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).stderr)) throw new Error('it can write to its root');

    const port = await freePort();
    config({ args: ['node', '.'], env: { ...SETTINGS, PORT: port } });
    const began = performance.now();
    const child = spawn('runc', runc('run', '--bundle', bundle, id), { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
    const closed = once(child, 'close');
    // Without its stores a service answers 503 to everything.
    const answers = () => fetch(`http://127.0.0.1:${port}/live`).catch(() => undefined);
    while (!(await answers())) {
      if (child.exitCode !== null || performance.now() - began > ANSWER_MS) {
        spawnSync('runc', runc('kill', id, 'KILL'));
        throw new Error(`it does not answer: ${said.slice(-600)}`);
      }
      await wait(ASK_EVERY_MS);
    }
    const took = Math.round(performance.now() - began);
    spawnSync('runc', runc('kill', id, 'TERM'));
    const [code] = await closed;
    if (code !== 0) throw new Error(`told to end it ended with ${code}: ${said.slice(-600)}`);
    return took;
  } finally {
    rmSync(bundle, { recursive: true, force: true });
  }
};
