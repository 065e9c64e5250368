import type { EventMeta } from '@cpmp/ledger';
import { type ResourceDoc, resources } from './resources.view.js';

const metaAt = (at: string): EventMeta => ({ at, stream: 'resource-golden', streamId: 'golden' }) as EventMeta;
const day = (n: number): string => new Date(Date.UTC(2026, 0, 1 + n)).toISOString();

describe('the view of resources', () => {
  it('given a team that is booked every day for four years, then its document keeps what is to come and what ended within a year, and not all that ever was', () => {
    let doc: ResourceDoc | undefined = { id: 'golden', kind: 'surveillance-team', label: 'team-red', bookings: [] };
    for (let n = 0; n < 4 * 365; n++) {
      doc = resources.on.Booked?.(doc, { type: 'Booked', allocation: `b${n}`, operationId: 'op', requestedBy: 'rm-price', window: { from: day(n + 30), to: day(n + 31) } }, metaAt(day(n)), 'golden');
    }
    const last = 4 * 365 - 1;
    expect(doc?.bookings.length).toBe(366 + 31);
    expect([doc?.bookings[0]?.window.to, doc?.bookings.at(-1)?.window.to]).toEqual([day(last - 365), day(last + 31)]);
  });
});
