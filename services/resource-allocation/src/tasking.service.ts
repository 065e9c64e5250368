import { Inject, Injectable } from '@nestjs/common';
import type { BookingAnswer, Holder, Window } from '@cpmp/gate';
import { isRefusal } from '@cpmp/kernel';
import { type Act, type Condition, type Ledger, deriveId } from '@cpmp/ledger';
import { Poison } from '@cpmp/messaging';
import { type Input, LEDGER, NotFound, OPERATION_ID, type Paged, type Principal, knownPage, outcomeWithin, permit } from '@cpmp/shell';
import { type Allocation, type CountedNeed, allocate, ask, giveBack, hearBooking, tasking } from './domain/tasking.js';
import { mayKnow, permissions } from './permissions.js';
import { ResourceService } from './resource.service.js';
import { type TaskingDoc, taskings } from './views/taskings.view.js';

/** How long an allocation waits for the thing's answer before it is answered 202, in milliseconds of machine time. */
export const BOOKING_WAIT_MS = 5_000;

/** What is asked for. */
export type AskBody = { operation: string; needs: readonly CountedNeed[]; window: Window; priority: number };

/** What is chosen: one thing. */
export type AllocateBody = { asset?: string; resource?: string; window: Window };

const shownAllocation = ({ request, state, refusal }: Allocation) => ({
  id: request.allocation, tasking: request.tasking, thing: request.thing, window: request.window, state, refusal,
});

/** The door to taskings: ask, allocate, give back, and hear what each thing's own stream decided. */
@Injectable()
export class TaskingService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    private readonly resources: ResourceService,
    @Inject(OPERATION_ID) private readonly operationId: (name: string) => string,
  ) {}

  async ask({ principal, actor, body, act }: Input<{}, {}, AskBody>) {
    permit(principal, permissions, 'ask');
    const id = deriveId(act.cause);
    const asked = {
      ...body, operationId: this.operationId(body.operation), by: principal.person,
      ...(principal.force === undefined ? {} : { force: principal.force }),
      ...(principal.unit === undefined ? {} : { unit: principal.unit }),
    };
    const outcome = await this.ledger.transact(tasking, id, (state) => ask(state, asked), act);
    return isRefusal(outcome) ? outcome : this.read({ principal, actor, params: { id } });
  }

  /** Asks the thing's own stream and waits a while for its answer; what is still `requested` then is answered 202. */
  async allocate({ principal, params, body, act }: Input<{ id: string }, {}, AllocateBody>) {
    permit(principal, permissions, 'allocate');
    await this.knownTo(principal, params.id);
    const { window, resource } = body;
    if (resource !== undefined) await this.resources.used(principal, resource);
    const allocation = deriveId(act.cause);
    const holder: Holder = resource === undefined ? 'asset-registry' : 'resource-allocation';
    const thing = resource === undefined ? `asset-${body.asset}` : `resource-${resource}`;
    const choice = { allocation, tasking: params.id, holder, thing, window, by: principal.person, ...(resource === undefined ? { force: principal.force ?? '' } : {}) };
    const outcome = await this.ledger.transact(tasking, params.id, (state) => allocate(state, choice), act);
    if (isRefusal(outcome)) return outcome;
    return this.settled(params.id, allocation, ({ state }) => state !== 'requested');
  }

  /** Gives a booked window back to the thing. */
  async giveBack({ principal, params, act }: Input<{ id: string; allocation: string }>) {
    permit(principal, permissions, 'allocate');
    await this.knownTo(principal, params.id);
    const outcome = await this.ledger.transact(tasking, params.id, (state) => giveBack(state, params.allocation), act);
    if (isRefusal(outcome)) return outcome;
    return this.settled(params.id, params.allocation, ({ state }) => state === 'released');
  }

  async read({ principal, actor, params }: Pick<Input<{ id: string }>, 'principal' | 'actor' | 'params'>) {
    permit(principal, permissions, 'readTaskings');
    const doc = await this.knownTo(principal, params.id);
    return this.ledger.open(shown(doc), { actor, what: `tasking-${params.id}`, why: 'read the tasking' });
  }

  async list({ principal, actor, query }: Input<{}, Paged & { state?: string }>) {
    permit(principal, permissions, 'readTaskings');
    const { state, ...asked } = query;
    const where: Record<string, Condition> = state === undefined ? {} : { state: { eq: state } };
    const ask = (paged: Paged) => this.ledger.views.query(taskings, { where, sort: { by: 'asked.priority' }, ...paged });
    const { docs, next } = await knownPage(ask, (doc) => mayKnow(principal, doc), asked);
    return { items: await this.ledger.open(docs.map(shown), { actor, what: 'taskings', why: 'read the taskings' }), next };
  }

  /** Records what a thing's own stream decided. @throws Poison for an allocation that this tasking never asked for. */
  async hear(answer: BookingAnswer, act: Act): Promise<void> {
    const outcome = await this.ledger.transact(tasking, answer.tasking, (state) => hearBooking(state, answer), act);
    if (isRefusal(outcome)) throw new Poison(outcome.refused);
  }

  private async settled(id: string, allocation: string, isSettled: (allocation: Allocation) => boolean) {
    const look = async (): Promise<Allocation> => {
      const found = (await this.ledger.views.get(taskings, id))?.allocations[allocation];
      if (!found) throw new NotFound();
      return found;
    };
    const answered = await outcomeWithin(this.ledger, BOOKING_WAIT_MS, async () => {
      const found = await look();
      return isSettled(found) ? found : undefined;
    });
    const found = answered ?? (await look());
    return found.refusal ?? shownAllocation(found);
  }

  private async knownTo(principal: Principal, id: string): Promise<TaskingDoc> {
    const doc = await this.ledger.views.get(taskings, id);
    if (!doc || !mayKnow(principal, doc)) throw new NotFound();
    return doc;
  }
}

const shown = ({ id, asked, allocations, state }: TaskingDoc) => {
  const { operation, needs, window, priority, by } = asked;
  return { id, operation, needs, window, priority, by, state, allocations: Object.values(allocations).map(shownAllocation) };
};
