import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addressOf, createClient } from './client.js';

type Heard = { method?: string; url?: string; headers: IncomingMessage['headers']; body: string };
type Said = { status: number; headers?: Record<string, string>; body?: unknown };

let heard: Heard;
let says: Said;
let server: Server;
let baseUrl: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk))).on('end', () => {
      heard = { method: request.method, url: request.url, headers: request.headers, body };
      const { status, headers, body: said } = says;
      response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json', ...headers }).end(said === undefined ? '' : JSON.stringify(said));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

const client = () => createClient({ baseUrl, token: 'the-token' });

describe('given a client', () => {
  it('when it decides on something, then address, token, version and key go with it, and the answer comes with its version', async () => {
    says = { status: 200, headers: { etag: '"8"', location: '/there' }, body: { id: 'c1' } };
    const answer = await client().call('POST', '/api/x/v1/things', { body: { form: 'written' }, ifMatch: 7, key: 'the-same-key' });
    expect(heard).toMatchObject({ method: 'POST', url: '/api/x/v1/things', body: '{"form":"written"}', headers: { authorization: 'Bearer the-token', 'if-match': '"7"', 'idempotency-key': 'the-same-key', 'content-type': 'application/json' } });
    expect(answer).toEqual({ status: 200, ok: true, value: { id: 'c1' }, etag: 8, location: '/there', key: 'the-same-key' });
  });

  it('when it calls an operation by its name, then its parameters are in the address, escaped, and what is left out is not sent', async () => {
    says = { status: 200, body: { items: [] } };
    await client().notification.acknowledgeNotice({ params: { id: 'deadline-a/b.ahead' } });
    expect([heard.method, heard.url, heard.body]).toEqual(['POST', '/api/notification/v1/notices/deadline-a%2Fb.ahead/acknowledge', '{}']);
    await client().notification.listNotices({ query: { to: 'p. q', acknowledged: undefined } });
    expect([heard.method, heard.url, heard.body]).toEqual(['GET', '/api/notification/v1/notices?to=p.+q', '']);
    expect(heard.headers['idempotency-key']).toBeUndefined();
  });

  it('when it asks for lines, then their text is the answer', async () => {
    says = { status: 200, headers: { 'content-type': 'application/x-ndjson; charset=utf-8' }, body: { of: 2 } };
    expect(await client().call<string>('GET', '/api/x/v1/things', { lines: true })).toEqual({ status: 200, ok: true, value: '{"of":2}' });
    expect(heard.headers.accept).toBe('application/x-ndjson');
  });

  it('when each service has an address of its own, then each is called there', () => {
    expect(addressOf('http://cpmp-{service}:8080/', '/api/notification/v1/notices')).toBe('http://cpmp-notification:8080/api/notification/v1/notices');
    expect(addressOf(baseUrl, '/api/x/v1/things')).toBe(`${baseUrl}api/x/v1/things`);
  });

  it('when it makes two acts, then each has a key of its own, and says it', async () => {
    says = { status: 201, body: {} };
    const keys = [await client().call('POST', '/a', { body: {} }), await client().call('POST', '/a', { body: {} })].map(({ key }) => key);
    expect(new Set(keys).size).toBe(2);
    expect(heard.headers['idempotency-key']).toBe(keys[1]);
  });

  it('when it was given a maker of keys, then every act that brings none takes one from it, and a read takes none', async () => {
    says = { status: 200, body: {} };
    let made = 0;
    const counting = createClient({ baseUrl, newKey: () => `act-${(made += 1)}` });
    const keys = [];
    for (const method of ['POST', 'GET', 'PUT']) keys.push((await counting.call(method, '/a')).key);
    expect(keys).toEqual(['act-1', undefined, 'act-2']);
  });

  it('when a service says no, then the answer is its problem', async () => {
    const problem = { type: 'urn:cpmp:problem:rank-too-low', title: 'Rank too low', status: 409, code: 'rank-too-low', because: 'x', reference: 'r' };
    says = { status: 409, body: problem };
    expect(await client().call('GET', '/a')).toEqual({ status: 409, ok: false, problem });
    says = { status: 429, headers: { 'retry-after': '3' }, body: { ...problem, status: 429 } };
    expect(await client().call('GET', '/a')).toMatchObject({ ok: false, retryAfterSeconds: 3 });
  });

  it('when nobody answers, or what answers is not a service, then that is the answer too', async () => {
    says = { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>' };
    expect(await client().call('GET', '/a')).toMatchObject({ status: 502, ok: false, problem: { code: 'no-problem' } });
    const nobody = createClient({ baseUrl: 'http://127.0.0.1:1' });
    expect(await nobody.call('POST', '/a', { body: {}, key: 'k' })).toMatchObject({ status: 0, ok: false, key: 'k', problem: { code: 'unreachable' } });
  });
});
