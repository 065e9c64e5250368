import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { type Answering, listenOn } from '../process/listening.js';
import { Problem } from '../problems.js';
import { sendProblem } from '../raw-problems.js';

/** What sees every span of a process. */
export type SpanProcessor = NonNullable<NodeSDKConfiguration['spanProcessors']>[number];

/** How a process is told of. `metricsAt`: where its measures are read, `GET /metrics`; port 0: any free one; without it there are none. */
export type TelemetryOptions = { readonly serviceName: string; readonly processors?: readonly SpanProcessor[]; readonly metricsAt?: { readonly host: string; readonly port: number } };

/** Telemetry that runs. */
export type Telemetry = { readonly metricsPort?: number; readonly stop: () => Promise<void> };

const PATH = '/metrics';

/** Ends every span without telling anybody. */
const nobody: SpanProcessor = { onStart: () => {}, onEnd: () => {}, forceFlush: async () => {}, shutdown: async () => {} };

/**
 * Starts telemetry for a process, before its services. No trace leaves the process (air gap) unless `OTEL_EXPORTER_OTLP_ENDPOINT` names where to,
 * or `processors` are given; traces run through logs and topics all the same. @throws Node's own error when the port cannot be had
 */
export const startTelemetry = async ({ serviceName, processors, metricsAt }: TelemetryOptions): Promise<Telemetry> => {
  // A fifth of all that a process loads, so only where it is wanted.
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const exported = process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] !== undefined && !processors;
  const measured = metricsAt && (await measuring(metricsAt));
  const sdk = new NodeSDK({
    serviceName, autoDetectResources: false, instrumentations: [], logRecordProcessors: [],
    metricReaders: measured ? [measured.reader] : [],
    ...(exported ? {} : { spanProcessors: [...(processors ?? [nobody])] }),
  });
  sdk.start();
  return {
    ...(measured ? { metricsPort: measured.port } : {}),
    stop: async () => {
      await measured?.close();
      await sdk.shutdown();
    },
  };
};

/** Answers whoever collects, on a port of its own: no caller of the APIs reaches it. */
const measuring = async (at: { readonly host: string; readonly port: number }) => {
  const { PrometheusExporter } = await import('@opentelemetry/exporter-prometheus');
  const { port, open, close } = await listenOn(at);
  const reader = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true });
  const answer: Answering = (request, response) =>
    request.method === 'GET' && request.url === PATH ? reader.getMetricsRequestHandler(request, response) : sendProblem(response, new Problem(404, 'not-found', 'There is nothing here'));
  open(answer);
  return { reader, port, close };
};
