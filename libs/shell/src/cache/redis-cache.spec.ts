import { randomBytes } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { redisCache } from './redis-cache.js';

/** Stands for a Redis that answers, and refuses every write for as long as `full`: as a real one does whose disk is full, or that has become a replica. */
const readOnlyAtFirst = async () => {
  const kept = new Set<string>();
  const state = { full: true };
  const sockets = new Set<Socket>();
  const answer = ([command = '', key = '']: readonly string[]): string => {
    switch (command.toLowerCase()) {
      case 'info': return '$9\r\nloading:0\r\n';
      case 'exists': return `:${Number(kept.has(key))}\r\n`;
      case 'set': return state.full ? '-MISCONF Redis is configured to save RDB snapshots\r\n' : (kept.add(key), '+OK\r\n');
      default: return '+OK\r\n';
    }
  };
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    let text = '';
    socket.on('error', () => {}).on('data', (part) => {
      text += part.toString('latin1');
      for (let whole = /^\*(\d+)\r\n/.exec(text); whole; whole = /^\*(\d+)\r\n/.exec(text)) {
        const words = text.slice(whole[0].length).split('\r\n');
        const count = Number(whole[1]);
        if (words.length <= 2 * count) return;
        text = words.slice(2 * count).join('\r\n');
        socket.write(answer(words.slice(0, 2 * count).filter((_, nth) => nth % 2 === 1)));
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  };
  return { url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`, state, close };
};

describe('given a Redis that answers but keeps nothing for a while', () => {
  it('when somebody signs out meanwhile, then the other processes know as soon as it keeps things again', async () => {
    const redis = await readOnlyAtFirst();
    const options = { url: redis.url, key: randomBytes(32), machine: () => Date.now() };
    const [one, other] = [redisCache(options), redisCache(options)];
    const began = Date.now();
    expect(await other.ended.has('session', began)).toBe(false);
    await one.ended.end('session', began + 600_000);
    redis.state.full = false;
    expect(await one.ended.has('another', began)).toBe(false);
    await wait(50);
    expect([await one.ended.has('session', began), await other.ended.has('session', began)]).toEqual([true, true]);
    for (const cache of [one, other]) await cache.close();
    await redis.close();
  });
});
