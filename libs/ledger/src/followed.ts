import type { Aggregate, DomainEvent } from '@cpmp/kernel';
import type { Streams } from './streams.js';

type Head = { readonly aggregate: Aggregate<any, any>; readonly stream: string; readonly heard: (state: any) => void | Promise<void>; version: number };

/** Streams that are part of the log's head: whoever follows one has heard of its growth before anything more is decided. */
export class Followed {
  private readonly heads: Head[] = [];
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly streams: Streams) {}

  /** Tells a stream as it stands, and from then on whenever it has grown; what it throws now it is told again later. */
  async add<S, E extends DomainEvent>(aggregate: Aggregate<S, E>, stream: string, heard: (state: S) => void | Promise<void>): Promise<void> {
    const head: Head = { aggregate, stream, heard, version: -1 };
    this.heads.push(head);
    await this.hear(head);
  }

  has(stream: string): boolean {
    return this.heads.some((head) => head.stream === stream);
  }

  /** Tells what has grown, whoever wrote it. One run at a time, so that nobody hears an older state last. @throws what a follower throws, until it no longer does */
  catchUp(): Promise<void> {
    if (this.heads.length === 0) return this.running;
    this.running = this.running.catch(() => {}).then(async () => {
      for (const head of this.heads) await this.hear(head);
    });
    return this.running;
  }

  private async hear(head: Head): Promise<void> {
    const { state, version } = await this.streams.load(head.aggregate, head.stream);
    if (version === head.version) return;
    await head.heard(state);
    head.version = version;
  }
}
