import { canonicalText, hashOf } from './canonical.js';
import { type Links, plainLinksOf } from './canonical-text.js';
import type { Checkpoint } from './checkpoint.js';
import { Causes, firstTwice } from './causes.js';
import { bodyOf, NO_HASH } from './commit.js';
import { epochOf, openingIn, serviceOf } from './epochs.js';
import { Corrupt, IllFormed } from './errors.js';
import { MerkleTree } from './merkle.js';
import type { StoredCommit } from './types.js';

const READ_COMMITS = 1000;

/** Positions of an epoch that a checkpoint knew and a restore gave up. */
export type Abandoned = { readonly log: string; readonly from: number; readonly to: number };

/** What a walk over a log found. */
export type Verification = {
  readonly whole: boolean;
  readonly log: string | undefined;
  readonly commits: number;
  readonly root: Uint8Array;
  /** The first bad position and what is wrong there. */
  readonly fault?: { readonly position: number; readonly what: string };
  /** What checkpoints knew and the log has no more since it was restored: it stands as it is, and a person must know of the restore. */
  readonly abandoned: readonly Abandoned[];
  /** True when it was held against checkpoints; without one a truncation, a fork, a rollback or a whole rewrite would not show. */
  readonly against: boolean;
};

/** A commit as a verifier reads it; its body is text only where each character is one byte. */
export type WalkedCommit = Omit<StoredCommit, 'body'> & { readonly body: Uint8Array | string };

/** Only what a verifier may use: reading in order. */
export type Readable = { readonly readAfter: (position: number, limit: number) => Promise<readonly WalkedCommit[]> };

/** What a log is held against, and who is told how far the walk has come. `copied`: only whether it is still what was copied, bytes and chain; versions and causes would be kept in memory for every commit, and cannot have changed where those have not. */
export type VerifyOptions = { readonly checkpoints?: readonly Checkpoint[]; readonly progress?: (position: number) => void; readonly copied?: boolean };

/** A log in order, so many commits at a time. */
async function* batchesOf(store: Readable): AsyncGenerator<readonly WalkedCommit[]> {
  // From before the first position, so that what was put there shows too.
  for (let from = Number.NEGATIVE_INFINITY; ; ) {
    const batch = await store.readAfter(from, READ_COMMITS);
    const last = batch.at(-1);
    if (!last) return;
    yield batch;
    from = last.position;
  }
}

/** Walks a log with nothing but the read interface: bytes, hashes, chain, columns, versions, causes, instants; and the Merkle root against checkpoints kept elsewhere. */
export const verifyLog = async (store: Readable, { checkpoints = [], progress, copied = false }: VerifyOptions = {}): Promise<Verification> => {
  const walked = async (twice?: number) => {
    const walk = new Walk(checkpoints, copied, twice);
    try {
      for await (const batch of batchesOf(store)) {
        walk.steps(batch);
        progress?.(walk.position);
      }
      walk.end();
      return { found: walk.result(), suspects: walk.suspects };
    } catch (error) {
      if (error instanceof Corrupt) return { found: walk.result({ position: error.position, what: error.fault }), suspects: walk.suspects };
      throw error;
    }
  };
  const { found, suspects } = await walked();
  const twice = suspects.length > 0 ? await firstTwice(suspects, batchesOf(store)) : undefined;
  return twice === undefined ? found : (await walked(twice)).found;
};

/** A walked commit's body as the bytes that are stored. */
export const bytesOf = ({ body }: Pick<WalkedCommit, 'body'>): Uint8Array => (typeof body === 'string' ? Buffer.from(body, 'latin1') : body);

/** The fields of a commit whose bytes are canonical and say what its columns say. @throws Corrupt */
const linksOf = (commit: WalkedCommit): Links => {
  const { body: stored } = commit;
  const links = plainLinksOf(typeof stored === 'string' ? stored : Buffer.from(stored).toString('latin1'));
  if (links && links.position === commit.position && links.stream === commit.stream && links.version === commit.version && links.cause === commit.cause) return links;
  const bytes = bytesOf(commit);
  const body = bodyOf({ ...commit, body: bytes });
  if (!isCanonical(body, bytes)) throw new Corrupt(commit.position, 'its bytes are not canonical');
  return body;
};

const isCanonical = (value: unknown, bytes: Uint8Array): boolean => {
  try {
    return Buffer.from(canonicalText(value)).equals(bytes);
  } catch (error) {
    if (error instanceof IllFormed) return false;
    throw error;
  }
};

class Walk {
  position = 0;
  private log: string | undefined;
  private readonly tree = new MerkleTree();
  private readonly causes = new Causes();
  /** What the next commit has to follow. */
  private before: Links | undefined;
  private hash = NO_HASH;
  /** The last position of each epoch before this one. */
  private readonly ended = new Map<string, number>();
  private readonly held = new Set<Checkpoint>();
  private readonly abandoned: Abandoned[] = [];

  constructor(
    private readonly checkpoints: readonly Checkpoint[],
    private readonly copied: boolean,
    /** The position whose cause is known to have taken effect before. */
    private readonly twice?: number,
  ) {}

  get suspects() {
    return this.causes.suspects;
  }

  /**
   * Walks over commits that were read together. Each check goes over all of them before the next one does, since to change between them at every commit costs a tenth more.
   * Of what they find, the first position counts. @throws Corrupt
   */
  steps(commits: readonly WalkedCommit[]): void {
    const first = this.position + 1;
    const links: Links[] = [];
    let sound = commits.length;
    let fault: Corrupt | undefined;
    const each = (check: (commit: WalkedCommit, n: number) => void): void => {
      try {
        for (let n = 0; n < sound; n++) check(commits[n] as WalkedCommit, n);
      } catch (error) {
        if (!(error instanceof Corrupt)) throw error;
        fault = error;
        sound = error.position - first;
      }
    };
    each(({ position, hash, body }, n) => {
      if (position !== first + n) throw new Corrupt(first + n, `position ${position} stands where ${first + n} should`);
      if (hashOf(body) !== hash) throw new Corrupt(position, 'its hash is not the hash of its bytes');
    });
    each((commit) => links.push(linksOf(commit)));
    each((commit, n) => this.follow(commit, links[n] as Links));
    each((commit, n) => this.count(commit, links[n] as Links));
    if (fault) throw fault;
  }

  /** That a commit goes on where the log and its stream stood. */
  private follow(commit: WalkedCommit, links: Links): void {
    this.goesOn(commit, links);
    this.hold(links, commit);
    this.before = links;
    this.hash = commit.hash;
  }

  private count({ hash, position }: WalkedCommit, { log }: Links): void {
    this.tree.addHash(hash);
    this.position = position;
    this.log = log;
    this.compare();
  }

  /** A log keeps its name, unless a commit opens an epoch of it right behind the last that counts. */
  private goesOn(commit: WalkedCommit, { log, position, prev }: Links): void {
    const before = this.before?.log;
    if (before === undefined || log === before) return;
    const opened = openingIn(bodyOf({ ...commit, body: bytesOf(commit) }));
    const follows = opened?.log === log && opened.continues === before && opened.end === position - 1 && opened.hash === prev && serviceOf(log) === serviceOf(before) && epochOf(log) > epochOf(before);
    if (!follows) throw new Corrupt(position, `it belongs to log ${log}`);
    this.ended.set(before, position - 1);
  }

  private hold(links: Links, commit: WalkedCommit): void {
    const { prev, at, position } = links;
    if (prev !== this.hash) throw new Corrupt(position, 'it does not follow the commit before it');
    if (!this.copied) this.takePlace(links, commit);
    if (at < (this.before?.at ?? '')) throw new Corrupt(position, 'it is earlier than the commit before it');
  }

  /** A stream is kept as its column says it: the body's own text would keep the whole body in memory. */
  private takePlace({ version, position }: Links, commit: WalkedCommit): void {
    if (!this.causes.take(version, commit)) throw new Corrupt(position, 'its version does not follow its stream');
    if (position === this.twice) throw new Corrupt(position, 'its cause took effect before');
  }

  private compare(): void {
    for (const checkpoint of this.checkpoints) {
      const { origin, size, root } = checkpoint;
      if (serviceOf(origin) !== serviceOf(this.log ?? '')) throw new Corrupt(this.position, `the checkpoint is of ${origin}, not of ${this.log}`);
      if (size !== this.position || origin !== this.log) continue;
      if (!Buffer.from(root).equals(this.tree.root())) throw new Corrupt(size, 'the root differs from the checkpoint: some commit up to here is not the one that was there');
      this.held.add(checkpoint);
    }
  }

  end(): void {
    const missed = this.checkpoints.filter((checkpoint) => checkpoint.size > 0 && !this.held.has(checkpoint));
    const isEarlier = (origin: string): boolean => this.log !== undefined && epochOf(origin) < epochOf(this.log);
    const size = Math.max(0, ...missed.filter(({ origin }) => !isEarlier(origin)).map((checkpoint) => checkpoint.size));
    if (size > 0) throw new Corrupt(this.position + 1, `the checkpoint knows ${size} commits: the log was cut off or rolled back`);
    this.abandoned.push(...missed.map(({ origin, size: to }) => ({ log: origin, from: (this.ended.get(origin) ?? 0) + 1, to })));
  }

  result(fault?: { readonly position: number; readonly what: string }): Verification {
    return { whole: fault === undefined, log: this.log, commits: this.position, root: this.tree.root(), ...(fault ? { fault } : {}), abandoned: this.abandoned, against: this.held.size > 0 };
  }
}
