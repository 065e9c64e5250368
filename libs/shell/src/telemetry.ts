import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { type Context, context, isSpanContextValid, propagation, type Span, SpanKind, trace } from '@opentelemetry/api';
import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import type { TopicContext } from '@cpmp/messaging';
import type { FastifyInstance } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';

/** What sees every span of a process. */
export type SpanProcessor = NonNullable<NodeSDKConfiguration['spanProcessors']>[number];

/** The only attributes that a span of ours has: templates, codes and topics, so that no covert text can be on one. */
const ATTRIBUTES = { method: 'http.request.method', route: 'http.route', status: 'http.response.status_code', topic: 'messaging.destination.name' } as const;

/** Spans by request, since the body is read outside the context that the request came in. */
const spans = new WeakMap<object, { readonly span: Span; readonly context: Context }>();

/** One span a request, named by its route, never by its address; it goes on with the caller's trace. */
export const traceRequests = (fastify: FastifyInstance, service: string): void => {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const parent = propagation.extract(context.active(), request.headers);
    const route = request.routeOptions.url ?? 'unknown';
    const span = trace.getTracer(service).startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes: { [ATTRIBUTES.method]: request.method, [ATTRIBUTES.route]: route } }, parent);
    spans.set(request, { span, context: trace.setSpan(parent, span) });
    done();
  });
  fastify.addHook('preHandler', (request, _reply, done) => context.with(spans.get(request)?.context ?? context.active(), done));
  fastify.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request)?.span;
    span?.setAttribute(ATTRIBUTES.status, reply.statusCode);
    span?.end();
    done();
  });
};

/** The W3C traceparent of a request's span, for its act: the trace goes on through the log and the topics. Undefined where nobody traces. */
export const traceOf = (request: object): string | undefined => {
  const span = spans.get(request)?.span.spanContext();
  return span && isSpanContextValid(span) ? `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}` : undefined;
};

/** One span a message, in the trace of the act behind it. */
export class TraceMessages implements NestInterceptor {
  constructor(private readonly service: string) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { topic, trace: traceparent } = execution.switchToRpc().getContext<TopicContext>().delivery;
    const parent = propagation.extract(context.active(), traceparent ? { traceparent } : {});
    const span = trace.getTracer(this.service).startSpan(`process ${topic}`, { kind: SpanKind.CONSUMER, attributes: { [ATTRIBUTES.topic]: topic } }, parent);
    const handled = context.with(trace.setSpan(parent, span), () => lastValueFrom(next.handle(), { defaultValue: undefined }));
    return from(handled.finally(() => span.end()));
  }
}

/** Ends every span without telling anybody. */
const nobody: SpanProcessor = { onStart: () => {}, onEnd: () => {}, forceFlush: async () => {}, shutdown: async () => {} };

/**
 * Starts tracing for a process and answers what stops it. Nothing leaves the process (air gap) unless `OTEL_EXPORTER_OTLP_ENDPOINT` names where to,
 * or `processors` are given; traces run through logs and topics all the same.
 */
export const startTelemetry = async ({ serviceName, processors }: { readonly serviceName: string; readonly processors?: readonly SpanProcessor[] }): Promise<() => Promise<void>> => {
  // A fifth of all that a process loads, so only where traces are wanted.
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const exported = process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] !== undefined && !processors;
  const sdk = new NodeSDK({ serviceName, autoDetectResources: false, instrumentations: [], metricReaders: [], logRecordProcessors: [], ...(exported ? {} : { spanProcessors: [...(processors ?? [nobody])] }) });
  sdk.start();
  return () => sdk.shutdown();
};
