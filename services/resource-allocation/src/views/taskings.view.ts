import type { View } from '@cpmp/ledger';
import { type Asked, type Tasking, type TaskingEvent, stateOf, tasking } from '../domain/tasking.js';

/** A tasking as it is shown; the operation's name stays sealed until the door opens it. */
export type TaskingDoc = { readonly id: string; readonly asked: Asked; readonly allocations: Tasking['allocations']; readonly state: 'open' | 'part-met' | 'met' };

const fold = (doc: TaskingDoc | undefined, event: TaskingEvent, { streamId: id }: { readonly streamId: string }): TaskingDoc | undefined => {
  const { asked, allocations } = tasking.evolve(doc ?? tasking.initial, event);
  return asked && { id, asked, allocations, state: stateOf({ asked, allocations }) };
};

/** Every tasking with its allocations: the aggregate's own fold, kept. */
export const taskings: View<TaskingDoc, TaskingEvent> = {
  name: 'taskings',
  version: 2,
  from: 'log',
  key: (_event, meta) => (meta.stream.startsWith('tasking-') ? meta.streamId : undefined),
  indexes: ['state', 'asked.priority', 'asked.window.to'],
  on: { TaskingRequested: fold, AllocationRequested: fold, AllocationBooked: fold, AllocationRefused: fold, AllocationGivenBack: fold, AllocationReleased: fold },
};
