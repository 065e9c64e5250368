import { rateLimitInProcess, type Rate } from './limits.js';
import { serve, testHost } from './testing/test-host.js';
import { toyManifest, toyParts } from './testing/toy.js';

const FEW: Rate = { burst: 2, perSecond: 1 };
const MANY: Rate = { burst: 1_000, perSecond: 1_000 };

describe('given a caller with a bucket of two', () => {
  it('when they call a third time, then they are told how long to wait, and after that they may again', () => {
    let nowMs = 0;
    const rate = rateLimitInProcess(() => nowMs, { person: FEW, address: MANY });
    expect([rate.take('person', 'a'), rate.take('person', 'a'), rate.take('person', 'a')]).toEqual([0, 0, 1]);
    expect(rate.take('person', 'b')).toBe(0);
    nowMs += 1_000;
    expect([rate.take('person', 'a'), rate.take('person', 'a')]).toEqual([0, 1]);
  });

  it('when they keep calling too often, then that does not make them wait longer', () => {
    let nowMs = 0;
    const rate = rateLimitInProcess(() => nowMs, { person: FEW, address: MANY });
    for (let n = 0; n < 50; n++) rate.take('person', 'a');
    nowMs += 1_000;
    expect(rate.take('person', 'a')).toBe(0);
  });
});

describe('given a machine whose clock is set back', () => {
  it('when somebody calls who was within their rate, then they are not kept out until the clock is where it was', () => {
    let nowMs = 3_600_000;
    const rate = rateLimitInProcess(() => nowMs, { person: FEW, address: MANY });
    expect(rate.take('person', 'a')).toBe(0);
    nowMs = 0;
    expect([rate.take('person', 'a'), rate.take('person', 'a')]).toEqual([0, 1]);
    nowMs += 1_000;
    expect(rate.take('person', 'a')).toBe(0);
  });
});

describe('given a service that allows two requests', () => {
  it.each([
    ['a person', { person: FEW, address: MANY }],
    ['an address', { person: MANY, address: FEW }],
  ])('when %s asks a third time, then 429 says when to come back', async (_, rates) => {
    const host = await testHost({ manifest: toyManifest });
    const served = await serve({ ...host, rate: rateLimitInProcess(() => 0, rates) }, toyParts);
    const ask = () => served.call('GET', '/api/toys/v1/toys', { as: { person: 'p', roles: [] } });
    const statuses = [(await ask()).status, (await ask()).status];
    const third = await ask();
    await served.close();
    expect(statuses).toEqual([200, 200]);
    expect([third.status, third.body.code, third.headers.get('retry-after')]).toEqual([429, 'too-many-requests', '1']);
  });
});
