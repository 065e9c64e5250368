import { context, metrics, propagation, SpanKind, trace } from '@opentelemetry/api';
import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { Unavailable } from '@cpmp/ledger';
import { type Broker, Poison } from '@cpmp/messaging';
import { createService } from '../service.js';
import { serve, testHost, type TestHost } from '../testing/test-host.js';
import { toyManifest, toyParts } from '../testing/toy.js';
import { type Sample, samplesIn } from '../testing/exposition.js';
import { timing } from './measures.js';
import { allowed, type Attribute, MEASURES, registered, SPANS } from './registry.js';
import { type SpanProcessor, startTelemetry, type Telemetry } from './start.js';

const MAKER = { person: 'm.aker', roles: ['maker'] };
const FADES = '2026-03-03T09:00:00Z';
type Ended = Parameters<SpanProcessor['onEnd']>[0];

/** As a broker of its own would say it: this engine has none. */
const broker: Broker = { answers: () => false, waiting: async () => ({ 'notification.deadlines.v1': 3 }), unpublished: async () => ({ positions: 2, since: '2026-03-02T08:59:00.000Z' }) };

/** Makes toys, asks for one that is none, breaks one, and has what they tell given up by who hears it. */
const live = async (host: TestHost) => {
  @Controller()
  class Deadlines {
    private times = 0;
    @EventPattern<string>('toys.deadlines.v1')
    on(): void {
      this.times += 1;
      if (this.times === 2) throw new Poison('not-for-us');
      if (this.times === 3) throw new Unavailable('away');
    }
  }
  const served = await serve(host, toyParts);
  const other = await createService({ name: 'notification', title: 'N', aggregates: [], views: [], publish: () => [], controllers: [], consumers: [Deadlines], providers: [] }, host);
  for (const name of ['a', 'b', 'c']) await served.call('POST', '/api/toys/v1/toys', { as: MAKER, body: { name, fadesAt: FADES } });
  await served.call('GET', '/api/toys/v1/toys/a-secret-name', { as: MAKER });
  await served.call('POST', '/api/toys/v1/toys/break', { as: MAKER, body: { word: 'x' } });
  await served.call('GET', '/api/toys/v1/somewhere/else', { as: MAKER });
  await host.topics.drain();
  return { served, close: async () => (await other.close(), served.close()) };
};

/** A histogram's three names are one measure. */
const measureOf = (name: string): string => name.replace(/_(bucket|sum|count)$/, '');
const named = (samples: readonly Sample[], name: string): readonly Sample[] => samples.filter((sample) => sample.name === name);

describe('given a process that is measured', () => {
  const ended: Ended[] = [];
  let telemetry: Telemetry;
  let host: TestHost;
  let world: Awaited<ReturnType<typeof live>>;
  const scrape = async () => samplesIn(await (await fetch(`http://127.0.0.1:${telemetry.metricsPort}/metrics`)).text());
  beforeAll(async () => {
    telemetry = await startTelemetry({ serviceName: 'test', processors: [{ onStart: () => {}, onEnd: (span) => void ended.push(span), forceFlush: async () => {}, shutdown: async () => {} }], metricsAt: { host: '127.0.0.1', port: 0 } });
    host = await testHost({ manifest: toyManifest });
    Object.assign(host.topics, { broker });
    world = await live(host);
  });
  afterAll(async () => {
    await world.close();
    await telemetry.stop();
    for (const api of [trace, context, propagation, metrics]) api.disable();
  });

  it('when somebody collects, then every measure of the registry is there under its kind, and no other', async () => {
    const { samples, kinds } = await scrape();
    const made = new Set(samples.map(({ name }) => measureOf(name)));
    made.delete('target_info'); // the process's name, which Prometheus wants
    expect([...made].toSorted()).toEqual(Object.keys(MEASURES).toSorted());
    for (const [name, { kind }] of Object.entries(MEASURES)) expect([name, kinds.get(name)]).toEqual([name, kind]);
  });

  it('then each says of itself what the registry says, all of it and nothing else, in words that the registry allows', async () => {
    const { samples } = await scrape();
    for (const { name, labels } of samples.filter(({ name: one }) => one !== 'target_info')) {
      const { attributes } = MEASURES[measureOf(name) as keyof typeof MEASURES];
      const { le: _, ...said } = labels;
      expect([name, Object.keys(said).toSorted()]).toEqual([name, [...attributes].toSorted()]);
      for (const [attribute, value] of Object.entries(said)) expect([name, attribute, allowed(attribute as Attribute, value)]).toEqual([name, attribute, value]);
    }
  });

  it('then requests are counted by template and class, messages by what became of them, and the log, its deadlines and its engines are told', async () => {
    const { samples } = await scrape();
    const counts = named(samples, 'cpmp_http_duration_seconds_count').map(({ labels: { method, route, status }, value }) => `${method} ${route} ${status} ${value}`);
    expect(counts.toSorted()).toEqual(['GET /api/toys/v1/toys/:id 4xx 1', 'GET unknown 4xx 1', 'POST /api/toys/v1/toys 2xx 3', 'POST /api/toys/v1/toys/break 5xx 1']);
    const handled = named(samples, 'cpmp_message_duration_seconds_count').map(({ labels: { outcome, reader, topic }, value }) => `${reader} ${topic} ${outcome} ${value}`);
    expect(handled.toSorted()).toEqual(['notification toys.deadlines.v1 away 1', 'notification toys.deadlines.v1 done 2', 'notification toys.deadlines.v1 failed 1']);
    const toys = (name: string) => named(samples, name).filter(({ labels: { service, log, reader } }) => service === 'toys' || log === 'toys/1' || reader === 'toys').map(({ labels: { state, port }, value }) => `${state ?? port ?? ''} ${value}`.trim());
    expect(toys('cpmp_ledger_position')).toEqual(['3']);
    expect(toys('cpmp_deadlines').toSorted()).toEqual(['open 3', 'overdue 0']);
    expect(toys('cpmp_deadlines_untaken')).toEqual(['3']);
    expect(toys('cpmp_messages_waiting')).toEqual(['3']);
    expect([toys('cpmp_relay_positions'), toys('cpmp_relay_age_seconds')]).toEqual([['2'], ['60']]);
    expect(toys('cpmp_port_up').toSorted()).toEqual(['cache 1', 'commits 1', 'keys 1', 'topics 0', 'views 1']);
    expect(named(samples, 'cpmp_messages_dead').map(({ labels: { reader }, value }) => [reader, value])).toEqual([['notification', 1]]);
  });

  it('when time passes a deadline, then it is overdue and no more open', async () => {
    const before = host.clock.now();
    host.clock.set('2026-03-03T09:00:01Z');
    const { samples } = await scrape();
    host.clock.set(before);
    expect(named(samples, 'cpmp_deadlines').filter(({ labels: { service } }) => service === 'toys').map(({ labels: { state }, value }) => `${state} ${value}`).toSorted()).toEqual(['open 0', 'overdue 3']);
  });

  it('then its health tells a person of the broker that is away and of what is not published, and it is ready all the same', async () => {
    const { ready, notes } = await world.served.service.health();
    expect([ready, notes]).toEqual([true, ['the broker does not answer: nothing is published and nothing heard until it is back', '2 positions of the log are not published yet, the oldest for 60 s']]);
  });

  it('then every span is one of the registry’s, with its attributes and no other, and each of the registry’s is made', async () => {
    const spans = Object.values(SPANS).map((span) => ({ ...span, pattern: new RegExp(`^${span.name.replaceAll(/{[a-z._]+}/g, '\\S+')}$`), seen: 0 }));
    for (const { name, kind: made, attributes } of ended) {
      const span = spans.find(({ pattern, kind }) => pattern.test(name) && SpanKind[made] === kind.toUpperCase());
      expect([name, Object.keys(attributes).filter((attribute) => !(span?.attributes as readonly string[] | undefined)?.includes(attribute))]).toEqual([name, []]);
      for (const [attribute, value] of Object.entries(attributes)) expect(allowed(attribute as Attribute, value as string)).toBe(value);
      if (span) span.seen += 1;
    }
    expect(spans.filter(({ seen }) => seen === 0).map(({ name }) => name)).toEqual([]);
  });

  it('when what the registry does not have is handed over, then it does not get out', async () => {
    const time = timing('cpmp_http_duration_seconds') as (seconds: number, said: object) => void;
    time(1, { service: 'Copper Weir', route: '/api/x?who=Copper', method: 'COPPER', status: '2xx', who: 'Copper' });
    expect(registered(['service', 'topic'], { service: 'Copper Weir', subject: 'Copper' })).toEqual({ service: 'other' });
    const { samples } = await scrape();
    expect(named(samples, 'cpmp_http_duration_seconds_count').filter(({ labels: { service } }) => service === 'other').map(({ labels }) => labels)).toEqual([{ service: 'other', route: 'other', method: 'other', status: '2xx' }]);
    expect(JSON.stringify(samples)).not.toMatch(/copper|who/i);
  });

  it('then there is nothing but measures on their port', async () => {
    expect((await fetch(`http://127.0.0.1:${telemetry.metricsPort}/api/toys/v1/toys`)).status).toBe(404);
  });
});
