import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Instant } from '@cpmp/kernel';
import { backUp, type Clock, type CommitStore, openMemoryStores, restore, type Stores } from '@cpmp/ledger';
import { embeddedTopics, parseManifest, readManifest, type TopicManifest, type Topics } from '@cpmp/messaging';
import { createLog } from '../log.js';
import { createService } from '../service.js';
import { jwksVerifier } from '../tokens.js';
import type { Host, Principal, RunningService, ServiceParts } from '../types.js';

export { type Sample, samplesIn } from './exposition.js';

/** A clock that stands still until it is moved. Its machine time is the machine's own. */
export type StillClock = Clock & { set(to: Instant): void };

/** Makes a clock that stands at an instant. */
export const stillClock = (at: Instant): StillClock => {
  let now = new Date(at).toISOString();
  return { now: () => now, machine: () => Date.now(), set: (to) => void (now = new Date(to).toISOString()) };
};

const ISSUER = 'https://sign-in.test';
const AUDIENCE = 'cpmp';

/** Everything in memory: what a service's specs need of a host. */
export type TestHost = Host & {
  readonly clock: StillClock;
  readonly topics: Topics;
  /** A token as the identity provider would give it; `expiresIn` in seconds. */
  readonly tokenOf: (principal: Principal, expiresIn?: number) => Promise<string>;
  /** The same, signed with a key that nobody published. */
  readonly forgedTokenOf: (principal: Principal) => Promise<string>;
  /** What was logged, a line each. */
  readonly logged: readonly string[];
  /** Backs up what a service has by now, into a backup of its own. */
  readonly backsUp: (service: string) => Promise<void>;
  /** What a closed service kept since its backup is lost, or all of it without one: opened again it goes on as another epoch. Its keys are kept apart. */
  readonly loses: (service: string) => Promise<void>;
  /** Runs everything due up to an instant, and drains the topics in between. */
  readonly moveTo: (to: Instant, ...services: readonly RunningService[]) => Promise<void>;
};

/** The same stores, which outlive whoever closes them: a service that is created again has what it had, as after a restart. */
const outliving = (stores: Stores): Stores => {
  const open = <T extends object>(store: T): T => Object.assign(Object.create(store) as T, { close: async () => {} });
  return { ...stores, commits: open(stores.commits), access: open(stores.access), views: open(stores.views), keys: open(stores.keys) };
};

/** Makes a host in memory whose clock stands at an instant. `manifest`: the project's own topics by default, or the text of others. */
export const testHost = async ({ at = '2026-03-02T09:00:00.000Z', manifest }: { readonly at?: Instant; readonly manifest?: string } = {}): Promise<TestHost> => {
  const [ours, theirs] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
  const jwks = { keys: [{ ...(await exportJWK(ours.publicKey)), alg: 'ES256', kid: 'test' }] };
  const signedWith = (key: typeof ours.privateKey) => ({ person, ...claims }: Principal, expiresIn = 3_600) =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg: 'ES256', kid: 'test' }).setSubject(person).setIssuer(ISSUER).setAudience(AUDIENCE).setExpirationTime(Math.floor(Date.now() / 1000) + expiresIn).sign(key);
  const clock = stillClock(at);
  const topicManifest: TopicManifest = manifest === undefined ? readManifest() : parseManifest(manifest);
  const topics = embeddedTopics(topicManifest);
  const logged: string[] = [];
  const kept = new Map<string, Stores>();
  const backups = new Map<string, CommitStore>();
  const backupOf = (service: string): CommitStore => {
    const backup = backups.get(service) ?? openMemoryStores().commits;
    backups.set(service, backup);
    return backup;
  };
  return {
    clock,
    topics,
    stores: (service) => {
      const stores = kept.get(service) ?? outliving(openMemoryStores());
      kept.set(service, stores);
      return stores;
    },
    backsUp: async (service) => void (await backUp(kept.get(service)?.commits as CommitStore, backupOf(service))),
    loses: async (service) => {
      const stores = outliving(openMemoryStores());
      await restore(backupOf(service), stores.commits, { service, at: clock.now() });
      kept.set(service, { ...stores, keys: kept.get(service)?.keys ?? stores.keys });
    },
    tokens: jwksVerifier({ issuer: ISSUER, audience: AUDIENCE, jwks }),
    secrets: { operationKey: randomBytes(32) },
    log: createLog('debug', { write: (line) => void logged.push(line) }),
    logged,
    tokenOf: signedWith(ours.privateKey),
    forgedTokenOf: signedWith(theirs.privateKey),
    moveTo: (to, ...services) => moveTo({ clock, topics }, to, services),
  };
};

const moveTo = async ({ clock, topics }: Pick<TestHost, 'clock' | 'topics'>, to: Instant, services: readonly RunningService[]): Promise<void> => {
  const end = new Date(to).toISOString();
  for (;;) {
    await topics.drain();
    const rows = await Promise.all(services.map(async (service) => ({ service, row: await service.nextDue() })));
    const [first] = rows.flatMap(({ service, row }) => (row && row.at <= end ? [{ service, row }] : [])).toSorted((a, b) => compare(a.row.at, b.row.at) || compare(a.service.name, b.service.name));
    if (!first) break;
    if (first.row.at > clock.now()) clock.set(first.row.at);
    await first.service.runDue(first.row);
  }
  if (end > clock.now()) clock.set(end);
  await topics.drain();
};

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);

/** What a call came to. */
export type Called = { readonly status: number; readonly headers: Headers; readonly body: any; readonly text: string };

/** Services that listen on one free port, and a way to call them. */
export type Served = {
  /** The first of them. */
  readonly service: RunningService;
  readonly services: readonly RunningService[];
  readonly url: string;
  /** Calls a path with a person's token. A POST gets a fresh Idempotency-Key unless `headers` name one. */
  readonly call: (method: string, path: string, options?: { readonly as?: Principal; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }) => Promise<Called>;
  readonly close: () => Promise<void>;
};

let keys = 0;

/** Starts services on a host and serves them on one free port of this machine; each is called by its own prefix. */
export const serve = async (host: TestHost, parts: ServiceParts, ...more: readonly ServiceParts[]): Promise<Served> => {
  const service = await createService(parts, host);
  const services = [service];
  for (const another of more) services.push(await createService(another, host));
  const server = createServer((request, response) => (services.find(({ name }) => request.url?.startsWith(`/api/${name}/`)) ?? service).handle(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    service,
    services,
    url,
    call: async (method, path, { as, body, headers } = {}) => {
      const token = as ? { authorization: `Bearer ${await host.tokenOf(as)}` } : {};
      const json = body === undefined ? {} : { 'content-type': 'application/json' };
      const key = method === 'POST' ? { 'idempotency-key': `test-key-${++keys}` } : {};
      const sent = Object.fromEntries(Object.entries({ ...json, ...key, ...token, ...headers }).filter(([, value]) => value !== ''));
      const response = await fetch(url + path, { method, headers: sent, ...(body === undefined ? {} : { body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body) }) });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: text.startsWith('{') ? JSON.parse(text) : undefined };
    },
    close: async () => {
      for (const each of services) await each.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
};
