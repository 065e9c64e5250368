import type { DeadlineChanges, DomainEvent } from '@cpmp/kernel';
import type { EventMeta } from '@cpmp/ledger';
import { message, type OutMessage } from '@cpmp/messaging';
import { DeadlineEventSchema } from '@cpmp/proto/deadline';

/** What people know the matter by, and whose it is; never covert text. */
export type DeadlineContext = { readonly reference: string; readonly force?: string; readonly unit?: string };

/** The id of a deadline outside its stream. */
export const deadlineName = (stream: string, id: string): string => `${stream}/${id}`;

/** An event's deadlines as messages on `<service>.deadlines.v1`: what it discharges first, then what it sets. */
export const deadlineMessages = (service: string, event: DomainEvent & { readonly deadlines?: DeadlineChanges }, meta: EventMeta, { reference, force, unit }: DeadlineContext): readonly OutMessage[] => {
  const { set = [], discharged = [] } = event.deadlines ?? {};
  const send = (id: string, said: { case: 'set'; value: object } | { case: 'discharged'; value: { at: string; how: string } }): OutMessage =>
    message(`${service}.deadlines.v1`, meta.stream, DeadlineEventSchema, { deadline: deadlineName(meta.stream, id), event: said });
  return [
    ...discharged.map(({ id, at, how }) => send(id, { case: 'discharged', value: { at, how } })),
    ...set.map(({ id, what, due, component, persons, statutory }) =>
      send(id, { case: 'set', value: { what, due, about: meta.stream, component, reference, force, unit, persons: persons ? [...persons] : [], statutory } })),
  ];
};
