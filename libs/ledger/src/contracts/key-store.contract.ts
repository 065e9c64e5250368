import { KeyDestroyed } from '../errors.js';
import type { KeyStore } from '../types.js';

/** Opens the engine's store as a process has it at its start. The same `place` finds what was kept before. */
export type OpenKeyStore = (place: string) => KeyStore | Promise<KeyStore>;

/** `keeps`: what was answered is there for the next process, even if this one ends without closing. */
export type KeyStoreOptions = { readonly keeps: boolean };

let places = 0;

/** What every key store keeps: a key is there before anything is sealed with it, and what was destroyed never comes again. */
export const keyStoreContract = (engine: string, open: OpenKeyStore, { keeps }: KeyStoreOptions): void => {
  const fresh = async (): Promise<KeyStore> => open(`keys-${++places}`);
  describe(`a key store on ${engine}`, () => {
    makingContract(fresh);
    destroyingContract(fresh);
    if (keeps) restartContract(async (place) => open(place));
  });
};

const makingContract = (fresh: () => Promise<KeyStore>): void => {
  it('given no key, then none is answered; made, it has 32 bytes and stays what it is', async () => {
    const store = await fresh();
    expect(await store.get('a')).toBeUndefined();
    await store.ensure(['a']);
    const key = Buffer.from((await store.get('a')) ?? []);
    expect(key).toHaveLength(32);
    await store.ensure(['b', 'a']);
    expect(Buffer.from((await store.get('a')) ?? [])).toEqual(key);
  });

  it('given several ids, one of them twice, then each has a key of its own, whatever characters it is made of', async () => {
    const store = await fresh();
    const ids = ['person-anna:1/x', 'journal-é/authority-1', 'journal-e\u0301/authority-1', 'with "quotes"', 'with\na line', ' ', 'A', 'a'];
    await store.ensure([...ids, 'a']);
    const keys = await Promise.all(ids.map(async (id) => Buffer.from((await store.get(id)) ?? []).toString('hex')));
    expect(new Set(keys).size).toBe(ids.length);
  });
};

const destroyingContract = (fresh: () => Promise<KeyStore>): void => {
  it('given a key that is destroyed, then it is gone, is never made again, and the others stay', async () => {
    const store = await fresh();
    await store.ensure(['a', 'b']);
    await store.destroy(['a']);
    await store.destroy(['a']);
    expect(await store.get('a')).toBeUndefined();
    await expect(store.ensure(['c', 'a'])).rejects.toBeInstanceOf(KeyDestroyed);
    expect(await store.get('a')).toBeUndefined();
    expect(await store.get('c')).toBeUndefined();
    expect(await store.get('b')).toHaveLength(32);
  });

  it('given a key that was never made, when it is destroyed, then it is never made', async () => {
    const store = await fresh();
    await store.destroy(['a']);
    await expect(store.ensure(['a'])).rejects.toBeInstanceOf(KeyDestroyed);
  });

  it('given several that are destroyed at once, some of them gone, never made or named twice, then all are gone, and the others stay', async () => {
    const store = await fresh();
    await store.ensure(['a', 'b', 'c', 'd']);
    await store.destroy(['a']);
    await store.destroy(['a', 'b', 'never', 'c', 'b']);
    await store.destroy([]);
    for (const gone of ['a', 'b', 'c', 'never']) {
      expect(await store.get(gone)).toBeUndefined();
      await expect(store.ensure([gone])).rejects.toBeInstanceOf(KeyDestroyed);
    }
    expect(await store.get('d')).toHaveLength(32);
  });
};

const restartContract = (open: (place: string) => Promise<KeyStore>): void => {
  it('given a process that ended as soon as it was answered, when another opens the store, then keys and destructions are what they were', async () => {
    const place = `keys-${++places}`;
    const before = await open(place);
    await before.ensure(['a', 'b']);
    await before.ensure(['ö "c"\n']);
    const [b, c] = [await before.get('b'), await before.get('ö "c"\n')];
    await before.destroy(['a', 'never']);
    await before.ensure(['later']);

    const after = await open(place);
    expect([await after.get('b'), await after.get('ö "c"\n')].map((key) => Buffer.from(key ?? []))).toEqual([b, c].map((key) => Buffer.from(key ?? [])));
    expect(await after.get('later')).toHaveLength(32);
    for (const gone of ['a', 'never']) {
      expect(await after.get(gone)).toBeUndefined();
      await expect(after.ensure([gone])).rejects.toBeInstanceOf(KeyDestroyed);
    }
  });
};
