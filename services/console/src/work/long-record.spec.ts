import type { Visit } from '../web/visit.js';
import type { Queue } from './queues.js';
import { WorkController } from './work.controller.js';

const NOW = '2026-03-27T12:00:00.000Z';
const OVER = 250;

const made = (id: string, state: string) => ({ id, reference: `MET-26-${id}`, applicant: { person: 'dc-ahmed' }, appliedAt: NOW, components: [{ id: 'c1', power: 'property-interference', state, until: null, since: NOW, deadlines: {}, officer: 'ac-whitfield' }] });

/** A register with many cases that are over, of which nothing falls due either, before the one that waits. */
const visit = (person: string, role: string, waits: string): Visit => {
  const all = [...Array.from({ length: OVER }, (_, index) => made(String(1_000 + index), 'expired')), made('9999', waits)];
  const listAuthorisations = async ({ query: { state, limit = 50 } }: { readonly query: { readonly state?: string; readonly limit?: number } }) =>
    ({ ok: true, status: 200, value: { items: all.filter(({ components: [part] }) => state === undefined || part?.state === state).slice(0, limit) } });
  const none = async () => ({ ok: true, status: 200, value: { items: [] } });
  return { client: { authorisation: { listAuthorisations, listDrafts: none }, notification: { listNotices: none } }, person: { id: person, roles: [role] }, now: NOW } as unknown as Visit;
};

describe('given somebody with hundreds of cases that are over', () => {
  it.each([
    ['an application of theirs waits for a gatekeeper', 'dc-ahmed', 'applicant', 'submitted', 'waiting'], ['an application of theirs waits for an officer', 'dc-ahmed', 'applicant', 'awaiting-decision', 'waiting'],
    ['an application of theirs waits for a commissioner', 'dc-ahmed', 'applicant', 'awaiting-approval', 'waiting'], ['a grant of theirs waits for a commissioner', 'ac-whitfield', 'authorising-officer', 'awaiting-approval', 'approval'],
  ])('when %s, then their work says so', async (_, person, role, waits, queue) => {
    const { model } = (await new WorkController().show(visit(person, role, waits))) as unknown as { readonly model: { readonly queues: readonly Queue[] } };
    expect(model.queues.find(({ id }) => id === queue)?.rows.map(({ reference }) => reference)).toEqual(['MET-26-9999']);
  });
});
