import { connect } from 'node:net';
import { serve, type Served, testHost } from './testing/test-host.js';
import { toyManifest, toyParts } from './testing/toy.js';

let served: Served;
beforeAll(async () => {
  served = await serve(await testHost({ manifest: toyManifest }), toyParts);
});
afterAll(() => served.close());

/** Writes a request's first line as no client of HTTP would, and answers what came back. */
const said = (line: string): Promise<string> =>
  new Promise((settle) => {
    let heard = '';
    const { hostname, port, host } = new URL(served.url);
    const socket = connect(Number(port), hostname, () => socket.write(`${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`));
    socket.on('data', (part) => (heard += part.toString())).on('close', () => settle(heard));
  });

describe('given a request for what is no path', () => {
  it.each(['GET *', 'OPTIONS *', 'GET //toys', 'GET http://elsewhere/toys', 'GET /%ff', 'GET /api/toys/v1/toys/../../..', 'TRACE /', 'QUERY /api/toys/v1/toys'])('when it is for %s, then it is a problem like every other, and the service goes on', async (line) => {
    const answer = await said(line);
    expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
    expect((await served.call('GET', '/api/toys/v1/health')).status).toBe(200);
  });
});
