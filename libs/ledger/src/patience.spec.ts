import { Unavailable } from './errors.js';
import { whenItAnswers } from './patience.js';

const away = new Unavailable('The store does not answer.');

describe('given a store that is away', () => {
  it('when it comes back, then what was asked of it is answered; when it does not, then that is said after the last try', async () => {
    let asked = 0;
    expect(await whenItAnswers(async () => (++asked < 3 ? Promise.reject(away) : asked), { everyMs: 1, tries: 3 })).toBe(3);
    asked = 0;
    await expect(whenItAnswers(() => (asked++, Promise.reject(away)), { everyMs: 1, tries: 2 })).rejects.toBe(away);
    expect(asked).toBe(2);
  });

  it('when something else is wrong, or nobody waits any more, then it is not tried again', async () => {
    let asked = 0;
    await expect(whenItAnswers(() => (asked++, Promise.reject(new TypeError('ours'))), { everyMs: 1 })).rejects.toThrow('ours');
    const stopping = new AbortController();
    const waiting = whenItAnswers(() => (asked++, Promise.reject(away)), { everyMs: 60_000, signal: stopping.signal });
    setImmediate(() => stopping.abort());
    await expect(waiting).rejects.toThrow('aborted');
    expect(asked).toBe(2);
  });
});
