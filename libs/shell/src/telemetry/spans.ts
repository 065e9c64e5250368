import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { type Context, context, isSpanContextValid, propagation, type Span, SpanKind, trace } from '@opentelemetry/api';
import { isAway, type TopicContext } from '@cpmp/messaging';
import type { FastifyInstance } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { timing } from './measures.js';
import { registered, SPANS, spanNameOf } from './registry.js';

const KINDS = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER } as const;

/** Starts a registered span: its name and all that is said of it are templates, codes and topics, so that no covert text can be on one. */
const spanOf = (service: string, span: keyof typeof SPANS, said: Readonly<Record<string, string>>, parent: Context): Span =>
  trace.getTracer(service).startSpan(spanNameOf(span, said), { kind: KINDS[SPANS[span].kind], attributes: registered(SPANS[span].attributes, said) }, parent);

/** Spans by request, since the body is read outside the context that the request came in. */
const spans = new WeakMap<object, { readonly span: Span; readonly context: Context }>();

/** One span and one measure a request, under its route and never its address; it goes on with the caller's trace. */
export const observeRequests = (fastify: FastifyInstance, service: string): void => {
  const took = timing('cpmp_http_duration_seconds');
  fastify.addHook('onRequest', (request, _reply, done) => {
    const parent = propagation.extract(context.active(), request.headers);
    const span = spanOf(service, 'request', { 'http.request.method': request.method, 'http.route': request.routeOptions.url ?? 'unknown' }, parent);
    spans.set(request, { span, context: trace.setSpan(parent, span) });
    done();
  });
  fastify.addHook('preHandler', (request, _reply, done) => context.with(spans.get(request)?.context ?? context.active(), done));
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions: { url: route = 'unknown' } } = request;
    took(reply.elapsedTime / 1000, { service, route, method, status: `${Math.floor(reply.statusCode / 100)}xx` });
    const span = spans.get(request)?.span;
    span?.setAttributes(registered(SPANS.request.attributes, { 'http.response.status_code': reply.statusCode }));
    span?.end();
    done();
  });
};

/** The W3C traceparent of a request's span, for its act and for what it asks of others: the trace goes on through the log, the topics and further requests. Undefined where nobody traces. */
export const traceOf = (request: object): string | undefined => {
  const span = spans.get(request)?.span.spanContext();
  return span && isSpanContextValid(span) ? `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}` : undefined;
};

/** One span and one measure each time that a message is handled, in the trace of the act behind it. */
export class ObserveMessages implements NestInterceptor {
  private readonly took = timing('cpmp_message_duration_seconds');

  constructor(private readonly service: string) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { topic, trace: traceparent } = execution.switchToRpc().getContext<TopicContext>().delivery;
    const parent = propagation.extract(context.active(), traceparent ? { traceparent } : {});
    const span = spanOf(this.service, 'message', { 'messaging.destination.name': topic }, parent);
    const began = performance.now();
    const end = (outcome: 'done' | 'failed' | 'away'): void => {
      this.took((performance.now() - began) / 1000, { reader: this.service, topic, outcome });
      span.end();
    };
    const handled = context.with(trace.setSpan(parent, span), () => lastValueFrom(next.handle(), { defaultValue: undefined }));
    handled.then(() => end('done'), (error: unknown) => end(isAway(error) ? 'away' : 'failed'));
    return from(handled);
  }
}
