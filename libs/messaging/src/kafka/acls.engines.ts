import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ledger } from '@cpmp/ledger';
import kafkajs from 'kafkajs';
import { ledgerOf, publishSaid, reading, say } from '../contract-world.js';
import { readManifest, type TopicManifest } from '../manifest.js';
import { aclsOf } from './acls.js';
import { typeOf } from './client.js';
import { type KafkaTopics, kafkaTopics } from './topics.js';

/** A broker of its own: nobody else's knows passwords. */
const PORT = '19592';
const BROKERS = [`127.0.0.1:${PORT}`];
const ADMIN = 'admin';
const USERS = [ADMIN, 'authorisation', 'notification'];
const RECIPE = fileURLToPath(new URL('../../../tooling/engines/kafka.sh', import.meta.url));
const COMMAND = fileURLToPath(new URL('../topics.command.js', import.meta.url));
const TEST_MS_MAX = 120_000;
/** Which notification reads, and which it does not. */
const [READ, SECRET] = ['authorisation.authorisations.v1', 'asset-registry.permit-requests.v1'];

const folder = mkdtempSync(join(tmpdir(), 'cpmp-acls-'));
const broker = (verb: string): string =>
  execFileSync('bash', [RECIPE, verb, PORT, folder], { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8', env: { ...process.env, KAFKA_ACLS: '1', KAFKA_USERS: USERS.map((user) => `${user}=${user}-password`).join(' ') } });
const saslOf = (username: string, password = `${username}-password`) => ({ mechanism: 'scram-sha-512' as const, username, password });

/** `npm run topics`, as an operator calls it. */
const topics = (verb: 'plan' | 'apply') => {
  const { username, password, mechanism } = saslOf(ADMIN);
  const env = { ...process.env, KAFKA_BROKERS: BROKERS.join(), KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password };
  const { stdout, status } = spawnSync(process.execPath, [COMMAND, verb, '--acls', '--partitions', '1', '--replicas', '1', '--in-sync', '1'], { encoding: 'utf8', env });
  return { status, lines: stdout.split('\n').filter(Boolean) };
};
const of = (lines: readonly string[], verb: string): readonly string[] => lines.filter((line) => line.startsWith(verb));

/** A client of a user that gives up soon. */
const as = (user: string, password?: string) => new kafkajs.Kafka({ brokers: BROKERS, logLevel: kafkajs.logLevel.NOTHING, retry: { retries: 1, initialRetryTime: 50 }, sasl: saslOf(user, password) });
/** What an administrator's client does. */
const administrating = async <T>(user: string, work: (admin: kafkajs.Admin) => Promise<T>): Promise<T> => {
  const admin = as(user).admin();
  await admin.connect();
  return work(admin).finally(() => admin.disconnect());
};
const writing = async (user: string, topic: string, password?: string): Promise<void> => {
  const producer = as(user, password).producer({ allowAutoTopicCreation: false, createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  try {
    await producer.connect();
    await producer.send({ topic, messages: [{ key: 'k', value: 'v' }] });
  } finally {
    await producer.disconnect();
  }
};
/** Why the broker did not let somebody. */
const refusalOf = (work: Promise<unknown>): Promise<string | undefined> => work.then(() => undefined, (error: { readonly errors?: readonly unknown[]; readonly name: string }) => typeOf(error.errors?.[0] ?? error) ?? error.name);

const manifest = readManifest();
let planned: ReturnType<typeof topics>;
let applied: ReturnType<typeof topics>;

beforeAll(() => {
  broker('start');
  planned = topics('plan');
  applied = topics('apply');
}, TEST_MS_MAX);
afterAll(() => {
  broker('stop');
  rmSync(folder, { recursive: true });
});

describe('a broker that asks who comes, and what they may', () => {
  it('given one that has nothing, then a plan says each topic and each ACL that is missing, apply makes them, and nothing is left to do', () => {
    expect(planned.status).toBe(0);
    expect(of(planned.lines, 'create')).toHaveLength(Object.keys(manifest).length);
    expect(of(planned.lines, 'grant')).toHaveLength(aclsOf(manifest).length);
    expect(planned.lines).toContain(`grant   User:notification ALLOW READ TOPIC ${READ}`);
    expect(applied).toEqual(planned);
    expect(topics('plan')).toEqual({ status: 0, lines: [] });
  });

  it('given a service’s user, then it may write the topics that it owns and read what it is named for, as a service does both', async () => {
    const [owner, reader] = [await ledgerOf('authorisation'), await ledgerOf('notification')];
    const open = (user: string): KafkaTopics => kafkaTopics(manifest, { brokers: BROKERS, clientId: user, sasl: saslOf(user) });
    const [writes, reads] = [open('authorisation'), open('notification')];
    const text = randomUUID();
    const heard = new Promise<string>((hear) => void reading(reads, 'notification', reader.notes, { [READ]: hear }).catch(hear));
    writes.source({ service: 'authorisation', ledger: owner, publish: publishSaid });
    await say(owner, 'a', text, [READ]);
    expect(await heard).toBe(text);
    await reads.drain(); // which asks for its lag
    await Promise.all([writes.close(), reads.close()]);
    await Promise.all([owner, reader].map((ledger: Ledger) => ledger.close()));
  }, TEST_MS_MAX);

  it('then it may write no topic of another’s, make none, and read none that it is not named for, whatever a manifest of its own says', async () => {
    expect(await refusalOf(writing('notification', READ))).toBe('TOPIC_AUTHORIZATION_FAILED');
    expect(await refusalOf(administrating('notification', (admin) => admin.createTopics({ topics: [{ topic: 'notification.mine.v1' }] })))).toBe('TOPIC_AUTHORIZATION_FAILED');
    const forged: TopicManifest = { ...manifest, [SECRET]: { ...manifest[SECRET]!, readers: { notification: 'would like to know' } } };
    const reader = await ledgerOf('notification');
    const reads = kafkaTopics(forged, { brokers: BROKERS, clientId: 'notification', sasl: saslOf('notification') });
    await expect(reading(reads, 'notification', reader.notes, { [SECRET]: () => {} })).rejects.toThrow(`The broker does not let notification read all of ${SECRET}.`);
    await reads.close();
    await reader.close();
  }, TEST_MS_MAX);

  it('then it may not go on in another’s group, and nobody comes in with a wrong password', async () => {
    expect(await refusalOf(administrating('notification', (admin) => admin.fetchOffsets({ groupId: 'authorisation', topics: [READ] })))).toBeDefined();
    expect(await refusalOf(administrating('notification', (admin) => admin.fetchOffsets({ groupId: 'notification', topics: [READ] })))).toBeUndefined();
    expect(await refusalOf(writing('authorisation', READ, 'guessed'))).toBe('KafkaJSSASLAuthenticationError');
  }, TEST_MS_MAX);

  it('given an ACL that is gone, one that nobody asked for and a topic that nobody knows, then a plan says all three, apply gives back the first alone, and nothing is taken away', async () => {
    const { AclResourceTypes: on, AclOperationTypes: may, AclPermissionTypes: permission, ResourcePatternTypes: called } = kafkajs;
    const acl = (user: string) => ({ principal: `User:${user}`, host: '*', operation: may.READ, permissionType: permission.ALLOW, resourceType: on.TOPIC, resourceName: READ, resourcePatternType: called.LITERAL });
    await administrating(ADMIN, async (admin) => {
      await admin.deleteAcls({ filters: [acl('notification')] });
      await admin.createAcls({ acl: [acl('eve')] });
      await admin.createTopics({ topics: [{ topic: 'authorisation.forgotten.v1' }] });
    });
    const left = [`left    authorisation.forgotten.v1: it is not in topics.yaml`, `left    User:eve ALLOW READ TOPIC ${READ}: topics.yaml does not ask for it`];
    const all = { status: 2, lines: [left[0], `grant   User:notification ALLOW READ TOPIC ${READ}`, left[1]] };
    expect(topics('plan')).toEqual(all);
    expect(topics('apply')).toEqual(all);
    expect(topics('plan')).toEqual({ status: 2, lines: left });
  }, TEST_MS_MAX);
});
