import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { type BenchLedger, open, openDurableRows, StaleVersion } from './bench.js';
import { newFolder, removeFolders } from './specimen.js';

const opened: BenchLedger[] = [];
const openIn = async (folder: string): Promise<BenchLedger> => {
  const ledger = await open(folder);
  opened.push(ledger);
  return ledger;
};

afterEach(async () => {
  for (const ledger of opened.splice(0)) await ledger.close();
});
afterAll(removeFolders);

describe('given a ledger opened for a bench', () => {
  it('when events are appended at the versions that their streams have, then each stream gives its own back in order, and the log all of them', async () => {
    const ledger = await openIn(newFolder());
    const streams = Array.from({ length: 200 }, (_, n) => `s${n}`);
    for (const version of [0, 1, 2]) {
      const answers = await Promise.all(streams.map((stream) => ledger.append(stream, version, { version, text: `${stream} – Łódź` })));
      expect(new Set(answers.map((answer) => answer.version))).toEqual(new Set([version + 1]));
      expect(answers.map(({ position }) => position)).toEqual(streams.map((_, n) => version * streams.length + n + 1));
    }
    expect(await ledger.read('s7')).toEqual([0, 1, 2].map((version) => ({ position: version * 200 + 8, stream: 's7', version: version + 1, event: { version, text: 's7 – Łódź' } })));
    const seen: number[] = [];
    expect(await ledger.scan(({ position }) => void seen.push(position))).toBe(600);
    expect(seen).toEqual(Array.from({ length: 600 }, (_, n) => n + 1));
    expect(await ledger.verify()).toMatchObject({ whole: true, commits: 600 });
  });

  it.each([0, 1, 3])('when an event comes at version %i of a stream that has two, then it is refused with the version there is and nothing is written', async (version) => {
    const ledger = await openIn(newFolder());
    await ledger.append('s', 0, { n: 1 });
    await ledger.append('s', 1, { n: 2 });
    await expect(ledger.append('s', version, { n: 3 })).rejects.toMatchObject({ name: StaleVersion.name, version: 2 });
    expect(await ledger.scan(() => {})).toBe(2);
  });

  it('when several come at one version at the same time, then one of them is written', async () => {
    const ledger = await openIn(newFolder());
    const settled = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => ledger.append('s', 0, { n })));
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await ledger.read('s')).toHaveLength(1);
  });

  it('when it is closed and opened again, then it goes on where it was', async () => {
    const folder = newFolder();
    const first = await open(folder);
    await first.append('s', 0, { n: 1 });
    await first.close();
    const second = await openIn(folder);
    expect(await second.append('s', 1, { n: 2 })).toEqual({ position: 2, version: 2 });
    expect(await second.verify()).toMatchObject({ whole: true, commits: 2 });
  });

  it('when a byte of it is changed, then verify names the position', async () => {
    const folder = newFolder();
    const ledger = await openIn(folder);
    for (const version of [0, 1, 2]) await ledger.append('s', version, { text: 'as it was' });
    const file = new DatabaseSync(join(folder, 'bench.sqlite'));
    file.exec(`UPDATE commits SET body = CAST(replace(CAST(body AS TEXT), 'as it was', 'otherwise') AS BLOB) WHERE position = 2`);
    file.close();
    expect(await ledger.verify()).toMatchObject({ whole: false, fault: { position: 2 } });
  });
});

describe('given bare rows', () => {
  it.each([1, 2, 64])('when bodies are inserted %i a transaction, then all of them are there', (perTransaction) => {
    const file = join(newFolder(), 'rows.sqlite');
    const rows = openDurableRows(file);
    rows.insert([1, 2, 3, 4, 5].map((n) => Uint8Array.of(n)), perTransaction);
    rows.close();
    const db = new DatabaseSync(file);
    expect(db.prepare('SELECT position, body FROM rows ORDER BY position').all()).toEqual([1, 2, 3, 4, 5].map((n) => ({ position: n, body: Uint8Array.of(n) })));
    db.close();
  });
});
