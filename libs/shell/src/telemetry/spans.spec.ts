import { context, propagation, trace } from '@opentelemetry/api';
import { fromBinary } from '@bufbuild/protobuf';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { TopicContext } from '@cpmp/messaging';
import { DeadlineEventSchema } from '@cpmp/proto/deadline';
import { createService } from '../service.js';
import { type SpanProcessor, startTelemetry, type Telemetry } from './start.js';
import { serve, testHost } from '../testing/test-host.js';
import { toyManifest, toyParts } from '../testing/toy.js';

const CANARY = 'CANARY-grey-house';
const CALLER = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

type Ended = Parameters<SpanProcessor['onEnd']>[0];

describe('given a process that is traced', () => {
  const ended: Ended[] = [];
  let telemetry: Telemetry;
  beforeAll(async () => {
    telemetry = await startTelemetry({ serviceName: 'test', processors: [{ onStart: () => {}, onEnd: (span) => void ended.push(span), forceFlush: async () => {}, shutdown: async () => {} }] });
  });
  afterAll(async () => {
    await telemetry.stop();
    for (const api of [trace, context, propagation]) api.disable();
  });

  it('when somebody asks with a trace of their own, then it goes on through the request, the commit and the topic, and nothing covert is on it', async () => {
    @Controller()
    class Deadlines {
      @EventPattern<string>('toys.deadlines.v1')
      on(@Payload() bytes: Uint8Array, @Ctx() _context: TopicContext): void {
        fromBinary(DeadlineEventSchema, bytes);
      }
    }
    const host = await testHost({ manifest: toyManifest });
    const served = await serve(host, toyParts);
    const other = await createService({ name: 'notification', title: 'N', aggregates: [], views: [], publish: () => [], controllers: [], consumers: [Deadlines], providers: [] }, host);
    const made = await served.call('POST', '/api/toys/v1/toys', { as: { person: 'm.aker', roles: ['maker'] }, body: { name: CANARY, fadesAt: '2026-03-03T09:00:00Z' }, headers: { traceparent: CALLER } });
    await served.call('GET', `/api/toys/v1/toys?after=${CANARY}`, { as: { person: 'm.aker', roles: [] } });
    await host.topics.drain();
    const [commit] = await served.service.ledger.readAfter(0, 1);
    await other.close();
    await served.close();

    expect(made.status).toBe(201);
    const request = ended.find(({ name }) => name === 'POST /api/toys/v1/toys');
    const message = ended.find(({ name }) => name === 'process toys.deadlines.v1');
    const traceId = CALLER.split('-')[1];
    expect(request?.spanContext().traceId).toBe(traceId);
    expect(commit?.events[0]?.meta.trace).toBe(`00-${traceId}-${request?.spanContext().spanId}-01`);
    expect([message?.spanContext().traceId, message?.parentSpanContext?.spanId]).toEqual([traceId, request?.spanContext().spanId]);
    const told = JSON.stringify(ended.map(({ name, attributes, status, events, resource }) => ({ name, attributes, status, events, resource: resource.attributes })));
    expect(told).toContain('"http.response.status_code":201');
    expect(told).not.toMatch(/CANARY|m\.aker/);
  });
});

describe('given a process that nobody traces', () => {
  it('when a request comes, then it is served all the same, without a trace', async () => {
    const served = await serve(await testHost({ manifest: toyManifest }), toyParts);
    await served.call('POST', '/api/toys/v1/toys', { as: { person: 'm', roles: ['maker'] }, body: { name: 'x', fadesAt: '2026-03-03T09:00:00Z' } });
    const [commit] = await served.service.ledger.readAfter(0, 1);
    await served.close();
    expect(commit?.events[0]?.meta.trace).toBeUndefined();
  });
});
