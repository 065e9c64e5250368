import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import { type Aggregate, isSealed } from '@cpmp/kernel';
import { type Ledger, openLedger, openMemoryStores } from '@cpmp/ledger';
import { ledgerOf, MANIFEST, publishSaid, type Said, say, textIn } from './contract-world.js';
import { message, type Publish, publisher } from './messages.js';
import type { Placed } from './published.js';
import { Relay, type RelayParts } from './relay.js';

const LONGER_THAN_A_LEASE_MS = 60_000;

describe('the relay', () => {
  let ledger: Ledger;
  let now: number;
  let sent: string[];

  beforeEach(async () => {
    ledger = await ledgerOf('sender');
    now = 0;
    sent = [];
  });
  afterEach(() => ledger.close());

  const send = async (messages: readonly Placed[]) => void sent.push(...messages.map(({ value, delivery }) => `${delivery.id} ${textIn(value)}`));
  const relay = (holder: string, sending = send, publish: Publish = publishSaid, keepMs = 0) => new Relay({ source: { service: 'sender', ledger, publish }, topics: MANIFEST, send: sending, holder, machine: () => now, keepMs });

  it('given commits, when it runs, then their messages are sent in order, and the next run sends only what is new', async () => {
    await say(ledger, 'a', 'one');
    await say(ledger, 'b', 'two', ['sender.letters.v1', 'sender.notes.v1', 'sender.notes.v1']);
    expect(await relay('first').run()).toBe(true);
    await say(ledger, 'a', 'private', []);
    await say(ledger, 'a', 'three');
    expect(await relay('first').run()).toBe(true);
    expect(sent).toEqual(['sender/1/1/0 one', 'sender/1/2/0 two', 'sender/1/2/0 two', 'sender/1/2/0#1 two', 'sender/1/4/0 three']);
  });

  describe('given an urgent topic', () => {
    const letters = 'sender.letters.v1';
    const notes = 'sender.notes.v1';
    const urgent = { ...MANIFEST, [letters]: { ...MANIFEST[letters]!, urgent: 'nobody may wait for it' } };
    const early = ['sender/1/2/0 two', 'sender/1/3/0 three'];
    const late = ['sender/1/1/0 one', 'sender/1/2/0 two'];
    const relayOf = (parts: Partial<RelayParts>) => new Relay({ source: { service: 'sender', ledger, publish: publishSaid }, topics: urgent, send, holder: 'first', machine: () => now, ...parts });

    beforeEach(async () => {
      await say(ledger, 'a', 'one', [notes]);
      await say(ledger, 'a', 'two', [notes, letters]);
      await say(ledger, 'a', 'three', [letters]);
    });

    it('when it runs, then its messages are sent first and by themselves, each topic in order; and none is noted before all are sent', async () => {
      let sends = 0;
      const first = relayOf({
        send: async (messages) => {
          await send(messages);
          sends += 1;
          if (sends === 2) throw new Error('the broker went away');
        },
      });
      await expect(first.run()).rejects.toThrow('went away');
      expect(sent).toEqual([...early, ...late]);
      expect(await first.run()).toBe(true);
      expect(sent).toEqual([...early, ...late, ...early, ...late]);
    });

    it('when more is committed while the rest gives way, then what is urgent of it goes at once, and the rest in order when its time is up', async () => {
      const ways: number[] = [];
      const giveWay = async (milliseconds: number) => {
        ways.push(milliseconds);
        if (ways.length === 1) await say(ledger, 'b', 'four', [notes, letters]);
        now += ways.length === 1 ? 10 : milliseconds;
      };
      expect(await relayOf({ giveWay }).run()).toBe(true);
      expect(ways).toEqual([50, 40]);
      expect(sent).toEqual([...early, 'sender/1/4/0 four', ...late, 'sender/1/4/0 four']);
      expect((await ledger.notes.note('relay'))?.value).toMatchObject({ position: 4 });
    });

    it('when nothing of it comes, or nothing else does, then nothing gives way', async () => {
      const giveWay = jest.fn(async () => void (now += 50));
      const first = relayOf({ giveWay });
      await first.run();
      giveWay.mockClear();
      await say(ledger, 'b', 'four', [letters]);
      await first.run();
      await say(ledger, 'b', 'five', [notes]);
      await first.run();
      expect(giveWay).not.toHaveBeenCalled();
      expect(sent.slice(4)).toEqual(['sender/1/4/0 four', 'sender/1/5/0 five']);
    });

    it('when many messages have come together, then they do not give way any longer', async () => {
      const giveWay = jest.fn(async () => {
        for (let n = 0; n < 200; n++) await say(ledger, 'b', `${n}`, [notes]);
      });
      await relayOf({ giveWay }).run();
      expect(giveWay).toHaveBeenCalledTimes(1);
      expect(sent).toHaveLength(204);
    });

    it('when the clock is set back meanwhile, then nothing waits for it', async () => {
      const giveWay = jest.fn(async () => void (now -= 3_600_000));
      await relayOf({ giveWay }).run();
      expect(giveWay).toHaveBeenCalledTimes(1);
      expect(sent).toEqual([...early, ...late]);
    });

    it('when what is committed meanwhile cannot be published, then what was read before is sent and noted all the same', async () => {
      const publish = publisher<Said>({
        Said: ({ text, topics }, meta) => {
          if (text === 'four') throw new Error('a mapping that fails');
          return topics.map((topic) => message(topic, meta.stream, StringValueSchema, { value: text }));
        },
      });
      const giveWay = async () => {
        await say(ledger, 'b', 'four', [letters]);
        now += 50;
      };
      await expect(relayOf({ source: { service: 'sender', ledger, publish }, giveWay }).run()).rejects.toThrow('Said sender/1/4/0 cannot be published');
      expect(sent).toEqual([...early, ...late]);
    });
  });

  it('given commits that nobody has published, then it says how many positions wait and since when; when it has run, then none', async () => {
    expect(await relay('first').unpublished()).toEqual({ positions: 0 });
    await say(ledger, 'a', 'one');
    await say(ledger, 'a', 'private', []);
    expect(await relay('another').unpublished()).toEqual({ positions: 2, since: '2026-03-02T12:00:00.000Z' });
    await relay('first').run();
    expect(await relay('another').unpublished()).toEqual({ positions: 0 });
  });

  it('given nothing new, when it runs, then it writes nothing', async () => {
    await say(ledger, 'a', 'one');
    await relay('first').run();
    const before = await ledger.notes.note('relay');
    expect(await relay('first').run()).toBe(true);
    expect(await ledger.notes.note('relay')).toEqual(before);
  });

  it('given a send that fails, when it runs again, then the same messages go again from the stored position', async () => {
    await say(ledger, 'a', 'one');
    const broken = relay('first', async (messages) => {
      await send(messages);
      throw new Error('the broker went away before it answered');
    });
    await expect(broken.run()).rejects.toThrow('before it answered');
    await say(ledger, 'a', 'two');
    await relay('first').run();
    expect(sent).toEqual(['sender/1/1/0 one', 'sender/1/1/0 one', 'sender/1/2/0 two']);
  });

  it('given a relay that left the log, then another takes it at once', async () => {
    await say(ledger, 'a', 'one');
    const first = relay('first');
    await first.run();
    await say(ledger, 'a', 'two');
    await relay('second').release();
    expect(await relay('second').run()).toBe(false);
    await first.release();
    expect(await relay('second').run()).toBe(true);
    expect(sent).toEqual(['sender/1/1/0 one', 'sender/1/2/0 two']);
  });

  it('given an event that cannot be published, when it runs, then what stands before it is sent, and its fault is said', async () => {
    await say(ledger, 'a', 'one');
    await say(ledger, 'a', 'stolen', ['receiver.answers.v1']);
    await say(ledger, 'a', 'behind');
    await expect(relay('first').run()).rejects.toThrow('sender does not own receiver.answers.v1');
    expect(sent).toEqual(['sender/1/1/0 one']);
  });

  it('given another relay that holds the log, then it sends nothing until the lease has run out', async () => {
    await say(ledger, 'a', 'one');
    await relay('first').run();
    await say(ledger, 'a', 'two');
    expect(await relay('second').run()).toBe(false);
    expect(sent).toEqual(['sender/1/1/0 one']);
    now += LONGER_THAN_A_LEASE_MS;
    expect(await relay('second').run()).toBe(true);
    expect(await relay('first').run()).toBe(false);
    expect(sent).toEqual(['sender/1/1/0 one', 'sender/1/2/0 two']);
  });

  it('given a relay that is sending, when another runs meanwhile, then that sends nothing', async () => {
    await say(ledger, 'a', 'one');
    const others: boolean[] = [];
    const first = relay('first', async (messages) => {
      others.push(await relay('second').run());
      await send(messages);
    });
    expect(await first.run()).toBe(true);
    expect([others, sent]).toEqual([[false], ['sender/1/1/0 one']]);
  });

  it('given a relay that holds the log for long enough yet, when it sends, then its note is written once, behind the send', async () => {
    await say(ledger, 'a', 'one');
    const written: unknown[] = [];
    const one = relay('first', async (messages) => {
      written.push((await ledger.notes.note('relay'))?.revision);
      await send(messages);
    });
    await one.run();
    await say(ledger, 'a', 'two');
    await one.run();
    now += LONGER_THAN_A_LEASE_MS;
    await say(ledger, 'a', 'three');
    await one.run();
    // The first and the last send take the log before; the second has it.
    expect([...written, (await ledger.notes.note('relay'))?.revision]).toEqual([1, 2, 4, 5]);
  });

  it('given a relay that may note later, when it sends time after time, then it notes once for all of it, and nothing is sent twice', async () => {
    const lazy = relay('first', send, publishSaid, 1_000);
    await say(ledger, 'a', 'one');
    await lazy.run();
    const revision = async () => (await ledger.notes.note('relay'))?.revision;
    for (const text of ['two', 'three', 'four']) {
      now += 300;
      await say(ledger, 'a', text);
      await say(ledger, 'a', 'private', []);
      expect([await lazy.run(), lazy.isAhead, await revision(), (await lazy.unpublished()).positions]).toEqual([true, true, 1, 0]);
    }
    now += 1_000;
    expect([await lazy.run(), lazy.isAhead, await revision()]).toEqual([true, false, 2]);
    expect(await relay('another').unpublished()).toEqual({ positions: 0 });
    expect(sent).toEqual(['sender/1/1/0 one', 'sender/1/2/0 two', 'sender/1/4/0 three', 'sender/1/6/0 four']);
  });

  it('given a relay that died before it noted, then the next sends again what it had sent, and goes on; one that leaves notes first', async () => {
    const dying = relay('first', send, publishSaid, 1_000);
    await say(ledger, 'a', 'one');
    await dying.run();
    now += LONGER_THAN_A_LEASE_MS;
    await say(ledger, 'a', 'two');
    const next = relay('second', send, publishSaid, 1_000);
    expect(await next.run()).toBe(true);
    expect(sent).toEqual(['sender/1/1/0 one', 'sender/1/1/0 one', 'sender/1/2/0 two']);
    await next.release();
    await say(ledger, 'a', 'three');
    expect([await dying.run(), await relay('third').run()]).toEqual([false, true]);
    expect(sent.slice(3)).toEqual(['sender/1/3/0 three']);
  });

  it('given only commits that nobody is told of, then their place is noted too, at once where no lease is held', async () => {
    await say(ledger, 'a', 'private', []);
    const lazy = relay('first', send, publishSaid, 1_000);
    expect([await lazy.run(), lazy.isAhead]).toEqual([true, false]);
    expect(await relay('another').unpublished()).toEqual({ positions: 0 });
  });

  it('given a relay that slept through its lease, when another took over meanwhile, then it stops and nothing is skipped', async () => {
    await say(ledger, 'a', 'one');
    const sleeper = relay('first', async (messages) => {
      now += LONGER_THAN_A_LEASE_MS;
      await relay('second').run();
      await say(ledger, 'a', 'two');
      await send(messages);
    });
    expect(await sleeper.run()).toBe(false);
    expect(await relay('second').run()).toBe(true);
    expect(sent).toEqual(['sender/1/1/0 one', 'sender/1/1/0 one', 'sender/1/2/0 two']);
  });
});

describe('what is published of sealed text', () => {
  type Asked = { readonly type: 'Asked'; readonly target: string };
  const request: Aggregate<null, Asked> = { category: 'request', initial: null, evolve: () => null, personal: { Asked: ['target'] } };

  const published = async (map: (target: string, open: (text: string) => string) => string): Promise<string> => {
    const clock = { now: () => '2026-03-02T12:00:00.000Z', machine: () => 0 };
    const ledger = await openLedger({ service: 'sender', stores: openMemoryStores(), aggregates: [request], views: [], clock });
    await ledger.transact(request, 'r', (): readonly Asked[] => [{ type: 'Asked', target: 'the covert target' }], { cause: 'http/1', actor: null });
    const publish = publisher<Asked>({ Asked: ({ target }, meta, open) => [message('sender.notes.v1', meta.stream, StringValueSchema, { value: map(target, open) })] });
    const texts: string[] = [];
    const send = async (messages: readonly Placed[]) => void texts.push(...messages.map(({ value }) => textIn(value)));
    await new Relay({ source: { service: 'sender', ledger, publish }, topics: MANIFEST, send, holder: 'only', machine: () => 0 }).run();
    await ledger.close();
    return texts.join();
  };

  it('given a mapping that asks for the open text, then it leaves in clear', async () => {
    expect(await published((target, open) => open(target))).toBe('the covert target');
  });

  it('given a mapping that does not ask, then it stays closed', async () => {
    expect(isSealed(await published((target) => target))).toBe(true);
  });
});
