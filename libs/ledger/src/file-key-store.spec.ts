import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Unavailable } from './errors.js';
import { FileKeyStore, masterKeyAt } from './file-key-store.js';
import { newFolder, removeFolders } from './specimen.js';

afterAll(removeFolders);

const MASTER = new Uint8Array(32).fill(7);
const keysIn = (folder: string, master = MASTER): FileKeyStore => new FileKeyStore(join(folder, 'specimen.keys'), master);
const hex = async (store: FileKeyStore, id: string): Promise<string> => Buffer.from((await store.get(id)) ?? []).toString('hex');

describe('a master key', () => {
  it('given none, then it is made once, is this user’s alone, and leaves nothing else behind', () => {
    const folder = newFolder();
    const path = join(folder, 'keys', 'master.key');
    const key = masterKeyAt(path);
    expect(key).toHaveLength(32);
    expect(masterKeyAt(path)).toEqual(key);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['master.key']);
  });

  it('given a file that is too short to be one, then it is refused by name', () => {
    const path = join(newFolder(), 'master.key');
    writeFileSync(path, 'short');
    expect(() => masterKeyAt(path)).toThrow('master.key holds no key of 32 bytes.');
  });
});

describe('keys in a file', () => {
  it('given keys, then the file holds none of them open, and is this user’s alone', async () => {
    const folder = newFolder();
    const store = keysIn(folder);
    await store.ensure(['a']);
    const bytes = readFileSync(join(folder, 'specimen.keys'));
    expect(bytes.includes(Buffer.from((await store.get('a')) ?? []))).toBe(false);
    expect(bytes.includes(Buffer.from((await store.get('a')) ?? []).toString('base64'))).toBe(false);
    expect(statSync(join(folder, 'specimen.keys')).mode & 0o777).toBe(0o600);
  });

  it('given another master key, then the file is refused, in words that say why', async () => {
    const folder = newFolder();
    await keysIn(folder).ensure(['a']);
    expect(() => keysIn(folder, new Uint8Array(32).fill(8))).toThrow('the master key is another one, or it was changed');
  });

  it('given a key that is destroyed, then the file holds it no more, not even wrapped', async () => {
    const folder = newFolder();
    const store = keysIn(folder);
    await store.ensure(['a', 'b']);
    const wrapped = /"id":"a","wrapped":"([^"]+)"/.exec(readFileSync(join(folder, 'specimen.keys'), 'utf8'))?.[1] ?? '';
    await store.destroy(['a']);
    expect(wrapped).not.toBe('');
    expect(readFileSync(join(folder, 'specimen.keys'), 'utf8')).not.toContain(wrapped);
    expect(readdirSync(folder)).toEqual(['specimen.keys']);
  });

  it('given many keys, when one is destroyed, then the others stay as they are wrapped: to wrap each anew would hold up the process for a second at ten thousand', async () => {
    const folder = newFolder();
    let drawn = 0;
    const store = new FileKeyStore(join(folder, 'specimen.keys'), MASTER, (bytes) => {
      drawn += 1;
      return randomBytes(bytes);
    });
    const lines = () => readFileSync(join(folder, 'specimen.keys'), 'utf8').split('\n').filter(Boolean);
    await store.ensure(['a', 'b', 'c']);
    const [before, drawnBefore] = [lines(), drawn];
    await store.destroy(['b']);
    expect(lines()).toEqual([before[0], before[2], JSON.stringify({ id: 'b', wrapped: '' })]);
    expect(drawn).toBe(drawnBefore);
    const opened = keysIn(folder);
    await opened.destroy(['a']);
    expect(lines()).toEqual([before[2], JSON.stringify({ id: 'b', wrapped: '' }), JSON.stringify({ id: 'a', wrapped: '' })]);
  });

  it('given keys that were destroyed before, when all are destroyed again, as at each start, then the file stays as it is; when one was not, then it is written once', async () => {
    const folder = newFolder();
    const file = join(folder, 'specimen.keys');
    const ids = Array.from({ length: 50 }, (_, n) => `key-${n}`);
    const store = keysIn(folder);
    await store.ensure(ids);
    await store.destroy(ids.slice(1));
    const { ino, mtimeNs } = statSync(file, { bigint: true });
    const opened = keysIn(folder);
    await opened.destroy(ids.slice(1));
    expect(statSync(file, { bigint: true })).toMatchObject({ ino, mtimeNs });
    await opened.destroy(ids);
    expect(readFileSync(file, 'utf8').split('\n').filter(Boolean)).toHaveLength(ids.length);
    expect(await opened.get('key-0')).toBeUndefined();
  });

  it.each(['{"id":"torn","wrapp', '{"id":"torn","wrapped":"AAAA', '\n{'])('given a write that was cut off at %j, when the store is opened and goes on, then nothing after it is lost', async (torn) => {
    const folder = newFolder();
    const before = keysIn(folder);
    await before.ensure(['a']);
    appendFileSync(join(folder, 'specimen.keys'), torn);
    await before.ensure(['b']); // the same process, after a full disk
    appendFileSync(join(folder, 'specimen.keys'), torn);
    const after = keysIn(folder);
    expect([await hex(after, 'a'), await hex(after, 'b'), await hex(after, 'torn')]).toEqual([await hex(before, 'a'), await hex(before, 'b'), '']);
    await after.ensure(['torn']);
    expect(await hex(keysIn(folder), 'torn')).toBe(await hex(after, 'torn'));
  });

  it('given a disk that does not take it, then it is unavailable, and the key is not answered as if it were kept', async () => {
    const folder = newFolder();
    const store = keysIn(folder);
    await store.ensure(['a']);
    rmSync(join(folder, 'specimen.keys'));
    mkdirSync(join(folder, 'specimen.keys'));
    await expect(store.ensure(['b'])).rejects.toBeInstanceOf(Unavailable);
    expect(await store.get('b')).toBeUndefined();
    await expect(store.destroy(['a'])).rejects.toBeInstanceOf(Unavailable);
    expect(await store.get('a')).toHaveLength(32);
  });
});
