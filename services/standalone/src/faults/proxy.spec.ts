import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { TcpProxy } from './proxy.js';

const BODY = 'x'.repeat(300_000);
let server: Server;
let proxy: TcpProxy;
let heard: () => void;

const get = async (path = '/'): Promise<string> => {
  const asked = request({ host: '127.0.0.1', port: proxy.port, path, agent: false }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const piece of answer) text += String(piece);
  return text;
};

describe('a line that can be cut and slowed', () => {
  beforeEach(async () => {
    server = createServer((asked, answer) => {
      if (asked.url === '/never') return heard();
      answer.end(BODY);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await TcpProxy.to((server.address() as AddressInfo).port);
  });
  afterEach(async () => {
    await proxy.close();
    server.closeAllConnections();
    server.close();
  });

  it('given a whole line, or a slow one, then what is asked is answered to the last byte', async () => {
    expect(await get()).toBe(BODY);
    proxy.slow(5);
    expect(await get()).toBe(BODY);
  });

  it('given a call under way, when the line is cut, then the call fails and so does the next, until it is mended', async () => {
    const arrived = new Promise<void>((resolve) => (heard = resolve));
    const asked = get('/never').then(() => 'answered', () => 'lost');
    await arrived;
    proxy.cut();
    expect(await asked).toBe('lost');
    await expect(get()).rejects.toThrow();
    proxy.mend();
    expect(await get()).toBe(BODY);
  });

  it('given nobody at the other end, then the caller hears so', async () => {
    server.close();
    await once(server, 'close');
    await expect(get()).rejects.toThrow();
  });
});
