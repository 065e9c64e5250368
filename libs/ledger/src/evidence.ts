import type { Checkpoint } from './checkpoint.js';
import type { Verification } from './verify.js';

/**
 * One stream's commits as they are stored, each with what proves that it is in the tree that the checkpoint names; hashes of proofs in base64.
 * Sealed text stays closed in it. `bin/verify-evidence.mjs` checks it with nothing else.
 */
export type Evidence = {
  readonly format: 'cpmp-evidence/1';
  readonly log: string;
  readonly stream: string;
  /** The verifier key of the checkpoint, as C2SP writes it; who checks has it from elsewhere, or trusts this one. */
  readonly key: string;
  /** A C2SP tlog-checkpoint, signed. */
  readonly checkpoint: string;
  /** What proves that the log still begins as it did at an earlier size. */
  readonly consistency?: { readonly from: number; readonly proof: readonly string[] };
  readonly commits: readonly { readonly position: number; readonly hash: string; readonly body: string; readonly inclusion: readonly string[] }[];
};

/** What a log can prove of itself. Sizes count its commits from the first; each @throws NoSuchTree for one that it has not had. */
export interface Proofs {
  /** The key that checkpoints are signed with, as C2SP writes it for verifiers. */
  readonly key: string;
  /** The log's size and root now, as a signed C2SP note: keep it elsewhere. */
  checkpoint(): Promise<string>;
  /** RFC 6962 §2.1.1, in base64: that the commit of a position is in the tree of a size. */
  inclusion(position: number, size: number): Promise<readonly string[]>;
  /** RFC 6962 §2.1.2, in base64: that the tree of `size` begins with the tree of `from`. */
  consistency(from: number, size: number): Promise<readonly string[]>;
  /** One stream's evidence at the log's end; with `since`, also that the log has only grown since that size. */
  evidence(stream: string, since?: number): Promise<Evidence>;
  /** Walks the whole log, as `npm run verify` does. */
  verify(checkpoints: readonly Checkpoint[]): Promise<Verification>;
}
