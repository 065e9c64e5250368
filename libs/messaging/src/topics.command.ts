import { parseArgs } from 'node:util';
import kafkajs, { type Admin } from 'kafkajs';
import { aclLineOf, aclPlanOf, aclsAt, aclsOf } from './kafka/acls.js';
import { clientOf, type KafkaOptions, typeOf } from './kafka/client.js';
import { lineOf, planOf, type TopicSettings, type TopicStates, type TopicStep, wantedOf } from './kafka/topic-plan.js';
import { readManifest } from './manifest.js';
import { TopicFault } from './topic-fault.js';

const USAGE = `npm run topics -- plan|apply [--partitions N] [--replicas N] [--in-sync N] [--acls]
Holds the topics of proto/topics.yaml against the broker: plan says what is missing or different, apply creates and configures it. Nothing is ever deleted.
  --partitions N  of a topic that is created (6)
  --replicas N    of a topic that is created (3)
  --in-sync N     replicas that must have a message before it counts (2)
  --acls          the ACLs too; the broker must have an authorizer
Reads KAFKA_BROKERS, KAFKA_CA_FILE, KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD.
Exit code: 0 well, 1 it failed, 2 something is different that only a person may change, or the call is wrong.`;

const CONFIGS = ['cleanup.policy', 'min.insync.replicas', 'retention.bytes', 'retention.ms'];

const brokerIn = (env: NodeJS.ProcessEnv): KafkaOptions => {
  const { KAFKA_BROKERS: brokers, KAFKA_CA_FILE: caFile, KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username = '', KAFKA_SASL_PASSWORD: password = '' } = env;
  if (!brokers) throw new TopicFault('KAFKA_BROKERS is not set.');
  if (mechanism !== undefined && mechanism !== 'scram-sha-512' && mechanism !== 'plain') throw new TopicFault('KAFKA_SASL_MECHANISM is scram-sha-512 or plain.');
  return { brokers: brokers.split(','), clientId: 'topics', ...(caFile ? { tls: { caFile } } : {}), ...(mechanism ? { sasl: { mechanism, username, password } } : {}) };
};

const numberIn = (name: string, text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new TopicFault(`--${name} is a whole number from 1.`);
  return Number(text);
};

const statesAt = async (admin: Admin): Promise<TopicStates> => {
  const topics = await admin.listTopics();
  if (topics.length === 0) return {};
  const { topics: found } = await admin.fetchTopicMetadata({ topics });
  const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: topics.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name, configNames: CONFIGS })) });
  const configs = new Map(resources.map(({ resourceName, configEntries }) => [resourceName, Object.fromEntries(configEntries.map(({ configName, configValue }) => [configName, configValue]))]));
  return Object.fromEntries(found.map(({ name, partitions }) => [name, { partitions: partitions.length, config: configs.get(name) ?? {} }]));
};

/** `wanted` whole: Kafka takes a topic's configs all together, and would forget those that are left out. */
const take = async (admin: Admin, step: TopicStep, wanted: TopicStates, { replicas }: TopicSettings): Promise<void> => {
  const state = wanted[step.topic];
  if (step.kind === 'refused' || !state) return;
  const configEntries = Object.entries(state.config).map(([name, value]) => ({ name, value }));
  if (step.kind === 'create') await admin.createTopics({ waitForLeaders: false, topics: [{ topic: step.topic, numPartitions: state.partitions, replicationFactor: replicas, configEntries }] });
  else await admin.alterConfigs({ validateOnly: false, resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: step.topic, configEntries }] });
};

const run = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { partitions: { type: 'string', default: '6' }, replicas: { type: 'string', default: '3' }, 'in-sync': { type: 'string', default: '2' }, acls: { type: 'boolean', default: false } },
  });
  const [what] = positionals;
  if ((what !== 'plan' && what !== 'apply') || positionals.length > 1) throw new TopicFault(USAGE);
  const settings = { partitions: numberIn('partitions', values.partitions), replicas: numberIn('replicas', values.replicas), inSync: numberIn('in-sync', values['in-sync']) };
  const manifest = readManifest();
  const wanted = wantedOf(manifest, settings);
  const broker = brokerIn(process.env);
  const { sasl } = broker;
  const admin = clientOf(broker).admin();
  await admin.connect();
  try {
    const steps = planOf(wanted, await statesAt(admin));
    for (const step of steps) {
      if (what === 'apply') await take(admin, step, wanted, settings);
      console.log(lineOf(step));
    }
    const { missing, strange } = values.acls ? aclPlanOf(aclsOf(manifest), await aclsAt(admin), sasl && `User:${sasl.username}`) : { missing: [], strange: [] };
    if (what === 'apply' && missing.length > 0) await admin.createAcls({ acl: [...missing] });
    for (const acl of missing) console.log(`grant   ${aclLineOf(acl)}`);
    for (const acl of strange) console.log(`left    ${aclLineOf(acl)}: topics.yaml does not ask for it`);
    return strange.length > 0 || steps.some(({ kind }) => kind === 'refused') ? 2 : 0;
  } finally {
    await admin.disconnect();
  }
};

run().then(
  (code) => void (process.exitCode = code),
  (error: unknown) => {
    const isWrongCall = error instanceof Error && (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
    if (error instanceof TopicFault) console.error(error.message);
    else console.error(isWrongCall ? `${error.message}\n\n${USAGE}` : `The broker refused: ${typeOf(error) ?? (error instanceof Error ? error.name : 'unknown')}`);
    process.exitCode = error instanceof TopicFault || isWrongCall ? 2 : 1;
  },
);
