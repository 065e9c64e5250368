import type { Scope } from './scope.js';

const DAY = 86_400;

const asset = { thing: 'asset-x', authority: 'a', component: 'c1' } as const;

export const SCOPES: readonly Scope[] = [
  {
    name: 'an asset',
    clock: [0, 60, 120, 180, 2 * DAY],
    authorities: { a: { until: 120, renewed: 9 * DAY } },
    things: ['asset-x'],
    ignored: ['window-ended'],
    acts: [
      { do: 'ask', permit: 'p1', ...asset, window: [0, 120] },
      { do: 'close', permit: 'p1', thing: 'asset-x' },
      { do: 'cancel', authority: 'a', component: 'c1' },
      { do: 'renew', authority: 'a', component: 'c1' },
    ],
  },
  {
    name: 'an asset with a dead letter',
    clock: [0, 60, 120, 180, 2 * DAY],
    authorities: { a: { until: 120, renewed: 9 * DAY } },
    things: ['asset-x'],
    ignored: ['window-ended'],
    poisons: 1,
    acts: [
      { do: 'ask', permit: 'p1', ...asset, window: [0, 120] },
      { do: 'close', permit: 'p1', thing: 'asset-x' },
      { do: 'cancel', authority: 'a', component: 'c1' },
      { do: 'renew', authority: 'a', component: 'c1' },
    ],
  },
];
