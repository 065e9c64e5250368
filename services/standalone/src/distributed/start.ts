import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { signerIn } from '@cpmp/ledger';
import { embeddedTopics, readManifest } from '@cpmp/messaging';
import { createLog, createService, DEVELOPMENT_ISSUER, type Health, listenOn, type Log, type RunningService } from '@cpmp/shell';
import { standalone } from '../app.module.js';
import { type DataFolder, IN_MEMORY, openDataFolder } from '../data-folder.js';
import { loadDemonstration, people } from '../demonstration.js';
import { type FrontDoor, type PlatformHealth, takePort } from '../front-door.js';
import { AUDIENCE, developmentIssuer } from '../sign-in.js';
import { StartFault, type Undo, wholeOrUndone } from '../start-fault.js';
import { type ClockChoice, clockOf, TimeMover, VirtualClock } from '../time.js';
import { SupervisedProcess } from './child-process.js';
import { applyTopics, type StartedEngines, startEngines } from './engines.js';
import { forwardTo } from './forward.js';
import { drainAll, RemoteService } from './remote-service.js';

export { startEngines, type StartedEngines } from './engines.js';

/** The services, each a process of its own. */
export const SERVICES = ['authorisation', 'asset-registry', 'resource-allocation', 'risk-assessment', 'notification'] as const;
const CONSOLE = 'console';
/** What the console's pages are marked with. */
const MARKING = 'SECRET';
/** A process that is starting is asked again whether it is ready after so long, in milliseconds. */
const READY_EVERY_MS = 200;
/** One that ended so often before it was ready will not be. */
const STARTS_MAX = 5;

/** How to start a distributed platform. `engines`: where they are, if not where the environment says or the recipes put them. */
export type DistributedOptions = {
  readonly data: string;
  readonly port: number;
  readonly clock: ClockChoice;
  readonly demonstration?: boolean;
  readonly log?: Log;
  readonly lawFolder?: string | undefined;
  readonly engines?: Parameters<typeof startEngines>[1];
};

/** One process of it: where it listens, and who looks after it. */
export type Process = { readonly name: string; readonly port: number; readonly supervised: SupervisedProcess };

/** A distributed platform that runs. */
export type Distributed = {
  readonly url: string;
  readonly dataDirectory: string;
  readonly processes: readonly Process[];
  readonly engines: StartedEngines;
  readonly health: () => Promise<PlatformHealth>;
  /** Starts one more process of a service beside the first: nothing is handed on to it but by whoever knows its port. */
  readonly replica: (service: (typeof SERVICES)[number]) => Promise<Process>;
  readonly close: () => Promise<void>;
};

/** Starts the engines by their recipes, each service and the console as a process of its own, and one port in front of them all. @throws StartFault, in a sentence; then nothing is left running */
export const startDistributed = (options: DistributedOptions): Promise<Distributed> =>
  wholeOrUndone(async (undo) => {
    if (options.data === IN_MEMORY) throw new StartFault('Processes and engines keep their data in a folder. Name one with --data DIR.');
    const folder = openDataFolder(options.data);
    undo.push(folder.release);
    const door = await takePort(options.port);
    undo.push(door.close);
    const engines = await startEngines(join(folder.path, 'engines'), options.engines);
    undo.push(engines.stop);
    await applyTopics(engines.addresses);
    return assemble(options, { door, folder, engines, undo });
  });

type Ground = { readonly door: FrontDoor; readonly folder: DataFolder; readonly engines: StartedEngines; readonly undo: Undo };

const assemble = async (options: DistributedOptions, { door, folder, engines, undo }: Ground): Promise<Distributed> => {
  const log = options.log ?? createLog('silent');
  const own = folder.storesOf('standalone');
  const clock = await clockOf(own.commits, options.clock);
  const issuer = await developmentIssuer(folder.secretFor('sign-in'));
  const env = environmentOf(options, { door, folder, engines, virtual: clock instanceof VirtualClock });
  const logs = logsOf(folder);
  const processes = await Promise.all([...SERVICES, CONSOLE].map((name) => processOf(name, env, logs)));
  const remote = processes.map(({ name, port }) => new RemoteService(name, `http://127.0.0.1:${port}`, () => clock));
  const time = clock instanceof VirtualClock ? new TimeMover(clock, () => drainAll(remote), remote) : undefined;
  const topics = embeddedTopics(readManifest());
  const host = await createService(standalone({ people, issuer, ...(time ? { time } : {}) }), { clock, topics, log, stores: () => own, tokens: issuer.verify, secrets: { operationKey: folder.secretFor('operation') } });
  undo.push(host.close);
  const health = healthOf(host, processes);
  const forwards = new Map(processes.map(({ name, port }) => [name, forwardTo(port)]));
  door.open({ api: new Map([...forwards, ['standalone', host.handle]]), own: host.handle, health, pages: forwards.get(CONSOLE) ?? host.handle });
  const replicas: Process[] = [];
  const begin = ({ supervised }: Process): void => {
    supervised.start();
    undo.push(() => supervised.stop());
  };
  processes.forEach(begin);
  for (const one of processes) await ready(one, logs);
  if (options.demonstration) await loadDemonstration({ url: door.url, now: () => clock.now(), own: host });
  return {
    url: door.url, dataDirectory: folder.path, processes, engines, health,
    replica: async (service) => {
      const one = await processOf(service, env, logs);
      replicas.push(one);
      begin(one);
      await ready(one, logs);
      return one;
    },
    close: async () => {
      await Promise.all([...processes, ...replicas].map(({ supervised }) => supervised.stop()));
      for (const step of [host.close, engines.stop, door.close, folder.release]) await step();
    },
  };
};

const ready = async ({ name, port, supervised }: Process, logs: string): Promise<void> => {
  while (!(await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined))?.ok) {
    if (supervised.starts > STARTS_MAX) throw new StartFault(`${name} does not stay up: see ${join(logs, `${name}.log`)}.`);
    await wait(READY_EVERY_MS);
  }
};

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

type Environment = Readonly<Record<string, string>>;

/** What every process is told: engines, keys, whose tokens it believes, and on a virtual clock where that stands. */
const environmentOf = ({ lawFolder }: DistributedOptions, { door, folder, engines, virtual }: Omit<Ground, 'undo'> & { readonly virtual: boolean }): Environment => {
  const mongo = engines.addresses['MONGODB_URI'] ?? '';
  signerIn(folder.path, 'standalone/1'); // made once here, or five processes would each make one
  return {
    ...engines.addresses,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    KEYS_MONGODB_URI: mongo,
    KEYS_MASTER_KEY: base64(folder.secretFor('keys')),
    CHECKPOINT_KEY_FILE: join(folder.path, 'keys', 'checkpoints.pem'),
    SIGN_IN_ISSUER: DEVELOPMENT_ISSUER,
    SIGN_IN_AUDIENCE: AUDIENCE,
    SIGN_IN_JWKS_URL: `${door.url}/api/standalone/v1/keys`,
    OPERATION_KEY: base64(folder.secretFor('operation')),
    API_URL: door.url,
    CONSOLE_SECRET: base64(folder.secretFor('console')),
    MARKING,
    ...(virtual ? { CLOCK_URL: `${door.url}/api/standalone/v1/clock` } : {}),
    ...(lawFolder ? { LAW_FOLDER: lawFolder } : {}),
  };
};

const logsOf = ({ path }: DataFolder): string => join(path, 'logs');

/** One process that is not started yet, on a port that nobody has. Replicas write one log file. */
const processOf = async (name: string, env: Environment, logs: string): Promise<Process> => {
  mkdirSync(logs, { recursive: true });
  const port = await freePort();
  const lines = createWriteStream(join(logs, `${name}.log`), { flags: 'a' });
  const entry = fileURLToPath(new URL(`../../../${name}/dist/main.js`, import.meta.url));
  return { name, port, supervised: new SupervisedProcess({ entry, env: { ...env, PORT: String(port) }, say: (line) => void lines.write(line) }) };
};

/** A port that nobody has now. */
const freePort = async (): Promise<number> => {
  const taken = await listenOn({ host: '127.0.0.1', port: 0 });
  await taken.close();
  return taken.port;
};

const healthOf = (host: RunningService, processes: readonly Process[]) => async (): Promise<PlatformHealth> => {
  const services = await Promise.all([host.health(), ...processes.filter(({ name }) => name !== CONSOLE).map(remoteHealth)]);
  return { ready: services.every(({ ready: isReady }) => isReady), services };
};

const remoteHealth = async ({ name, port }: Process): Promise<Health> => {
  const answer = await fetch(`http://127.0.0.1:${port}/api/${name}/v1/health`).catch(() => undefined);
  const said = answer && ((await answer.json().catch(() => undefined)) as Health | undefined);
  return said?.service === name ? said : { service: name, ready: false, why: 'the process does not answer', position: 0, dueLagSeconds: 0, dueFailing: 0, untakenDeadlines: 0, deadLetters: 0 };
};
