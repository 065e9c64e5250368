import type { Client } from '@cpmp/client';
import { type Deadline, pageOf, readOverseen, type Telling } from './overseen.js';

const deadline = (reference: string, component: string, due: string) => ({ reference, component, due, what: 'review' }) as Deadline;
const telling = (reference: string, component: string, escalatedAt: string) => ({ reference, component, escalatedAt, text: 'Granted' }) as Telling;
const [EARLY, LATE] = ['2026-03-30T10:30:00.000Z', '2026-03-31T10:30:00.000Z'];

/** Services that answer in an order of their own. */
const client = (late: readonly Deadline[], escalated: readonly Telling[]): Client => {
  const listed = (items: readonly unknown[] = []) => async () => ({ ok: true, status: 200, value: { items, open: items.length } });
  const listOrphans = listed();
  const readHealth = async () => ({ ok: true, value: { untakenDeadlines: 0 } });
  return {
    authorisation: { listDoubts: listed(), listAuthorisations: listed(), listErrors: listed(), readHealth, listOrphans }, assetRegistry: { readHealth, listOrphans }, resourceAllocation: { readHealth, listOrphans }, riskAssessment: { readHealth, listOrphans },
    notification: { listOrphans, listDeadlines: listed(late), listTellings: async ({ query }: { readonly query: object }) => listed('escalated' in query ? escalated : [])() },
  } as unknown as Client;
};

describe('given what is late and what went further, some of it at one instant', () => {
  const late = [deadline('MET-26-0002', 'c10', EARLY), deadline('MET-26-0001', 'c1', LATE), deadline('MET-26-0002', 'c2', EARLY), deadline('MET-26-0001', 'c1', EARLY)];
  const escalated = [telling('MET-26-0001', 'c2', EARLY), telling('MET-26-0002', 'c1', LATE), telling('MET-26-0001', 'c1', EARLY)];
  const placed = (all: readonly { readonly reference: string; readonly component: string | null }[]) => all.map(({ reference, component }) => `${reference} ${component}`);

  it.each([['as they come', false], ['turned round', true]])('when it is read %s, then it stands by time, and at one instant by case and part', async (_, turned) => {
    const overseen = await readOverseen(turned ? client(late.toReversed(), escalated.toReversed()) : client(late, escalated));
    expect(placed(overseen.late)).toEqual(['MET-26-0001 c1', 'MET-26-0002 c2', 'MET-26-0002 c10', 'MET-26-0001 c1']);
    expect(placed(overseen.escalated)).toEqual(['MET-26-0002 c1', 'MET-26-0001 c1', 'MET-26-0001 c2']);
  });
});

describe('given what a deadline is about', () => {
  it.each([['authority-a', '/cases/a'], ['error-a', '/errors/a'], ['risk-a', '/risks/a'], ['product-a', '/product/a'], ['asset-a', '/assets/a'], ['resource-a', '/resources/a'], ['deadline-a', undefined]])('when it is %s, then oversight leads to %s', (stream, page) => {
    expect(pageOf(stream)).toBe(page);
  });
});

describe('given more of each kind than one answer holds', () => {
  it('when it is read, then all of it is there, what has waited longest too', async () => {
    const [SO_MANY, PAGE] = [450, 200];
    const all = Array.from({ length: SO_MANY }, (_, index) => ({ id: `n${index}`, reference: 'MET-26-0001', component: 'c1', due: EARLY, what: 'review', stage: 'suspected', text: 'Granted' }));
    const listed = async ({ query: { after = '0', limit = PAGE } }: { readonly query: { readonly after?: string; readonly limit?: number } }) => {
      const to = Math.min(Number(after) + Math.min(limit, PAGE), SO_MANY);
      return { ok: true, status: 200, value: { items: all.slice(Number(after), to), ...(to < SO_MANY ? { next: String(to) } : {}) } };
    };
    const { authorisation, notification, ...others } = client([], []);
    const overseen = await readOverseen({ ...others, authorisation: { ...authorisation, listDoubts: listed, listAuthorisations: listed, listErrors: listed }, notification: { ...notification, listDeadlines: listed, listTellings: listed } } as unknown as Client);
    const { late, suspected, gaps, unchecked, errors, regranted, lacking, escalated, told } = overseen;
    expect([late, suspected, gaps, unchecked, errors, regranted, lacking, escalated].map(({ length }) => length)).toEqual(Array(8).fill(SO_MANY));
    expect(told).toHaveLength(2 * SO_MANY);
  });
});
