import type { DomainEvent } from '@cpmp/kernel';
import fc from 'fast-check';
import { Unavailable } from './errors.js';
import { foldTopic } from './folding.js';
import { openSpecimen } from './specimen.js';
import { openMemoryStores } from './sqlite/open.js';
import type { EventMeta, View, ViewStore } from './types.js';

describe('a topic-fed view', () => {
  type Heard = DomainEvent & { readonly type: 'Heard' | 'Gone'; readonly word?: string };
  const heard: View<{ readonly words: readonly string[] }, Heard> = {
    name: 'heard',
    version: 1,
    from: { topic: 'other.news.v1' },
    key: (_, meta) => meta.stream,
    indexes: [],
    on: { Heard: (doc, { word = '' }) => ({ words: [...(doc?.words ?? []), word] }), Gone: () => undefined },
  };
  const at = (position: number, index = 0, log = 'other/1'): EventMeta => ({
    id: `${log}/${position}/${index}`, log, position, index, stream: 'news-1', streamId: '1', version: position, at: '2026-03-02T09:00:00.000Z', actor: null,
  });
  const world = async () => {
    const stores = openMemoryStores();
    await stores.views.prepare(heard);
    const ledger = await openSpecimen({ stores, views: [] });
    const saying = (views: ViewStore) => (type: Heard['type'], meta: EventMeta, word?: string) => foldTopic(views, heard, { type, ...(word ? { word } : {}) } as Heard, meta);
    // Another process has the same store by a door of its own.
    return { stores, say: saying(stores.views), sayElsewhere: saying(Object.create(stores.views) as ViewStore), read: () => ledger.views.get(heard, 'news-1'), list: async () => (await ledger.views.query(heard, {})).docs };
  };

  it('given messages that come again, or late, then each changes the document once, and readers see nothing of where it stands', async () => {
    const { say, read, list } = await world();
    for (const [meta, word] of [[at(1), 'a'], [at(1), 'a'], [at(1, 1), 'b'], [at(4), 'c'], [at(1, 1), 'b'], [at(3), 'late'], [at(2, 0, 'third/1'), 'd']] as const) await say('Heard', meta, word);
    expect(await read()).toEqual({ words: ['a', 'b', 'c', 'd'] });
    expect(await list()).toEqual([{ words: ['a', 'b', 'c', 'd'] }]);
  });

  it('given a document that is deleted, when an older message comes again, then it stays deleted; a newer one begins it anew', async () => {
    const { say, read, list } = await world();
    await say('Heard', at(1), 'a');
    await say('Gone', at(2));
    await say('Heard', at(1), 'a');
    expect(await read()).toBeUndefined();
    expect(await list()).toEqual([]);
    await say('Heard', at(3), 'b');
    expect(await read()).toEqual({ words: ['b'] });
  });

  it('given messages that come at once, then each is folded in its order, and none keeps another from it', async () => {
    const { stores, say, read } = await world();
    const fold = stores.views.fold.bind(stores.views);
    let kept = 0;
    stores.views.fold = async (folds) => {
      const done = await fold(folds);
      if (!done) kept += 1;
      return done;
    };
    await Promise.all(Array.from({ length: 8 }, (_, n) => say('Heard', at(n + 1), String(n))));
    expect(await read()).toEqual({ words: ['0', '1', '2', '3', '4', '5', '6', '7'] });
    expect(kept).toBe(0);
  });

  it('given a message that another process folds while this one reads the document, then both are in it', async () => {
    const { stores, say, sayElsewhere, read } = await world();
    const get = stores.views.get.bind(stores.views);
    let between = true;
    stores.views.get = async (...asked) => {
      const doc = await get(...asked);
      if (between) {
        between = false;
        await sayElsewhere('Heard', at(1, 0, 'third/1'), 'between');
      }
      return doc;
    };
    await say('Heard', at(1), 'mine');
    expect(await read()).toEqual({ words: ['between', 'mine'] });
  });

  it('given two processes that fold by turns, each after the other has, then each message is in the document once', async () => {
    const { say, sayElsewhere, read } = await world();
    for (let n = 1; n <= 6; n++) await (n % 2 ? say : sayElsewhere)('Heard', at(n), String(n));
    await sayElsewhere('Heard', at(5), 'again');
    expect(await read()).toEqual({ words: ['1', '2', '3', '4', '5', '6'] });
  });

  it('given a view that is emptied, when its messages come again from the beginning, then it is folded anew', async () => {
    const { stores, say, read } = await world();
    await say('Heard', at(1), 'a');
    await say('Heard', at(2), 'b');
    await stores.views.reset(heard);
    expect(await read()).toBeUndefined();
    await say('Heard', at(1), 'a');
    expect(await read()).toEqual({ words: ['a'] });
  });

  it('given a document that this process folded, when the next message comes, then the store is asked for neither the document nor its place', async () => {
    const { stores, say, read } = await world();
    await say('Heard', at(1), 'a');
    const asked: string[] = [];
    for (const what of ['get', 'checkpoint'] as const) {
      const ask = stores.views[what].bind(stores.views) as (...all: unknown[]) => never;
      stores.views[what] = (...all: unknown[]) => (asked.push(what), ask(...all));
    }
    await say('Heard', at(2), 'b');
    expect(asked).toEqual([]);
    expect(await read()).toEqual({ words: ['a', 'b'] });
  });

  describe('where a message may say nothing new', () => {
    type Said = DomainEvent & { readonly type: 'Said'; readonly word: string };
    const said: View<{ readonly word: string }, Said> = { name: 'said', version: 1, from: { topic: 'other.words.v1' }, key: (_, meta) => meta.stream, indexes: [], on: { Said: (_, { word }) => ({ word }) } };
    const words = async () => {
      const { views } = openMemoryStores();
      await views.prepare(said);
      const saying = (store: ViewStore) => (word: string, meta: EventMeta) => foldTopic(store, said, { type: 'Said', word } as Said, meta);
      return { views, say: saying(views), sayElsewhere: saying(Object.create(views) as ViewStore), read: async () => ((await views.get(said, 'news-1')) as { word: string }).word };
    };

    it('given a message that leaves the document as it is, then nothing is written', async () => {
      const { views, say, read } = await words();
      await say('a', at(1));
      const before = await views.checkpoint(said);
      await say('a', at(2));
      await say('a', at(3));
      expect(await views.checkpoint(said)).toBe(before);
      await say('b', at(4));
      expect(await views.checkpoint(said)).toBe(before + 1);
      expect(await read()).toBe('b');
    });

    it('given a document that another process changed since this one kept it, then what is new to that is folded', async () => {
      const { say, sayElsewhere, read } = await words();
      await say('a', at(1));
      await sayElsewhere('b', at(2));
      await say('a', at(3));
      expect(await read()).toBe('a');
    });

    it('given a message that says nothing new while others wait to be heard after it, then one of those, which stood before it, changes nothing', async () => {
      const { say, read } = await words();
      await say('a', at(1));
      await say('a', { ...at(3), outOfTurn: true });
      await say('b', at(2));
      expect(await read()).toBe('a');
      await say('b', at(4));
      expect(await read()).toBe('b');
    });

    it('given a log that another followed, when what the first said without a change comes again, then it is passed over', async () => {
      const { say, read } = await words();
      await say('a', at(1));
      await say('a', at(2));
      await say('b', at(1, 0, 'other/2'));
      await say('a', at(2));
      expect(await read()).toBe('b');
    });

    it('whatever is said, and however often it comes again to whichever process, then the document is what it would be if each came once', () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 }),
          fc.nat(12),
          fc.array(fc.record({ elsewhere: fc.boolean(), from: fc.nat(11), many: fc.nat(12) }), { maxLength: 8 }),
          async (all, followedAt, runs) => {
            const { say, sayElsewhere, read } = await words();
            let heard = 0;
            // A reader begins no later than behind what was heard to its end, and goes on in order.
            for (const { elsewhere, from, many } of [...runs, { elsewhere: false, from: 0, many: all.length }]) {
              const first = Math.min(from, heard);
              const end = Math.min(all.length, first + many);
              for (let n = first; n < end; n++) await (elsewhere ? sayElsewhere : say)(all[n] as string, n < followedAt ? at(n + 1) : at(n + 1 - followedAt, 0, 'other/2'));
              heard = Math.max(heard, end);
            }
            expect(await read()).toBe(all.at(-1));
          },
        ),
      ));
  });

  it('given others that are always first, then it is unavailable, not lost', async () => {
    const { stores, say } = await world();
    stores.views.fold = async () => false;
    await expect(say('Heard', at(1), 'a')).rejects.toBeInstanceOf(Unavailable);
  });
});
