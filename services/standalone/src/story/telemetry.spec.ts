import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { readManifest } from '@cpmp/messaging';
import { createLog, type SpanProcessor, startTelemetry, type Telemetry } from '@cpmp/shell';
import { type Sample, samplesIn } from '@cpmp/shell/testing';
import { people } from '../demonstration.js';
import { type Platform, startPlatform } from '../platform.js';
import { COVERT, STARTS, STORY, Storyteller } from './story.js';

type Ended = Parameters<SpanProcessor['onEnd']>[0];

/** Whatever of a story may not be told: its covert words, whom it is about, and who acted. */
const CANARIES = [...COVERT, ...people.map(({ person }) => person), ...people.map(({ name }) => name ?? 'CANARY')];

const ended: Ended[] = [];
const logged: string[] = [];
let telemetry: Telemetry;
let platform: Platform;
let collected: string;
let samples: readonly Sample[];

/** Signs in to the console as a browser would, and looks at some pages, covert words in one address among them. */
const browse = async (paths: readonly string[]): Promise<readonly number[]> => {
  const signedIn = await fetch(`${platform.url}/sign-in`, { method: 'POST', redirect: 'manual', headers: { origin: platform.url, 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ person: 'supt-okafor' }) });
  const cookie = signedIn.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
  const statuses: number[] = [];
  for (const path of paths) statuses.push((await fetch(platform.url + path, { headers: { cookie } })).status);
  return statuses;
};

beforeAll(async () => {
  const collect: SpanProcessor = { onStart: () => {}, onEnd: (span) => void ended.push(span), forceFlush: async () => {}, shutdown: async () => {} };
  telemetry = await startTelemetry({ serviceName: 'cpmp-standalone', processors: [collect], metricsAt: { host: '127.0.0.1', port: 0 } });
  platform = await startPlatform({ data: ':memory:', port: 0, clock: { kind: 'virtual', startsAt: STARTS }, demonstration: true, log: createLog('debug', { write: (line) => void logged.push(line) }) });
  const story = new Storyteller(platform.url);
  await story.findThings();
  await story.tell(STORY);
  expect(await browse([`/cases/${story.ids['weir']}`, `/search?q=${encodeURIComponent(COVERT[0])}`, `/cases/${COVERT[1]}`])).toEqual([200, 200, 404]);
  collected = await (await fetch(`http://127.0.0.1:${telemetry.metricsPort}/metrics`)).text();
  ({ samples } = samplesIn(collected));
});
afterAll(async () => {
  await platform?.close();
  await telemetry?.stop();
  for (const api of [trace, context, propagation, metrics]) api.disable();
});

const valuesOf = (...labels: readonly string[]): readonly string[] => [...new Set(samples.flatMap((sample) => labels.flatMap((label) => sample.labels[label] ?? [])))].toSorted();

describe('given an operation that was told from its application to the last recovery, and looked at in the console', () => {
  it('then every measure, span and log line of it was collected, and nothing covert is in any, nor who acted', () => {
    const spans = JSON.stringify(ended.map(({ name, attributes, status, events, links, resource }) => ({ name, attributes, status, events, links, resource: resource.attributes })));
    expect([samples.length > 100, ended.length > 100, logged.length > 100]).toEqual([true, true, true]);
    for (const [what, text] of [['measures', collected], ['spans', spans], ['logs', logged.join('')]] as const) {
      expect([what, CANARIES.filter((canary) => text.toLowerCase().includes(canary.toLowerCase()) || text.includes(encodeURIComponent(canary)))]).toEqual([what, []]);
    }
  });

  it('then services, readers and logs are the platform’s own, and nothing is said that the registry did not know', () => {
    const own = new Set([...platform.services.map(({ name }) => name), 'console']);
    expect(valuesOf('service', 'reader').filter((name) => !own.has(name))).toEqual([]);
    expect(valuesOf('log')).toEqual(platform.services.map(({ ledger }) => ledger.log).toSorted());
    expect(samples.filter(({ labels }) => Object.values(labels).includes('other'))).toEqual([]);
  });

  it('then topics are those of the manifest, and routes those of the services’ documents, of the console and of the documents themselves', () => {
    const manifest = readManifest();
    expect(valuesOf('topic').filter((topic) => !manifest[topic])).toEqual([]);
    const documented = platform.services.flatMap((service) => Object.keys((service.openapi() as { paths: object }).paths).map((path) => path.replaceAll(/{(\w+)}/g, ':$1')));
    const routes = new Set([...documented, 'unknown']);
    const ofServices = samples.filter(({ labels: { service, route } }) => route !== undefined && service !== 'console').map(({ labels: { route } }) => route ?? '');
    expect([...new Set(ofServices)].filter((route) => !routes.has(route))).toEqual([]);
    expect(valuesOf('route')).toContain('/cases/:id');
  });

  it('then what the console asked stands in the trace of the page that it was for', () => {
    const page = ended.find(({ name }) => name === 'GET /cases/:id');
    const { traceId, spanId } = page?.spanContext() ?? { traceId: '', spanId: '' };
    const asked = ended.filter((span) => span.parentSpanContext?.spanId === spanId && span.spanContext().traceId === traceId);
    expect(asked.map(({ name }) => name)).toContain('GET /api/authorisation/v1/authorisations/:id');
  });
});
