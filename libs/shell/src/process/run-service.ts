import { machineClock, whenItAnswers } from '@cpmp/ledger';
import { createService } from '../service.js';
import { remoteVerifier } from '../tokens.js';
import type { Host, ServiceParts } from '../types.js';
import { FollowedClock } from './clocks.js';
import { doorTo } from './door.js';
import type { Engines } from './engines.js';
import { listenOn } from './listening.js';
import { livenessOf, readinessOf } from './readiness.js';
import { type Around, runProcess } from './run-process.js';
import { type ServiceSettings, serviceSettings } from './settings.js';

/** Between two tries to start while a store is away, in milliseconds: nobody has to start it again by hand. */
const AWAY_MS = 1000;

/** Runs one service as a process of its own, on the distributed engines that the environment names. Ends the process with 1 when it cannot be whole. */
export const runService = (parts: ServiceParts): void => runProcess(parts.name, serviceSettings, (settings, around) => start(parts, settings, around));

/** Starts everything, and answers what stops it: those who keep a connection are told, then nobody new, then what is under way, then the engines. */
const start = async (parts: ServiceParts, settings: ServiceSettings, { log, fatal, stopping }: Around): Promise<() => Promise<void>> => {
  const listening = await listenOn({ host: settings.HOST, port: settings.PORT });
  const clock = settings.CLOCK_URL === undefined ? machineClock : await FollowedClock.from(settings.CLOCK_URL);
  // The engines' clients are most of what a process loads, and only a service needs them.
  const { openEngines } = await import('./engines.js');
  const engines = openEngines(settings, parts.name, { log, fatal, stopping });
  const service = await whenItAnswers(() => createService(parts, hostOf(settings, engines, { clock, log })), { everyMs: AWAY_MS, signal: stopping });
  const { topics } = engines;
  const readiness = readinessOf(service);
  let closing = false;
  listening.open(
    doorTo({
      handle: service.handle,
      live: livenessOf(service, topics),
      ready: async () => (closing ? { why: 'it is stopping' } : readiness()),
      ...(clock instanceof FollowedClock ? { moved: { clock, service, drain: () => topics.drain(), published: () => topics.published() } } : {}),
    }),
  );
  if (clock instanceof FollowedClock) await clock.catchUp();
  else service.startDueRunner();
  log.info({ port: listening.port }, 'started');
  return async () => {
    closing = true;
    for (const step of [listening.leave, service.close, topics.close.bind(topics), engines.cache.close.bind(engines.cache), listening.close]) await step();
  };
};

const hostOf = (settings: ServiceSettings, { topics, stores, cache }: Engines, { clock, log }: Pick<Host, 'clock' | 'log'>): Host => ({
  clock, stores, topics, log, cache,
  tokens: remoteVerifier({ issuer: settings.SIGN_IN_ISSUER, audience: settings.SIGN_IN_AUDIENCE, jwksUrl: settings.SIGN_IN_JWKS_URL }),
  secrets: { operationKey: settings.OPERATION_KEY },
});
