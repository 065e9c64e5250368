import { context, isSpanContextValid, propagation, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';

/** Span attributes that may be set; nothing else ever is, so that no covert text can be on a span. */
export const ATTRIBUTES = ['http.request.method', 'http.route', 'http.response.status_code'] as const;

const TRACER = 'cpmp';

/** The traceparent of the current span, for the act: a trace goes on through the log and the topics. */
export const currentTrace = (): string | undefined => {
  const span = trace.getSpan(context.active())?.spanContext();
  if (!span || !isSpanContextValid(span)) return undefined;
  return `00-${span.traceId}-${span.spanId}-0${(span.traceFlags & TraceFlags.SAMPLED).toString(16)}`;
};

/** One span a request, named by its route, never by its address. */
export const traceRequests = (fastify: FastifyInstance): void => {
  fastify.addHook('onRequest', (request, reply, done) => {
    const parent = propagation.extract(context.active(), request.headers);
    const route = request.routeOptions.url ?? 'unknown';
    const span = trace.getTracer(TRACER).startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes: { 'http.request.method': request.method, 'http.route': route } }, parent);
    reply.raw.once('close', () => {
      span.setAttribute('http.response.status_code', reply.statusCode);
      span.end();
    });
    context.with(trace.setSpan(parent, span), done);
  });
};

/** Goes on with a message's trace while it is handled. */
export const inTrace = <T>(traceparent: string | undefined, topic: string, work: () => Promise<T>): Promise<T> => {
  const parent = propagation.extract(context.active(), traceparent ? { traceparent } : {});
  const span = trace.getTracer(TRACER).startSpan(`process ${topic}`, { kind: SpanKind.CONSUMER }, parent);
  return context.with(trace.setSpan(parent, span), async () => {
    try {
      return await work();
    } finally {
      span.end();
    }
  });
};

/** Starts tracing for a process. Without an endpoint nothing leaves it (air gap); spans still give traceparents to logs and topics. */
export const startTelemetry = async (options: { readonly serviceName: string; readonly processors?: readonly unknown[] }): Promise<() => Promise<void>> => {
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const sdk = new NodeSDK({ serviceName: options.serviceName, autoDetectResources: false, instrumentations: [], spanProcessors: [...(options.processors ?? [])] as never });
  sdk.start();
  return () => sdk.shutdown();
};
