import { openCases, VIEWS } from '../cases.js';
import { type Figure, median, ratio } from '../figure.js';
import { type Ground, IN_FLIGHT, inRounds, type Measure, perSecond } from '../ground.js';

const run = async ({ scale, folder }: Ground): Promise<readonly Figure[]> => {
  const { ledger, checked, grant, close } = await openCases(folder());
  const cases = Math.ceil(scale.operations / 4);
  try {
    const made = await perSecond(cases, IN_FLIGHT, async (n) => {
      await checked(`n${n}`);
      await grant(`n${n}`, 'c1');
    });
    const commits = (await ledger.tail())?.position ?? 0;
    const { rebuilt } = await inRounds(scale.rounds, async () => {
      const began = performance.now();
      for (const view of VIEWS) await ledger.rebuild(view);
      return { rebuilt: (commits / (performance.now() - began)) * 1000 };
    });
    return [
      { name: 'rebuild', value: 1e6 / median(rebuilt), unit: 'µs', better: 'lower' },
      { name: 'rebuild-over-writing', value: ratio(rebuilt, rebuilt.map(() => made * (commits / cases))), better: 'higher' },
    ];
  } finally {
    await close();
  }
};

/** All views of authorisation from nothing, a commit. */
export const rebuild: Measure = { name: 'rebuild', about: 'all views folded anew: microseconds a commit, and how much faster than the log was written', figures: ['rebuild', 'rebuild-over-writing'], run };
