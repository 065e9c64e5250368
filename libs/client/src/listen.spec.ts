import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Heard, listen } from './listen.js';

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
let asked: IncomingMessage | undefined;
let answer: (response: ServerResponse) => void;
let server: Server;
let baseUrl: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked = request;
    answer(response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((closed) => server.close(closed));
});

const all = async (signal = new AbortController().signal): Promise<readonly Heard[]> => {
  const heard: Heard[] = [];
  for await (const one of listen({ baseUrl, token: 'the-token' }, { service: 'x', streams: ['a-1', 'b-2'], place: 'x/1/7', trace: TRACE, signal })) heard.push(one);
  return heard;
};

describe('given a service that tells its news', () => {
  it('when somebody listens, then it is told to whom and from where, and what it says is heard however it is cut', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('retry: 5000\nid: x/1/7\n\nevent: chan');
      setImmediate(() => response.end('ged\ndata: {"stream":"a-1","at":"2026-03-02T09:00:00.000Z"}\nid: x/1/8\n\n: still here\nid: x/1/9\n\nevent: ended\n'));
    };
    expect(await all()).toEqual([{ what: 'quiet', place: 'x/1/7' }, { what: 'changed', stream: 'a-1', at: '2026-03-02T09:00:00.000Z', place: 'x/1/8' }, { what: 'quiet', place: 'x/1/9' }]);
    expect(asked).toMatchObject({ url: '/api/x/v1/events?stream=a-1,b-2', headers: { authorization: 'Bearer the-token', 'last-event-id': 'x/1/7', traceparent: TRACE } });
  });

  it('when it refuses, breaks off or is hung up on, then it ends and nothing is thrown', async () => {
    answer = (response) => void response.writeHead(429).end('{}');
    expect(await all()).toEqual([]);
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': \n\n', () => response.destroy());
    };
    expect(await all()).toEqual([{ what: 'quiet' }]);
    const hangUp = new AbortController();
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': \n\n');
      setImmediate(() => hangUp.abort());
    };
    await all(hangUp.signal);
    expect(hangUp.signal.aborted).toBe(true);
  });
});
