import { get } from 'node:http';
import type { Answering } from '@cpmp/shell';
import { type Exposure, takePort } from './front-door.js';

const page: Answering = (_, response) => void response.end('a page');

const statusFor = async (exposure: Exposure | undefined, host: string): Promise<number | undefined> => {
  const door = await takePort(0, exposure);
  door.open({ api: new Map(), own: page, health: async () => ({ ready: true, services: [] }), pages: page });
  try {
    return await new Promise((resolve, reject) => get(door.url, { headers: { host } }, (answer) => resolve(answer.resume().statusCode)).on('error', reject));
  } finally {
    await door.close();
  }
};

describe('the front door', () => {
  it.each(['127.0.0.1', 'localhost:8080', 'LOCALHOST'])('given nobody said who may ask, when it is asked as %s, then it answers', async (host) => {
    expect(await statusFor(undefined, host)).toBe(200);
  });

  it('given nobody said who may ask, when a page elsewhere asks by its own name, then it is misdirected', async () => {
    expect(await statusFor(undefined, 'elsewhere.example')).toBe(421);
  });

  it('given names of its own, as in a cluster, then it answers to those and to no other', async () => {
    const exposure = { host: '127.0.0.1', names: ['cpmp-development'] };
    expect([await statusFor(exposure, 'cpmp-development:8080'), await statusFor(exposure, '127.0.0.1')]).toEqual([200, 421]);
  });
});
