import { type Ledger } from '@cpmp/ledger';
import { type Hear, ledgerOf, MANIFEST, publishSaid, readingWith, say } from './contract-world.js';
import { embeddedTopics } from './embedded.js';
import type { Topics } from './topics.js';

describe('given a reader that lost what it made of a topic, and hears it from its beginning', () => {
  let sender: Ledger;
  let receiver: Ledger;
  let processes: Topics[];
  /** A process of the reader; what it `hears` may have no end, as of one that is killed there. */
  const started = async (hear: Hear, anew: readonly string[] = []): Promise<Topics> => {
    const topics = embeddedTopics(MANIFEST);
    processes.push(topics);
    topics.source({ service: 'sender', ledger: sender, publish: publishSaid });
    await readingWith(topics, { service: 'receiver', notes: receiver.notes, anew }, { 'sender.notes.v1': hear });
    return topics;
  };

  beforeEach(async () => {
    processes = [];
    [sender, receiver] = [await ledgerOf('sender'), await ledgerOf('receiver')];
    for (const text of ['one', 'two', 'three']) await say(sender, 'a', text);
    const first = await started(() => {});
    await first.drain();
    await first.close();
  });
  afterEach(async () => {
    await Promise.all([sender, receiver].map((ledger) => ledger.close()));
  });

  it('when it is killed before it has kept a place, then the next process hears the rest, though something has been made of the topic by then', async () => {
    const killed = new Promise<void>((resolve) => {
      void started((text) => (text === 'two' ? new Promise(() => resolve()) : undefined), ['sender.notes.v1']);
    });
    await killed;
    const heard: string[] = [];
    const next = await started((text) => void heard.push(text));
    await next.drain();
    await next.close();
    expect(heard).toEqual(['one', 'two', 'three']);
  });

  it('when another process moves its place meanwhile, then it begins at the beginning all the same', async () => {
    const { notes } = receiver;
    const heard: string[] = [];
    let isFirst = true;
    receiver = Object.assign(Object.create(receiver) as Ledger, {
      notes: {
        note: (key: string) => notes.note(key),
        putNote: async (key: string, value: unknown, expected: number) => {
          if (isFirst) await notes.putNote(key, (await notes.note(key))?.value, expected);
          isFirst = false;
          return notes.putNote(key, value, expected);
        },
      },
    });
    const topics = await started((text) => void heard.push(text), ['sender.notes.v1']);
    await topics.drain();
    await topics.close();
    expect(heard.slice(0, 3)).toEqual(['one', 'two', 'three']);
    expect((await notes.note('topics/receiver/sender'))?.value).toEqual({ log: 'sender/1', topics: { 'sender.notes.v1': 3 } });
  });
});
