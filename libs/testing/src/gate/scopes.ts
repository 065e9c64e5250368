import type { Act, Scope, Span } from './scope.js';

const DAY = 86_400;
/** When everything settles: late enough for every daily question to have been asked. */
const END = 2 * DAY;
/** Runs beyond the end, so that what is not ended by somebody is in force when everything has settled. */
const LONG = { until: 9 * DAY, renewed: 10 * DAY };
const ends = (until: number) => ({ until, renewed: LONG.renewed });

const ASSET = 'asset-x';
const OPERATIVE = 'resource-y';

const part = (under: string) => ({ authority: under.slice(0, 1), component: under.slice(2) });
const ask = (permit: string, thing: string, window: Span, under = 'a/c1'): Act => ({ do: 'ask', permit, thing, ...part(under), window });
const close = (permit: string, thing: string): Act => ({ do: 'close', permit, thing });
const cancel = (under = 'a/c1'): Act => ({ do: 'cancel', ...part(under) });
const renew = (under = 'a/c1'): Act => ({ do: 'renew', ...part(under) });
/** Orally, at nine, and entered later. */
const early = { decidedAt: 0 };

export const SCOPES: readonly Scope[] = [
  {
    name: 'an asset, asked for, cancelled, renewed, recovered',
    clock: [0, 60, 90, 120, 180, END],
    authorities: { a: { c1: ends(120) } },
    things: [ASSET],
    acts: [ask('p1', ASSET, [0, 60]), close('p1', ASSET), cancel(), renew()],
  },
  {
    name: 'an asset and a dead letter on any road',
    clock: [0, 60, 120, 180, END],
    authorities: { a: { c1: ends(120) } },
    things: [ASSET],
    ignored: ['window-ended'],
    poisons: 1,
    acts: [ask('p1', ASSET, [0, 60]), close('p1', ASSET), cancel(), renew()],
  },
  {
    name: 'an operative and a dead letter on any road',
    clock: [0, 60, 120, END],
    authorities: { a: { c1: ends(60) } },
    things: [OPERATIVE],
    ignored: ['withdrawal-overdue'],
    poisons: 1,
    acts: [ask('p1', OPERATIVE, [0, 60]), close('p1', OPERATIVE), cancel(), renew()],
  },
  {
    name: 'an oral renewal and an oral cancellation, entered late',
    clock: [0, 60, 120, END],
    authorities: { a: { c1: ends(60) } },
    things: [ASSET],
    ignored: ['window-ended'],
    acts: [ask('p1', ASSET, [0, 60]), close('p1', ASSET), { ...renew(), ...early } as Act, { ...cancel(), ...early } as Act],
  },
  {
    name: 'an oral renewal entered late, and a new request',
    clock: [0, 60, 120, END],
    authorities: { a: { c1: ends(60) } },
    things: [ASSET],
    ignored: ['window-ended'],
    acts: [ask('p1', ASSET, [0, 60]), close('p1', ASSET), { ...renew(), ...early } as Act, ask('p2', ASSET, [60, 600])],
  },
  {
    name: 'a retry with a new key, asset',
    clock: [0, 60, 120, END],
    authorities: { a: { c1: LONG } },
    things: [ASSET],
    ignored: ['window-ended'],
    acts: [ask('p1', ASSET, [0, 600]), ask('p2', ASSET, [0, 600]), close('p1', ASSET), cancel()],
  },
  {
    name: 'a retry with a new key, operative',
    clock: [0, 60, 120, END],
    authorities: { a: { c1: LONG } },
    things: [OPERATIVE],
    ignored: ['window-ended', 'withdrawal-overdue'],
    acts: [ask('p1', OPERATIVE, [0, 600]), ask('p2', OPERATIVE, [0, 600]), close('p1', OPERATIVE), cancel()],
  },
  {
    name: 'two operations that want one asset',
    clock: [0, 60, END],
    authorities: { a: { c1: LONG }, b: { c1: LONG } },
    things: [ASSET],
    acts: [ask('p1', ASSET, [0, 60]), ask('p2', ASSET, [120, 180], 'b/c1'), close('p1', ASSET), close('p2', ASSET), cancel()],
  },
  {
    name: 'bookings',
    clock: [0, 60, 120, END],
    authorities: { a: { c1: LONG } },
    things: [ASSET],
    taskings: { t: 'a', u: 'b' },
    ignored: ['window-ended'],
    poisons: 1,
    poisonable: ['allocation', 'booking'],
    acts: [
      ask('p1', ASSET, [0, 120]), close('p1', ASSET), cancel(),
      { do: 'allocate', allocation: 'k1', thing: ASSET, tasking: 't', window: [60, 600] },
      { do: 'allocate', allocation: 'k2', thing: ASSET, tasking: 'u', window: [60, 600] },
      { do: 'give back', allocation: 'k1', tasking: 't' },
    ],
  },
  {
    name: 'custodian books',
    clock: [0, 60, 120, END],
    authorities: { a: { c1: LONG } },
    things: [ASSET],
    ignored: ['window-ended'],
    acts: [
      ask('p1', ASSET, [0, 120]), close('p1', ASSET), cancel(),
      { do: 'book', allocation: 'k3', thing: ASSET, operation: 'a', window: [60, 600] },
    ],
  },
  {
    name: 'two components, an asset and an operative, dead letter',
    clock: [0, 60, END],
    authorities: { a: { c1: LONG, c2: LONG } },
    things: [ASSET, OPERATIVE],
    ignored: ['window-ended', 'withdrawal-overdue'],
    poisons: 1,
    acts: [ask('p1', ASSET, [0, 120]), ask('p2', OPERATIVE, [0, 120], 'a/c2'), cancel()],
  },
  {
    name: 'two components, an asset and an operative',
    clock: [0, 60, 120, END],
    authorities: { a: { c1: ends(60), c2: LONG } },
    things: [ASSET, OPERATIVE],
    ignored: ['window-ended', 'withdrawal-overdue'],
    acts: [ask('p1', ASSET, [0, 60]), ask('p2', OPERATIVE, [0, 120], 'a/c2'), cancel(), renew()],
  },
  {
    name: 'crashes',
    clock: [0, 60, 120, END],
    authorities: { a: { c1: ends(120) } },
    things: [ASSET],
    ignored: ['window-ended'],
    crashes: 2,
    acts: [ask('p1', ASSET, [0, 120]), close('p1', ASSET), cancel(), renew()],
  },
  ...(['asset-registry', 'authorisation'] as const).map((service): Scope => ({
    name: `slow ${service}`,
    clock: [0, 60, 120, END],
    authorities: { a: { c1: ends(120) } },
    things: [ASSET],
    ignored: ['window-ended'],
    behind: { [service]: 2 },
    acts: [ask('p1', ASSET, [0, 120]), close('p1', ASSET), cancel(), renew()],
  })),
];
