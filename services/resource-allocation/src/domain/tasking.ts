import { type Aggregate, type Decision, type Refusal, never, refuse } from '@cpmp/kernel';
import type { AllocationRequest, BookingAnswer, Holder, Need, Window } from '@cpmp/gate';

/** Something needed, and how many of it. */
export type CountedNeed = Need & { readonly count: number };

/** What an applicant asks for. `operation` is covert text; its id is an HMAC of it. */
export type Asked = {
  readonly operation: string;
  readonly operationId: string;
  readonly needs: readonly CountedNeed[];
  readonly window: Window;
  /** 1 is the highest. */
  readonly priority: number;
  readonly by: string;
  readonly force?: string;
  readonly unit?: string;
};

/** Everything that happens to a tasking. The thing's own stream decides a booking; the tasking records the answer. */
export type TaskingEvent =
  | ({ readonly type: 'TaskingRequested' } & Asked)
  | { readonly type: 'AllocationRequested'; readonly request: AllocationRequest }
  | { readonly type: 'AllocationBooked'; readonly allocation: string; readonly meets?: readonly number[] }
  | { readonly type: 'AllocationRefused'; readonly allocation: string; readonly refusal: Refusal }
  | { readonly type: 'AllocationGivenBack'; readonly request: AllocationRequest }
  | { readonly type: 'AllocationReleased'; readonly allocation: string };

/** One allocation and how it stands. */
export type Allocation = {
  readonly request: AllocationRequest;
  readonly state: 'requested' | 'booked' | 'refused' | 'released';
  readonly refusal?: Refusal;
  /** Booked: which of the needs the thing meets, by their places. Absent in what was booked before things said so: any of them. */
  readonly meets?: readonly number[];
};

/** A tasking as its stream knows it. */
export type Tasking = { readonly asked?: Asked; readonly allocations: Readonly<Record<string, Allocation>> };

const initial: Tasking = { allocations: {} };

const stands = (tasking: Tasking, id: string, change: Partial<Allocation>): Tasking => {
  const allocation = tasking.allocations[id];
  return allocation ? { ...tasking, allocations: { ...tasking.allocations, [id]: { ...allocation, ...change } } } : tasking;
};

const evolve = (tasking: Tasking, event: TaskingEvent): Tasking => {
  switch (event.type) {
    case 'TaskingRequested': {
      const { type: _type, ...asked } = event;
      return { ...tasking, asked };
    }
    case 'AllocationRequested':
      return { ...tasking, allocations: { ...tasking.allocations, [event.request.allocation]: { request: event.request, state: 'requested' } } };
    case 'AllocationBooked':
      return stands(tasking, event.allocation, { state: 'booked', ...(event.meets ? { meets: event.meets } : {}) });
    case 'AllocationRefused':
      return stands(tasking, event.allocation, { state: 'refused', refusal: event.refusal });
    case 'AllocationGivenBack':
      return tasking;
    case 'AllocationReleased':
      return stands(tasking, event.allocation, { state: 'released' });
    default:
      return never(event);
  }
};

/** The tasking's stream: what is needed, what was promised. */
export const tasking: Aggregate<Tasking, TaskingEvent> = {
  category: 'tasking',
  initial,
  evolve,
  personal: { TaskingRequested: ['operation'], AllocationRequested: [], AllocationBooked: [], AllocationRefused: [], AllocationGivenBack: [], AllocationReleased: [] },
};

/** Which of the things go to which need, by their places, each to one at the most and as many in all as can be: whoever could do two does the one that nobody else can. `meets`: the needs that each thing meets. */
export const placed = (needs: readonly Pick<CountedNeed, 'count'>[], meets: readonly (readonly number[])[]): readonly (readonly number[])[] => {
  const given: number[][] = needs.map(() => []);
  const place = (thing: number, tried: Set<number>): boolean =>
    (meets[thing] ?? []).some((need) => {
      const has = given[need];
      if (!has || tried.has(need)) return false;
      tried.add(need);
      if (has.length < (needs[need]?.count ?? 0)) return has.push(thing) > 0;
      const freed = has.findIndex((other) => place(other, tried));
      if (freed < 0) return false;
      has[freed] = thing;
      return true;
    });
  for (const thing of meets.keys()) place(thing, new Set());
  return given;
};

/** Open until something is booked that it needs, met when all is. A thing counts once, however often it is booked. */
export const stateOf = ({ asked, allocations }: Pick<Tasking, 'asked' | 'allocations'>): 'open' | 'part-met' | 'met' => {
  const needed = asked?.needs.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const any = asked?.needs.map((_, place) => place) ?? [];
  const booked = new Map(Object.values(allocations).flatMap(({ state, request: { thing }, meets = any }) => (state === 'booked' ? [[thing, meets] as const] : [])));
  const has = placed(asked?.needs ?? [], [...booked.values()]).flat().length;
  if (has === 0) return 'open';
  return has < needed ? 'part-met' : 'met';
};

/** Asks for resources. */
export const ask = (state: Tasking, asked: Asked): Decision<TaskingEvent> => (state.asked ? [] : [{ type: 'TaskingRequested', ...asked }]);

/** A thing chosen for a tasking; `force`: that of whoever chose it, where its own register is still to be asked. */
export type Choice = { readonly allocation: string; readonly tasking: string; readonly holder: Holder; readonly thing: string; readonly window: Window; readonly by: string; readonly force?: string };

/** Asks a thing's own stream for a booking. It authorises nothing. */
export const allocate = (state: Tasking, { by, ...choice }: Choice): Decision<TaskingEvent> => {
  const { asked } = state;
  if (!asked) return refuse('not-requested', 'There is no such tasking.', { instead: 'Ask for a tasking first.' });
  if (state.allocations[choice.allocation]) return [];
  const needs = asked.needs.map(({ count: _count, ...need }) => need);
  const { operationId, priority } = asked;
  return [{ type: 'AllocationRequested', request: { ...choice, operationId, priority, requestedBy: by, released: false, needs } }];
};

/** Gives a booked window back. */
export const giveBack = (state: Tasking, allocation: string): Decision<TaskingEvent> => {
  const known = state.allocations[allocation];
  if (!known) return refuse('not-allocated', 'There is no such allocation.', { instead: 'Choose one that the tasking has.' });
  if (known.state === 'released') return [];
  if (known.state !== 'booked') return refuse('not-booked', 'It is not booked.', { instead: 'Only a booking that stands can be given back.' });
  return [{ type: 'AllocationGivenBack', request: { ...known.request, released: true } }];
};

/** Records what the thing's own stream decided, once. */
export const hearBooking = (state: Tasking, { allocation, outcome, refusal, meets }: BookingAnswer): Decision<TaskingEvent> => {
  const known = state.allocations[allocation];
  if (!known) return refuse('unknown-allocation', 'This tasking has no such allocation.', { instead: 'Answer one that it asked for.' });
  if (outcome === 'released') return known.state === 'released' ? [] : [{ type: 'AllocationReleased', allocation }];
  if (known.state !== 'requested') return [];
  if (outcome === 'booked') return [{ type: 'AllocationBooked', allocation, ...(meets ? { meets } : {}) }];
  return refusal ? [{ type: 'AllocationRefused', allocation, refusal }] : refuse('refusal-missing', 'A refused booking says why.', { instead: 'Say why it is refused.' });
};
