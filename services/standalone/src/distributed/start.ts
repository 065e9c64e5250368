import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { signerIn } from '@cpmp/ledger';
import { DEVELOPMENT_ISSUER, listenOn, type Log } from '@cpmp/shell';
import { type DataFolder, IN_MEMORY, openDataFolder } from '../data-folder.js';
import { type FrontDoor, type PlatformHealth, takePort } from '../front-door.js';
import { AUDIENCE } from '../sign-in.js';
import { StartFault, type Undo, wholeOrUndone } from '../start-fault.js';
import type { ClockChoice } from '../time.js';
import { linesTo, SupervisedProcess } from './child-process.js';
import { applyTopics, type EngineOptions, type StartedEngines, startEngines } from './engines.js';
import { CONSOLE, openHost, SERVICES } from './host.js';

export { startEngines } from './engines.js';
export { SERVICES } from './host.js';

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
  readonly engines?: EngineOptions;
  /** What one process is told beside what all are. */
  readonly beside?: (name: string) => Environment;
};

/** One process of it: where it listens, where its measures are read, and who looks after it. */
export type Process = { readonly name: string; readonly port: number; readonly metricsPort: number; readonly supervised: SupervisedProcess };

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
  const env = environmentOf(options, { door, folder, engines, virtual: options.clock.kind === 'virtual' });
  const logs = logsOf(folder);
  const make = (name: string): Promise<Process> => processOf(name, { ...env, ...options.beside?.(name) }, logs);
  const processes = await Promise.all([...SERVICES, CONSOLE].map(make));
  const host = await openHost({ door, folder, clock: options.clock, log: options.log, processes: processes.map(({ name, port }) => ({ name, url: `http://127.0.0.1:${port}` })) });
  undo.push(host.close);
  const replicas: Process[] = [];
  const begin = ({ supervised }: Process): void => {
    supervised.start();
    undo.push(() => supervised.stop());
  };
  processes.forEach(begin);
  for (const one of processes) await ready(one, logs);
  if (options.demonstration) await host.loadDemonstration();
  return {
    url: door.url, dataDirectory: folder.path, processes, engines, health: host.health,
    replica: async (service) => {
      const one = await make(service);
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
  const [port, metricsPort] = [await freePort(), await freePort()];
  const entry = fileURLToPath(new URL(`../../../${name}/dist/main.js`, import.meta.url));
  return { name, port, metricsPort, supervised: new SupervisedProcess({ entry, env: { ...env, PORT: String(port), METRICS_PORT: String(metricsPort) }, say: linesTo(join(logs, `${name}.log`)) }) };
};

/** A port that nobody has now. */
const freePort = async (): Promise<number> => {
  const taken = await listenOn({ host: '127.0.0.1', port: 0 });
  await taken.close();
  return taken.port;
};
