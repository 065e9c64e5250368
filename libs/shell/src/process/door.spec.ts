import { createServer } from 'node:http';
import { Unavailable } from '@cpmp/ledger';
import type { DueRow } from '../types.js';
import { FollowedClock } from './clocks.js';
import { type Behind, doorTo } from './door.js';
import { listenOn } from './listening.js';
import { MOVED_PATH } from './moved.js';

const BEGIN = '2026-03-02T09:00:00.000Z';
const LATER = '2026-03-02T10:00:00.000Z';

/** Somebody who says where the clock stands. */
const clockServer = async () => {
  const says = { now: BEGIN };
  const server = createServer((_, response) => void response.end(JSON.stringify(says)));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { says, url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, close: () => new Promise((closed) => server.close(closed)) };
};

const opened = async (behind: Partial<Behind>) => {
  const listening = await listenOn({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${listening.port}`;
  const before = await fetch(`${url}/ready`);
  listening.open(doorTo({ handle: (_, response) => void response.end('behind'), live: () => undefined, ready: async () => ({}), ...behind }));
  return { url, before: before.status, close: listening.close };
};

describe('the door of a process', () => {
  it('given a process that starts, then whoever comes is told to try again; once it is open its probes answer, and the rest is behind it', async () => {
    const { url, before, close } = await opened({ ready: async () => ({ why: 'views stopped' }), live: () => undefined });
    expect(before).toBe(503);
    expect((await fetch(`${url}/live`)).status).toBe(200);
    const ready = await fetch(`${url}/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { ok: false, why: 'views stopped' }]);
    expect(await (await fetch(`${url}/api/x/v1/things`)).text()).toBe('behind');
    await close();
  });

  it('given the machine’s clock, then there is no address at which time could be told', async () => {
    const { url, close } = await opened({});
    expect(await (await fetch(url + MOVED_PATH, { method: 'POST', body: JSON.stringify({ now: LATER }) })).text()).toBe('behind');
    await close();
  });

  it('given a virtual clock, then it hears the time, does what is due, comes to rest and says what is next', async () => {
    const said = await clockServer();
    const clock = await FollowedClock.from(said.url);
    const done: string[] = [];
    const row: DueRow = { key: 'k', stream: 's', what: 'expire', at: LATER };
    const service = { nextDue: async () => (done.length === 0 ? row : undefined), runDue: async ({ what }: DueRow) => void done.push(`${what} at ${clock.now()}`), ledger: { tail: async () => ({ position: 4 + done.length }) } };
    const { url, close } = await opened({ moved: { clock, drain: async () => void done.push('drained'), published: async () => done.length, service: service as never } });
    const told = async (body: object) => (await fetch(url + MOVED_PATH, { method: 'POST', body: JSON.stringify(body) })).json();
    expect(await told({ now: BEGIN, run: undefined })).toEqual({ now: BEGIN, next: null, position: 5, sent: 1, failed: null });
    done.length = 0;
    expect(await told({ now: LATER, run: row })).toMatchObject({ position: 6, sent: 2 });
    expect(done).toEqual([`expire at ${LATER}`, 'drained']);
    expect(await told({ now: BEGIN })).toBeDefined();
    expect(clock.now()).toBe(LATER);
    said.says.now = '2026-03-02T11:00:00.000Z';
    await clock.catchUp();
    expect(clock.now()).toBe('2026-03-02T11:00:00.000Z');
    await Promise.all([close(), said.close()]);
  });

  it('given something due that could not be done, then a store that is away is said to be so, since whoever moves the time asks again then, and another fault is not', async () => {
    const said = await clockServer();
    const clock = await FollowedClock.from(said.url);
    const row: DueRow = { key: 'k', stream: 's', what: 'expire', at: LATER };
    const statusAfter = async (thrown: Error): Promise<number> => {
      const { url, close } = await opened({ moved: { clock, drain: async () => {}, service: { runDue: () => Promise.reject(thrown) } as never } });
      const { status } = await fetch(url + MOVED_PATH, { method: 'POST', body: JSON.stringify({ now: LATER, run: row }) });
      await close();
      return status;
    };
    expect([await statusAfter(new Unavailable('The store is away.')), await statusAfter(new Error('a mistake'))]).toEqual([503, 500]);
    await said.close();
  });
});
