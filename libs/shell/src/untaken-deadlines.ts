import { fromBinary } from '@bufbuild/protobuf';
import type { DeadlineChanges, DomainEvent, Instant } from '@cpmp/kernel';
import { foldTopic, type Ledger, type View, type ViewStore } from '@cpmp/ledger';
import { type Delivery, metaOf } from '@cpmp/messaging';
import { DeadlineTakenSchema } from '@cpmp/proto/notification';
import { deadlineName } from './deadlines.js';

type DeadlineSetting = DomainEvent & { readonly deadlines?: DeadlineChanges };
type SetDoc = { readonly key: string; readonly position: number; readonly due: Instant };

/** Every deadline that this service's log set and has not discharged, from whatever event. */
export const deadlinesSet: View<SetDoc, DeadlineSetting> = {
  name: 'deadlines-set',
  version: 2,
  from: 'log',
  key: ({ deadlines }, { stream }) => (deadlines ? [...(deadlines.discharged ?? []), ...(deadlines.set ?? [])].map(({ id }) => deadlineName(stream, id)) : undefined),
  indexes: ['position', 'due'],
  on: {
    '*': (_, { deadlines }, { stream, position }, key) => {
      const set = deadlines?.set?.find(({ id }) => deadlineName(stream, id) === key);
      return set && { key, position, due: new Date(set.due).toISOString() }; // compared as text
    },
  },
};

type TakenDoc = { readonly taken: true };
type DeadlineHeard = { readonly type: 'DeadlineTaken'; readonly deadline: string };

/** Every deadline that notification took on: of many services' deadlines the name is unique, and each is taken once. */
export const deadlinesTaken: View<TakenDoc, DeadlineHeard> = {
  name: 'deadlines-taken',
  version: 1,
  from: { topic: 'notification.deadlines.v1' },
  key: ({ deadline }) => deadline,
  indexes: [],
  on: { DeadlineTaken: () => ({ taken: true }) },
};

const PAGE = 500;
/** While notification is away each deadline waits: one after the other, health would take a round trip for each. */
const ASKED_AT_ONCE = 50;

/** A deadline belongs to the service that set it: this lists what it set and nobody took on yet. A service's `deadlines.consumer.ts` passes on what it hears. */
export class UntakenDeadlines {
  private readonly waiting = new Set<string>();
  /** Every deadline set up to this position has been looked at. */
  private seen = 0;

  constructor(
    private readonly ledger: Pick<Ledger, 'views' | 'log'>,
    private readonly store: ViewStore,
  ) {}

  /** Hears `notification.deadlines.v1`; other services' deadlines are passed over. */
  async hear(bytes: Uint8Array, delivery: Delivery): Promise<void> {
    const { deadline } = fromBinary(DeadlineTakenSchema, bytes);
    if (!(await this.ledger.views.get(deadlinesSet, deadline))) return;
    await foldTopic(this.store, deadlinesTaken, { type: 'DeadlineTaken', deadline } as DomainEvent, metaOf(delivery));
  }

  /** The names of the deadlines that nobody took on. */
  async list(): Promise<readonly string[]> {
    await this.lookAtNewOnes();
    const names = [...this.waiting];
    for (let from = 0; from < names.length; from += ASKED_AT_ONCE) await Promise.all(names.slice(from, from + ASKED_AT_ONCE).map((name) => this.lookAt(name)));
    return [...this.waiting].toSorted();
  }

  private async lookAt(name: string): Promise<void> {
    const [set, taken] = await Promise.all([this.ledger.views.get(deadlinesSet, name), this.ledger.views.get(deadlinesTaken, name)]);
    if (!set || taken) this.waiting.delete(name);
  }

  private async lookAtNewOnes(): Promise<void> {
    const { views } = this.ledger;
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const page = await views.query(deadlinesSet, { where: { position: { from: this.seen + 1 } }, sort: { by: 'position' }, limit: PAGE, after });
      after = page.next;
      for (const { key } of page.docs) this.waiting.add(key);
      if (!after) this.seen = Math.max(this.seen, ...page.docs.map(({ position }) => position));
    }
  }
}
