import type { Ledger, Lineage } from '@cpmp/ledger';
import { type Hear, ledgerOf, type MakeWorld, MANIFEST, publishSaid, reading, readingWith, restoredFrom, say, saying, talk, unavailable } from './contract-world.js';
import { deadLetterContract, poisonContract } from './failures.contract.js';
import type { TopicManifest } from './manifest.js';
import { actOf, type Delivery } from './messages.js';
import type { Topics } from './topics.js';

/** Opens the engine as a process has it at its start. The same `world` finds what was kept before. */
export type OpenTopics = (manifest: TopicManifest, world: string) => Topics | Promise<Topics>;

let worlds = 0;

/** What every topics engine keeps: order per key, at least once, poison aside, nothing lost to a store that is away. */
export const topicsContract = (engine: string, openTopics: OpenTopics): void => {
  const opened: Topics[] = [];
  const ledgers: Ledger[] = [];

  const world: MakeWorld = async () => {
    const name = `world-${++worlds}`;
    const [sender, receiver, archive] = [await ledgerOf('sender'), await ledgerOf('receiver'), await ledgerOf('archive')];
    ledgers.push(sender, receiver, archive);
    const open = async (as = sender) => {
      const topics = await openTopics(MANIFEST, name);
      opened.push(topics);
      topics.source({ service: 'sender', ledger: as, publish: publishSaid });
      topics.source({ service: 'receiver', ledger: receiver, publish: publishSaid });
      return topics;
    };
    return { sender, receiver, archive, open };
  };

  afterEach(async () => {
    for (const topics of opened.splice(0)) await topics.close();
    for (const ledger of ledgers.splice(0)) await ledger.close();
  });

  describe(`topics on ${engine}`, () => {
    deliveryContract(world);
    restoredContract(world);
    restartContract(world);
    crashContract(world);
    poisonContract(world);
    deadLetterContract(world);
    refusalContract(world);
  });
};

const deliveryContract = (world: MakeWorld): void => {
  it('given events of several streams, when they are read, then every reader hears all of them, each stream in its order', async () => {
    const { sender, receiver, archive, open } = await world();
    const topics = await open();
    const heard: Record<string, Record<string, string[]>> = {};
    const hears = (reader: string): Hear => (text, { key }) => ((heard[reader] ??= {})[key] ??= []).push(text);
    await reading(topics, 'receiver', receiver.notes, { 'sender.notes.v1': hears('receiver') });
    await reading(topics, 'archive', archive.notes, { 'sender.notes.v1': hears('archive') });
    const numbers = Array.from({ length: 12 }, (_, n) => String(n));
    for (const n of numbers) await Promise.all(['a', 'b', 'c'].map((stream) => say(sender, stream, n)));
    await topics.drain();
    const all = { 'talk-a': numbers, 'talk-b': numbers, 'talk-c': numbers };
    expect(heard).toEqual({ receiver: all, archive: all });
  });

  it('given an event, when it is read, then the message says what CloudEvents asks, its marking, its trace and its place', async () => {
    const { sender, receiver, open } = await world();
    const topics = await open();
    const heard: Delivery[] = [];
    const hear: Hear = (_, delivery) => heard.push(delivery);
    await reading(topics, 'receiver', receiver.notes, { 'sender.notes.v1': hear, 'sender.letters.v1': hear });
    await say(sender, 'a', 'words', ['sender.notes.v1', 'sender.notes.v1', 'sender.letters.v1']);
    await topics.drain();
    expect(heard.map(({ topic, id }) => `${topic} ${id}`).toSorted()).toEqual(['sender.letters.v1 sender/1/1/0', 'sender.notes.v1 sender/1/1/0', 'sender.notes.v1 sender/1/1/0#1']);
    const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(heard.find(({ topic }) => topic === 'sender.letters.v1')).toEqual({
      topic: 'sender.letters.v1', key: 'talk-a', id: 'sender/1/1/0', at: '2026-03-02T12:00:00.000Z', sourceLog: 'sender/1', position: 1, index: 0, trace,
      headers: {
        ce_specversion: '1.0', ce_id: 'sender/1/1/0', ce_source: '/sender/1', ce_type: 'sender.v1.Letter', ce_time: '2026-03-02T12:00:00.000Z',
        'content-type': 'application/protobuf', 'protective-marking': 'SECRET', traceparent: trace,
      },
    });
  });

  it('given answers to answers, when the topics are drained, then the last of them has been handled', async () => {
    const { sender, receiver, open } = await world();
    const topics = await open();
    const bounces = 7;
    const heard: string[] = [];
    const bounce = (ledger: Ledger, topic: string): Hear => async (text) => {
      heard.push(text);
      if (Number(text) < bounces) await say(ledger, 'game', String(Number(text) + 1), [topic]);
    };
    await reading(topics, 'receiver', receiver.notes, { 'sender.notes.v1': bounce(receiver, 'receiver.answers.v1') });
    await reading(topics, 'sender', sender.notes, { 'receiver.answers.v1': bounce(sender, 'sender.notes.v1') });
    await say(sender, 'game', '1');
    await topics.drain();
    expect(heard).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  });
};

const restoredContract = (world: MakeWorld): void => {
  it('given a source that was restored, when it is read, then its readers hear what it is called now, and consumers what it says: no more than that', async () => {
    const { sender, receiver, open } = await world();
    await say(sender, 'a', 'kept');
    await say(sender, 'a', 'lost');
    const restored = await restoredFrom(sender, 'sender', 1);
    const topics = await open(restored);
    const heard: string[] = [];
    const told: Lineage[] = [];
    await readingWith(topics, { service: 'receiver', notes: receiver.notes, onRestored: async (lineage) => void told.push(lineage) }, { 'sender.notes.v1': (text, { id }) => heard.push(`${id} ${text}`) });
    await say(restored, 'b', 'new');
    await topics.drain();
    expect(heard.toSorted()).toEqual(['sender/1/1/0 kept', 'sender/2/3/0 new']);
    expect(told[0]).toEqual({ log: 'sender/2', opened: [{ log: 'sender/2', continues: 'sender/1', end: 1 }] });
    await restored.close();
  });
};

const restartContract = (world: MakeWorld): void => {
  it('given a process that stopped, when it starts again, then it goes on behind what it had handled', async () => {
    const { sender, receiver, open } = await world();
    const heard: string[] = [];
    const consumers = { 'sender.notes.v1': (text: string) => heard.push(text) };
    const before = await open();
    await say(sender, 'a', 'before there was a reader');
    await reading(before, 'receiver', receiver.notes, consumers);
    await before.drain();
    await before.close();
    await say(sender, 'a', 'while nobody read');
    const after = await open();
    await reading(after, 'receiver', receiver.notes, consumers);
    await after.drain();
    expect(heard).toEqual(['before there was a reader', 'while nobody read']);
  });

  it('given a process that is stopped while it handles a message, when it starts again, then those behind it were not taken for handled', async () => {
    const { sender, receiver, open } = await world();
    const heard: string[] = [];
    const before = await open();
    for (const text of ['first', 'second', 'third']) await say(sender, 'a', text);
    let closed!: Promise<void>;
    await new Promise<void>((stopped) =>
      reading(before, 'receiver', receiver.notes, {
        'sender.notes.v1': (text) => {
          heard.push(text);
          closed ??= before.close();
          stopped();
        },
      }),
    );
    await closed;
    expect(heard).toEqual(['first']);
    const after = await open();
    await reading(after, 'receiver', receiver.notes, { 'sender.notes.v1': (text) => heard.push(text) });
    await after.drain();
    expect(heard.slice(-2)).toEqual(['second', 'third']);
  });

  it('given a consumer that is new on a topic, when its service already reads that source, then it hears the topic from its beginning and nothing else again', async () => {
    const { sender, receiver, open } = await world();
    const heard: string[] = [];
    const hear: Hear = (text, { topic }) => heard.push(`${topic} ${text}`);
    await say(sender, 'a', 'one', ['sender.letters.v1', 'sender.notes.v1']);
    const before = await open();
    await reading(before, 'receiver', receiver.notes, { 'sender.notes.v1': hear });
    await before.drain();
    await before.close();
    const after = await open();
    await reading(after, 'receiver', receiver.notes, { 'sender.notes.v1': hear, 'sender.letters.v1': hear });
    await after.drain();
    expect(heard).toEqual(['sender.notes.v1 one', 'sender.letters.v1 one']);
  });
};

const crashContract = (world: MakeWorld): void => {
  it('given a crash between the effect and the place, when the message comes again, then its cause is the same and the effect is one', async () => {
    const { sender, receiver, open } = await world();
    const causes: string[] = [];
    const take = async (text: string, delivery: Delivery) => {
      const act = actOf('receiver.notes', delivery);
      causes.push(act.cause);
      await receiver.transact(talk, 'taken', () => saying(text), act);
    };
    let crashed!: () => void;
    const crash = new Promise<void>((resolve) => (crashed = resolve));
    const before = await open();
    await reading(before, 'receiver', receiver.notes, {
      'sender.notes.v1': async (text, delivery) => {
        await take(text, delivery);
        crashed();
        throw unavailable();
      },
    });
    await say(sender, 'a', 'once');
    await crash;
    await before.close();
    const after = await open();
    await reading(after, 'receiver', receiver.notes, { 'sender.notes.v1': take });
    await after.drain();
    expect(causes.length).toBeGreaterThan(1);
    expect(new Set(causes)).toEqual(new Set(['receiver.notes/sender/1/1/0']));
    expect((await receiver.load(talk, 'taken')).state).toEqual(['once']);
  });
};

const refusalContract = (world: MakeWorld): void => {
  it('given a topic that is in no manifest, when a service starts on it, then it is refused by name', async () => {
    const { receiver, open } = await world();
    await expect(reading(await open(), 'receiver', receiver.notes, { 'sender.rumours.v1': () => {} })).rejects.toThrow('There is no topic sender.rumours.v1');
  });

  it('given a topic that it is no reader of, when a service starts on it, then it is refused by name', async () => {
    const { receiver, open } = await world();
    await expect(reading(await open(), 'archive', receiver.notes, { 'sender.letters.v1': () => {} })).rejects.toThrow('archive is no reader of sender.letters.v1');
  });

  it('given a mapping onto a topic of another service, when it is published, then nothing is delivered and draining says why', async () => {
    const { sender, receiver, open } = await world();
    const topics = await open();
    const heard: string[] = [];
    await reading(topics, 'receiver', receiver.notes, { 'sender.notes.v1': (text) => heard.push(text) });
    await say(sender, 'a', 'before');
    await topics.drain();
    await say(sender, 'a', 'stolen', ['sender.notes.v1', 'receiver.answers.v1']);
    await expect(topics.drain()).rejects.toThrow('Said sender/1/2/0 cannot be published: sender does not own receiver.answers.v1');
    expect(heard).toEqual(['before']);
  });
};
