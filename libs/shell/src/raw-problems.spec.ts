import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { answerUnreadable } from './raw-problems.js';

let server: Server;
beforeAll(async () => {
  server = createServer({ headersTimeout: 200, requestTimeout: 200, connectionsCheckingInterval: 50 }, (_, response) => response.end('read'));
  answerUnreadable(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterAll(() => new Promise((closed) => server.close(closed)));

/** Writes bytes to the server and answers what came back until it ended the connection. */
const said = (bytes: string): Promise<string> =>
  new Promise((settle) => {
    let heard = '';
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (part) => (heard += part.toString()));
    socket.on('close', () => settle(heard));
  });

describe('given what no router sees', () => {
  it.each([
    ['no HTTP at all', 'PRIVATE-WORDS\r\n\r\n', 400, 'malformed'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400, 'malformed'],
    ['headers without end', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'PRIVATE-WORDS'.repeat(2_000)}\r\n\r\n`, 431, 'headers-too-large'],
    ['a request that is never finished', 'GET / HTTP/1.1\r\nHost: a\r\n', 408, 'too-slow'],
    ['an expectation', 'GET / HTTP/1.1\r\nHost: a\r\nExpect: PRIVATE-WORDS\r\nConnection: close\r\n\r\n', 417, 'expectation-not-met'],
  ])('when %s comes, then it is a problem like every other and repeats nothing', async (_, bytes, status, code) => {
    const answer = await said(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [A-Z].*\r\n`));
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
    expect(JSON.parse(/{.*}/.exec(answer)?.[0] ?? '')).toEqual({ type: `urn:cpmp:problem:${code}`, title: expect.any(String), status, code, ...(code === 'malformed' ? { detail: expect.any(String) } : {}), reference: expect.any(String) });
    expect(answer).not.toContain('PRIVATE');
  });
});
