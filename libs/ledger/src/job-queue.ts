import type { Aggregate, Decision, Instant } from '@cpmp/kernel';
import type { Act, Outcome } from './types.js';

/** One append holds at most so many commits. */
export const BATCH_COMMITS_MAX = 64;

/** A command that waits for its place in the log. */
export type Job = {
  readonly aggregate: Aggregate<any, any>;
  readonly stream: string;
  readonly act: Act;
  readonly decide: (state: any, now: Instant, facts: any) => Decision<any>;
  /** Facts beside the stream: the job is taken alone, at the tail, with the views folded. */
  readonly facts?: () => Promise<unknown>;
  readonly settle: (outcome: Outcome<any>) => void;
  readonly fail: (error: unknown) => void;
};

/** Commands that wait for their place, in order of arrival. */
export class JobQueue {
  private jobs: Job[] = [];

  get waits(): boolean {
    return this.jobs.length > 0;
  }

  push(job: Job): void {
    this.jobs.push(job);
  }

  /** The next batch, at most one job a stream; a job with facts goes alone. */
  next(): readonly Job[] {
    if (this.jobs[0]?.facts) return [this.jobs.shift() as Job];
    const streams = new Set<string>();
    const batch: Job[] = [];
    const rest: Job[] = [];
    for (const job of this.jobs) {
      const fits = batch.length < BATCH_COMMITS_MAX && !job.facts && !streams.has(job.stream);
      streams.add(job.stream); // a later job of the same stream waits for the earlier one
      (fits ? batch : rest).push(job);
    }
    this.jobs = rest;
    return batch;
  }
}
