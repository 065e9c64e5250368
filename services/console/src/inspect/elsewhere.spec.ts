import type { Client } from '@cpmp/client';
import type { Names } from '../web/names.js';
import type { Visit } from '../web/visit.js';
import { askedElsewhere } from './elsewhere.js';

const names = { of: async () => (person: string) => `Name of ${person}` } as unknown as Names;
const MEETINGS = { service: 'asset-registry', what: 'each meeting', path: '/api/asset-registry/v1/sources/meetings', columns: ['pseudonym', 'by'], timed: true } as const;
const DEADLINES = { service: 'notification', what: 'what was late', path: '/api/notification/v1/deadlines?late=true', columns: ['reference'] } as const;
const SPAN = { from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' };

const asking = async (answer: object, ...asked: Parameters<typeof askedElsewhere>[2]) => {
  const calls: unknown[] = [];
  const client = { call: async (...call: unknown[]) => (calls.push(call), answer) } as unknown as Client;
  return { calls, answers: await askedElsewhere({ client } as Visit, names, asked, SPAN) };
};

describe('what another service answers beside', () => {
  it('given a span, then only who takes one is asked with it, and columns and persons are in words', async () => {
    const { calls, answers } = await asking({ ok: true, value: { items: [{ pseudonym: 'LINNET', by: 'dc-bell', reference: 'MET-26-0001' }], next: 'more' } }, MEETINGS, DEADLINES);
    expect(calls).toEqual([['GET', MEETINGS.path, { query: SPAN }], ['GET', DEADLINES.path, {}]]);
    expect(answers).toMatchObject([{ columns: ['Pseudonym', 'By'], rows: [[['LINNET'], ['Name of dc-bell']]], more: true }, { rows: [[['MET-26-0001']]] }]);
  });

  it('given a reader whom the service does not answer, then it says so, in its words, and shows no row', async () => {
    const { answers } = await asking({ ok: false, problem: { title: 'You may not do this' } }, MEETINGS);
    expect(answers).toEqual([{ service: MEETINGS.service, what: MEETINGS.what, path: MEETINGS.path, because: 'You may not do this' }]);
  });
});
