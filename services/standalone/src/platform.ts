import { createHmac } from 'node:crypto';
import { assetRegistry } from '@cpmp/asset-registry';
import { authorisationWith } from '@cpmp/authorisation';
import { createConsole } from '@cpmp/console';
import type { Clock, Stores } from '@cpmp/ledger';
import { embeddedTopics, readManifest, type Spoil, type Topics } from '@cpmp/messaging';
import { notification } from '@cpmp/notification';
import { resourceAllocation } from '@cpmp/resource-allocation';
import { riskAssessment } from '@cpmp/risk-assessment';
import { cacheInProcess, createLog, createService, type Host, type Log, type RunningService } from '@cpmp/shell';
import { standalone } from './app.module.js';
import { type DataFolder, openDataFolder } from './data-folder.js';
import { loadDemonstration, people } from './demonstration.js';
import { type FrontDoor, type PlatformHealth, takePort } from './front-door.js';
import { SeededRandom } from './seeded-random.js';
import { type Undo, wholeOrUndone } from './start-fault.js';
import { type DevelopmentIssuer, developmentIssuer } from './sign-in.js';
import { type ClockChoice, clockOf, TimeMover, VirtualClock } from './time.js';

const SERVICES = [assetRegistry, resourceAllocation, riskAssessment, notification];
const SEED = 'cpmp';
/** What the console's pages are marked with. */
const MARKING = 'SECRET';

/** How to start a platform. */
export type PlatformOptions = {
  /** The folder of everything that is kept, or `:memory:`. */
  readonly data: string;
  /** 0: any free one. */
  readonly port: number;
  readonly clock: ClockChoice;
  /** Loads the demonstration force, unless the folder has it already. */
  readonly demonstration?: boolean;
  readonly log?: Log;
  /** On a virtual clock: the same seed and the same acts give the same ledgers. */
  readonly seed?: string;
  /** A folder of packs of law that is only offered. */
  readonly lawFolder?: string | undefined;
  /** A test's hand in the topics. */
  readonly spoil?: Spoil;
};

/** A platform that runs. */
export type Platform = {
  readonly url: string;
  readonly dataDirectory: string;
  readonly services: readonly RunningService[];
  readonly topics: Topics;
  readonly clock: Clock;
  readonly health: () => Promise<PlatformHealth>;
  /** Answers what is under way, then stops everything. */
  readonly close: () => Promise<void>;
};

/** Starts the five services in this process, on one port of this machine. @throws StartFault, in a sentence, when folder, port or clock do not allow it; then nothing is left open. */
export const startPlatform = (options: PlatformOptions): Promise<Platform> =>
  wholeOrUndone(async (undo) => {
    const folder = openDataFolder(options.data);
    undo.push(folder.release);
    const door = await takePort(options.port);
    undo.push(door.close);
    return assemble(options, { door, folder, undo });
  });

type Ground = { readonly door: FrontDoor; readonly folder: DataFolder; readonly undo: Undo };

const assemble = async (options: PlatformOptions, { door, folder, undo }: Ground): Promise<Platform> => {
  const log = options.log ?? createLog('silent');
  const own = folder.storesOf('standalone');
  const clock = await clockOf(own.commits, options.clock).catch(async (error: unknown) => {
    for (const store of [own.views, own.access, own.commits, own.keys]) await store.close();
    throw error;
  });
  const issuer = await developmentIssuer(folder.secretFor('sign-in'));
  const topics = embeddedTopics(readManifest(), topicsOf(options));
  const hostOf = hosts({ ...options, folder, issuer, topics, log, clock });
  const services: RunningService[] = [];
  const time = clock instanceof VirtualClock ? new TimeMover(clock, () => topics.drain(), services) : undefined;
  const host = await createService(standalone({ people, issuer, ...(time ? { time } : {}) }), { ...hostOf('standalone'), stores: () => own });
  undo.push(() => closeAll(services));
  services.push(host);
  for (const parts of [authorisationWith({ lawFolder: options.lawFolder }), ...SERVICES]) services.push(await createService(parts, hostOf(parts.name)));
  const pages = await createConsole({ api: { baseUrl: door.url }, clock: () => clock.now(), signIn: { kind: 'development' }, marking: MARKING, secret: folder.secretFor('console'), shared: cacheInProcess(() => Date.now()), log });
  undo.push(() => pages.close());
  const health = async (): Promise<PlatformHealth> => {
    const said = await Promise.all(services.map((service) => service.health()));
    return { ready: said.every(({ ready }) => ready), services: said };
  };
  if (!time) for (const service of services) service.startDueRunner();
  door.open({ api: new Map(services.map(({ name, handle }) => [name, handle])), own: host.handle, health, pages: pages.handle });
  if (options.demonstration) await loadDemonstration({ url: door.url, now: () => clock.now(), own: host });
  return {
    url: door.url, dataDirectory: folder.path, services, topics, clock, health,
    close: async () => {
      for (const step of [() => pages.close(), () => closeAll(services), door.close, folder.release]) await step();
    },
  };
};

/** On a virtual clock messages are handled in turn, so that they are always in the same order; where a test delays some, the others must not wait for them. */
const topicsOf = ({ spoil, clock }: PlatformOptions) => (spoil ? { spoil } : { inTurn: clock.kind === 'virtual' });

const closeAll = async (services: readonly RunningService[]): Promise<void> => void (await Promise.all(services.map((service) => service.close())));

type Shared = Pick<PlatformOptions, 'seed'> & { readonly folder: DataFolder; readonly issuer: DevelopmentIssuer; readonly topics: Topics; readonly log: Log; readonly clock: Clock };

/** What each service is given: the same for all, but stores of its own, and on a virtual clock randomness of its own that is the same every time. */
const hosts = ({ seed = SEED, folder, issuer, topics, log, clock }: Shared) => {
  const virtual = clock instanceof VirtualClock;
  // An operation's id stands in the ledgers, so it must come out the same where they must.
  const operationKey = virtual ? createHmac('sha256', seed).update('operation').digest() : folder.secretFor('operation');
  return (service: string): Host => {
    const random = virtual ? new SeededRandom(`${seed}/${service}`) : undefined;
    const stores = async (): Promise<Stores> => {
      const opened = folder.storesOf(service, random?.bytes);
      random?.continueFrom((await opened.commits.tail())?.hash ?? '');
      return opened;
    };
    return { clock, stores, topics, tokens: issuer.verify, secrets: { operationKey }, log, ...(random ? { random: random.bytes } : {}) };
  };
};
