import { setImmediate as turn } from 'node:timers/promises';
import type { RunningService } from '../types.js';
import { livenessOf, readinessOf } from './readiness.js';

const serviceOf = (ledger: object, health: () => Promise<object>, standsStill = false) => ({ ledger: { standsStill, health: async () => ledger }, health }) as unknown as RunningService;

describe('given a service whose probe asks', () => {
  it('when what waits takes for ever to find, then it is ready all the same, and is asked for it once at a time', async () => {
    let asked = 0;
    const ready = readinessOf(serviceOf({ ready: true }, () => ((asked += 1), new Promise<never>(() => {}))));
    expect([await ready(), await ready(), asked]).toEqual([{}, {}, 1]);
  });

  it('when there was something to look at, then the next answer says so; when that cannot be found any more, then the answer is the last', async () => {
    let health = async () => ({ notes: ['the broker does not answer'] }) as object;
    const ready = readinessOf(serviceOf({ ready: true }, () => health()));
    await ready();
    await turn();
    health = () => Promise.reject(new Error('away'));
    expect(await ready()).toEqual({ notes: ['the broker does not answer'] });
    await turn();
    expect(await ready()).toEqual({ notes: ['the broker does not answer'] });
  });

  it('when its ledger is not ready, then it is not, and says why', async () => {
    expect(await readinessOf(serviceOf({ ready: false, why: 'views stopped' }, async () => ({})))()).toEqual({ why: 'views stopped' });
  });
});

it.each([[true, false, undefined], [false, false, 'the consumers stand still'], [true, true, 'decisions stand still']])('given consumers that are alive: %s, and decisions that stand still: %s, then only a new process mends it: %s', (isAlive, standsStill, why) => {
  expect(livenessOf(serviceOf({}, async () => ({}), standsStill), { alive: () => isAlive })()).toBe(why);
});
