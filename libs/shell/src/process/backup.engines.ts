import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Aggregate } from '@cpmp/kernel';
import { machineClock, memorySigner, openLedger } from '@cpmp/ledger';
import { openMongoStores } from '@cpmp/ledger/mongo';

type Kept = { readonly type: 'Kept'; readonly text: string };
const box: Aggregate<number, Kept> = { category: 'box', initial: 0, evolve: (count) => count + 1, personal: { Kept: ['text'] } };

const SERVER = new URL(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:19017');
/** A database of its own on the server. */
const at = (database: string): string => Object.assign(new URL(SERVER.href), { pathname: `/${database}` }).href;
const MASTER = new Uint8Array(32).fill(7);
const opened = async (uri: string, keysUri = uri) =>
  openLedger({ service: 'sender', stores: await openMongoStores({ uri, keysUri, service: 'sender', masterKey: MASTER, signer: memorySigner }), aggregates: [box], views: [], clock: machineClock });
const keep = (text: string) => (): readonly Kept[] => [{ type: 'Kept', text }];
const act = (cause: string) => ({ cause, actor: null });

describe('given a service’s log on MongoDB', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cpmp-backup-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (command: string, database: string, ...args: readonly string[]): string =>
    execFileSync(process.execPath, [fileURLToPath(new URL(`./${command}.command.js`, import.meta.url)), '--service', 'sender', ...args], {
      encoding: 'utf8', env: { ...process.env, MONGODB_URI: at(database), CHECKPOINT_KEY_FILE: join(folder, 'signing.pem') },
    });

  it('when its backup is put into an empty server, then it goes on there as another epoch; its texts open with the keys that were kept elsewhere', async () => {
    const [here, there] = [`b${randomUUID().slice(0, 8)}`, `b${randomUUID().slice(0, 8)}`];
    const ledger = await opened(at(here));
    await ledger.transact(box, 'a', keep('words'), act('http/1'));
    const backup = join(folder, 'backup');
    expect(run('backup', here, '--to', backup)).toContain('ok   sender/1: 1 commits, 1 of them new');
    await ledger.transact(box, 'b', keep('lost'), act('http/2'));
    await ledger.close();
    const said = run('restore', there, '--from', backup, '--checkpoint', join(backup, 'checkpoints', 'sender-1.checkpoint'));
    expect(said).toContain('ok   sender: restored to position 1; it goes on as sender/2');
    expect(run('restore', there, '--from', backup)).toContain('it goes on as sender/2');
    const restored = await opened(at(there), at(here));
    await restored.transact(box, 'c', keep('new'), act('http/3'));
    expect(() => run('restore', there, '--from', backup)).toThrow();
    const [kept, , anew] = await restored.readAfter(0, 10);
    expect(await restored.unseal(kept?.events[0]?.event)).toMatchObject({ text: 'words' });
    expect(anew?.events[0]?.meta.id).toBe('sender/2/3/0');
    expect((await restored.load(box, 'b')).version).toBe(0);
    await restored.close();
    expect(run('restore', there, '--orphans')).toBe('');
  });
});
