/** The values that a chart takes, as the JSON schema that Helm holds them against. One source for every chart; closed everywhere, so that a misspelt or unforeseen value is refused. */

const closed = (properties, required = []) => ({ type: 'object', additionalProperties: false, ...(required.length > 0 ? { required } : {}), properties });
const text = (pattern) => ({ type: 'string', pattern });

const HOST = '[A-Za-z0-9.-]+(:[0-9]{1,5})?';
/** Addresses carry no user and no password: those come from a secret. */
const MONGODB = text(`^mongodb(\\+srv)?://${HOST}(,${HOST})*(/[^@]*)?$`);
/** https, in lower case as an issuer is compared, and no host of the reserved domain that the development sign-in has. */
const SIGN_IN = { type: 'string', pattern: '^https://[a-z0-9.-]+(:[0-9]{1,5})?(/[^@]*)?$', not: { pattern: '\\.invalid(:|/|$)' } };

const ofAnyProcess = {
  LOG_LEVEL: { enum: ['debug', 'info', 'warn', 'error'] },
  REDIS_URL: text(`^rediss?://${HOST}(/[0-9]+)?$`),
  SIGN_IN_ISSUER: SIGN_IN,
};
const broker = { KAFKA_BROKERS: text(`^${HOST}(,${HOST})*$`), KAFKA_SASL_MECHANISM: { enum: ['scram-sha-512', 'plain', ''] } };
const settings = {
  platform: broker,
  service: {
    ...ofAnyProcess,
    MONGODB_URI: MONGODB, KEYS_MONGODB_URI: MONGODB,
    ...broker,
    SIGN_IN_AUDIENCE: text('.'), SIGN_IN_JWKS_URL: SIGN_IN,
    OTEL_EXPORTER_OTLP_ENDPOINT: text('^(https?://[^@]+)?$'),
  },
  console: {
    ...ofAnyProcess,
    API_URL: { const: 'http://cpmp-{service}:8080' }, MARKING: { enum: ['OFFICIAL', 'OFFICIAL-SENSITIVE', 'SECRET', 'TOP SECRET'] }, CONSOLE_URL: text('^https://[a-z0-9.-]+(:[0-9]{1,5})?$'),
    SIGN_IN_AUDIENCE: text('.'), SIGN_IN_CLIENT_ID: text('.'), SIGN_IN_SCOPE: text('^$|^(.* )?openid( .*)?$'), SIGN_IN_RESOURCE: text('^$|^[a-z][a-z0-9+.-]*:[^@]+$'),
  },
};
/** May be left out, or empty. */
const OPTIONAL = new Set(['LOG_LEVEL', 'KAFKA_SASL_MECHANISM', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'SIGN_IN_SCOPE', 'SIGN_IN_RESOURCE']);

/** What may come from a secret: these and no other setting, so that no secret brings what the settings refuse. */
const secret = {
  service: ['MONGODB_USERNAME', 'MONGODB_PASSWORD', 'KEYS_MASTER_KEY', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD', 'REDIS_USERNAME', 'REDIS_PASSWORD', 'OPERATION_KEY'],
  platform: ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'],
  console: ['REDIS_USERNAME', 'REDIS_PASSWORD', 'CONSOLE_SECRET', 'SIGN_IN_CLIENT_SECRET'],
};
const secretFile = {
  service: ['CHECKPOINT_KEY_FILE', 'MONGODB_CA_FILE', 'KAFKA_CA_FILE', 'REDIS_CA_FILE', 'NODE_EXTRA_CA_CERTS'],
  platform: ['KAFKA_CA_FILE'],
  console: ['REDIS_CA_FILE', 'NODE_EXTRA_CA_CERTS', 'SIGN_IN_CLIENT_KEY_FILE'],
};

const NAME = '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$';
const keyed = (value) => ({ type: 'object', propertyNames: { pattern: NAME }, additionalProperties: { type: 'object', minProperties: 1, propertyNames: { pattern: '^[-._a-zA-Z0-9]+$' }, additionalProperties: value } });

const labels = { type: 'object', minProperties: 1, additionalProperties: { type: 'string' } };
const peer = { namespace: text(NAME), pods: labels, cidr: text('^[0-9a-fA-F.:]+/[0-9]{1,3}$') };
/** Pods of a namespace, or addresses; never everybody. */
const somebody = { oneOf: [{ required: ['namespace'], not: { required: ['cidr'] } }, { required: ['cidr'], not: { anyOf: [{ required: ['namespace'] }, { required: ['pods'] }] } }], not: { properties: { cidr: { pattern: '/0$' } }, required: ['cidr'] } };
const peers = (properties, required) => ({ type: 'array', items: { ...closed({ ...properties, ...peer }, required), ...somebody } });

const quantities = closed({ cpu: { type: ['string', 'number'] }, memory: text('^[0-9]+[KMG]i$'), 'ephemeral-storage': text('^[0-9]+[KMG]i$') }, ['memory']);

const number = (minimum, maximum) => ({ type: 'integer', minimum, ...(maximum ? { maximum } : {}) });

const REGISTRY = text('^[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*$');
const TAG = { type: 'string', pattern: '^[A-Za-z0-9_.-]*$', not: { const: 'latest' } };

/** What every chart takes. */
const ofAnyChart = (kind) => ({
  image: closed({
    registry: REGISTRY, repository: text('^[a-z0-9._/-]+$'), tag: TAG,
    digest: text('^(sha256:[a-f0-9]{64})?$'), pullSecrets: { type: 'array', items: text(NAME) },
  }, ['registry', 'repository']),
  settings: closed(settings[kind], Object.keys(settings[kind]).filter((name) => !OPTIONAL.has(name))),
  secrets: keyed({ enum: secret[kind] }),
  secretFiles: keyed({ type: 'array', minItems: 1, items: { enum: secretFile[kind] } }),
});
const TO = peers({ name: text('^[a-z0-9 -]+$'), port: number(1, 65_535) }, ['name', 'port']);

const process = {
  replicas: closed({ min: number(0), max: number(0), cpuPercent: number(10, 100) }, ['min', 'max', 'cpuPercent']),
  resources: closed({ requests: quantities, limits: quantities }, ['requests', 'limits']),
  network: closed({ from: peers({}, []), metrics: peers({}, []), to: TO }, ['from', 'metrics', 'to']),
};
/** Minutes that an hour is a multiple of. */
const backup = { backup: closed({ claim: text(`^$|${NAME}`), everyMinutes: { enum: [10, 12, 15, 20, 30, 60] }, memory: text('^[0-9]+[KMG]i$'), restore: text(`^$|${NAME}`) }, ['claim', 'everyMinutes', 'memory', 'restore']) };
/** What one service alone takes, by its name. */
const own = { authorisation: { law: closed({ configMap: text(`^$|${NAME}`) }, ['configMap']) } };
const platform = {
  topics: closed({ partitions: number(1), replicas: number(1), inSync: number(1), strimziCluster: text(NAME), strimziAuthentication: { enum: ['scram-sha-512', 'tls'] }, acls: { type: 'boolean' } }, ['partitions', 'replicas', 'inSync', 'acls']),
  quota: closed({ pods: number(1), cpu: text('^[0-9]+m?$'), memory: text('^[0-9]+[KMG]i$') }, ['pods', 'cpu', 'memory']),
  network: closed({ to: TO }, ['to']),
};

/** What a cluster for one developer takes (k8s/dev/chart). Its settings are its templates' own: nothing of them can be given to it, and nothing of it to a chart of production. */
const development = closed({
  image: closed({ registry: REGISTRY, tag: TAG }, ['registry']),
  clock: { enum: ['machine', 'virtual'] }, starts: text('^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)?$'), demonstration: { type: 'boolean' }, processes: { type: 'boolean' },
  global: closed({}), service: closed({ global: closed({}) }),
}, ['image', 'clock', 'starts', 'demonstration', 'processes']);

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** What a chart's values are: `kind` is service, console, platform or development; `chart` its name. */
export const schemaOf = (kind, chart) => {
  if (kind === 'development') return { $schema: DRAFT, ...development };
  const values = { ...ofAnyChart(kind), ...(kind === 'platform' ? platform : process), ...(kind === 'service' ? backup : {}), ...own[chart] };
  // Helm itself puts these two among the values, for the library chart.
  const helms = { global: closed({}), service: closed({ global: closed({}) }) };
  return { $schema: DRAFT, ...closed({ ...values, ...helms }, Object.keys(values)) };
};
