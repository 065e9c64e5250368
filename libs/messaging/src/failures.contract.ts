import { type Hear, type MakeWorld, reading, restoredFrom, say, unavailable } from './contract-world.js';
import { actOf, Poison } from './messages.js';

/** What becomes of a message that its handler cannot take. */
export const poisonContract = (world: MakeWorld): void => {
  it('given a handler that fails now and then, when it is tried again, then the message is handled and what follows keeps its order', async () => {
    const { sender, receiver, open } = await world();
    const topics = await open();
    const heard: string[] = [];
    let failures = 3;
    const reader = await reading(topics, 'receiver', receiver.notes, {
      'sender.notes.v1': (text) => {
        if (text === 'hard' && failures-- > 0) throw new Error('not yet');
        heard.push(text);
      },
    });
    for (const text of ['easy', 'hard', 'last']) await say(sender, 'a', text);
    await topics.drain();
    expect(heard).toEqual(['easy', 'hard', 'last']);
    expect(reader.dead).toEqual([]);
  });

  it('given poison, when it is thrown, then it goes to the dead letters at once, what follows is handled, and somebody is told', async () => {
    const { sender, receiver, open } = await world();
    const topics = await open();
    const heard: string[] = [];
    const hear: Hear = (text) => {
      heard.push(text);
      if (text === 'poison') throw new Poison('no-such-thing');
    };
    const reader = await reading(topics, 'receiver', receiver.notes, { 'sender.notes.v1': hear });
    for (const text of ['first', 'poison', 'last']) await say(sender, 'a', text);
    await topics.drain();
    expect(heard).toEqual(['first', 'poison', 'last']);
    const [letter, ...others] = await topics.deadLetters('receiver');
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ topic: 'sender.notes.v1', key: 'talk-a', id: 'sender/1/2/0', position: 2 });
    expect(letter?.headers).toMatchObject({
      ce_id: 'sender/1/2/0', 'protective-marking': 'SECRET',
      'dlq-topic': 'sender.notes.v1', 'dlq-key': 'talk-a', 'dlq-id': 'sender/1/2/0', 'dlq-error': 'no-such-thing', 'dlq-attempts': '1',
    });
    expect(reader.dead).toEqual([{ letter, error: expect.any(Poison) }]);
  });

  it('given a handler that always fails, when its tries are used up, then the message is a dead letter without the error’s own words', async () => {
    const { sender, receiver, open } = await world();
    const topics = await open();
    let tries = 0;
    const heard: string[] = [];
    const hear: Hear = (text) => {
      if (text !== 'broken') return heard.push(text);
      tries += 1;
      throw new RangeError('subject at 12 Example Street');
    };
    await reading(topics, 'receiver', receiver.notes, { 'sender.notes.v1': hear });
    await say(sender, 'a', 'broken');
    await say(sender, 'a', 'behind');
    await topics.drain();
    expect(tries).toBeGreaterThan(1);
    expect(heard).toEqual(['behind']);
    const letters = await topics.deadLetters('receiver');
    expect(letters.map(({ headers }) => [headers['dlq-error'], headers['dlq-attempts']])).toEqual([['RangeError', String(tries)]]);
    expect(JSON.stringify(letters)).not.toContain('Example Street');
  });
};

/** What becomes of dead letters, and of what only looks like one. */
export const deadLetterContract = (world: MakeWorld): void => {
  it('given dead letters, when the process starts again, then they are there, and once redriven well they are handled with the same bytes and gone', async () => {
    const { sender, receiver, open } = await world();
    const before = await open();
    await reading(before, 'receiver', receiver.notes, { 'sender.notes.v1': () => { throw new Poison('not-known-yet'); } });
    await say(sender, 'a', 'early');
    await say(sender, 'a', 'late');
    await before.drain();
    await before.close();

    const after = await open();
    let mended = false;
    const heard: [string, string][] = [];
    await reading(after, 'receiver', receiver.notes, {
      'sender.notes.v1': (text, delivery) => {
        if (!mended) throw new Poison('not-known-still');
        heard.push([text, actOf('receiver.notes', delivery).cause]);
      },
    });
    await after.drain();
    const idsOf = async () => (await after.deadLetters('receiver')).map(({ id, headers }) => `${id} ${headers['dlq-error']}`);
    expect(await idsOf()).toEqual(['sender/1/1/0 not-known-yet', 'sender/1/2/0 not-known-yet']);
    expect(await after.redrive('receiver', 'sender/1/1/0')).toBe(false);
    expect(await idsOf()).toEqual(['sender/1/1/0 not-known-still', 'sender/1/2/0 not-known-yet']);
    mended = true;
    expect(await after.redrive('receiver', 'sender/1/2/0')).toBe(true);
    expect(await after.redrive('receiver', 'sender/1/9/0')).toBe(false);
    expect(heard).toEqual([['late', 'receiver.notes/sender/1/2/0']]);
    expect(await idsOf()).toEqual(['sender/1/1/0 not-known-still']);
  });

  it('given a dead letter, then what comes behind it says that it is out of turn, also to the next process, until the letter was handled after all', async () => {
    const { sender, receiver, open } = await world();
    const heard: [string, true | undefined][] = [];
    let mended = false;
    const begun = async () => {
      const topics = await open();
      await reading(topics, 'receiver', receiver.notes, {
        'sender.notes.v1': (text, { outOfTurn }) => {
          if (text === 'poison' && !mended) throw new Poison('not-known-yet');
          heard.push([text, outOfTurn]);
        },
      });
      return topics;
    };
    const before = await begun();
    for (const text of ['first', 'poison', 'behind']) await say(sender, 'a', text);
    await before.drain();
    await before.close();
    const after = await begun();
    await say(sender, 'a', 'later');
    await after.drain();
    mended = true;
    expect(await after.redrive('receiver', 'sender/1/2/0')).toBe(true);
    await say(sender, 'a', 'last');
    await after.drain();
    expect(heard).toEqual([['first', undefined], ['behind', true], ['later', true], ['poison', true], ['last', undefined]]);
  });

  it('given a dead letter of what its source has lost in a restore since, when it is redriven, then it is not handled, and gone: nobody waits for it any more', async () => {
    const { sender, receiver, open } = await world();
    const heard: string[] = [];
    const hear: Hear = (text) => {
      if (text === 'lost') throw new Poison('not-known-yet');
      heard.push(text);
    };
    const before = await open();
    await reading(before, 'receiver', receiver.notes, { 'sender.notes.v1': hear });
    for (const text of ['kept', 'lost']) await say(sender, 'a', text);
    await before.drain();
    await before.close();
    const restored = await restoredFrom(sender, 'sender', 1);
    const after = await open(restored);
    await reading(after, 'receiver', receiver.notes, { 'sender.notes.v1': hear });
    await say(restored, 'a', 'new');
    await after.drain();
    expect((await after.deadLetters('receiver')).map(({ id }) => id)).toEqual(['sender/1/2/0']);
    expect(await after.redrive('receiver', 'sender/1/2/0')).toBe(true);
    expect([await after.deadLetters('receiver'), [...new Set(heard)]]).toEqual([[], ['kept', 'new']]);
    await restored.close();
  });

  it('given a store that is away, when it comes back, then the same message is handled, in order, and nothing is a dead letter', async () => {
    const { sender, receiver, open } = await world();
    const topics = await open();
    const tried: string[] = [];
    // More often than a message is tried before it counts as poison.
    let away = 6;
    const reader = await reading(topics, 'receiver', receiver.notes, {
      'sender.notes.v1': (text) => {
        tried.push(text);
        if (away-- > 0) throw unavailable();
        if (away === -1) throw new Error('one ordinary failure after all of them');
      },
    });
    await say(sender, 'a', 'first');
    await say(sender, 'a', 'second');
    await topics.drain();
    expect(tried).toEqual([...Array.from({ length: 8 }, () => 'first'), 'second']);
    expect(reader.dead).toEqual([]);
    expect(await topics.deadLetters('receiver')).toEqual([]);
  });
};
