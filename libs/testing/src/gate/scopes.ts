import type { Act, Scope } from './scope.js';

const DAY = 86_400;
const END = 2 * DAY;
/** Runs beyond the last tick, so that what is renewed is in force when everything has settled. */
const LONG = 9 * DAY;

const ASSET = 'asset-x';
const PEOPLE = 'resource-y';

const ask = (permit: string, thing: string, window: readonly [number, number], under = 'a/c1'): Act => {
  const [authority = '', component = ''] = under.split('/');
  return { do: 'ask', permit, thing, authority, component, window };
};
const close = (permit: string, thing: string): Act => ({ do: 'close', permit, thing });
const cancel = (under = 'a/c1', decidedAt?: number): Act => {
  const [authority = '', component = ''] = under.split('/');
  return { do: 'cancel', authority, component, ...(decidedAt === undefined ? {} : { decidedAt }) };
};
const renew = (decidedAt?: number): Act => ({ do: 'renew', authority: 'a', component: 'c1', ...(decidedAt === undefined ? {} : { decidedAt }) });

export const SCOPES: readonly Scope[] = [
  {
    name: 'one life of an asset',
    clock: [0, 60, 120, END],
    authorities: { a: { until: 120, renewed: LONG } },
    things: [ASSET],
    acts: [ask('p1', ASSET, [0, 60]), close('p1', ASSET), cancel(), renew()],
  },
  {
    name: 'a cancelled asset and a dead letter',
    clock: [0, 60, 120, END],
    authorities: { a: { until: LONG, renewed: LONG } },
    things: [ASSET],
    ignored: ['window-ended'],
    poisons: 1,
    acts: [ask('p1', ASSET, [0, 120]), close('p1', ASSET), cancel()],
  },
  {
    name: 'a renewed asset and a dead letter',
    clock: [0, 60, 120, END],
    authorities: { a: { until: 60, renewed: LONG } },
    things: [ASSET],
    ignored: ['window-ended'],
    poisons: 1,
    acts: [ask('p1', ASSET, [0, 60]), renew(), cancel()],
  },
  {
    name: 'late renewal',
    clock: [0, 60, 120, END],
    authorities: { a: { until: 60, renewed: LONG } },
    things: [ASSET],
    ignored: ['window-ended'],
    acts: [ask('p1', ASSET, [0, 60]), close('p1', ASSET), renew(0), ask('p2', ASSET, [60, 600])],
  },
  {
    name: 'backdated cancel',
    clock: [0, 60, 120, END],
    authorities: { a: { until: 60, renewed: LONG } },
    things: [ASSET],
    ignored: ['window-ended'],
    acts: [ask('p1', ASSET, [0, 60]), close('p1', ASSET), cancel('a/c1', 0)],
  },
  {
    name: 'people',
    clock: [0, 60, 120, END],
    authorities: { a: { until: 120, renewed: LONG } },
    things: [PEOPLE],
    ignored: ['withdrawal-overdue'],
    acts: [ask('p1', PEOPLE, [0, 60]), ask('p2', PEOPLE, [0, 120]), close('p1', PEOPLE), cancel()],
  },
  {
    name: 'two operations, one asset',
    clock: [0, 60, END],
    authorities: { a: { until: LONG, renewed: LONG }, b: { until: LONG, renewed: LONG } },
    things: [ASSET],
    ignored: ['window-ended'],
    acts: [ask('p1', ASSET, [0, 60]), ask('p2', ASSET, [120, 180], 'b/c1'), close('p1', ASSET), cancel()],
  },
  {
    name: 'bookings',
    clock: [0, 60, END],
    authorities: { a: { until: LONG, renewed: LONG } },
    things: [ASSET],
    taskings: { t: 'a', u: 'b' },
    ignored: ['window-ended'],
    acts: [
      ask('p1', ASSET, [0, 120]), close('p1', ASSET), cancel(),
      { do: 'allocate', allocation: 'k1', thing: ASSET, tasking: 't', window: [60, 600] },
      { do: 'allocate', allocation: 'k2', thing: ASSET, tasking: 'u', window: [60, 600] },
      { do: 'give back', allocation: 'k1', tasking: 't' },
    ],
  },
  {
    name: 'two components',
    clock: [0, 60, END],
    authorities: { a: { until: LONG, renewed: LONG } },
    things: [ASSET, PEOPLE],
    ignored: ['window-ended', 'withdrawal-overdue'],
    acts: [ask('p1', ASSET, [0, 120]), ask('p2', PEOPLE, [0, 120], 'a/c2'), cancel()],
  },
  {
    name: 'crash',
    clock: [0, 60, 120, END],
    authorities: { a: { until: 120, renewed: LONG } },
    things: [ASSET],
    ignored: ['window-ended'],
    crashes: 1,
    acts: [ask('p1', ASSET, [0, 120]), close('p1', ASSET), cancel()],
  },
  {
    name: 'slow holder',
    clock: [0, 60, 120, END],
    authorities: { a: { until: 120, renewed: LONG } },
    things: [ASSET],
    ignored: ['window-ended'],
    behind: { 'asset-registry': 2 },
    acts: [ask('p1', ASSET, [0, 120]), close('p1', ASSET), cancel()],
  },
];
