import { request } from 'node:http';
import { NewsDesk, LISTENERS_PER_PERSON_MAX, RESUME_COMMITS_MAX } from './news.js';
import { WAITING_MAX } from './listener.js';
import { type Served, serve, testHost, type TestHost } from './testing/test-host.js';
import { toyManifest, toyParts } from './testing/toy.js';
import type { Principal } from './types.js';

const MAKER: Principal = { person: 'mia', roles: ['maker'] };
const OTHER: Principal = { person: 'otto', roles: ['maker'] };
const STRANGER: Principal = { person: 'sid', roles: ['stranger'] };

type Ear = { readonly status: number; readonly body: string; readonly headers: Record<string, unknown>; readonly heard: () => string; readonly until: (text: string) => Promise<string>; readonly ended: Promise<void>; readonly hangUp: () => void };

let host: TestHost;
let served: Served;
const ears: Ear[] = [];
beforeEach(async () => {
  host = await testHost({ manifest: toyManifest });
  served = await serve(host, toyParts);
});
afterEach(async () => {
  for (const ear of ears.splice(0)) ear.hangUp();
  await served.close();
});

/** Listens, and lets what was heard be waited for. */
const listen = async (as: Principal, { query = '', lastId, expiresIn, method = 'GET' }: { query?: string; lastId?: string; expiresIn?: number; method?: string } = {}): Promise<Ear> => {
  const token = await host.tokenOf(as, expiresIn);
  return new Promise((settle, fail) => {
    const call = request(`${served.url}/api/toys/v1/events${query}`, { method, headers: { authorization: `Bearer ${token}`, ...(lastId ? { 'last-event-id': lastId } : {}) } }, (response) => {
      let text = '';
      const waiting = new Set<() => void>();
      const ended = new Promise<void>((end) => response.once('close', () => end()));
      response.on('error', () => {});
      response.on('data', (part: Buffer) => {
        text += part.toString('utf8');
        for (const look of waiting) look();
      });
      const until = (wanted: string): Promise<string> =>
        new Promise((found) => {
          const look = () => {
            if (!text.includes(wanted)) return;
            waiting.delete(look);
            found(text);
          };
          waiting.add(look);
          look();
        });
      const ear = { status: response.statusCode ?? 0, headers: response.headers, heard: () => text, until, ended, hangUp: () => void call.destroy() };
      ears.push(ear as Ear);
      if (ear.status === 200 && method === 'GET') void until('\n\n').then(() => settle(ear as Ear));
      else void ended.then(() => settle({ ...ear, body: text }));
    });
    call.once('error', fail);
    call.on('error', () => {});
    call.end();
  });
};

const make = async (name = 'Teddy', as = MAKER): Promise<string> => (await served.call('POST', '/api/toys/v1/toys', { as, body: { name, fadesAt: '2026-04-01T00:00:00Z' } })).body.id as string;
const rename = (id: string, edition: number, name: string) => served.call('PUT', `/api/toys/v1/toys/${id}/name`, { as: MAKER, body: { name }, headers: { 'if-match': `"${edition}"` } });
const changed = (id: string) => `event: changed\ndata: {"stream":"toy-${id}","at":"2026-03-02T09:00:00.000Z"}\n`;

describe('given somebody who listens', () => {
  it('when something is committed, then they hear its stream, its instant and its place, and nothing that it says', async () => {
    const ear = await listen(OTHER);
    expect(ear.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(ear.heard()).toBe('retry: 5000\nid: toys/1/0\n\n');
    const id = await make('A covert name');
    expect(await ear.until('toys/1/1')).toBe(`retry: 5000\nid: toys/1/0\n\n${changed(id)}id: toys/1/1\n\n`);
  });

  it('when something ends that they may hear of, then it is said to have ended', async () => {
    const id = await make();
    const ear = await listen(OTHER);
    host.clock.set('2026-04-01T00:00:00.000Z');
    await served.service.runDue({ key: '', stream: `toy-${id}`, what: 'fade', at: '2026-04-01T00:00:00.000Z' });
    expect(await ear.until('toys/1/2')).toContain(`event: ended\ndata: {"stream":"toy-${id}","at":"2026-04-01T00:00:00.000Z"}\nid: toys/1/2\n\n`);
  });

  it('when they name streams, then they hear of those alone', async () => {
    const [first, second] = [await make(), await make()];
    const ear = await listen(OTHER, { query: `?stream=toy-${second},toy-aaaaaaaaaaaaaaaa` });
    await rename(first, 1, 'Bear');
    await rename(second, 1, 'Hare');
    expect(await ear.until('toys/1/4')).toBe(`retry: 5000\nid: toys/1/2\n\n${changed(second)}id: toys/1/4\n\n`);
  });

  it('when they may not know of it, then they hear nothing at all, as of what does not exist', async () => {
    const id = await make();
    const deaf = [await listen(STRANGER), await listen(STRANGER, { query: `?stream=toy-${id}` }), await listen(STRANGER, { query: '?stream=toy-aaaaaaaaaaaaaaaa' })];
    const ear = await listen(OTHER);
    await rename(id, 1, 'Bear');
    await ear.until('toys/1/2');
    await served.service.close(); // whatever was to be written is written by now
    for (const one of deaf) {
      await one.ended;
      expect(one.heard()).toBe('retry: 5000\nid: toys/1/1\n\n');
    }
  });

  it('when they come back with the last id, or with the place that an answer named, then they miss nothing and hear nothing twice', async () => {
    const ear = await listen(OTHER);
    const id = await make();
    await ear.until('toys/1/1');
    ear.hangUp();
    await rename(id, 1, 'Bear');
    const read = await served.call('GET', `/api/toys/v1/toys/${id}`, { as: OTHER });
    expect(read.headers.get('last-event-id')).toBe('toys/1/2');
    await rename(id, 2, 'Hare');
    const back = await listen(OTHER, { lastId: 'toys/1/1' });
    expect(await back.until('toys/1/3')).toBe(`retry: 5000\nid: toys/1/1\n\n${changed(id)}id: toys/1/2\n\n${changed(id)}id: toys/1/3\n\n`);
    const reader = await listen(OTHER, { lastId: 'toys/1/2' });
    await rename(id, 3, 'Owl');
    expect(await reader.until('toys/1/4')).toBe(`retry: 5000\nid: toys/1/2\n\n${changed(id)}id: toys/1/3\n\n${changed(id)}id: toys/1/4\n\n`);
  });

  it('when their last id is of another epoch of the log, then they are told that they missed something, and go on from now', async () => {
    const id = await make();
    const ear = await listen(OTHER, { lastId: 'toys/7/1' });
    await rename(id, 1, 'Bear');
    expect(await ear.until('toys/1/2')).toBe(`retry: 5000\nid: toys/1/1\n\nevent: missed\ndata: {"at":"2026-03-02T09:00:00.000Z"}\n\n${changed(id)}id: toys/1/2\n\n`);
  });

  it('when their token ends, or the service does, then so does the connection', async () => {
    const short = await listen(OTHER, { expiresIn: 2 });
    expect(short.status).toBe(200);
    await short.ended;
    const ear = await listen(OTHER);
    await served.service.close();
    await ear.ended;
    expect(ear.heard()).toBe('retry: 5000\nid: toys/1/0\n\n');
  });

  it('when they ask wrongly, then they are told how, and nothing stays open', async () => {
    expect((await served.call('GET', '/api/toys/v1/events')).status).toBe(401);
    expect((await served.call('GET', '/api/toys/v1/events?stream=No', { as: OTHER })).body).toMatchObject({ code: 'not-valid', errors: [{ pointer: '/query/stream' }] });
    expect((await served.call('GET', '/api/toys/v1/events?since=1', { as: OTHER })).body).toMatchObject({ errors: [{ pointer: '/query/since', rule: 'unknown-field' }] });
    expect((await served.call('GET', '/api/toys/v1/events', { as: OTHER, headers: { 'last-event-id': '12' } })).body).toMatchObject({ status: 400, code: 'last-event-id-malformed' });
    const head = await listen(OTHER, { method: 'HEAD' });
    expect([head.status, head.body]).toEqual([200, '']);
  });

  it('when one person listens too often, then they wait, others do not, and whoever hangs up makes room', async () => {
    const own: Ear[] = [];
    for (let nth = 0; nth < LISTENERS_PER_PERSON_MAX; nth++) own.push(await listen(OTHER));
    const refused = await listen(OTHER);
    expect([refused.status, refused.headers['retry-after'], JSON.parse(refused.body)]).toMatchObject([429, '15', { code: 'too-many-listeners' }]);
    expect((await listen(MAKER)).status).toBe(200);
    own[0]?.hangUp();
    for (let status = 429; status === 429; ) status = (await listen(OTHER)).status;
  });
});

describe('given a news desk', () => {
  const deskOf = (every?: number) => new NewsDesk({ news: { of: ({ meta }) => [meta.stream], mayHear: () => true }, ledger: served.service.ledger, clock: host.clock, log: host.log, ...(every ? { every } : {}) });
  const listening = { principal: OTHER, untilMs: Date.now() + 3_600_000 };
  /** A desk over a log that is nothing but its length: it grows by one when it is told to, by this process or by another, of which nobody is told. */
  const bare = async () => {
    let position = 0;
    let committed: (at: number) => void = () => {};
    const ledger = {
      log: 'toys/1', views: {}, tail: async () => undefined, health: async () => ({ ready: true, position }),
      onCommit: (listener: typeof committed) => ((committed = listener), () => {}),
      readAfter: async (after: number, limit: number) => Array.from({ length: Math.min(limit, position - after) }, (_, nth) => ({ position: after + nth + 1, events: [{ event: { type: 'ToyFaded' }, meta: { stream: 'toy-a', at: '' } }] })),
    };
    const desk = new NewsDesk({ news: { of: ({ meta }) => [meta.stream], mayHear: () => true }, ledger: ledger as never, clock: host.clock, log: host.log });
    await desk.open();
    return {
      desk,
      grows: (where: 'here' | 'elsewhere') => {
        position += 1;
        if (where === 'here') committed(position);
      },
      heardBy: () => {
        const heard: string[] = [];
        desk.listen(listening).lines.on('data', (part) => void heard.push(String(part)));
        return () => heard.join('');
      },
      turns: async () => {
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      },
    };
  };

  it('when nothing happens, then it says now and then that it lives, and how far it has followed', async () => {
    await make();
    const desk = deskOf(5);
    await desk.open();
    const text: string[] = [];
    for await (const part of desk.listen(listening).lines) {
      text.push(String(part));
      if (text.length === 2) break;
    }
    expect(text.join('')).toBe('retry: 5000\nid: toys/1/1\n\n: still here\nid: toys/1/1\n\n');
    await desk.close();
  });

  it('when a reader does not keep up, then they are cut off', async () => {
    const desk = deskOf();
    await desk.open();
    const listener = desk.listen(listening);
    const gone = new Promise<void>((end) => listener.lines.once('close', () => end()));
    const recorded = { event: { type: 'ToyFaded' }, meta: { id: 'toys/1/1/0', log: 'toys/1', position: 1, index: 0, stream: 'toy-a', streamId: 'a', version: 1, at: '', actor: null } };
    for (let position = 1; position <= WAITING_MAX + 1; position++) listener.offer({ position, at: '', about: [{ stream: 'toy-a', recorded, ends: false }] });
    await gone;
    await desk.close();
  });

  it('when something is committed at the very moment at which it has told all that there was, then that is told too, and not first when it looks again by itself', async () => {
    for (let moments = 0; moments < 40; moments++) {
      const { desk, grows, heardBy, turns } = await bare();
      const heard = heardBy();
      grows('here');
      for (let moment = 0; moment < moments; moment++) await undefined;
      grows('here');
      await turns();
      expect({ moments, heard: heard() }).toEqual({ moments, heard: expect.stringContaining('id: toys/1/2\n') });
      await desk.close();
    }
  });

  it('when it has told what another process wrote, then whoever reads now has seen that too, and is not told of it again', async () => {
    const { desk, grows, heardBy, turns } = await bare();
    const heard = heardBy();
    grows('elsewhere');
    desk.grown();
    await turns();
    expect(heard()).toContain('id: toys/1/1\n');
    expect(desk.place).toBe('toys/1/1');
    const later = heardBy();
    grows('elsewhere');
    desk.grown();
    await turns();
    expect(later()).toBe('retry: 5000\nid: toys/1/1\n\nevent: changed\ndata: {"stream":"toy-a","at":""}\nid: toys/1/2\n\n');
    await desk.close();
  });

  it('when somebody was away for very long, then nobody reads that far back for them', async () => {
    const ledger = Object.assign(Object.create(served.service.ledger) as typeof served.service.ledger, { tail: async () => ({ position: RESUME_COMMITS_MAX + 2, hash: '', at: '' }) });
    const desk = new NewsDesk({ news: { of: () => [], mayHear: () => true }, ledger, clock: host.clock, log: host.log });
    await desk.open();
    const said: string[] = [];
    for await (const part of desk.listen({ ...listening, lastId: 'toys/1/1' }).lines) {
      said.push(String(part));
      if (said.length === 2) break;
    }
    expect(said[1]).toContain('event: missed');
    await desk.close();
  });
});
