import { canonicalBytes } from './canonical.js';
import type { Checkpoint } from './checkpoint.js';
import { bodyOf, NO_HASH } from './commit.js';
import { Corrupt } from './errors.js';
import { MerkleTree } from './merkle.js';
import type { CommitBody, CommitStore, StoredCommit } from './types.js';

const READ_COMMITS = 1000;

/** What a walk over a log found. */
export type Verification = {
  readonly whole: boolean;
  readonly log: string | undefined;
  readonly commits: number;
  readonly root: Uint8Array;
  /** The first bad position and what is wrong there. */
  readonly fault?: { readonly position: number; readonly what: string };
  /** True when it was held against a checkpoint; without one a truncation, a fork, a rollback or a whole rewrite would not show. */
  readonly against: boolean;
};

/** Only what a verifier may use: reading in order. */
export type Readable = Pick<CommitStore, 'readAfter'>;

/** Walks a log with nothing but the read interface: bytes, hashes, chain, columns, versions, instants; and the Merkle root against a checkpoint kept elsewhere. */
export const verifyLog = async (store: Readable, options: { readonly checkpoint?: Checkpoint; readonly progress?: (position: number) => void } = {}): Promise<Verification> => {
  const walk = new Walk(options.checkpoint);
  try {
    for (let batch = await store.readAfter(0, READ_COMMITS); batch.length > 0; batch = await store.readAfter(walk.position, READ_COMMITS)) {
      for (const commit of batch) walk.step(commit);
      options.progress?.(walk.position);
    }
    walk.end();
    return walk.result();
  } catch (error) {
    if (error instanceof Corrupt) return walk.result({ position: error.position, what: error.fault });
    throw error;
  }
};

class Walk {
  position = 0;
  private readonly tree = new MerkleTree();
  private readonly versions = new Map<string, number>();
  private readonly causes = new Set<string>();
  private previous: { readonly hash: string; readonly at: string } = { hash: NO_HASH, at: '' };
  private log: string | undefined;

  constructor(private readonly checkpoint: Checkpoint | undefined) {}

  step(commit: StoredCommit): void {
    const position = this.position + 1;
    if (commit.position !== position) throw new Corrupt(position, `position ${commit.position} stands where ${position} should`);
    const body = bodyOf(commit);
    this.hold(body, commit);
    if (!Buffer.from(canonicalBytes(body)).equals(commit.body)) throw new Corrupt(position, 'its bytes are not canonical');
    this.versions.set(body.stream, body.version);
    this.causes.add(`${body.stream}\n${body.cause}`);
    this.log = body.log;
    this.previous = { hash: commit.hash, at: body.at };
    this.tree.add(Buffer.from(commit.hash, 'hex'));
    this.position = position;
    if (this.checkpoint?.size === position) this.compare();
  }

  private hold(body: CommitBody, { position }: StoredCommit): void {
    if (body.prev !== this.previous.hash) throw new Corrupt(position, 'it does not follow the commit before it');
    if (this.log !== undefined && body.log !== this.log) throw new Corrupt(position, `it belongs to log ${body.log}`);
    if (body.version !== (this.versions.get(body.stream) ?? 0) + 1) throw new Corrupt(position, 'its version does not follow its stream');
    if (this.causes.has(`${body.stream}\n${body.cause}`)) throw new Corrupt(position, 'its cause took effect before');
    if (body.at < this.previous.at) throw new Corrupt(position, 'it is earlier than the commit before it');
  }

  private compare(): void {
    if (!this.checkpoint || Buffer.from(this.checkpoint.root).equals(this.tree.root())) return;
    throw new Corrupt(this.position, 'the root differs from the checkpoint: some commit up to here is not the one that was there');
  }

  end(): void {
    if (!this.checkpoint) return;
    if (this.checkpoint.size === 0) return;
    if (this.position < this.checkpoint.size) throw new Corrupt(this.position + 1, `the checkpoint knows ${this.checkpoint.size} commits: the log was cut off or rolled back`);
    if (this.log !== undefined && this.checkpoint.origin !== this.log) throw new Corrupt(1, `the checkpoint is of ${this.checkpoint.origin}, not of ${this.log}`);
  }

  result(fault?: { readonly position: number; readonly what: string }): Verification {
    return { whole: fault === undefined, log: this.log, commits: this.position, root: this.tree.root(), ...(fault ? { fault } : {}), against: this.checkpoint !== undefined };
  }
}
