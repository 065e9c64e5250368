import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from './client.js';
import { patient } from './patient.js';

let server: Server;
let answers: number[];
let keys: (string | undefined)[];

beforeEach(async () => {
  keys = [];
  server = createServer((asked: IncomingMessage, answer) => {
    keys.push(asked.headers['idempotency-key'] as string | undefined);
    const status = answers.shift() ?? 200;
    if (status === 0) return void asked.socket.destroy();
    answer.writeHead(status, { 'content-type': 'application/json' }).end('{"id":"a"}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => void server.close());

const post = () => createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, fetch: patient }).call('POST', '/a', { body: {} });

describe('a client that has time', () => {
  it('given a service that is away, hangs up and has too much to do, then the same call is made with the same key until it is answered', async () => {
    answers = [503, 0, 429, 201];
    expect(await post()).toMatchObject({ ok: true, status: 201, value: { id: 'a' } });
    expect([keys.length, new Set(keys).size]).toEqual([4, 1]);
  });

  it('given a no, then it is the answer', async () => {
    answers = [409];
    expect(await post()).toMatchObject({ ok: false, status: 409 });
    expect(keys).toHaveLength(1);
  });
});
