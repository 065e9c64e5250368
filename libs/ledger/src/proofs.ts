import { setImmediate as turn } from 'node:timers/promises';
import { type Checkpoint, checkpointText, signedNote, type Signer, verifierKey } from './checkpoint.js';
import { bodyOf } from './commit.js';
import { ProofTree } from './proof-tree.js';
import type { Evidence, Proofs } from './evidence.js';
import type { CommitStore } from './types.js';
import { type Verification, verifyLog } from './verify.js';

const READ_COMMITS = 1000;

const base64 = (hash: Uint8Array): string => Buffer.from(hash).toString('base64');

/** Proofs over one log. Its tree grows when it is asked for something, and costs an append nothing. */
export class LogProofs implements Proofs {
  private readonly tree = new ProofTree();
  private growing: Promise<unknown> = Promise.resolve();
  private verifying: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly log: string,
    private readonly commits: CommitStore,
    private readonly signer: Signer,
  ) {}

  get key(): string {
    return verifierKey(this.signer);
  }

  async checkpoint(): Promise<string> {
    return this.noteOf(await this.grown());
  }

  async inclusion(position: number, size: number): Promise<readonly string[]> {
    await this.grown();
    return this.tree.inclusion(position - 1, size).map(base64);
  }

  async consistency(from: number, size: number): Promise<readonly string[]> {
    await this.grown();
    return this.tree.consistency(from, size).map(base64);
  }

  async evidence(stream: string, since?: number): Promise<Evidence> {
    const size = await this.grown();
    const commits = (await this.commits.readStream(stream, 0)).filter(({ position }) => position <= size);
    return {
      format: 'cpmp-evidence/1',
      log: this.log,
      stream,
      key: this.key,
      checkpoint: this.noteOf(size),
      ...(since === undefined ? {} : { consistency: { from: since, proof: this.tree.consistency(since, size).map(base64) } }),
      commits: commits.map((commit) => {
        bodyOf(commit); // what is stored is handed out only if it is what it says
        const { position, hash, body } = commit;
        return { position, hash, body: Buffer.from(body).toString('utf8'), inclusion: this.tree.inclusion(position - 1, size).map(base64) };
      }),
    };
  }

  /** One walk at a time, which lets others have their turn between its reads. */
  verify(checkpoints: readonly Checkpoint[]): Promise<Verification> {
    const readAfter = async (position: number, limit: number) => {
      await turn();
      return this.commits.readAfter(position, limit);
    };
    const walk = this.verifying.catch(() => {}).then(() => verifyLog({ readAfter }, { checkpoints }));
    this.verifying = walk;
    return walk;
  }

  private noteOf(size: number): string {
    return signedNote(checkpointText({ origin: this.log, size, root: this.tree.root(size) }), this.signer);
  }

  /** Reads what the tree has not seen; its size then. */
  private grown(): Promise<number> {
    const grow = this.growing.catch(() => {}).then(async () => {
      for (let batch = await this.unseen(); batch.length > 0; batch = await this.unseen()) {
        for (const { hash } of batch) this.tree.add(Buffer.from(hash, 'hex'));
        await turn();
      }
      return this.tree.size;
    });
    this.growing = grow;
    return grow;
  }

  private unseen() {
    return this.commits.readAfter(this.tree.size, READ_COMMITS);
  }
}
