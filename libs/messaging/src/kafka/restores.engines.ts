import { randomUUID } from 'node:crypto';
import type { Ledger } from '@cpmp/ledger';
import { ledgerOf, MANIFEST, publishSaid, readingWith, restoredFrom, say } from '../contract-world.js';
import type { Topics } from '../topics.js';
import { madeAt } from './spec-topics.js';
import { kafkaTopics } from './topics.js';

const BROKERS = (process.env['KAFKA_BROKERS'] ?? '127.0.0.1:19092').split(',');
const NOTES = 'sender.notes.v1';

let sender: Ledger;
let prefix: string;
let ledgers: Ledger[];
let opened: Topics[];

beforeEach(async () => {
  [sender, ledgers, opened, prefix] = [await ledgerOf('sender'), [], [], `${randomUUID()}.`];
  ledgers.push(sender);
  await madeAt(BROKERS, MANIFEST, prefix);
});
afterEach(async () => {
  for (const topics of opened) await topics.close();
  for (const ledger of ledgers) await ledger.close();
});

const open = (ledger: Ledger): Topics => {
  const topics = kafkaTopics(MANIFEST, { brokers: BROKERS, clientId: 'restores', prefix });
  opened.push(topics);
  topics.source({ service: 'sender', ledger, publish: publishSaid });
  return topics;
};
const stopped = async (topics: Topics): Promise<void> => {
  await topics.close();
  opened.splice(opened.indexOf(topics), 1);
};

/** What a service makes of the notes: their texts by stream, as a topic-fed view has them; what came before by its id changes nothing. */
class Made {
  texts: Record<string, string[]> = {};
  private heard = new Set<string>();
  readonly restored: string[] = [];

  constructor(
    readonly service: string,
    readonly ledger: Ledger,
  ) {}

  on(topics: Topics) {
    const { service, ledger } = this;
    const empty = async () => {
      [this.texts, this.heard] = [{}, new Set()];
      return [NOTES];
    };
    return readingWith(topics, { service, log: ledger.log, notes: ledger.notes, empty, onRestored: async ({ log }) => void this.restored.push(log) }, {
      [NOTES]: (text, { key, id }) => {
        if (!this.heard.has(id)) (this.texts[key] ??= []).push(text);
        this.heard.add(id);
      },
    });
  }
}
const made = async (service: string): Promise<Made> => {
  const ledger = await ledgerOf(service);
  ledgers.push(ledger);
  return new Made(service, ledger);
};

describe('given a broker that still has what a log lost when it was restored', () => {
  /** Several partitions have something of the lost part. */
  const STREAMS = ['b', 'c', 'd', 'e', 'f'];

  it('when one reader lived through it and another begins at the beginning of the topic, then both end in the same state: without what was lost; and so they stay when they start again', async () => {
    const lived = await made('receiver');
    const before = open(sender);
    await lived.on(before);
    await say(sender, 'a', 'kept');
    await say(sender, 'a', 'lost');
    for (const stream of STREAMS) await say(sender, stream, 'lost too');
    await before.drain();
    expect(lived.texts).toEqual({ 'talk-a': ['kept', 'lost'], ...Object.fromEntries(STREAMS.map((stream) => [`talk-${stream}`, ['lost too']])) });
    await stopped(before);

    const restored = await restoredFrom(sender, 'sender', 1);
    ledgers.push(restored);
    const after = open(restored);
    await lived.on(after);
    await say(restored, 'a', 'new');
    await say(restored, 'b', 'new');
    await after.drain();
    const fresh = await made('archive');
    await fresh.on(after);
    await after.drain();
    const counts = { 'talk-a': ['kept', 'new'], 'talk-b': ['new'] };
    expect([lived.texts, fresh.texts]).toEqual([counts, counts]);
    expect([lived.restored, fresh.restored]).toEqual([['sender/2'], ['sender/2']]);
    await stopped(after);

    const again = open(restored);
    await Promise.all([lived.on(again), fresh.on(again)]);
    await say(restored, 'c', 'newer');
    await again.drain();
    expect([lived.texts, fresh.texts]).toEqual([{ ...counts, 'talk-c': ['newer'] }, { ...counts, 'talk-c': ['newer'] }]);
  });
});

describe('given a reader whose own log was restored, and a broker whose place of it is beyond', () => {
  it('when it starts, then it hears its topics from their beginning, once', async () => {
    const receiver = await made('receiver');
    const before = open(sender);
    await receiver.on(before);
    for (const stream of ['a', 'b', 'c']) await say(sender, stream, 'said');
    await before.drain();
    await stopped(before);

    const log = await restoredFrom(receiver.ledger, 'receiver', 0);
    ledgers.push(log);
    const all = { 'talk-a': ['said'], 'talk-b': ['said'], 'talk-c': ['said'] };
    for (const heard of [all, {}]) {
      const restored = new Made('receiver', log);
      const topics = open(sender);
      await restored.on(topics);
      await topics.drain();
      expect(restored.texts).toEqual(heard);
      await stopped(topics);
    }
  });
});
