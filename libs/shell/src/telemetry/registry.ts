/**
 * Every name that telemetry has: what each measure and span is called, what it says of what, and what it is for. Nothing else is made and everything here is,
 * which specs check. Dashboards, alerts and the operators' page are held against it.
 */

/** What an attribute may say: one of a few words, or a name of a form that no covert text has. Whatever else is handed over reads `other`. */
export type AttributeRule = { readonly says: string; readonly values: readonly string[] | RegExp };

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const PROCESS = /^[a-z]+(-[a-z]+)*$/;
const TEMPLATE = /^(unknown|(\/[A-Za-z0-9.:*_-]*)+)$/;
const TOPIC = /^[a-z-]+\.[a-z-]+\.v\d+$/;

/** What is said of a measure or a span. */
export const ATTRIBUTES = {
  service: { says: 'whose it is, by the name of its chart', values: PROCESS },
  reader: { says: 'the service that reads, which is its consumer group', values: PROCESS },
  topic: { says: 'a topic of proto/topics.yaml', values: TOPIC },
  log: { says: 'a ledger, `<service>/<epoch>`', values: /^[a-z-]+\/\d+$/ },
  route: { says: 'the template of an operation in its service’s API document, or `unknown`; never an address', values: TEMPLATE },
  method: { says: 'an HTTP method', values: METHODS },
  status: { says: 'the class of an HTTP status', values: ['1xx', '2xx', '3xx', '4xx', '5xx'] },
  outcome: { says: '`done`; `failed`: it threw, and is tried again or given up; `away`: its store was away, and it is tried until it is back', values: ['done', 'failed', 'away'] },
  state: { says: '`open`: its instant is to come; `overdue`: it has passed', values: ['open', 'overdue'] },
  port: { says: 'an engine, as its process meets it', values: ['commits', 'views', 'keys', 'topics', 'cache'] },
  'http.request.method': { says: 'an HTTP method', values: METHODS },
  'http.route': { says: 'as `route`', values: TEMPLATE },
  'http.response.status_code': { says: 'an HTTP status', values: /^[1-5]\d\d$/ },
  'messaging.destination.name': { says: 'as `topic`', values: TOPIC },
} as const satisfies Readonly<Record<string, AttributeRule>>;

/** The name of an attribute. */
export type Attribute = keyof typeof ATTRIBUTES;

/** A measure. `histogram`: of durations; `gauge`: how something stands when it is asked. */
export type Measure = { readonly kind: 'histogram' | 'gauge'; readonly unit: string; readonly attributes: readonly Attribute[]; readonly tells: string };

/** Every measure, by the name under which Prometheus finds it. */
export const MEASURES = {
  cpmp_http_duration_seconds: { kind: 'histogram', unit: 's', attributes: ['service', 'route', 'method', 'status'], tells: 'how long requests took; its count is how many came, and those of 5xx are the errors' },
  cpmp_message_duration_seconds: { kind: 'histogram', unit: 's', attributes: ['reader', 'topic', 'outcome'], tells: 'how long each try to handle a message took; its count is how many there were' },
  cpmp_messages_waiting: { kind: 'gauge', unit: '{message}', attributes: ['reader', 'topic'], tells: 'messages on a topic that the reader has yet to handle, in all its pods together (distributed engines)' },
  cpmp_messages_dead: { kind: 'gauge', unit: '{message}', attributes: ['reader', 'topic'], tells: 'messages that were given up and wait for a person; none of a topic: no line' },
  cpmp_relay_positions: { kind: 'gauge', unit: '{position}', attributes: ['service'], tells: 'positions of the log that are committed and not yet published (distributed engines)' },
  cpmp_relay_age_seconds: { kind: 'gauge', unit: 's', attributes: ['service'], tells: 'how long the oldest of them has waited; 0 where none does' },
  cpmp_ledger_position: { kind: 'gauge', unit: '{position}', attributes: ['log'], tells: 'the last position of a ledger: it never falls' },
  cpmp_deadlines: { kind: 'gauge', unit: '{deadline}', attributes: ['service', 'state'], tells: 'deadlines that the service set and nobody has discharged; at most 5,000 of a state are counted' },
  cpmp_deadlines_untaken: { kind: 'gauge', unit: '{deadline}', attributes: ['service'], tells: 'its deadlines that notification has not taken on: nobody would be told of them' },
  cpmp_due_age_seconds: { kind: 'gauge', unit: 's', attributes: ['service'], tells: 'how long what is due by itself has waited to be done' },
  cpmp_due_failing: { kind: 'gauge', unit: '{item}', attributes: ['service'], tells: 'due items that failed and wait for another try' },
  cpmp_ready: { kind: 'gauge', unit: '1', attributes: ['service'], tells: '1: the service takes requests; 0: it does not, and its health says why' },
  cpmp_port_up: { kind: 'gauge', unit: '1', attributes: ['service', 'port'], tells: '1: the engine answers this process; 0: it does not' },
} as const satisfies Readonly<Record<string, Measure>>;

/** A span. Its name is a pattern of its own attributes. */
export type SpanKindOf = { readonly name: string; readonly kind: 'server' | 'consumer'; readonly attributes: readonly Attribute[]; readonly tells: string };

/** Every span. */
export const SPANS = {
  request: { name: '{http.request.method} {http.route}', kind: 'server', attributes: ['http.request.method', 'http.route', 'http.response.status_code'], tells: 'one request, in its caller’s trace' },
  message: { name: 'process {messaging.destination.name}', kind: 'consumer', attributes: ['messaging.destination.name'], tells: 'one try to handle a message, in the trace of the act behind it' },
} as const satisfies Readonly<Record<string, SpanKindOf>>;

/** What may be said under an attribute: the value, or `other` for one that it cannot have. */
export const allowed = (attribute: Attribute, value: string | number): string | number => {
  const { values }: AttributeRule = ATTRIBUTES[attribute];
  const text = String(value);
  return (values instanceof RegExp ? values.test(text) : values.includes(text)) ? value : 'other';
};

/** Of what is handed over only what is registered, each as it may be said. */
export const registered = (attributes: readonly Attribute[], said: Readonly<Record<string, string | number>>): Record<string, string | number> =>
  Object.fromEntries(attributes.flatMap((name) => (said[name] === undefined ? [] : [[name, allowed(name, said[name])]])));

/** A span's name, of what is said of it. */
export const spanNameOf = (span: keyof typeof SPANS, said: Readonly<Record<string, string | number>>): string => SPANS[span].name.replaceAll(/{([a-z._]+)}/g, (_, name: Attribute) => String(allowed(name, said[name] ?? '')));
