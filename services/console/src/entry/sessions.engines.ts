import { randomBytes } from 'node:crypto';
import { type Cache, openCache } from '@cpmp/shell';
import { PlainBrowser } from './spec-browser.js';
import { type Force, passed, startForce } from './spec-force.js';

const KEY = randomBytes(32);
const LIMIT_MS = 60_000;
let caches: Cache[];
let force: Force;

beforeEach(async () => {
  caches = [await openCache({ REDIS_URL: process.env['REDIS_URL'] ?? '' }, KEY), await openCache({ REDIS_URL: process.env['REDIS_URL'] ?? '' }, KEY)];
  const rest = [...caches];
  force = await startForce({ shared: () => rest.shift() as Cache });
});
afterEach(async () => {
  await force.close();
  for (const cache of caches) await cache.close();
});

describe('sessions of two consoles over one Redis', () => {
  it('given somebody who signed in on one, then they go on on the other, their tokens are renewed for both, and signed out on one they are out on both', async () => {
    const [one, two] = [force.desk, await force.replace(force.provider.issuer)];
    const browser = new PlainBrowser();
    const notices = async (desk: typeof one) => (force.answerBy(desk), (await browser.go(`${force.url}/notices`)).h1);
    Object.assign(force.provider, { person: 'dc-long', seconds: 60 });
    force.answerBy(one);
    expect((await browser.go(`${force.url}/sign-in`, { to: '/notices' })).h1).toBe('Notices');
    force.provider.seconds = 600;
    const back = passed(40_000);
    try {
      expect([await notices(two), await notices(one)]).toEqual(['Notices', 'Notices']);
      expect(force.provider.asked.filter((path) => path === '/token').length).toBe(2);
    } finally {
      back();
    }
    const copied = new Map(browser.jar.get('127.0.0.1'));
    force.answerBy(two);
    await browser.go(`${force.url}/sign-out`, {}, /session\/end/);
    browser.jar.set('127.0.0.1', copied);
    expect([await notices(one), await notices(two)]).toEqual(['Sign in', 'Sign in']);
  }, LIMIT_MS);
});
