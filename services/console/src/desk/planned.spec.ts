import { BODY_BYTES_MAX } from '@cpmp/shell';
import type { Visit } from '../web/visit.js';
import { Forms } from '../web/forms.js';
import { TaskingsController } from './taskings.controller.js';

const WINDOW = { from: '2026-03-02T12:00:00.000Z', to: '2026-05-20T19:00:00.000Z' };
const ITEMS = 900;

/** An item that is out, and promised after that; every tenth is free. */
const item = (index: number) => ({
  id: `asset${String(index).padStart(11, 'a')}`, kind: 'vehicle-tracker', label: `tracker of the store ${index}`,
  bookings: index % 10 === 0 ? [] : [{ id: 'bookingaaaaaaaaa', tasking: 'taskingaaaaaaaaa', window: WINDOW }],
  deployments: index % 10 === 0 ? [] : [{ id: 'permitaaaaaaaaaa', window: WINDOW, state: 'deployed', startedAt: WINDOW.from, authorisation: 'authorityaaaaaaa' }],
});

describe('given a store with more on its calendars than one request may hold', () => {
  it('when taskings are planned, then what is asked can be taken, has everything that is free, and the page says that there is more', async () => {
    const asked: { readonly assets: readonly ReturnType<typeof item>[] }[] = [];
    const listed = (all: readonly object[]) => async ({ query: { after = '0', limit } }: { readonly query: { readonly after?: string; readonly limit: number } }) => {
      const to = Number(after) + limit;
      return { ok: true, status: 200, value: { items: all.slice(Number(after), to), ...(to < all.length ? { next: String(to) } : {}) } };
    };
    const plans = Array.from({ length: 3 }, (_, n) => ({ tasking: `tasking${n}`, operation: `operation ${n}`, priority: 1, window: WINDOW, things: [], givenBack: [], unmet: [] }));
    // It has no other question: who waits for the page waits for no tasking by itself.
    const client = {
      assetRegistry: { listAssetCalendars: listed(Array.from({ length: ITEMS }, (_, index) => item(index))) },
      resourceAllocation: { listResourceCalendars: listed([]), planTaskings: async ({ body }: { readonly body: (typeof asked)[number] }) => (asked.push(body), { ok: true, status: 200, value: { plans, best: true } }) },
    };
    const page = await new TaskingsController(new Forms({} as never), {} as never).plan({ client, now: WINDOW.from, query: {}, typed: {} } as unknown as Visit);
    const { model } = page as unknown as { readonly model: { readonly whole: boolean; readonly plans: readonly { readonly operation: string }[] } };
    expect(model.plans.map(({ operation }) => operation)).toEqual(['operation 0', 'operation 1', 'operation 2']);
    const [body] = asked;
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(BODY_BYTES_MAX);
    expect([body?.assets.filter(({ bookings }) => bookings.length === 0).length, model.whole]).toEqual([ITEMS / 10, false]);
  });
});
