import { type Aggregate, type DomainEvent, ERASED, isSealed } from '@cpmp/kernel';
import { randomBytes } from 'node:crypto';
import { KeyDestroyed } from './errors.js';
import { MemoryKeyStore } from './memory-key-store.js';
import { drawnAtOnce, IV_BYTES, keyIdOf, seal, unseal } from './sealing.js';
import { act, journal, note, openSpecimen } from './specimen.js';
import { openMemoryStores } from './sqlite/open.js';
import type { KeyStore } from './types.js';

type Told = DomainEvent & { readonly type: 'Told'; readonly by: string; readonly text?: string; readonly notes?: readonly { readonly at: string; readonly text: string | null }[]; readonly case?: string };
const person: Aggregate<null, Told> = { category: 'person', initial: null, evolve: () => null, personal: { Told: ['text', 'notes.*.text'] }, belongsTo: (event) => event.case };

const sealed = async (keys: MemoryKeyStore, event: Told, stream: string): Promise<Told> => {
  const id = keyIdOf(person, event, stream);
  await keys.ensure([id]);
  return seal(person, event, { id, key: (await keys.get(id)) as Uint8Array, random: randomBytes }) as Told;
};

describe('sealing', () => {
  const told: Told = { type: 'Told', by: 'dc-ahmed', text: 'Copper Weir', notes: [{ at: 'noon', text: 'Łódź 😀' }, { at: 'night', text: null }], case: 'authority-1' };

  it('given an event, then only its personal text is closed, and opens to what it was; what is absent stays absent', async () => {
    const keys = new MemoryKeyStore();
    const closed = await sealed(keys, told, 'person-1');
    expect(closed).toMatchObject({ type: 'Told', by: 'dc-ahmed', case: 'authority-1', notes: [{ at: 'noon' }, { at: 'night', text: null }] });
    expect([closed.text, closed.notes?.[0]?.text].map(isSealed)).toEqual([true, true]);
    expect(JSON.stringify(closed)).not.toMatch(/Copper|Łódź/);
    expect(await unseal(closed, keys)).toEqual(told);
    expect(await sealed(keys, { type: 'Told', by: 'x' }, 'person-1')).toEqual({ type: 'Told', by: 'x' });
  });

  it('given a stream whose name has colons and slashes, then its seals open', async () => {
    const keys = new MemoryKeyStore();
    const closed = await sealed(keys, { ...told, case: undefined }, 'person-urn:force:anna/1');
    expect((await unseal(closed, keys)).text).toBe('Copper Weir');
  });

  it('given a seal that was moved to another field, another key, or changed, then nothing of it is read', async () => {
    const keys = new MemoryKeyStore();
    const [one, other] = [await sealed(keys, told, 'person-1'), await sealed(keys, told, 'person-2')];
    const text = one.text as string;
    const moved = [text.replace('Told.text', 'Told.other'), text.replace('person-1', 'person-2'), `${text.slice(0, -2)}AA`, (other.text as string).replace('person-2', 'person-1')];
    expect(await unseal(moved, keys)).toEqual(moved.map(() => ERASED));
  });

  it('given one key a stream and authority, when one is destroyed, then only its text reads as erased', async () => {
    const keys = new MemoryKeyStore();
    const [one, two] = [await sealed(keys, told, 'person-1'), await sealed(keys, { ...told, case: 'authority-2' }, 'person-1')];
    await keys.destroy(['person-1/authority-1']);
    expect((await unseal([one, two], keys)).map(({ text }) => text)).toEqual([ERASED, 'Copper Weir']);
  });

  it('given a personal field that holds no text, then that is a mistake', async () => {
    const keys = new MemoryKeyStore();
    await expect(sealed(keys, { ...told, text: 7 as unknown as string }, 'person-1')).rejects.toThrow('A personal field holds something that is not text.');
  });
});

describe('keys and commits', () => {
  it('given a key store that fails, then nothing is committed under a key that is not kept', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    const { ensure } = stores.keys;
    stores.keys.ensure = async () => { throw new Error('disk full'); };
    await expect(ledger.transact(journal, 'one', note('t'), act('http/1'))).rejects.toThrow('disk full');
    expect(await ledger.tail()).toBeUndefined();
    stores.keys.ensure = ensure;
    expect(await ledger.transact(journal, 'one', note('t'), act('http/1'))).toMatchObject({ position: 1 });
  });

  it('given a key store that was put back from before a destruction, when the log is opened, then the key is destroyed again before anything is read', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    await ledger.transact(journal, 'one', note('Copper Weir'), act('http/1'));
    const key = await stores.keys.get('journal-one/authority-x');
    await ledger.destroyKeys(['journal-one/authority-x'], act('erase/1'));
    await ledger.destroyKeys(['journal-two/authority-x'], act('erase/2'));
    const restored = new MemoryKeyStore(() => key as Uint8Array);
    await restored.ensure(['journal-one/authority-x']);
    const asked: (readonly string[])[] = [];
    const destroy = restored.destroy.bind(restored);
    restored.destroy = (ids) => (asked.push(ids), destroy(ids));
    const next = await openSpecimen({ stores: { ...stores, keys: restored } });
    expect((await next.load(journal, 'one')).state.texts).toEqual([ERASED]);
    // All at once: one by one, a log of ten thousand destructions would be as many writes.
    expect(asked).toEqual([['journal-one/authority-x', 'journal-two/authority-x']]);
  });

  it('given a key store that was put back from before a key was made, when that is made anew, then what the lost one sealed reads as erased, and the stream goes on', async () => {
    const stores = openMemoryStores();
    await (await openSpecimen({ stores })).transact(journal, 'one', note('Copper Weir'), act('http/1'));
    const older = { ...stores, keys: new MemoryKeyStore() };
    const ledger = await openSpecimen({ stores: older });
    expect((await ledger.load(journal, 'one')).state.texts).toEqual([ERASED]);
    await ledger.transact(journal, 'one', note('since'), act('http/2'));
    const next = await openSpecimen({ stores: older });
    expect((await next.load(journal, 'one')).state.texts).toEqual([ERASED, 'since']);
    expect(await next.transact(journal, 'one', note('Copper Weir'), act('http/1'))).toMatchObject({ repeated: true, events: [{ text: ERASED }] });
    expect(await next.unseal(await next.history(journal, 'one'))).toMatchObject([{ event: { text: ERASED } }, { event: { text: 'since' } }]);
  });

  it('given a stream that is being loaded while its key is destroyed, then its open text is not kept', async () => {
    const stores = openMemoryStores();
    await (await openSpecimen({ stores })).transact(journal, 'one', note('Copper Weir'), act('http/1'));
    const ledger = await openSpecimen({ stores });
    const { readStream } = stores.commits;
    let loaded!: () => void;
    const hold = new Promise<void>((resolve) => (loaded = resolve));
    stores.commits.readStream = async (...asked) => {
      const commits = await readStream.apply(stores.commits, asked);
      if (asked[0] === 'journal-one') await hold;
      return commits;
    };
    const { get } = stores.keys;
    const key = await get.call(stores.keys, 'journal-one/authority-x');
    stores.keys.get = async () => key;
    const loading = ledger.load(journal, 'one');
    stores.commits.readStream = readStream;
    await ledger.destroyKeys(['journal-one/authority-x'], act('erase/1'));
    loaded();
    expect((await loading).state.texts).toEqual(['Copper Weir']);
    stores.keys.get = get;
    expect((await ledger.load(journal, 'one')).state.texts).toEqual([ERASED]);
  });

  it('given a command on a stream that is being written while its key is destroyed, then its open text is not kept', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    await ledger.transact(journal, 'one', note('Copper Weir'), act('http/1'));
    const [destroy, append] = [stores.keys.destroy.bind(stores.keys), stores.commits.append.bind(stores.commits)];
    const held = () => Promise.withResolvers<void>();
    const [sent, gone] = [held(), held()];
    stores.keys.destroy = async (ids) => {
      await sent.promise;
      return destroy(ids);
    };
    stores.commits.append = async (commits) => {
      if (commits[0]?.stream !== 'journal-one') return append(commits);
      sent.resolve();
      await gone.promise;
      return append(commits);
    };
    const writing = new Promise((resolve) => ledger.onCommit(() => resolve(ledger.transact(journal, 'one', note('more'), act('http/2')))));
    await ledger.destroyKeys(['journal-one/authority-x'], act('erase/1'));
    gone.resolve();
    await writing;
    expect((await ledger.load(journal, 'one')).state.texts).toEqual([ERASED, ERASED]);
  });

  it('given another process that keeps a stream, when its key is destroyed, then that has forgotten its text once it has read so in the log', async () => {
    const stores = openMemoryStores();
    const [one, two] = [await openSpecimen({ stores }), await openSpecimen({ stores })];
    await one.transact(journal, 'one', note('Copper Weir'), act('http/1'));
    expect((await two.load(journal, 'one')).state.texts).toEqual(['Copper Weir']);
    await one.destroyKeys(['journal-one/authority-x'], act('erase/1'));
    expect(await two.health()).toMatchObject({ ready: true });
    expect((await two.load(journal, 'one')).state.texts).toEqual([ERASED]);
  });

  it('given a process that committed that a key is destroyed, and ended before it was, when another reads so in the log, then it is destroyed, and what it opened is forgotten', async () => {
    const stores = openMemoryStores();
    const keys = Object.assign(Object.create(stores.keys) as typeof stores.keys, { destroy: () => new Promise<never>(() => {}) });
    const [one, two] = [await openSpecimen({ stores: { ...stores, keys } }), await openSpecimen({ stores })];
    await one.transact(journal, 'one', note('Copper Weir'), act('http/1'));
    await two.load(journal, 'one');
    await Promise.race([one.destroyKeys(['journal-one/authority-x'], act('erase/1')), new Promise<void>((resolve) => one.onCommit(() => resolve()))]);
    await two.health();
    expect([await stores.keys.get('journal-one/authority-x'), (await two.load(journal, 'one')).state.texts]).toEqual([undefined, [ERASED]]);
  });

  /** A key store as a process has it that shares one with others, and believes what it was once told until it destroys it itself. */
  const believing = (shared: KeyStore): KeyStore => {
    const believed = new Map<string, Uint8Array>();
    return {
      get: async (id) => {
        const key = believed.get(id) ?? (await shared.get(id));
        if (key) believed.set(id, key);
        return key;
      },
      ensure: (ids) => shared.ensure(ids.filter((id) => !believed.has(id))),
      destroy: (ids) => {
        for (const id of ids) believed.delete(id);
        return shared.destroy(ids);
      },
      close: async () => {},
    };
  };

  it('given a process that still believes a key which another has destroyed, when it would seal with it, then it hears that it is gone, and nothing is written', async () => {
    const stores = openMemoryStores();
    const [one, two] = [await openSpecimen({ stores, views: [] }), await openSpecimen({ stores: { ...stores, keys: believing(stores.keys) }, views: [] })];
    await two.transact(journal, 'one', note('Copper Weir'), act('http/1'));
    await one.destroyKeys(['journal-one/authority-x'], act('erase/1'));
    await expect(two.transact(journal, 'one', note('sealed for nobody'), act('http/2'))).rejects.toBeInstanceOf(KeyDestroyed);
    expect((await two.tail())?.position).toBe(2);
  });
});

describe('random bytes that are drawn at once', () => {
  it('then each is given once, as many as are asked for, also more than are drawn; and few draws give many', () => {
    let next = 0;
    let draws = 0;
    const random = drawnAtOnce((bytes) => {
      draws += 1;
      return Buffer.from(Uint32Array.from({ length: Math.ceil(bytes / 4) }, () => next++).buffer).subarray(0, bytes);
    });
    const given = Array.from({ length: 1_000 }, () => random(IV_BYTES));
    expect(given.every(({ length }) => length === IV_BYTES)).toBe(true);
    expect(new Set(given.map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBe(1_000);
    expect(draws).toBeLessThan(10);
    expect(random(10_000)).toHaveLength(10_000);
  });
});
