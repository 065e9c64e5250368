import { journal } from './specimen.js';
import { openMemoryStores } from './sqlite/open.js';
import { Streams } from './streams.js';

const KEPT_MAX = 25_000;
const names = Array.from({ length: 3 * KEPT_MAX }, (_, n) => `journal-${n}`);

describe('given more streams than are kept', () => {
  const opened = (met: readonly string[]) => {
    const { commits, keys } = openMemoryStores();
    const streams = new Streams([journal], commits, keys);
    for (const name of met) streams.keep(name, { state: name, version: 1 });
    return streams;
  };

  it.each([['one more', KEPT_MAX + 1], ['many more', names.length]])('when there is %s, then nearly as many as may be are kept, those that came last, each as it was kept last, and never more', (_, count) => {
    const met = names.slice(0, count);
    const last = met.at(-1) as string;
    const streams = opened(met);
    for (const name of met.slice(-0.95 * KEPT_MAX)) expect(streams.kept(name)).toEqual({ state: name, version: 1 });
    streams.keep(last, { state: 'moved', version: 2 });
    expect(streams.kept(last)).toEqual({ state: 'moved', version: 2 });
    expect(met.filter((name) => streams.kept(name)).length).toBeLessThanOrEqual(KEPT_MAX);
  });

  it('when what some keys closed is to be forgotten, then it is, whenever it was used, and nothing else', () => {
    const streams = opened(names);
    const kept = names.filter((name) => streams.kept(name));
    const [first, last] = [kept[0] as string, kept.at(-1) as string];
    streams.forget([`${first}/a`, `${last}/${last}`]);
    expect([streams.kept(first), streams.kept(last)]).toEqual([undefined, undefined]);
    expect(names.filter((name) => streams.kept(name))).toHaveLength(kept.length - 2);
  });
});
