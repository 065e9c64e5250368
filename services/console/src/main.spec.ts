import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import { remoteVerifier } from '@cpmp/shell';
import { serve, type Served, testHost } from '@cpmp/shell/testing';
import { PlainBrowser } from './entry/spec-browser.js';
import { selfMade } from './entry/spec-certificate.js';
import { AUDIENCE, CLIENT, RESOURCE, startProvider, type TestProvider } from './entry/spec-provider.js';

const MAIN = fileURLToPath(new URL('main.js', import.meta.url));
const CONSOLE = 'https://covert.force.example';
const HOST = 'covert.force.example';
const LIMIT_MS = 60_000;
const KEY = Buffer.alloc(32, 1).toString('base64');

/** Listens with a certificate that only who is told of its authority believes. */
const overTls = (own: ReturnType<typeof selfMade>) => async (handle: RequestListener) => {
  const server = createServer(own, handle);
  await new Promise<void>((ready) => server.listen(0, 'localhost', ready));
  return { url: `https://localhost:${(server.address() as AddressInfo).port}`, close: () => (server.closeAllConnections(), new Promise<void>((done) => server.close(() => done()))) };
};

let folder: string;
let provider: TestProvider;
let api: Served;
let children: ChildProcess[];
let said: string;
let believed: string[];

/** Starts the process with settings; answers its port when it says that it started, or undefined when it ended. */
const started = async (settings: Readonly<Record<string, string>>): Promise<number | undefined> => {
  let own = '';
  const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', PORT: '0', METRICS_PORT: '0', ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => void ((own += text), (said += text)));
  const ended = once(child, 'close');
  for (;;) {
    const port = /"port":(\d+)[^\n]*"started"/.exec(own)?.[1];
    if (port) return Number(port);
    if (child.exitCode !== null) return void (await ended);
    await Promise.race([ended, once(child.stdout, 'data')]);
  }
};

const settings = (): Record<string, string> => ({
  API_URL: api.url, CONSOLE_SECRET: KEY, MARKING: 'SECRET', REDIS_URL: 'redis://127.0.0.1:9', NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'), CONSOLE_URL: CONSOLE,
  SIGN_IN_ISSUER: provider.issuer, SIGN_IN_AUDIENCE: AUDIENCE, SIGN_IN_RESOURCE: RESOURCE, SIGN_IN_CLIENT_ID: CLIENT.id, SIGN_IN_CLIENT_KEY_FILE: join(folder, 'client.pem'),
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cpmp-console-'));
  const own = selfMade();
  believed = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...believed, own.cert]);
  const client = await generateKeyPair('ES256', { extractable: true });
  writeFileSync(join(folder, 'ca.pem'), own.cert);
  writeFileSync(join(folder, 'client.pem'), await exportPKCS8(client.privateKey));
  provider = await startProvider(CONSOLE, { 'supt-okafor': { name: 'Supt Ada Okafor', rank: 'superintendent', force: 'met', roles: ['authorising-officer'] } }, { takes: 'private_key_jwt', key: await exportJWK(client.publicKey) }, overTls(own));
  provider.person = 'supt-okafor';
  const { notification } = (await import(new URL('../../notification/dist/app.module.js', import.meta.url).href)) as { notification: Parameters<typeof serve>[1] };
  api = await serve({ ...(await testHost()), tokens: remoteVerifier({ issuer: provider.issuer, audience: AUDIENCE, jwksUrl: `${provider.issuer}/jwks` }) }, notification);
}, LIMIT_MS);
beforeEach(() => {
  [children, said] = [[], ''];
});
afterEach(async () => {
  for (const child of children.filter(({ exitCode }) => exitCode === null)) {
    child.kill();
    await once(child, 'close');
  }
});
afterAll(async () => {
  tls.setDefaultCACertificates(believed);
  await api?.close();
  await provider?.close();
  rmSync(folder, { recursive: true });
});

describe('the console as a process of production', () => {
  it('given a provider over TLS under an authority of the force’s own, when somebody signs in, then a service answers their page, on any console though what they share is away', async () => {
    const ports = [await started(settings()), await started(settings())];
    const [one, two] = ports.map((port) => new PlainBrowser({ [CONSOLE]: `http://127.0.0.1:${port}` })) as [PlainBrowser, PlainBrowser];
    const page = await one.go(`${CONSOLE}/sign-in`, { to: '/notices' });
    expect([page.status, page.url, page.h1]).toEqual([200, `${CONSOLE}/notices`, 'Notices']);
    expect(page.words).toContain('Supt Ada Okafor');
    const cookies = one.jar.get(HOST) ?? new Map<string, string>();
    expect([...cookies.keys()].map((name) => name.replace(/[0-9a-f]{16}$/, ''))).toEqual(['__Host-sign-in-', '__Host-session']);
    two.jar.set(HOST, cookies);
    expect((await two.go(`${CONSOLE}/notices`)).h1).toBe('Notices');
    expect(said).not.toMatch(/eyJ|code=|state=/);
  }, LIMIT_MS);

  it('given a provider whose authority it was not told of, then it starts, is ready, and says that nobody can sign in', async () => {
    const { NODE_EXTRA_CA_CERTS: _, ...rest } = settings();
    const port = await started(rest);
    const ready = await fetch(`http://127.0.0.1:${port}/ready`);
    expect([ready.status, ((await ready.json()) as { readonly notes: readonly string[] }).notes]).toEqual([200, expect.arrayContaining(['the identity provider does not answer as it must: nobody can sign in'])]);
    const page = await new PlainBrowser({ [CONSOLE]: `http://127.0.0.1:${port}` }).go(`${CONSOLE}/sign-in`, { to: '/notices' });
    expect([page.status, page.h1]).toEqual([503, 'Nobody can sign in just now']);
  }, LIMIT_MS);

  it('given settings that do not do, then it does not start and names every one of them, and no value', async () => {
    const { SIGN_IN_CLIENT_KEY_FILE: _, SIGN_IN_CLIENT_ID: __, ...rest } = settings();
    expect(await started({ ...rest, SIGN_IN_ISSUER: 'http://sign-in.force.example', CONSOLE_URL: `${CONSOLE}/pages`, SIGN_IN_SCOPE: 'profile' })).toBeUndefined();
    for (const fault of ['SIGN_IN_ISSUER has the wrong format', 'CONSOLE_URL has the wrong format', 'SIGN_IN_SCOPE has the wrong format', 'SIGN_IN_CLIENT_ID is missing', 'SIGN_IN_CLIENT_SECRET is missing']) expect(said).toContain(fault);
    expect(said).not.toMatch(/force\.example|profile/);
  }, LIMIT_MS);

  it('given a key that is none, then it does not start', async () => {
    expect([await started({ ...settings(), SIGN_IN_CLIENT_KEY_FILE: join(folder, 'ca.pem') }), children[0]?.exitCode]).toEqual([undefined, 1]);
  }, LIMIT_MS);

  it('given a virtual clock, then it does not start', async () => {
    await started({ ...settings(), CLOCK_URL: 'https://clock.example' });
    expect(said).toContain('CLOCK_URL is for development');
  }, LIMIT_MS);
});
