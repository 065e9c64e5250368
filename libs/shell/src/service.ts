import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { ModuleRef, NestFactory } from '@nestjs/core';
import type { MicroserviceOptions, NestMicroservice } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Ledger, openLedger, serviceOf, type Stores, type View, type ViewStore } from '@cpmp/ledger';
import { RaiseFilter } from '@cpmp/messaging';
import { z } from 'zod';
import { AnswerInterceptor } from './answer.js';
import { type Cache, cacheInProcess } from './cache/cache.js';
import { deadLettersController } from './dead-letters.controller.js';
import { DueRunner } from './due-runner.js';
import { EdgeGuard } from './edge.js';
import { eventsController, sayPlace } from './events.controller.js';
import { causesOf, ProblemFilter } from './filter.js';
import { type Edge, edgeOf, ownPathsUnder, serveOwn } from './http.js';
import { CLOCK, LEDGER, LOGGER, OPERATION_ID, operationIds, TOPICS, VIEW_STORE } from './injection.js';
import type { Log } from './log.js';
import { NewsDesk } from './news.js';
import { engineNotes } from './engine-notes.js';
import { openApiOf } from './openapi.js';
import { orphansController } from './orphans.controller.js';
import { type Route, routesOf } from './routes.js';
import { ObserveMessages } from './telemetry/spans.js';
import { tellStanding } from './telemetry/standing.js';
import type { Health, Host, RunningService, ServiceParts } from './types.js';
import { deadlinesSet, deadlinesTaken, UntakenDeadlines } from './untaken-deadlines.js';

@Module({})
class ServiceModule {}

const HealthAnswer = z.object({
  service: z.string(), ready: z.boolean(), why: z.string().optional(), notes: z.array(z.string()).optional(), position: z.int(),
  dueLagSeconds: z.int(), dueFailing: z.int(), untakenDeadlines: z.int(), deadLetters: z.int(),
});

/** Where a service's routes lie. */
const prefixOf = (name: string): string => `/api/${name}/v1`;

/** What a service's routes are made of. */
type Routed = Pick<ServiceParts, 'name' | 'controllers' | 'consumers' | 'news'>;

/** A service's controllers, and those that every service has whose news are told, or that hears topics. */
const controllersOf = ({ name, controllers, consumers, news }: Routed): readonly Type[] => [
  ...controllers,
  ...(news ? [eventsController(prefixOf(name))] : []),
  ...(consumers.length > 0 ? [deadLettersController(name, prefixOf(name)), orphansController(prefixOf(name))] : []),
];

/** Every route of a service, its own health among them. @throws when a controller declares less than it must. */
const allRoutesOf = (parts: Routed): readonly Route[] => {
  const prefix = prefixOf(parts.name);
  const health: Route = { method: 'GET', path: ownPathsUnder(prefix).health, options: { id: 'readHealth', summary: 'Is the service ready, and what waits?', answer: HealthAnswer, alsoStatus: 503, open: true } };
  return [...routesOf(controllersOf(parts), `${prefix}/`), health];
};

/** A service's OpenAPI 3.1 document, from its parts alone: nothing is started. */
export const documentOf = (parts: Routed & Pick<ServiceParts, 'title'>): object => openApiOf({ ...parts, routes: allRoutesOf(parts) });

/** Starts a service on the engines that its host gives it. @throws when it cannot be whole; then nothing of it is left open. */
export const createService = async (parts: ServiceParts, host: Host): Promise<RunningService> => {
  const routes = allRoutesOf(parts);
  const stores = await host.stores(parts.name);
  const cache = host.cache ?? cacheInProcess(host.clock.machine);
  const views = [...parts.views, deadlinesSet, deadlinesTaken];
  const ledger = await openLedger({ service: parts.name, stores, aggregates: parts.aggregates, views, clock: host.clock, others: { hear: (wake) => cache.hear(parts.name, wake), hears: () => cache.hears() }, ...(host.random ? { random: host.random } : {}) }).catch(async (error: unknown) => {
    // A ledger that was never open closes nothing, and whoever waits for a store opens others for each try.
    for (const store of [stores.views, stores.access, stores.commits, stores.keys]) await store.close().catch(() => {});
    throw error;
  });
  try {
    // The ledger makes ready what it folds itself; what consumers fold is made ready here.
    for (const view of views) if (view.from !== 'log') await stores.views.prepare(view);
    const anew = await emptyTopics(views, stores.views);
    return await start(parts, host, { ledger, stores, cache, routes, anew, log: host.log.child({ service: parts.name }) });
  } catch (error) {
    await ledger.close();
    throw error;
  }
};

type Opened = { readonly ledger: Ledger; readonly stores: Stores; readonly cache: Cache; readonly routes: readonly Route[]; readonly anew: readonly string[]; readonly log: Log };

/** The topics that an empty view is folded from: they are heard from their beginning, since a view's new version starts empty. */
const emptyTopics = async (views: readonly View[], store: ViewStore): Promise<readonly string[]> => {
  const topics: string[] = [];
  for (const view of views) if (view.from !== 'log' && (await store.query(view, { limit: 1 })).docs.length === 0) topics.push(view.from.topic);
  return topics;
};

const start = async (parts: ServiceParts, host: Host, { ledger, stores, cache, routes, anew, log }: Opened): Promise<RunningService> => {
  const paths = ownPathsUnder(prefixOf(parts.name));
  const filter = new ProblemFilter(knownOf(routes, [paths.document, paths.page]), log, (input, path, code) => ledger.access({ actor: input.actor, what: path, why: 'refused', code }));
  const open = new Set([paths.document, paths.page, ...routes.flatMap(({ path, options }) => (options.open ? [path] : []))]);
  const edge = edgeOf(parts.name, { ...host, rate: host.rate ?? cache.rate, log }, open, filter);
  const untaken = new UntakenDeadlines(ledger, stores.views);
  const desk = parts.news && new NewsDesk({ news: parts.news, ledger, clock: host.clock, log });
  await desk?.open();
  if (desk) sayPlace(edge.fastify, desk);
  ledger.onCommit(() => cache.say(parts.name));
  const app = await NestFactory.create<NestFastifyApplication>(moduleOf(parts, host, { ledger, stores, log, untaken, desk }), edge.adapter, { logger: false, abortOnError: false, bodyParser: false });
  app.useGlobalFilters(filter).useGlobalGuards(new EdgeGuard()).useGlobalInterceptors(new AnswerInterceptor());

  const module = app.get(ModuleRef);
  const { due } = parts;
  const runner = due && new DueRunner({ ledger, clock: host.clock, log, view: due.view, run: (row, act) => due.run(row, act, module) });
  const health = healthOf(parts.name, host, { ledger, runner, untaken, notes: async () => [...(await orphanNotes(ledger)), ...((await parts.notes?.(module)) ?? []), ...(await engineNotes(parts.name, host, cache))] });
  const document = openApiOf({ ...parts, routes });
  serveOwn(edge.fastify, paths, document, health);
  connect(app, parts, { host, ledger, stores, log, anew });
  await begun(async () => {
    await app.init();
    await edge.fastify.ready();
    await app.startAllMicroservices();
  }, [() => desk?.close(), () => app.close()]);
  if (desk) cache.hear(parts.name, () => desk.grown());
  host.topics.source({ service: parts.name, ledger, publish: parts.publish, onFault: (fault) => log.error(fault) });
  const stopTelling = tellStanding({ service: parts.name, clock: host.clock, ledger, stores, topics: host.topics, cache, health });

  return {
    name: parts.name,
    handle: edge.handle,
    ledger,
    nextDue: async () => runner?.next(),
    runDue: async (row) => runner?.run(row),
    startDueRunner: () => runner?.start(),
    health,
    openapi: () => document,
    close: closing({ app, edge, ledger, runner, desk, stopTelling, say: () => cache.say(parts.name) }),
  };
};

/** Starts, or undoes what is started: a store may have gone away meanwhile, and whoever waits for it begins with nothing of this try. */
const begun = async (begin: () => Promise<void>, undo: readonly (() => Promise<void> | undefined)[]): Promise<void> => {
  try {
    await begin();
  } catch (error) {
    for (const step of undo) await step()?.catch(() => {});
    throw error;
  }
};

type Inside = Omit<Opened, 'cache' | 'routes' | 'anew'> & { readonly untaken: UntakenDeadlines; readonly desk: NewsDesk | undefined };

const moduleOf = (parts: ServiceParts, host: Host, { ledger, stores, log, untaken, desk }: Inside): DynamicModule => {
  const given: readonly Provider[] = [
    { provide: LEDGER, useValue: ledger },
    { provide: CLOCK, useValue: host.clock },
    { provide: VIEW_STORE, useValue: stores.views },
    { provide: TOPICS, useValue: host.topics },
    { provide: OPERATION_ID, useValue: operationIds(host.secrets.operationKey) },
    { provide: LOGGER, useValue: log },
    { provide: UntakenDeadlines, useValue: untaken },
    ...(desk ? [{ provide: NewsDesk, useValue: desk }] : []),
  ];
  return { module: ServiceModule, controllers: [...controllersOf(parts), ...parts.consumers], providers: [...given, ...parts.providers] };
};

/** Of commits that rest on what another log lost: they stand, and a person looks at each. */
const orphanNotes = async (ledger: Ledger): Promise<readonly string[]> => {
  const { length } = (await ledger.orphans()).filter(({ resolved }) => !resolved);
  return length === 0 ? [] : [`${length} ${length === 1 ? 'commit rests' : 'commits rest'} on what another log lost when it was restored`];
};

/** Every address with its methods, to tell a wrong method from a wrong address. Where GET is, HEAD is too. */
const knownOf = (routes: readonly Route[], own: readonly string[]) => {
  const all = [...routes, ...own.map((path) => ({ method: 'GET', path }))];
  return all.flatMap(({ method, path }) => {
    const pattern = new RegExp(`^${path.replaceAll(/[.]/g, '\\.').replaceAll(/:\w+/g, '[^/]+')}$`);
    return (method === 'GET' ? ['GET', 'HEAD'] : [method]).map((each) => ({ method: each, pattern }));
  });
};

/** The service's consumers hear their topics; what is poisoned is told in the log by its id, and to the service. */
const connect = (app: NestFastifyApplication, parts: ServiceParts, { host, ledger, stores, log, anew }: { host: Host; ledger: Ledger; stores: Stores; log: Log; anew: readonly string[] }): void => {
  const strategy = host.topics.server({
    service: parts.name,
    log: ledger.log,
    notes: ledger.notes,
    anew,
    onRestored: async (source) => {
      log.warn({ what: source.log }, 'a log that is read was restored');
      await ledger.hearEpoch(source);
      await parts.onRestored?.(source, app.get(ModuleRef));
    },
    empty: async (source) => {
      const made = [...parts.views, deadlinesTaken].filter(({ from }) => from !== 'log' && from.topic.startsWith(`${serviceOf(source.log)}.`));
      for (const view of made) await stores.views.reset(view);
      return made.flatMap(({ from }) => (from === 'log' ? [] : [from.topic]));
    },
    onFault: (fault) => log.error(fault),
    onDeadLetter: async (dead, error) => {
      log.error({ topic: dead.topic, delivery: dead.id, code: dead.headers['dlq-error'], causes: causesOf(error) }, 'dead letter');
      await parts.onDeadLetter?.(dead, app.get(ModuleRef));
    },
  });
  // Deferred, or NestJS binds the handlers at once, before they have their filter: every error would then read "Internal server error".
  const consumers = app.connectMicroservice<MicroserviceOptions>({ strategy }, { inheritAppConfig: false, deferInitialization: true }) as NestMicroservice;
  consumers.setIsInitHookCalled(true); // the application calls the providers' hooks, once
  consumers.useGlobalFilters(new RaiseFilter());
  consumers.useGlobalInterceptors(new ObserveMessages(parts.name));
};

const healthOf = (service: string, host: Host, { ledger, runner, untaken, notes }: { ledger: Ledger; runner: DueRunner | undefined; untaken: UntakenDeadlines; notes: () => Promise<readonly string[]> }) => async (): Promise<Health> => {
  const { ready, why, position } = await ledger.health();
  const nothing = { service, ready: false, position, dueLagSeconds: 0, dueFailing: 0, untakenDeadlines: 0, deadLetters: 0 };
  if (!ready) return { ...nothing, ...(why ? { why } : {}) };
  try {
    const [due, deadlines, dead, said] = await Promise.all([runner?.lag(), untaken.list(), host.topics.deadLetters(service), notes()]);
    return { ...nothing, ...due, ready, ...(said.length > 0 ? { notes: said } : {}), untakenDeadlines: deadlines.length, deadLetters: dead.length };
  } catch {
    return { ...nothing, why: 'the store does not answer' };
  }
};

type Running = { readonly app: NestFastifyApplication; readonly edge: Edge; readonly ledger: Ledger; readonly runner: DueRunner | undefined; readonly desk: NewsDesk | undefined; readonly stopTelling: () => void; readonly say: () => void };

/** In order: no new work from the clock, nobody who listens, none from callers, none from topics, which leaves the log to another replica, and it is told; then the ledger. Twice is once. */
const closing = ({ app, edge, ledger, runner, desk, stopTelling, say }: Running): (() => Promise<void>) => {
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    stopTelling();
    await runner?.stop();
    await desk?.close();
    await edge.drain();
    await app.close();
    say();
    await ledger.close();
  };
  return () => (closed ??= close());
};
