import type { Act, Scope, Span } from './scope.js';

const DAY = 86_400;
/** When everything settles: late enough for every daily question to have been asked. */
const END = 2 * DAY;
/** Runs beyond the end, so that what nobody ends is in force when everything has settled. */
const LONG = { until: 9 * DAY, renewed: 10 * DAY };
const ends = (until: number) => ({ until, renewed: LONG.renewed });

const ASSET = 'asset-x';
const OPERATIVE = 'resource-y';

const part = (under: string) => ({ authority: under.slice(0, 1), component: under.slice(2) });
const ask = (permit: string, thing: string, window: Span, under = 'a/c1'): Act => ({ do: 'ask', permit, thing, ...part(under), window });
const move = (permit: string, of: string, window: Span, under = 'a/c1'): Act => ({ do: 'move', permit, of, thing: ASSET, ...part(under), window });
const close = (permit: string, thing: string): Act => ({ do: 'close', permit, thing });
/** `decidedAt`: orally at that second, and entered later. */
const cancel = (decidedAt?: number, under = 'a/c1'): Act => ({ do: 'cancel', ...part(under), ...(decidedAt === undefined ? {} : { decidedAt }) });
const renew = (decidedAt?: number, under = 'a/c1'): Act => ({ do: 'renew', ...part(under), ...(decidedAt === undefined ? {} : { decidedAt }) });
const allocate = (allocation: string, tasking: string, thing: string, window: Span): Act => ({ do: 'allocate', allocation, tasking, thing, window });

/** What only tells people, where a scope is not about it. */
const ONLY_TELLS = ['window-ended', 'withdrawal-overdue'] as const;

/**
 * The worlds that are looked at whole: every interleaving of their acts, messages, due items, faults and clock. In each, any message waits as long
 * as may be, and any process does what is due as late as may be; what each scope adds is said by its name.
 */
export const SCOPES = {
  life: {
    about: 'an asset: asked for, cancelled, renewed, expired, past its window, recovered',
    clock: [0, 60, 90, 120, 180, END],
    authorities: { a: { c1: ends(120) } },
    things: [ASSET],
    acts: [ask('p1', ASSET, [0, 90]), close('p1', ASSET), cancel(), renew()],
  },
  lost: {
    about: 'an asset, and two messages on any road that become dead letters one after the other, each redriven at any time or never',
    clock: [0, 60, 120, END],
    authorities: { a: { c1: ends(120) } },
    things: [ASSET],
    ignored: ONLY_TELLS,
    poisons: 2,
    acts: [ask('p1', ASSET, [0, 90]), close('p1', ASSET), cancel(), renew()],
  },
  operative: {
    about: 'an operative: asked for, ended, withdrawn, past the window; and a dead letter on any road',
    clock: [0, 60, 120, END],
    authorities: { a: { c1: ends(60) } },
    things: [OPERATIVE],
    ignored: ['withdrawal-overdue'],
    poisons: 1,
    acts: [ask('p1', OPERATIVE, [0, 60]), close('p1', OPERATIVE), cancel(), renew()],
  },
  oral: {
    about: 'an oral renewal and an oral cancellation that are entered late, before or after the end; and a dead letter on any road',
    clock: [0, 60, 120, END],
    authorities: { a: { c1: ends(60) } },
    things: [ASSET],
    ignored: ONLY_TELLS,
    poisons: 1,
    acts: [ask('p1', ASSET, [0, 60]), close('p1', ASSET), renew(0), cancel(0)],
  },
  renewedLate: {
    about: 'an oral renewal that is entered late, and a new request under the new period',
    clock: [0, 60, 120, END],
    authorities: { a: { c1: ends(60) } },
    things: [ASSET],
    ignored: ONLY_TELLS,
    acts: [ask('p1', ASSET, [0, 60]), close('p1', ASSET), renew(0), ask('p2', ASSET, [60, 600])],
  },
  retriedAsset: {
    about: 'a request for an asset, retried with a new key',
    clock: [0, 60, END],
    authorities: { a: { c1: LONG } },
    things: [ASSET],
    ignored: ONLY_TELLS,
    acts: [ask('p1', ASSET, [0, 600]), ask('p2', ASSET, [0, 600]), close('p1', ASSET), cancel()],
  },
  retriedOperative: {
    about: 'a request for an operative, retried with a new key; and a dead letter on any road',
    clock: [0, 60, END],
    authorities: { a: { c1: LONG } },
    things: [OPERATIVE],
    ignored: ONLY_TELLS,
    poisons: 1,
    acts: [ask('p1', OPERATIVE, [0, 600]), ask('p2', OPERATIVE, [0, 600]), close('p1', OPERATIVE), cancel()],
  },
  sharedAsset: {
    about: 'two operations that want one asset, one window after the other',
    clock: [0, 60, END],
    authorities: { a: { c1: LONG }, b: { c1: LONG } },
    things: [ASSET],
    acts: [ask('p1', ASSET, [0, 60]), ask('p2', ASSET, [120, 180], 'b/c1'), close('p1', ASSET), close('p2', ASSET), cancel()],
  },
  sharedOperative: {
    about: 'two operations that want one operative, one window after the other',
    clock: [0, 60, END],
    authorities: { a: { c1: LONG }, b: { c1: LONG } },
    things: [OPERATIVE],
    ignored: ONLY_TELLS,
    acts: [ask('p1', OPERATIVE, [0, 60]), ask('p2', OPERATIVE, [60, 180], 'b/c1'), close('p1', OPERATIVE), cancel()],
  },
  booked: {
    about: 'an asset that two operations’ taskings book, one giving it back, and one of them deploys; a dead letter on the road of bookings',
    clock: [0, 60, END],
    authorities: { a: { c1: LONG } },
    things: [ASSET],
    taskings: { t: 'a', u: 'b' },
    ignored: ONLY_TELLS,
    poisons: 1,
    poisonable: ['allocation', 'booking'],
    acts: [
      ask('p1', ASSET, [0, 120]), close('p1', ASSET), cancel(),
      allocate('k1', 't', ASSET, [60, 600]), allocate('k2', 'u', ASSET, [60, 600]), { do: 'give back', allocation: 'k1', tasking: 't' },
    ],
  },
  custodian: {
    about: 'an asset that its custodian has booked, for the operation that deploys it',
    clock: [0, 60, 120, END],
    authorities: { a: { c1: LONG } },
    things: [ASSET],
    ignored: ONLY_TELLS,
    acts: [ask('p1', ASSET, [0, 120]), close('p1', ASSET), cancel(), { do: 'book', allocation: 'k1', thing: ASSET, operation: 'a', window: [60, 600] }],
  },
  crashed: {
    about: 'a process that dies between an effect and noting it, so that a message is delivered twice',
    clock: [0, 60, 120, END],
    authorities: { a: { c1: ends(120) } },
    things: [ASSET],
    ignored: ONLY_TELLS,
    crashes: 1,
    acts: [ask('p1', ASSET, [0, 90]), close('p1', ASSET), cancel(), renew()],
  },
  slowAsset: {
    about: 'processes of authorisation and of the asset’s holder two seconds behind the clock, at any of their acts',
    clock: [0, 60, END],
    authorities: { a: { c1: ends(60) } },
    things: [ASSET],
    ignored: ONLY_TELLS,
    behind: { authorisation: 2, 'asset-registry': 2 },
    acts: [ask('p1', ASSET, [0, 60]), close('p1', ASSET), cancel(), renew()],
  },
  slowOperative: {
    about: 'processes of authorisation and of the operative’s holder two seconds behind the clock, at any of their acts',
    clock: [0, 60, END],
    authorities: { a: { c1: ends(60) } },
    things: [OPERATIVE],
    ignored: ONLY_TELLS,
    behind: { authorisation: 2, 'resource-allocation': 2 },
    acts: [ask('p1', OPERATIVE, [0, 60]), close('p1', OPERATIVE), cancel()],
  },
  companion: {
    about: 'an asset that needs another component to run, which is granted later, cancelled or runs out; and a dead letter on any road',
    clock: [0, 60, END],
    authorities: { a: { c1: { ...LONG, needs: 'c2' }, c2: { ...ends(60), later: true } } },
    things: [ASSET],
    ignored: ONLY_TELLS,
    poisons: 1,
    acts: [ask('p1', ASSET, [0, 120]), close('p1', ASSET), { do: 'grant', ...part('a/c2') }, cancel(undefined, 'a/c2')],
  },
  companionRenewed: {
    about: 'an asset whose companion component runs out and is renewed late, while its own may be cancelled; switched off by somebody',
    clock: [0, 60, END],
    authorities: { a: { c1: { ...LONG, needs: 'c2' }, c2: ends(60) } },
    things: [ASSET],
    ignored: ONLY_TELLS,
    acts: [ask('p1', ASSET, [0, 120]), close('p1', ASSET), { do: 'switch off', permit: 'p1', thing: ASSET }, cancel(), renew(0, 'a/c2')],
  },
  moved: {
    about: 'an asset that stays where it is and is moved under the new period of an oral renewal that is entered late; recovered at any time',
    clock: [0, 60, 120, END],
    authorities: { a: { c1: ends(60) } },
    things: [ASSET],
    ignored: ONLY_TELLS,
    acts: [ask('p1', ASSET, [0, 60]), renew(0), move('p2', 'p1', [60, 600]), close('p1', ASSET), close('p2', ASSET)],
  },
  movedLost: {
    about: 'an asset that is moved while its component runs on, or is cancelled; and a dead letter on any road',
    clock: [0, 60, END],
    authorities: { a: { c1: LONG } },
    things: [ASSET],
    ignored: ONLY_TELLS,
    poisons: 1,
    acts: [ask('p1', ASSET, [0, 600]), move('p2', 'p1', [0, 600]), close('p1', ASSET), cancel()],
  },
  everything: {
    about: 'an authority of two components, an asset and an operative under one each, a booking of another operation, and a dead letter on any road',
    clock: [0, 60, END],
    authorities: { a: { c1: LONG, c2: LONG } },
    things: [ASSET, OPERATIVE],
    ignored: ONLY_TELLS,
    poisons: 1,
    acts: [
      ask('p1', ASSET, [0, 120]), ask('p2', OPERATIVE, [0, 120], 'a/c2'), close('p1', ASSET), cancel(),
      { do: 'book', allocation: 'k1', thing: ASSET, operation: 'b', window: [60, 600] },
    ],
  },
} as const satisfies Record<string, Scope>;

/** The name of a scope. */
export type ScopeName = keyof typeof SCOPES;
