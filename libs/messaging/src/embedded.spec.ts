import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { Ledger } from '@cpmp/ledger';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { type Context, context, createContextKey, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { consumerOf, type Hear, ledgerOf, MANIFEST, publishSaid, reading, readingWith, restoredFrom, say, unavailable } from './contract-world.js';
import { embeddedTopics, type Spoil } from './embedded.js';
import type { Publish } from './messages.js';
import { topicsContract } from './topics.contract.js';
import type { ReaderOptions, Topics } from './topics.js';

topicsContract('the embedded engine', (manifest) => embeddedTopics(manifest));
topicsContract('the embedded engine, in turn', (manifest) => embeddedTopics(manifest, { inTurn: true }));

/** Fails a test that would otherwise wait for ever. */
const soon = <T>(promise: Promise<T> | undefined): Promise<T | undefined> => Promise.race([promise, wait(10_000, undefined, { ref: false }).then(() => Promise.reject(new Error('Nobody woke the reader.')))]);

describe('the embedded engine alone', () => {
  let sender: Ledger;
  let receiver: Ledger;
  let topics: Topics;
  let heard: string[];
  const hear: Hear = (text) => heard.push(text);

  const open = (spoil?: Spoil, publish: Publish = publishSaid, ledger = sender): void => {
    topics = embeddedTopics(MANIFEST, { spoil });
    topics.source({ service: 'sender', ledger, publish });
  };
  const read = (hears = hear, notes: Ledger['notes'] = receiver.notes) => reading(topics, 'receiver', notes, { 'sender.notes.v1': hears });

  beforeEach(async () => {
    heard = [];
    [sender, receiver] = [await ledgerOf('sender'), await ledgerOf('receiver')];
  });

  afterEach(async () => {
    await topics.close();
    await sender.close();
    await receiver.close();
  });

  it('given a store that cannot keep the place, when it is back, then nothing is lost and the place is kept', async () => {
    open();
    let away = 4;
    const putNote: Ledger['notes']['putNote'] = (...args) => (away-- > 0 ? Promise.reject(unavailable()) : receiver.notes.putNote(...args));
    await read(hear, { note: (key) => receiver.notes.note(key), putNote });
    await say(sender, 'a', 'one');
    await topics.drain();
    expect(heard).toContain('one');
    expect((await receiver.notes.note('topics/receiver/sender'))?.value).toEqual({ log: 'sender/1', topics: { 'sender.notes.v1': 1 } });
  });

  it('given a source that cannot be read, when it is back, then draining waits for it', async () => {
    let away = 4;
    const readAfter: Ledger['readAfter'] = (...args) => (away-- > 0 ? Promise.reject(unavailable()) : sender.readAfter(...args));
    await say(sender, 'a', 'one');
    open(undefined, publishSaid, Object.assign(Object.create(sender) as Ledger, { readAfter }));
    await read();
    await topics.drain();
    expect(heard).toEqual(['one']);
  });

  it('given a mapping that fails, when it is mended and something else happens, then reading goes on where it stopped', async () => {
    let broken = true;
    open(undefined, (event, meta, opened) => {
      if (broken && event.text === 'two') throw new TypeError('subject at 12 Example Street');
      return publishSaid(event, meta, opened);
    });
    await read();
    await say(sender, 'a', 'one');
    await say(sender, 'a', 'two');
    await expect(topics.drain()).rejects.toThrow(/^Said sender\/1\/2\/0 cannot be published: TypeError$/);
    broken = false;
    await say(sender, 'a', 'three');
    await topics.drain();
    expect(heard).toEqual(['one', 'two', 'three']);
  });

  it('given a reader that was there first, when a source with a past comes, or commits, then the reader is woken', async () => {
    topics = embeddedTopics(MANIFEST);
    await say(sender, 'a', 'past');
    const arrivals = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    await read((text) => arrivals[heard.push(text) - 1]?.resolve(text));
    topics.source({ service: 'sender', ledger: sender, publish: publishSaid });
    expect(await soon(arrivals[0]?.promise)).toBe('past');
    await say(sender, 'a', 'new');
    expect(await soon(arrivals[1]?.promise)).toBe('new');
  });

  it('given an engine that works in turn, when a source comes before anybody reads, then whoever comes later hears it all the same', async () => {
    topics = embeddedTopics(MANIFEST, { inTurn: true });
    topics.source({ service: 'sender', ledger: sender, publish: publishSaid });
    await topics.drain();
    await read();
    await say(sender, 'a', 'one');
    await topics.drain();
    expect(heard).toEqual(['one']);
  });

  it('given two processes of one service, when one of them goes, then the other keeps the place', async () => {
    open();
    const other = embeddedTopics(MANIFEST);
    other.source({ service: 'sender', ledger: sender, publish: publishSaid });
    await read();
    await reading(other, 'receiver', receiver.notes, { 'sender.notes.v1': hear });
    await say(sender, 'a', 'one');
    await Promise.all([topics.drain(), other.drain()]);
    expect(heard).toEqual(['one', 'one']);
    await topics.close();
    await say(sender, 'a', 'two');
    await other.drain();
    await say(sender, 'a', 'three');
    await other.drain();
    await other.close();
    expect((await receiver.notes.note('topics/receiver/sender'))?.value).toEqual({ log: 'sender/1', topics: { 'sender.notes.v1': 3 } });
  });

  it('given a reader that lost what it made of a topic, when it starts anew, then it hears that topic from its beginning, once', async () => {
    open();
    await read();
    await say(sender, 'a', 'one');
    await topics.drain();
    await topics.close();
    const other = embeddedTopics(MANIFEST);
    other.source({ service: 'sender', ledger: sender, publish: publishSaid });
    const anew: Topics = Object.assign(Object.create(other) as Topics, { server: (options: ReaderOptions) => other.server({ ...options, anew: ['sender.notes.v1'] }) });
    await reading(anew, 'receiver', receiver.notes, { 'sender.notes.v1': hear });
    await other.drain();
    await say(sender, 'a', 'two');
    await other.drain();
    await other.close();
    expect(heard).toEqual(['one', 'one', 'two']);
    expect((await receiver.notes.note('topics/receiver/sender'))?.value).toEqual({ log: 'sender/1', topics: { 'sender.notes.v1': 2 } });
  });

  it('given commits that say nothing to a reader, then it writes no place', async () => {
    open();
    let writes = 0;
    const putNote: Ledger['notes']['putNote'] = (...args) => (writes++, receiver.notes.putNote(...args));
    await read(hear, { note: (key) => receiver.notes.note(key), putNote });
    for (let n = 0; n < 20; n++) await say(sender, 'a', 'private', []);
    await topics.drain();
    expect(writes).toBe(0);
    await say(sender, 'a', 'one');
    await topics.drain();
    expect([heard, writes]).toEqual([['one'], 1]);
  });

  it('given a test that spoils deliveries, then they come twice, late, or are poison until they are redriven', async () => {
    const released: string[] = [];
    open(({ delivery: { position } }) => {
      if (position === 3) return new Promise((resolve) => setImmediate(() => resolve((released.push('late'), 1))));
      return position === 1 ? 2 : 0;
    });
    await read();
    for (const text of ['twice', 'poison', 'late']) await say(sender, 'a', text);
    await topics.drain();
    expect([heard, released]).toEqual([['twice', 'twice', 'late'], ['late']]);
    expect((await topics.deadLetters('receiver')).map(({ id }) => id)).toEqual(['sender/1/2/0']);
    expect(await topics.redrive('receiver', 'sender/1/2/0')).toBe(true);
    expect(heard.at(-1)).toBe('poison');
    expect(await topics.deadLetters('receiver')).toEqual([]);
  });

  it('given an alarm that cannot be raised, when a message is poison, then its letter is kept and what follows is handled', async () => {
    open(({ delivery: { position } }) => (position === 1 ? 0 : 1));
    const { dead } = await read();
    Object.assign(dead, { push: () => { throw new Error('nobody there'); } });
    await say(sender, 'a', 'poison');
    await say(sender, 'a', 'behind');
    await topics.drain();
    expect(heard).toEqual(['behind']);
    expect(await topics.deadLetters('receiver')).toHaveLength(1);
  });

  it('given consumers without RaiseFilter, when one fails, then nothing is judged and draining says why', async () => {
    open();
    const strategy = topics.server({ service: 'receiver', notes: receiver.notes, onDeadLetter: async () => {} });
    const app = await NestFactory.createMicroservice<MicroserviceOptions>({ module: class {}, controllers: [consumerOf('sender.notes.v1', () => { throw unavailable(); })] }, { strategy, logger: false });
    await app.listen();
    await say(sender, 'a', 'one');
    await expect(topics.drain()).rejects.toThrow('without RaiseFilter');
    expect(await topics.deadLetters('receiver')).toEqual([]);
  });

  it('given readers in turn, when one of them is slow, then nobody handles anything meanwhile, and the order is always the same', async () => {
    topics = embeddedTopics(MANIFEST, { inTurn: true });
    topics.source({ service: 'sender', ledger: sender, publish: publishSaid });
    const slowly = (who: string): Hear => async (text) => {
      heard.push(`${who} begins ${text}`);
      await wait(2);
      heard.push(`${who} ends ${text}`);
    };
    await reading(topics, 'archive', receiver.notes, { 'sender.notes.v1': slowly('archive') });
    await read(slowly('receiver'));
    await say(sender, 'a', 'one');
    await say(sender, 'b', 'two');
    await topics.drain();
    expect(heard).toEqual(['archive', 'receiver'].flatMap((who) => ['one', 'two'].flatMap((text) => [`${who} begins ${text}`, `${who} ends ${text}`])));
  });

  it('given readers in turn, when one stops at a fault, then the others go on, draining says so each time, and it goes on when it is mended', async () => {
    topics = embeddedTopics(MANIFEST, { inTurn: true });
    let broken = true;
    topics.source({ service: 'sender', ledger: sender, publish: (event, meta, opened) => { if (broken) throw new TypeError('secret'); return publishSaid(event, meta, opened); } });
    topics.source({ service: 'receiver', ledger: receiver, publish: publishSaid });
    await read();
    await reading(topics, 'sender', sender.notes, { 'receiver.answers.v1': hear });
    await say(sender, 'a', 'one');
    await say(receiver, 'a', 'an answer', ['receiver.answers.v1']);
    for (let n = 0; n < 2; n++) await expect(topics.drain()).rejects.toThrow(/^Said sender\/1\/1\/0 cannot be published: TypeError$/);
    expect(heard).toEqual(['an answer']);
    broken = false;
    await topics.drain();
    expect(heard).toEqual(['an answer', 'one']);
  });

  it('given a second reader of the same service, then it is refused until the first has closed', async () => {
    open();
    const first = await read();
    await expect(read()).rejects.toThrow('receiver reads its topics already');
    await first.app.close();
    await read();
    await say(sender, 'a', 'one');
    await topics.drain();
    expect(heard).toEqual(['one']);
  });

  it('given a service that closed, when the others drain, then its log is no longer read', async () => {
    open();
    await read();
    const stopped = await reading(topics, 'sender', sender.notes, { 'receiver.answers.v1': () => {} });
    await stopped.app.close();
    await say(sender, 'a', 'nobody reads this now');
    await topics.drain();
    expect(heard).toEqual([]);
  });

  it('given an act that is traced, when a consumer runs, then it runs in the act’s trace and in no other', async () => {
    const key = createContextKey('parent');
    const here = new AsyncLocalStorage<Context>();
    const manager = {
      active: () => here.getStore() ?? ROOT_CONTEXT,
      with: (inner: Context, work: (...args: any[]) => any, self: unknown, ...args: any[]) => here.run(inner, () => work.apply(self, args)),
      bind: <T>(_: Context, target: T) => target,
      enable: () => manager,
      disable: () => manager,
    };
    context.setGlobalContextManager(manager);
    propagation.setGlobalPropagator({ inject: () => {}, fields: () => ['traceparent'], extract: (outer, headers) => outer.setValue(key, `${String(outer.getValue(key) ?? 'root')} ${headers.traceparent}`) });
    try {
      open();
      await read(() => heard.push(String(context.active().getValue(key))));
      await context.with(ROOT_CONTEXT.setValue(key, 'a request of somebody else'), () => say(sender, 'a', 'one'));
      await topics.drain();
      expect(heard).toEqual(['root 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01']);
    } finally {
      propagation.disable();
      context.disable();
    }
  });

  it('given a source that was restored, when its reader had heard what it lost, then nothing of its new epoch is passed over, and what was made of the lost can be heard anew', async () => {
    open();
    const first = await read();
    // More than the new epoch has for a while: a place that stayed where it was would be beyond it.
    for (const text of ['one', 'two', 'lost', 'lost', 'lost']) await say(sender, 'a', text);
    await topics.drain();
    await first.app.close();
    const restored = await restoredFrom(sender, 'sender', 2);
    await say(restored, 'a', 'new');
    heard = [];
    const told: string[] = [];
    const again = async (anew: readonly string[]) => {
      topics = embeddedTopics(MANIFEST);
      topics.source({ service: 'sender', ledger: restored, publish: publishSaid });
      return readingWith(topics, { service: 'receiver', notes: receiver.notes, onRestored: async ({ log }) => void told.push(log), empty: async () => anew }, { 'sender.notes.v1': hear });
    };
    const second = await again([]);
    await topics.drain();
    expect([heard, told]).toEqual([['new'], ['sender/2']]);
    await second.app.close();
    await receiver.notes.putNote('topics/receiver/sender', { log: 'sender/1', topics: { 'sender.notes.v1': 5 } }, (await receiver.notes.note('topics/receiver/sender'))?.revision ?? 0);
    heard = [];
    const third = await again(['sender.notes.v1']);
    await topics.drain();
    expect(heard).toEqual(['one', 'two', 'new']);
    await third.app.close();
    // A place from before logs could be restored says its topics alone.
    await receiver.notes.putNote('topics/receiver/sender', { 'sender.notes.v1': 5 }, (await receiver.notes.note('topics/receiver/sender'))?.revision ?? 0);
    heard = [];
    await again([]);
    await topics.drain();
    expect(heard).toEqual(['new']);
    await restored.close();
  });
});
