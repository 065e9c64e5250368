import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { StartFault } from '../start-fault.js';

const run = promisify(execFile);
const recipe = (engine: Engine): string => fileURLToPath(new URL(`../../../../libs/tooling/engines/${engine}.sh`, import.meta.url));

/** The engines, by their recipes. */
export type Engine = 'mongo' | 'kafka' | 'redis';

/** Where an engine is when nobody named another: what the environment calls it, and the port that its recipe takes. */
const ENGINES: Readonly<Record<Engine, { readonly setting: string; readonly port: number }>> = {
  mongo: { setting: 'MONGODB_URI', port: 27_117 },
  kafka: { setting: 'KAFKA_BROKERS', port: 19_092 },
  redis: { setting: 'REDIS_URL', port: 16_379 },
};

/** Engines that answer. `addresses` by the names of settings. */
export type StartedEngines = {
  readonly addresses: Readonly<Record<string, string>>;
  /** One recipe's command, e.g. `kill`: a crash, for tests. An engine that was named from outside has none. */
  readonly command: (engine: Engine, verb: 'start' | 'stop' | 'kill' | 'pause' | 'resume' | 'fill') => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** How engines are started. `offset` moves their ports, so that a second set can stand beside. `between`: the port of what clients are to go through, by engine. */
export type EngineOptions = { readonly env?: Readonly<Record<string, string | undefined>>; readonly offset?: number; readonly between?: (engine: Engine, port: number) => Promise<number> };

/** Starts each engine by its recipe, with its data in a folder, unless the environment names one. @throws StartFault by name */
export const startEngines = async (folder: string, { env = process.env, offset = 0, between }: EngineOptions = {}): Promise<StartedEngines> => {
  const own = (Object.keys(ENGINES) as Engine[]).filter((engine) => env[ENGINES[engine].setting] === undefined);
  const portOf = (engine: Engine): number => ENGINES[engine].port + offset;
  const through = new Map<Engine, number>();
  if (between) for (const engine of own) through.set(engine, await between(engine, portOf(engine)));
  const command = async (engine: Engine, verb: string): Promise<string> => {
    if (!own.includes(engine)) return '';
    // A broker itself tells its clients where to go; Mongo's driver goes where it was sent only when it is told to stay there.
    const said = through.has('kafka') ? { KAFKA_ADVERTISED: `127.0.0.1:${through.get('kafka')}` } : {};
    const { stdout } = await run('bash', [recipe(engine), verb, String(portOf(engine)), join(folder, engine)], { env: { ...process.env, MONGO_SYNC: '1', ...said } }).catch((error: { stderr?: string }) => {
      throw new StartFault(`${engine} could not ${verb}: ${error.stderr?.trim().split('\n').at(-1) ?? 'unknown'}. Name one with ${ENGINES[engine].setting}.`);
    });
    const port = through.get(engine);
    return port === undefined ? stdout.trim() : stdout.trim().replace(`:${portOf(engine)}`, `:${port}`) + (engine === 'mongo' ? '?directConnection=true' : '');
  };
  const started = await Promise.all((Object.keys(ENGINES) as Engine[]).map(async (engine) => [ENGINES[engine].setting, env[ENGINES[engine].setting] ?? (await command(engine, 'start'))] as const));
  return {
    addresses: Object.fromEntries(started),
    command: async (engine, verb) => void (await command(engine, verb)),
    stop: async () => void (await Promise.all(own.map((engine) => command(engine, 'stop')))),
  };
};

/** Makes the topics that the manifest names and the broker lacks, as an operator does. @throws StartFault with its last line */
export const applyTopics = async (addresses: Readonly<Record<string, string>>): Promise<void> => {
  const entry = fileURLToPath(new URL('../../../../libs/messaging/dist/topics.command.js', import.meta.url));
  await run(process.execPath, [entry, 'apply', '--partitions', '3', '--replicas', '1', '--in-sync', '1'], { env: { ...process.env, ...addresses } }).catch((error: { stderr?: string }) => {
    throw new StartFault(`The topics could not be made: ${error.stderr?.trim().split('\n').at(-1) ?? 'unknown'}`);
  });
};
