import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalBytes, hashOf } from './canonical.js';
import { checkpointText, isSignedBy, memorySigner, parseCheckpoint, signedNote, type Signer, verifierKey } from './checkpoint.js';
import type { Evidence } from './evidence.js';
import type { CommitBody, Ledger } from './types.js';
import { backUp, restore } from './backup.js';
import { act, journal, newFolder, note, openSpecimen, removeFolders, START } from './specimen.js';
import { openMemoryStores } from './sqlite/open.js';

const VERIFIER = fileURLToPath(new URL('../bin/verify-evidence.mjs', import.meta.url));
const COMMAND = fileURLToPath(new URL('./verify.command.js', import.meta.url));

afterAll(removeFolders);

let signer: Signer;
let ledger: Ledger;
let earlier: string;
let pack: Evidence;

const write = (stream: string, n: number) => ledger.transact(journal, stream, note(`${stream} ${n}`), act(`http/${stream}-${n}`));

beforeAll(async () => {
  signer = memorySigner('specimen/1');
  ledger = await openSpecimen({ stores: { ...openMemoryStores(), signer: () => signer } });
  await write('one', 1);
  await write('two', 1);
  await write('one', 2);
  await write('one', 3);
  earlier = await ledger.proofs.checkpoint();
  await write('two', 2);
  await write('two', 3);
  await write('one', 4);
  pack = await ledger.proofs.evidence('journal-one', 4);
});
afterAll(() => ledger.close());

type Given = { readonly key?: string; readonly checkpoint?: string };

/** Runs the verifier as an inspector does: one file, one process, nothing else. */
const run = (command: readonly string[], evidence: unknown, { key, checkpoint }: Given = {}, keyOption = '--key') => {
  const folder = newFolder();
  const file = (name: string, text: string): string => (writeFileSync(join(folder, name), text), join(folder, name));
  const options = [...(key ? [keyOption, file('key', key)] : []), ...(checkpoint ? ['--checkpoint', file('kept', checkpoint)] : [])];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...command, file('pack.json', typeof evidence === 'string' ? evidence : JSON.stringify(evidence)), ...options], { encoding: 'utf8' });
  return { code: status, out: `${stdout}${stderr}`.replaceAll(`${folder}/`, '') };
};
const verify = (evidence: unknown, given: Given = {}) => run([VERIFIER], evidence, given);

/** The first fault that the verifier's own check finds, without a process of its own. */
const faultIn = async (evidence: unknown, given: Given = {}): Promise<string> => {
  const { check } = (await import(VERIFIER)) as { check: (evidence: unknown, given: Given) => unknown };
  try {
    check(evidence, given);
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
};

type Commit = Evidence['commits'][number];
/** A commit with another body, hashed anew. */
const rewritten = (commit: Commit, change: Partial<CommitBody>): Commit => {
  const bytes = canonicalBytes({ ...(JSON.parse(commit.body) as CommitBody), ...change });
  return { ...commit, hash: hashOf(bytes), body: Buffer.from(bytes).toString('utf8') };
};
const at = (index: number): Commit => pack.commits[index] as Commit;
const withCommits = (commits: readonly Commit[]): Evidence => ({ ...pack, commits });
const replaced = (index: number, commit: Commit): Evidence => withCommits(pack.commits.map((one, n) => (n === index ? commit : one)));

describe('evidence of one stream', () => {
  it('given a log of two streams, then it holds one of them, every commit as it is stored, and nothing that was sealed', () => {
    expect(pack.commits.map(({ position }) => position)).toEqual([1, 3, 4, 7]);
    expect(JSON.stringify(pack)).not.toMatch(/one 1|two/);
    expect(parseCheckpoint(pack.checkpoint)).toMatchObject({ origin: 'specimen/1', size: 7 });
    expect(isSignedBy(pack.checkpoint, pack.key)).toBe(true);
  });

  it('given a pack that is whole, then the verifier says so, with what would not show', () => {
    const { code, out } = verify(pack);
    expect(code).toBe(0);
    expect(out).toContain('ok   specimen/1: journal-one: 4 commits, each in the tree of 7 commits with root');
    expect(out).toContain(`the pack's own key: hold it against the one that you were given: ${pack.key}`);
    expect(out).toContain('a log that was rewritten whole would not show');
  });

  it('given the key and a checkpoint that were kept, then the log has only grown since', () => {
    const { code, out } = verify(pack, { key: pack.key, checkpoint: earlier });
    expect([code, out]).toEqual([0, expect.stringContaining('signed with the key that you gave\n     the log has only grown since your checkpoint of 4 commits')]);
  });

  it('given every size that the log has had, then a pack proves that it has only grown since', async () => {
    const { check } = (await import(VERIFIER)) as { check: (evidence: unknown, given: Given) => { readonly kept?: number } };
    const other = await openSpecimen({ stores: { ...openMemoryStores(), signer: () => signer } });
    const notes: string[] = [];
    for (let size = 1; size <= 20; size += 1) {
      await other.transact(journal, 'one', note(`text ${size}`), act(`http/${size}`));
      notes.push(await other.proofs.checkpoint());
      for (const [index, checkpoint] of notes.entries()) expect(check(await other.proofs.evidence('journal-one', index + 1), { checkpoint }).kept).toBe(index + 1);
    }
    await other.close();
  });
});

describe('the verifier', () => {
  const forged = memorySigner('specimen/1');
  const resigned = (by: Signer, size: number, root = parseCheckpoint(pack.checkpoint).root): string => signedNote(checkpointText({ origin: 'specimen/1', size, root }), by);

  it.each<readonly [string, () => unknown, string]>([
    ['a word changed in a commit', () => replaced(1, { ...at(1), body: at(1).body.replace('dc-ahmed', 'dc-brown') }), 'specimen/1 position 3: its hash is not the hash of its bytes'],
    ['a commit changed and hashed anew', () => replaced(1, rewritten(at(1), { at: '2026-03-02T09:00:01.000Z' })), 'specimen/1 position 3: it is not in the tree that the checkpoint names'],
    ['a commit taken out', () => withCommits([at(0), at(2), at(3)]), 'specimen/1 position 4: version 3 of its stream stands where 2 should'],
    ['the first commit taken out', () => withCommits(pack.commits.slice(1)), 'specimen/1 position 3: version 2 of its stream stands where 1 should'],
    ['a commit put in', () => withCommits([at(0), at(1), rewritten(at(1), { version: 3, position: 4 }), at(2), at(3)]), 'specimen/1 position 3: its bytes say position 4'],
    ['two commits exchanged', () => withCommits([at(0), at(2), at(1), at(3)]), 'specimen/1 position 4: version 3 of its stream stands where 2 should'],
    ['an order that the versions were made to fit', () => withCommits([at(0), rewritten(at(2), { version: 2 }), at(1), at(3)]), 'specimen/1 position 4: it is not in the tree'],
    ['a commit of another stream', () => replaced(0, rewritten(at(0), { stream: 'journal-two' })), 'specimen/1 position 1: it belongs to journal-two'],
    ['a commit of another log', () => replaced(0, rewritten(at(0), { log: 'other/1' })), 'specimen/1 position 1: it belongs to log other/1'],
    ['the proof of another commit', () => replaced(1, { ...at(1), inclusion: at(2).inclusion }), 'specimen/1 position 3: it is not in the tree'],
    ['a proof cut short', () => replaced(1, { ...at(1), inclusion: at(1).inclusion.slice(1) }), 'specimen/1 position 3: it is not in the tree'],
    ['no proof', () => replaced(0, { ...at(0), inclusion: [] }), 'specimen/1 position 1: it is not in the tree'],
    ['bytes that are not canonical', () => replaced(0, { ...at(0), body: ` ${at(0).body}`, hash: hashOf(` ${at(0).body}`) }), 'specimen/1 position 1: its bytes are not canonical'],
    ['another size in the checkpoint', () => ({ ...pack, checkpoint: pack.checkpoint.replace('\n7\n', '\n8\n') }), 'specimen/1: the checkpoint of 8 commits is not signed with the key in the pack'],
    ['another size, signed', () => ({ ...pack, checkpoint: resigned(signer, 6) }), 'specimen/1 position 7: the checkpoint knows 6 commits only'],
    ['a tree too small for its commits, signed', () => ({ ...pack, checkpoint: resigned(signer, 3) }), 'specimen/1 position 1: it is not in the tree'],
    ['another root, signed', () => ({ ...pack, checkpoint: resigned(signer, 7, new Uint8Array(32)) }), 'specimen/1 position 1: it is not in the tree'],
    ['a signature by another key', () => ({ ...pack, checkpoint: resigned(forged, 7) }), 'is not signed with the key in the pack'],
    ['no signature', () => ({ ...pack, checkpoint: checkpointText(parseCheckpoint(pack.checkpoint)) }), 'is not signed with the key in the pack'],
    ['the checkpoint of another log', () => ({ ...pack, log: 'other/1' }), 'other/1: the checkpoint is of specimen/1'],
    ['no commit', () => withCommits([]), 'specimen/1: there is no commit of journal-one'],
    ['a pack of law that nothing was decided under', () => ({ ...pack, packs: ['sha256:00'] }), 'a pack of law is listed that nothing was decided under: sha256:00'],
    ['a file that is something else', () => ({ items: [] }), 'it is no evidence pack of format cpmp-evidence/1'],
  ])('given %s, then it names the log and the position of it', async (_, evidence, what) => {
    expect(await faultIn(evidence())).toContain(what);
  });

  it('given a fault, then the command says so in a line, and exit 1', () => {
    expect(verify(replaced(1, { ...at(1), inclusion: [] }))).toEqual({ code: 1, out: 'FAIL specimen/1 position 3: it is not in the tree that the checkpoint names\n' });
  });

  it('given a key from elsewhere, then a pack that somebody signed with a key of their own does not pass', () => {
    const theirs = { ...pack, key: verifierKey(forged), checkpoint: resigned(forged, 7) };
    expect(verify(theirs).code).toBe(0);
    expect(verify(theirs, { key: pack.key })).toEqual({ code: 1, out: 'FAIL specimen/1: the checkpoint of 7 commits is not signed with the key that you gave\n' });
  });

  it.each<readonly [string, () => Given, string]>([
    ['of a log that went on otherwise', () => ({ checkpoint: resigned(signer, 4, new Uint8Array(32)) }), 'specimen/1 position 4: the log does not begin as it did'],
    ['of the same size and another root', () => ({ checkpoint: resigned(signer, 7, new Uint8Array(32)) }), 'specimen/1 position 7: the roots differ'],
    ['of a longer log', () => ({ checkpoint: resigned(signer, 9) }), 'specimen/1 position 9: the pack knows 7 commits, the checkpoint that you kept 9: the log was cut off or rolled back'],
    ['of a size that the pack proves nothing of', () => ({ checkpoint: resigned(signer, 5) }), 'specimen/1 position 5: the pack does not prove what it was at 5 commits: ask for it with since=5'],
    ['that nobody signed', () => ({ checkpoint: resigned(forged, 4) }), 'the checkpoint that you kept is not signed with this key'],
    ['of another log', () => ({ checkpoint: signedNote(checkpointText({ origin: 'other/1', size: 4, root: new Uint8Array(32) }), signer) }), 'the checkpoint that you kept is of other/1'],
  ])('given a checkpoint kept %s, then it says so', async (_, given, what) => {
    expect(await faultIn(pack, given())).toContain(what);
  });

  it('given nothing to check, then it says how it is used, and exit 2', () => {
    expect(verify('no json').code).toBe(2);
    expect(spawnSync(process.execPath, [VERIFIER]).status).toBe(2);
  });

  it('given npm run verify with a pack, then it says the same', () => {
    expect(run([COMMAND], pack, { key: pack.key, checkpoint: earlier }, '--signed-by').out).toBe(verify(pack, { key: pack.key, checkpoint: earlier }).out);
    expect(run([COMMAND], replaced(1, { ...at(1), inclusion: [] }))).toEqual({ code: 1, out: 'FAIL pack.json: specimen/1 position 3: it is not in the tree that the checkpoint names\n' });
  });
});

describe('the log that proves', () => {
  it('given its own bytes, when the whole is walked beside its callers, then it is whole, also against a checkpoint kept', async () => {
    const kept = parseCheckpoint(earlier);
    expect(await ledger.proofs.verify([])).toMatchObject({ whole: true, commits: 7, against: false });
    expect(await ledger.proofs.verify([kept])).toMatchObject({ whole: true, commits: 7, against: true });
    expect(await ledger.proofs.verify([{ ...kept, root: new Uint8Array(32) }])).toMatchObject({ whole: false, fault: { position: 4 } });
    expect(await ledger.proofs.verify([{ ...kept, size: 9 }])).toMatchObject({ whole: false, fault: { position: 8 } });
  });

  it('given a size or a commit that it has not, then it proves nothing', async () => {
    await expect(ledger.proofs.inclusion(8, 7)).rejects.toThrow(RangeError);
    await expect(ledger.proofs.inclusion(0, 7)).rejects.toThrow(RangeError);
    await expect(ledger.proofs.evidence('journal-one', 8)).rejects.toThrow(RangeError);
  });
});

describe('a log that was restored since somebody kept its checkpoint and its key', () => {
  const restored = async () => {
    const { key, stores, kept } = await lived();
    const backup = openMemoryStores().commits;
    await backUp({ readAfter: (position, limit) => stores.commits.readAfter(position, limit), notes: () => stores.commits.notes() }, backup);
    const { commits } = openMemoryStores();
    await restore(backup, commits, { service: 'specimen', at: START });
    const other = await openSpecimen({ stores: { ...openMemoryStores(), commits, signer: stores.signer } });
    await other.transact(journal, 'one', note('one 3'), act('http/3'));
    return { key, kept, other };
  };
  /** A log of two commits, whose signer's key goes on under another name. */
  const lived = async () => {
    const seeded = memorySigner('specimen/1');
    const stores = { ...openMemoryStores(), signer: (name: string): Signer => ({ ...seeded, name }) };
    const first = await openSpecimen({ stores });
    for (const n of [1, 2]) await first.transact(journal, 'one', note(`one ${n}`), act(`http/${n}`));
    return { key: first.proofs.key, stores, kept: await first.proofs.checkpoint() };
  };

  it('then a pack holds against them, as the log does, since what was kept of it is in the log', async () => {
    const { key, kept, other } = await restored();
    const evidence = await other.proofs.evidence('journal-one', 2);
    expect(evidence.log).toBe('specimen/2');
    expect(await faultIn(evidence, { checkpoint: kept })).toBe('none');
    expect(await faultIn(evidence, { key })).toBe('none');
    expect(await faultIn(evidence, { key, checkpoint: kept })).toBe('none');
    expect(isSignedBy(kept, other.proofs.key)).toBe(true);
    await other.close();
  });

  it('then what it does not begin with, another log’s, or a later epoch’s does not pass', async () => {
    const { key, kept, other } = await restored();
    const evidence = await other.proofs.evidence('journal-one', 2);
    expect(await faultIn(evidence, { key: key.replace('specimen/', 'spezimen/') })).toContain('is not signed with the key that you gave');
    expect(await faultIn(evidence, { key, checkpoint: kept.replace('specimen/1\n', 'specimen/3\n') })).toContain('the checkpoint that you kept is of specimen/3');
    expect(await faultIn(evidence, { key, checkpoint: kept.replace('— specimen/1', '— specimen/2') })).toContain('is not signed with this key');
    await other.close();
  });
});
