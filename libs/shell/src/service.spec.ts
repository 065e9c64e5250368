import { fromBinary } from '@bufbuild/protobuf';
import { Controller, Get, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { type Ledger, openMemoryStores, Unavailable } from '@cpmp/ledger';
import { actOf, message, Poison, TopicContext } from '@cpmp/messaging';
import { type DeadlineEvent, DeadlineEventSchema } from '@cpmp/proto/deadline';
import { DeadlineTakenSchema } from '@cpmp/proto/notification';
import { type Cache, cacheInProcess } from './cache/cache.js';
import { LEDGER } from './injection.js';
import { Operation } from './operation.js';
import { createService } from './service.js';
import { serve, type Served, type TestHost, testHost } from './testing/test-host.js';
import { mischief, toyManifest, toyParts } from './testing/toy.js';
import type { Principal, ServiceParts } from './types.js';

const TOYS = '/api/toys/v1/toys';
const maker: Principal = { person: 'm.aker', roles: ['maker'] };
const FADES = '2026-03-03T09:00:00.000Z';

let host: TestHost;
let served: Served;
beforeEach(async () => {
  Object.assign(mischief, { dueFailures: 0, dueIdle: false });
  host = await testHost({ manifest: toyManifest });
  served = await serve(host, toyParts);
});
afterEach(() => served.close());

const make = async (): Promise<string> => (await served.call('POST', TOYS, { as: maker, body: { name: 'bear', fadesAt: FADES } })).body.id;
const read = async (id: string) => (await served.call('GET', `${TOYS}/${id}`, { as: maker })).body;

describe('given a store that goes away while a service starts', () => {
  it('when whoever waits for it tries again in the same process, then the service is whole: nothing of the first try stands in its way', async () => {
    await served.close();
    let away = true;
    class Asking {
      async onModuleInit(): Promise<void> {
        if (away) throw new Unavailable('The store does not answer.');
      }
    }
    const parts: ServiceParts = { ...toyParts, providers: [...toyParts.providers, Asking] };
    await expect(createService(parts, host)).rejects.toThrow(Unavailable);
    away = false;
    served = await serve(host, parts);
    const id = await make();
    expect(await read(id)).toMatchObject({ id, faded: false });
  });

  it('when it is away before the log is open, then what that try had opened is closed, however often it is tried', async () => {
    const closed: string[] = [];
    const { commits, access, views, keys, signer } = openMemoryStores();
    const told = <T extends object>(name: string, store: T, more: object = {}): T => Object.assign(Object.create(store) as T, { close: async () => void closed.push(name), ...more });
    const away = async () => {
      throw new Unavailable('The store does not answer.');
    };
    const stores = { commits: told('commits', commits, { readStream: away }), access: told('access', access), views: told('views', views), keys: told('keys', keys), signer };
    await expect(createService(toyParts, { ...host, stores: () => stores })).rejects.toThrow(Unavailable);
    expect(closed.toSorted()).toEqual(['access', 'commits', 'keys', 'views']);
    for (const store of [commits, access, views, keys]) await store.close();
  });
});

describe('given replicas of a service, which hear of one another by the cache', () => {
  it('when one writes, or leaves the log to the others, then it says so; when another says so, then whoever goes by the log’s growth is told', async () => {
    await served.close();
    const said: string[] = [];
    const wakes: { readonly what: string; readonly wake: () => void }[] = [];
    const cache: Cache = { ...cacheInProcess(host.clock.machine), say: (what) => void said.push(what), hear: (what, wake) => (wakes.push({ what, wake }), () => {}) };
    served = await serve({ ...host, cache }, toyParts);
    await make();
    expect(said).toEqual(['toys']);
    let grown = 0;
    served.service.ledger.onGrown(() => (grown += 1));
    expect(new Set(wakes.map(({ what }) => what))).toEqual(new Set(['toys']));
    wakes.forEach(({ wake }) => wake());
    expect(grown).toBe(1);
    await served.close();
    expect(said).toEqual(['toys', 'toys']);
    served = await serve(host, toyParts);
  });
});

describe('given something that must happen when nobody acts', () => {
  it('when its instant comes, then it happens once, at that instant, by nobody', async () => {
    const id = await make();
    expect(await served.service.nextDue()).toEqual({ key: `toy-${id}/fade`, stream: `toy-${id}`, what: 'fade', at: FADES });
    await host.moveTo('2026-03-04T09:00:00Z', served.service);
    expect((await read(id)).faded).toBe(true);
    expect(await served.service.nextDue()).toBeUndefined();
    const [commit] = (await served.service.ledger.readAfter(1, 10)).flatMap(({ events }) => events);
    expect(commit?.meta).toMatchObject({ at: FADES, actor: null });
  });

  it('when its instant has not come, then it does not happen', async () => {
    const id = await make();
    await host.moveTo('2026-03-03T08:59:59.999Z', served.service);
    expect((await read(id)).faded).toBe(false);
  });

  it('when the decision is that there is nothing to do, then it is not asked again, and the view still says what it said', async () => {
    mischief.dueIdle = true;
    const id = await make();
    await host.moveTo('2026-03-04T09:00:00Z', served.service);
    expect(await served.service.nextDue()).toBeUndefined();
    expect((await read(id)).faded).toBe(false);
    expect((await served.service.health()).dueLagSeconds).toBe(0);
  });

  it('when it fails, then it waits, the rest goes on, health says so, and no words of the error are logged', async () => {
    const [first, second] = [await make(), await make()];
    mischief.dueFailures = 1;
    host.clock.set('2026-03-03T10:00:00Z');
    const row = await served.service.nextDue();
    await expect(served.service.runDue(row!)).rejects.toThrow();
    const next = await served.service.nextDue();
    expect(next?.key).not.toBe(row?.key);
    expect(await served.service.health()).toMatchObject({ dueFailing: 1, dueLagSeconds: 3_600 });
    await served.service.runDue(next!);
    expect([await read(first), await read(second)].filter(({ faded }) => faded)).toHaveLength(1);
    expect(host.logged.join()).toContain('due item failed');
    expect(host.logged.join()).not.toContain('CANARY');
  });

  it('when its runner is started, then the legal clock decides, and closing stops it', async () => {
    const id = await make();
    served.service.startDueRunner();
    host.clock.set('2026-03-03T09:00:00Z');
    await new Promise<void>((settle) => served.service.ledger.onCommit(() => settle()));
    expect((await read(id)).faded).toBe(true);
  });
});

/** A notification service that takes on what it hears, unless it is told to be silent. */
const notification = (heard: DeadlineEvent[], silent = false): ServiceParts => {
  @Controller()
  class Consumer {
    constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

    @EventPattern<string>('toys.deadlines.v1')
    async on(@Payload() bytes: Uint8Array, @Ctx() { delivery }: TopicContext): Promise<void> {
      const said = fromBinary(DeadlineEventSchema, bytes);
      heard.push(said);
      if (!silent) await this.ledger.transact(taken, delivery.key.slice('toy-'.length), () => [{ type: 'DeadlineTaken', deadline: said.deadline }], actOf('notification.toys-deadlines', delivery));
    }
  }
  const taken = { category: 'deadline', initial: {}, evolve: (state: object) => state, personal: { DeadlineTaken: [] } };
  return {
    name: 'notification', title: 'Notification', aggregates: [taken], views: [], controllers: [], consumers: [Consumer], providers: [],
    publish: (event: { deadline: string }, meta) => [message('notification.deadlines.v1', meta.stream, DeadlineTakenSchema, { deadline: event.deadline, at: meta.at })],
  };
};

describe('given deadlines', () => {
  it('when one is set, then it is told whole, and is untaken until notification takes it', async () => {
    const id = await make();
    expect((await served.service.health()).untakenDeadlines).toBe(1);
    const heard: DeadlineEvent[] = [];
    const other = await createService(notification(heard), host);
    await host.topics.drain();
    expect(heard).toMatchObject([{ deadline: `toy-${id}/fade/1`, event: { case: 'set', value: { what: 'expiry', due: FADES, about: `toy-${id}`, reference: 'TOY', force: 'met', statutory: false } } }]);
    expect((await served.service.health()).untakenDeadlines).toBe(0);
    await make();
    expect((await served.service.health()).untakenDeadlines).toBe(1);
    await host.topics.drain();
    expect((await served.service.health()).untakenDeadlines).toBe(0);
    await other.close();
  });

  it('when notification heard of it but did not take it on, then it stays untaken', async () => {
    await make();
    const heard: DeadlineEvent[] = [];
    const other = await createService(notification(heard, true), host);
    await host.topics.drain();
    expect(heard).toHaveLength(1);
    expect((await served.service.health()).untakenDeadlines).toBe(1);
    await other.close();
  });
});

describe('given a message that can never be handled', () => {
  it('when it comes, then it is a dead letter by its code, an alarm, counted in health, and its words are in no log', async () => {
    @Controller()
    class Poisoned {
      @EventPattern<string>('toys.deadlines.v1')
      on(): never {
        throw Object.assign(new Poison('not-for-us'), { cause: new Error('CANARY') });
      }
    }
    await make();
    const alarms: string[] = [];
    const onDeadLetter: ServiceParts['onDeadLetter'] = async ({ topic, headers }) => void alarms.push(`${topic} ${headers['dlq-error']}`);
    const other = await createService({ ...notification([]), consumers: [Poisoned], onDeadLetter }, host);
    await host.topics.drain();
    expect(alarms).toEqual(['toys.deadlines.v1 not-for-us']);
    expect((await other.health()).deadLetters).toBe(1);
    expect(host.logged.join()).toContain('"code":"not-for-us"');
    expect(host.logged.join()).not.toContain('CANARY');
    await other.close();
  });
});

describe('given an event that cannot be said to others', () => {
  it('when others read its log, then the log says which it was, and not in what words it failed', async () => {
    const own = await testHost({ manifest: toyManifest });
    const failing = await serve(own, { ...toyParts, publish: () => { throw new RangeError('CANARY'); } });
    const other = await createService(notification([]), own);
    await failing.call('POST', TOYS, { as: maker, body: { name: 'CANARY', fadesAt: FADES } });
    await expect(own.topics.drain()).rejects.toThrow();
    await other.close();
    await failing.close();
    expect(own.logged.join()).toContain('notification cannot read toys: ToyMade toys/1/1/0 cannot be published: RangeError');
    expect(own.logged.join()).not.toContain('CANARY');
  });
});

describe('given a service', () => {
  it('when anybody asks for its health, then it is told without a token, with nothing covert', async () => {
    await make();
    const { status, body } = await served.call('GET', '/api/toys/v1/health');
    expect([status, body]).toEqual([200, { service: 'toys', ready: true, position: 1, dueLagSeconds: 0, dueFailing: 0, untakenDeadlines: 1, deadLetters: 0 }]);
  });

  it('when its store is gone, then it is not ready', async () => {
    await served.close();
    served = await serve({ ...host, stores: () => openMemoryStores() }, toyParts);
    await served.service.ledger.close();
    const { status, body } = await served.call('GET', '/api/toys/v1/health');
    expect([status, body.ready]).toEqual([503, false]);
  });

  it('when it closes twice, then it is closed once, and lets nobody in any more', async () => {
    await Promise.all([served.service.close(), served.service.close()]);
    const { status, headers } = await served.call('GET', TOYS, { as: maker });
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
  });

  it('when it closes while it is asked, then what is under way is answered first', async () => {
    let letIn = (): void => {};
    let asked = (): void => {};
    const came = new Promise<void>((settle) => (asked = settle));
    const slow = await testHost({ manifest: toyManifest });
    const tokens: TestHost['tokens'] = async (token) => {
      asked();
      await new Promise<void>((settle) => (letIn = settle));
      return slow.tokens(token);
    };
    const busy = await serve({ ...slow, tokens }, toyParts);
    const answer = busy.call('GET', TOYS, { as: maker });
    await came;
    const closed = busy.service.close();
    letIn();
    expect((await answer).status).toBe(200);
    await closed;
    await busy.close();
  });

  it.each([
    ['declares no operation', class { lacks() {} }, undefined, 'declares no @Operation'],
    ['leaves a path parameter undeclared', class { lacks() {} }, { id: 'x', summary: 'x' }, 'does not say what its parameter id is'],
  ])('when a route %s, then it does not start, and leaves nothing open', async (_, controller, options, fault) => {
    const handler = controller.prototype.lacks;
    if (options) Operation(options)(controller.prototype, 'lacks', { value: handler });
    Get(':id')(controller.prototype, 'lacks', { value: handler });
    Controller('api/toys/v1/lacking')(controller);
    await expect(createService({ ...toyParts, controllers: [controller] }, host)).rejects.toThrow(fault);
  });
});
