import { cacheInProcess, createLog, remoteVerifier } from '@cpmp/shell';
import { serve, testHost, type TestHost } from '@cpmp/shell/testing';
import { type Console, type ConsoleOptions, createConsole } from '../app.module.js';
import { listening } from '../spec-api.js';
import { type Account, AUDIENCE, CLIENT, RESOURCE, startProvider, type TestProvider } from './spec-provider.js';

const OKAFOR = { name: 'Supt Ada Okafor', rank: 'superintendent', force: 'met', unit: 'SCD', roles: ['authorising-officer'] };

/** Whom the force's provider knows. */
export const ACCOUNTS: Readonly<Record<string, Account>> = {
  'supt-okafor': OKAFOR,
  'cab-lane': { name: 'PS Tom Lane', rank: 'sergeant', force: 'met', roles: ['gatekeeper'] },
  // As large as real ones become.
  'dc-long': { ...OKAFOR, name: 'DC Long', roles: Array.from({ length: 20 }, (_, n) => `a-role-with-a-long-name-as-directories-like-them-${n}`.padEnd(60, 'x')) },
  'no-roles': { name: 'Nobody' },
};

/** A console at a force's identity provider, and what its pages ask: notification, whole, believing the provider's tokens. */
export type Force = {
  readonly url: string;
  readonly provider: TestProvider;
  readonly desk: Console;
  readonly host: TestHost;
  /** What the console logged. */
  readonly logged: readonly string[];
  /** Another console in its place, at this provider or another. */
  readonly replace: (issuer: string) => Promise<Console>;
  /** Which of its consoles answers from now on. */
  readonly answerBy: (desk: Console) => void;
  readonly close: () => Promise<void>;
};

/** Starts it. `apiUrl`: other services, which need not believe its tokens. `shared`: what each of its consoles shares with the others. */
export const startForce = async ({ apiUrl, shared = () => cacheInProcess(() => Date.now()) }: { readonly apiUrl?: string; readonly shared?: () => ConsoleOptions['shared'] } = {}): Promise<Force> => {
  const logged: string[] = [];
  let desk: Console | undefined;
  const door = await listening((request, response) => desk?.handle(request, response));
  const provider = await startProvider(door.url, ACCOUNTS);
  const host = await testHost();
  const { notification } = (await import(new URL('../../../notification/dist/app.module.js', import.meta.url).href)) as { notification: Parameters<typeof serve>[1] };
  const api = apiUrl === undefined ? await serve({ ...host, rate: { take: async () => 0 }, tokens: remoteVerifier({ issuer: provider.issuer, audience: AUDIENCE, jwksUrl: `${provider.issuer}/jwks` }) }, notification) : { url: apiUrl, close: async () => {} };
  const optionsAt = (issuer: string): ConsoleOptions => ({
    api: { baseUrl: api.url }, clock: () => host.clock.now(), marking: 'SECRET', secret: new Uint8Array(32).fill(7), shared: shared(), log: createLog('info', { write: (line) => void logged.push(line) }),
    signIn: { kind: 'provider', issuer, audience: AUDIENCE, scope: 'openid', resource: RESOURCE, consoleUrl: door.url, clientId: CLIENT.id, client: { secret: CLIENT.secret } },
  });
  const consoles: Console[] = [];
  const replace = async (issuer: string): Promise<Console> => {
    desk = await createConsole(optionsAt(issuer));
    consoles.push(desk);
    return desk;
  };
  const close = async (): Promise<void> => {
    for (const one of consoles) await one.close();
    for (const part of [door, provider, api]) await part.close();
  };
  return { url: door.url, provider, desk: await replace(provider.issuer), host, logged, replace, answerBy: (other) => void (desk = other), close };
};

/** Machine time moves on; answers what sets it right again. */
export const passed = (ms: number): (() => void) => {
  const real = Date.now;
  Date.now = () => real() + ms;
  return () => void (Date.now = real);
};
