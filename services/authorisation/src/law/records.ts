import type { DomainEvent } from '@cpmp/kernel';
import type { Ledger, Recorded } from '@cpmp/ledger';

const READ_COMMITS = 500;

/** Every event of a service's own log in its order, seals closed. */
export async function* recordsOf(ledger: Pick<Ledger, 'readAfter'>): AsyncGenerator<Recorded<DomainEvent>> {
  for (let position = 0; ; ) {
    const commits = await ledger.readAfter(position, READ_COMMITS);
    for (const commit of commits) {
      yield* commit.events;
      position = commit.position;
    }
    if (commits.length === 0) return;
  }
}
