import type { Aggregate, DomainEvent } from '@cpmp/kernel';
import { bodyOf, recorded } from './commit.js';
import { epochs } from './epochs.js';
import { keyChanges } from './key-changes.js';
import { readerOf } from './streams.js';
import type { Recorded } from './types.js';
import { bytesOf, type Readable } from './verify.js';

const READ_COMMITS = 500;

/** Every event of a log in its order, in today's shape, seals closed; each commit is held against its own hash. Whether the chain holds is `verify`'s to say. @throws Corrupt · UnknownEvent */
export async function* recordsIn(store: Readable, aggregates: readonly Aggregate<any, any>[]): AsyncGenerator<Recorded<DomainEvent>> {
  const read = readerOf([...aggregates, keyChanges, epochs]);
  for (let position = 0; ; ) {
    const commits = await store.readAfter(position, READ_COMMITS);
    for (const { body, ...columns } of commits) {
      yield* recorded(bodyOf({ ...columns, body: bytesOf({ body }) }), read);
      position = columns.position;
    }
    if (commits.length === 0) return;
  }
}
