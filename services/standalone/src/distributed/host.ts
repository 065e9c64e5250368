import type { Clock } from '@cpmp/ledger';
import { embeddedTopics, readManifest } from '@cpmp/messaging';
import { createLog, createService, type Health, type Log, type RunningService } from '@cpmp/shell';
import { standalone } from '../app.module.js';
import type { DataFolder } from '../data-folder.js';
import { loadDemonstration, people } from '../demonstration.js';
import type { FrontDoor, PlatformHealth } from '../front-door.js';
import { developmentIssuer } from '../sign-in.js';
import { type ClockChoice, clockOf, TimeMover, VirtualClock } from '../time.js';
import { forwardTo } from './forward.js';
import { drainAll, RemoteService } from './remote-service.js';

/** The services, each a process of its own. */
export const SERVICES = ['authorisation', 'asset-registry', 'resource-allocation', 'risk-assessment', 'notification'] as const;
export const CONSOLE = 'console';

/** A process, and where it is. */
export type Reached = { readonly name: string; readonly url: string };

type Parts = { readonly door: FrontDoor; readonly folder: DataFolder; readonly clock: ClockChoice; readonly log?: Log | undefined; readonly processes: readonly Reached[] };

/** What stands in front of processes: sign-in, clock and one port. */
export type OpenHost = { readonly clock: Clock; readonly health: () => Promise<PlatformHealth>; readonly loadDemonstration: () => Promise<void>; readonly close: () => Promise<void> };

/** Opens the door for development: signs anybody in, moves the clock of all processes, and hands everything else on to them. */
export const openHost = async ({ door, folder, clock: choice, log = createLog('silent'), processes }: Parts): Promise<OpenHost> => {
  const own = folder.storesOf('standalone');
  const clock = await clockOf(own.commits, choice);
  const issuer = await developmentIssuer(folder.secretFor('sign-in'));
  const time = clock instanceof VirtualClock ? timeOf(clock, processes) : undefined;
  const host = await createService(standalone({ people, issuer, ...(time ? { time } : {}) }), { clock, topics: embeddedTopics(readManifest()), log, stores: () => own, tokens: issuer.verify, secrets: { operationKey: folder.secretFor('operation') } });
  const health = healthOf(host, processes);
  const forwards = new Map(processes.map(({ name, url }) => [name, forwardTo(url)]));
  door.open({ api: new Map([...forwards, ['standalone', host.handle]]), own: host.handle, health, pages: forwards.get(CONSOLE) ?? host.handle });
  return { clock, health, close: host.close, loadDemonstration: () => loadDemonstration({ url: door.url, now: () => clock.now(), own: host }) };
};

const timeOf = (clock: VirtualClock, processes: readonly Reached[]): TimeMover => {
  const remote = processes.map(({ name, url }) => new RemoteService(name, url, clock));
  return new TimeMover(clock, () => drainAll(remote), remote);
};

/** A process that stands still takes connections all the same; without this it would hold up what is said of all the others. In milliseconds. */
const HEALTH_WITHIN_MS = 5_000;

const healthOf = (host: RunningService, processes: readonly Reached[]) => async (): Promise<PlatformHealth> => {
  const services = await Promise.all([host.health(), ...processes.filter(({ name }) => name !== CONSOLE).map((process) => remoteHealth(process))]);
  return { ready: services.every(({ ready }) => ready), services };
};

/** How a process says that it is; one that is away, stands still or says something else is not ready. */
export const remoteHealth = async ({ name, url }: Reached, withinMs = HEALTH_WITHIN_MS): Promise<Health> => {
  const answer = await fetch(`${url}/api/${name}/v1/health`, { signal: AbortSignal.timeout(withinMs) }).catch(() => undefined);
  const said = answer && ((await answer.json().catch(() => undefined)) as Health | undefined);
  return said?.service === name ? said : { service: name, ready: false, why: 'the process does not answer', position: 0, dueLagSeconds: 0, dueFailing: 0, untakenDeadlines: 0, deadLetters: 0 };
};
