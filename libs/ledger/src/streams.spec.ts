import { journal } from './specimen.js';
import { openMemoryStores } from './sqlite/open.js';
import { Streams } from './streams.js';

const KEPT_MAX = 25_000;
const names = Array.from({ length: 3 * KEPT_MAX }, (_, n) => `journal-${n}`);

describe('given more streams than are kept', () => {
  const opened = () => {
    const { commits, keys } = openMemoryStores();
    const streams = new Streams([journal], commits, keys);
    for (const name of names) streams.keep(name, { state: name, version: 1 });
    return streams;
  };

  it('then nearly as many as may be are, those that came last, each as it was kept last, and never more', () => {
    const streams = opened();
    for (const name of names.slice(-0.95 * KEPT_MAX)) expect(streams.kept(name)).toEqual({ state: name, version: 1 });
    streams.keep(names.at(-1) as string, { state: 'moved', version: 2 });
    expect(streams.kept(names.at(-1) as string)).toEqual({ state: 'moved', version: 2 });
    expect(names.filter((name) => streams.kept(name)).length).toBeLessThanOrEqual(KEPT_MAX);
  });

  it('when what some keys closed is to be forgotten, then it is, whenever it was used, and nothing else', () => {
    const streams = opened();
    const kept = names.filter((name) => streams.kept(name));
    const [first, last] = [kept[0] as string, kept.at(-1) as string];
    streams.forget([`${first}/a`, `${last}/${last}`]);
    expect([streams.kept(first), streams.kept(last)]).toEqual([undefined, undefined]);
    expect(names.filter((name) => streams.kept(name))).toHaveLength(kept.length - 2);
  });
});
