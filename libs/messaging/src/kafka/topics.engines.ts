import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Ledger } from '@cpmp/ledger';
import { type Hear, ledgerOf, MANIFEST, publishSaid, reading, say } from '../contract-world.js';
import type { TopicManifest } from '../manifest.js';
import { topicsContract } from '../topics.contract.js';
import type { Topics } from '../topics.js';
import { clientOf } from './client.js';
import { Repeater } from './repeating.js';
import { madeAt } from './testing.js';
import { kafkaTopics } from './topics.js';

const BROKERS = (process.env['KAFKA_BROKERS'] ?? '127.0.0.1:19092').split(',');
const RUN = randomUUID();

topicsContract('Kafka', async (manifest, world) => {
  const prefix = `${RUN}.${world}.`;
  await madeAt(BROKERS, manifest, prefix);
  return kafkaTopics(manifest, { brokers: BROKERS, clientId: world, prefix });
});

const RECIPE = fileURLToPath(new URL('../../../tooling/engines/kafka.sh', import.meta.url));
/** A broker of its own, that may be killed without anybody else losing theirs. */
const KILLED_PORT = '19492';

/** Runs on such a broker, which is gone afterwards. */
const onKilled = async (use: (broker: (command: 'start' | 'kill') => string) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'cpmp-kafka-'));
  const broker = (command: string): string => execFileSync('bash', [RECIPE, command, KILLED_PORT, folder], { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' }).trim();
  try {
    await use(broker);
  } finally {
    broker('stop');
    rmSync(folder, { recursive: true });
  }
};

describe('Kafka under load', () => {
  const MESSAGES = 300;
  const STREAMS = 12;
  let sender: Ledger;
  let receiver: Ledger;
  let opened: Topics[];
  let prefix: string;

  beforeEach(async () => {
    [sender, receiver] = [await ledgerOf('sender'), await ledgerOf('receiver')];
    opened = [];
    prefix = `${RUN}.${randomUUID()}.`;
    await madeAt(BROKERS, MANIFEST, prefix);
  });
  afterEach(async () => {
    for (const topics of opened) await topics.close();
    await sender.close();
    await receiver.close();
  });

  const open = (brokers = BROKERS): Topics => {
    const topics = kafkaTopics(MANIFEST, { brokers, clientId: 'load', prefix });
    opened.push(topics);
    return topics;
  };
  const stream = (n: number) => `s${n % STREAMS}`;
  const first = () => {
    const seen = new Set<string>();
    const heard: Record<string, number[]> = {};
    const hear: Hear = (text, { key, id }) => {
      if (seen.has(id)) return; // delivered again, which takes no effect
      seen.add(id);
      (heard[key] ??= []).push(Number(text));
    };
    return { heard, hear };
  };
  const saidOf = () => Object.fromEntries(Array.from({ length: STREAMS }, (_, s) => [`talk-s${s}`, Array.from({ length: MESSAGES }, (_n, n) => n).filter((n) => n % STREAMS === s)]));

  it('given a second reader that joins and leaves while messages come, when all are drained, then none is lost and each stream keeps its order', async () => {
    const [one, two] = [open(), open()];
    const { heard, hear } = first();
    one.source({ service: 'sender', ledger: sender, publish: publishSaid });
    await reading(one, 'receiver', receiver.notes, { 'sender.notes.v1': hear });
    let joined: Promise<void> | undefined;
    for (let n = 0; n < MESSAGES; n++) {
      await say(sender, stream(n), String(n));
      if (n === 100) joined = reading(two, 'receiver', receiver.notes, { 'sender.notes.v1': hear }).then(() => {});
      if (n === 200) await joined?.then(() => two.close());
    }
    await one.drain();
    expect(heard).toEqual(saidOf());
  });

  it('given more to be sent of one stream than the broker takes at once, then all of it is heard, in its order', async () => {
    const texts = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(400_000));
    for (const text of texts) await say(sender, 'a', text);
    const topics = open();
    const heard: string[] = [];
    topics.source({ service: 'sender', ledger: sender, publish: publishSaid });
    await reading(topics, 'receiver', receiver.notes, { 'sender.notes.v1': (text) => heard.push(text) });
    while (heard.length < texts.length) await wait(50);
    expect(heard.map((text) => text[0])).toEqual(['a', 'b', 'c', 'd']);
  });

  it('given a message that says of a restore what nobody can read, then it is a dead letter, and what stands behind it is heard', async () => {
    const producer = clientOf({ brokers: BROKERS, clientId: 'stranger' }).producer();
    await producer.connect();
    const headers = { ce_id: 'sender/1/9/0', ce_type: 'ledger.EpochOpened', ce_time: '2026-03-02T12:00:00.000Z' };
    const said = ['no lineage', '{}'].map((value, n) => ({ key: 'talk-a', value, headers: { ...headers, ce_id: `sender/1/${n + 1}/0` } }));
    await producer.send({ topic: `${prefix}sender.notes.v1`, messages: said });
    await producer.disconnect();
    await say(sender, 'a', 'heard');
    const topics = open();
    const heard: string[] = [];
    topics.source({ service: 'sender', ledger: sender, publish: publishSaid });
    await reading(topics, 'receiver', receiver.notes, { 'sender.notes.v1': (text) => heard.push(text) });
    while (heard.length === 0) await wait(50);
    expect((await topics.deadLetters('receiver')).map(({ id, headers: { 'dlq-error': error } }) => [id, error])).toEqual([['sender/1/1/0', 'SyntaxError'], ['sender/1/2/0', 'TypeError']]);
  });

  it('given a stranger who says messages again, at once or when asked, then each comes again as it was, and the stranger knows when all were heard', async () => {
    const topics = open();
    const times = new Map<string, string[]>();
    const hear: Hear = (text, { key, id, headers }) => void times.set(id, [...(times.get(id) ?? []), JSON.stringify([text, key, headers])]);
    topics.source({ service: 'sender', ledger: sender, publish: publishSaid });
    await reading(topics, 'receiver', receiver.notes, { 'sender.notes.v1': hear });
    const manifest = { 'sender.notes.v1': { ...MANIFEST['sender.notes.v1'], readers: { receiver: 'the only one that reads here' } } } as TopicManifest;
    const repeater = await Repeater.open({ kafka: { brokers: BROKERS, clientId: 'repeater', prefix }, manifest, againAfterMs: (id) => (id.endsWith('/1/0') ? 0 : undefined) });
    const settled = async (heard: number): Promise<void> => {
      while (repeater.heard.size < heard || !(await repeater.isSettled())) await wait(50);
    };
    const counts = () => [...times].toSorted(([a], [b]) => a.localeCompare(b)).map(([, all]) => all.length);
    try {
      for (const n of [0, 1, 2]) await say(sender, stream(n), String(n));
      await settled(3);
      expect(counts()).toEqual([2, 1, 1]);
      await repeater.repeatAfter(0);
      await settled(3);
      expect(counts()).toEqual([3, 2, 2]);
      for (const all of times.values()) expect(new Set(all).size).toBe(1);
    } finally {
      await repeater.close();
    }
  });

  it('given a broker that is killed while messages come, when it is started again, then both ends go on by themselves and none is lost', async () => {
    await onKilled(async (broker) => {
      const brokers = [broker('start')];
      await madeAt(brokers, MANIFEST, prefix);
      const topics = open(brokers);
      const { heard, hear } = first();
      topics.source({ service: 'sender', ledger: sender, publish: publishSaid });
      await reading(topics, 'receiver', receiver.notes, { 'sender.notes.v1': hear });
      for (let n = 0; n < MESSAGES; n++) {
        await say(sender, stream(n), String(n));
        if (n % 20 === 0) await wait(10); // so that some are under way
        if (n === 150) broker('kill');
      }
      broker('start');
      for (let done = false; !done; await wait(200)) done = await topics.drain().then(() => true, () => false);
      expect(heard).toEqual(saidOf());
      await topics.close();
    });
  });

  it('given a broker that is killed, then who publishes and who reads say so, and what is not published; when it is back, then nothing waits', async () => {
    await onKilled(async (broker) => {
      const brokers = [broker('start')];
      await madeAt(brokers, MANIFEST, prefix);
      const topics = kafkaTopics(MANIFEST, { brokers, clientId: 'away', prefix });
      opened.push(topics);
      const until = async (what: () => boolean): Promise<void> => {
        while (!what()) await wait(100);
      };
      topics.source({ service: 'sender', ledger: sender, publish: publishSaid });
      await reading(topics, 'receiver', receiver.notes, { 'sender.notes.v1': () => {} });
      await say(sender, 'a', 'one');
      await topics.drain();
      expect([topics.answers('sender'), topics.answers('receiver'), await topics.unpublished('sender'), await topics.waiting('receiver')]).toEqual([true, true, { positions: 0 }, { 'sender.notes.v1': 0 }]);
      broker('kill');
      await say(sender, 'a', 'two');
      await say(sender, 'a', 'three');
      await until(() => !topics.answers('sender') && !topics.answers('receiver'));
      expect(await topics.unpublished('sender')).toEqual({ positions: 2, since: '2026-03-02T12:00:00.000Z' });
      broker('start');
      for (let done = false; !done; await wait(200)) done = await topics.drain().then(() => true, () => false);
      await until(() => topics.answers('sender') && topics.answers('receiver'));
      expect([await topics.unpublished('sender'), await topics.waiting('receiver')]).toEqual([{ positions: 0 }, { 'sender.notes.v1': 0 }]);
      await topics.close();
    });
  });
});
