import type { DeploymentAnswer } from '@cpmp/gate';
import { play } from './play.js';
import type { Scope } from './scope.js';
import type { AuthorityCell, ThingCell } from './streams.js';

/** Two requests for one asset under a component that runs for five minutes, and longer if it is renewed: in writing before its end, or orally at nine and entered later. */
const WORLD: Scope = {
  about: 'the races',
  clock: [0, 60, 120, 180, 300, 360, 2 * 86_400],
  authorities: { a: { c1: { until: 300, renewed: 9 * 86_400 } } },
  things: ['asset-x'],
  poisons: 1,
  acts: [
    { do: 'ask', permit: 'p1', thing: 'asset-x', authority: 'a', component: 'c1', window: [0, 300] },
    { do: 'ask', permit: 'p2', thing: 'asset-x', authority: 'a', component: 'c1', window: [0, 300] },
    { do: 'close', permit: 'p1', thing: 'asset-x' },
    { do: 'cancel', authority: 'a', component: 'c1' },
    { do: 'renew', authority: 'a', component: 'c1' },
    { do: 'renew', authority: 'a', component: 'c1', decidedAt: 0 },
  ],
};

/** Where a permit stands with the asset's holder, on the authority's stream, and with the inspector. */
const standing = (steps: readonly string[], id = 'p1') => {
  const streams = play(WORLD, steps);
  const asset = streams['asset-x'] as ThingCell;
  const authority = streams['authority-a'] as AuthorityCell;
  const { state, startedAt, endRead, recalledAt } = asset.state.calendar.deployments[id]?.answer ?? ({} as Partial<DeploymentAnswer>);
  const { gapSeconds, startedAfterEnd } = authority.permits['a/c1']?.permits[id] ?? {};
  const permit = authority.state.permits[id];
  return {
    state, startedAt, endRead, recalledAt, gapSeconds, startedAfterEnd,
    component: authority.state.components.c1?.state,
    open: permit !== undefined,
    answered: permit?.answered,
    error: permit?.errorSuspected,
    alarms: Object.keys(authority.remembered[id] ?? {}).filter((slot) => slot !== 'said'),
  };
};

const at = (time: string): string => `2026-03-02T09:${time}.000Z`;
const clock = (...times: readonly string[]): readonly string[] => times.map((time) => `09:${time}  is the time`);

const ASKED = ['Somebody asks for p1', 'authority reads the request for p1'];
const DEPLOYED = [...ASKED, 'asset reads that p1 is issued', 'authority reads the answer on p1'];
const CANCELLED = { how: 'cancelled', at: at('00:00') };
const EXPIRED = { how: 'expired', at: at('05:00') };

describe('a cancellation against a permit', () => {
  it('given a request on its way, when the cancellation comes first, then the permit is refused and nothing starts', () => {
    const after = standing(['Somebody asks for p1', 'An officer cancels', 'authority reads the request for p1', 'asset reads that p1 is refused']);
    expect(after).toMatchObject({ state: 'refused', startedAt: undefined, open: false });
  });

  it('given a permit on its way, when it is cancelled, then the holder starts, is recalled as it reads the end, and an error is suspected', () => {
    const started = [...ASKED, 'An officer cancels', 'asset reads that p1 is issued'];
    expect(standing(started)).toMatchObject({ state: 'deployed', startedAt: at('00:00'), component: 'cancelled' });
    const recalled = [...started, ...clock('01:00'), 'asset reads that p1 is ended', 'authority reads the answer on p1', 'authority reads the answer on p1'];
    expect(standing(recalled)).toMatchObject({ state: 'recall-ordered', endRead: CANCELLED, answered: true, error: true, gapSeconds: 60, startedAfterEnd: true });
  });

  it('given a permit on its way, when it is cancelled and a minute passes, then the holder does not start', () => {
    const after = standing([...ASKED, 'An officer cancels', ...clock('01:00'), 'asset reads that p1 is issued', 'authority reads the answer on p1']);
    expect(after).toMatchObject({ state: 'not-taken', startedAt: undefined, open: false });
  });

  it('given a permit that became a dead letter, when its end is read first, then it is not taken; nor when it is redriven', () => {
    const read = [...ASKED, 'An officer cancels', 'that p1 is issued (until 09:05:00) cannot be read', 'asset reads that p1 is ended'];
    expect(standing(read)).toMatchObject({ state: 'not-taken', endRead: CANCELLED });
    expect(standing([...read, 'from the dead letters'])).toMatchObject({ state: 'not-taken', startedAt: undefined });
  });
});

describe('a permit that comes after the holder’s time-out', () => {
  const LATE = ['Somebody asks for p1', ...clock('01:00', '02:00'), 'authority reads the request for p1: p1 is issued'];

  it.each([
    ['has lapsed', ['asset finds lapse of p1 due']],
    ['should have lapsed while the runner stood still', []],
  ])('given a request that %s, when the permit is read, then it is not taken, and the authority closes it', (_, lapsed) => {
    const after = standing([...LATE, ...lapsed, 'asset reads that p1 is issued', 'authority reads the answer on p1']);
    expect(after).toMatchObject({ state: 'not-taken', startedAt: undefined, open: false });
  });

  it('given a request whose lapse nobody has recorded, when somebody asks again, then the asset is free, and only the second request starts', () => {
    const again = [...LATE, 'Somebody asks for p2 to deploy asset-x under a/c1: p2 is asked for', 'authority reads the request for p2', 'asset reads that p1 is issued', 'asset reads that p2 is issued'];
    expect(standing(again)).toMatchObject({ state: 'not-taken' });
    expect(standing(again, 'p2')).toMatchObject({ state: 'deployed', startedAt: at('02:00') });
  });
});

describe('a renewal while a recall is under way', () => {
  const RENEWED = [...DEPLOYED, 'An officer renews a/c1: c1 is renewed', ...clock('01:00', '02:00', '03:00', '05:00'), 'asset finds recall of p1 due'];

  it('given an extension that is late, when the holder’s own clock has recalled the asset, then reading the extension withdraws the recall', () => {
    expect(standing(RENEWED)).toMatchObject({ state: 'recall-ordered', recalledAt: at('05:00'), endRead: undefined });
    expect(standing([...RENEWED, 'asset reads that p1 is extended'])).toMatchObject({ state: 'deployed', recalledAt: undefined, component: 'in-force' });
  });

  it('given a recall by the end that was read, when an extension comes out of the dead letters, then the recall stands', () => {
    const lost = [...DEPLOYED, 'An officer renews a/c1: c1 is renewed', 'that p1 is extended (until 11 March 09:00:00) cannot be read', 'An officer cancels', 'asset reads that p1 is ended'];
    expect(standing([...lost, 'from the dead letters'])).toMatchObject({ state: 'recall-ordered', endRead: CANCELLED });
  });

  it('given an oral renewal that is entered after the end, when the asset is recalled by its own clock, then the renewal extends nothing and the recall stands', () => {
    const late = [...DEPLOYED, ...clock('01:00', '02:00', '03:00', '05:00'), 'asset finds recall of p1 due', 'An officer renews a/c1, decided earlier', 'asset reads that p1 is ended'];
    expect(standing(late)).toMatchObject({ state: 'recall-ordered', endRead: EXPIRED, component: 'in-force' });
  });
});

describe('poison on the road of a recall', () => {
  const LOST = [...DEPLOYED, ...clock('01:00'), 'An officer cancels', 'that p1 is ended (until 09:05:00, cancelled at 09:01:00) cannot be read'];
  const REPEATED = [...LOST, ...clock('02:00'), 'authority finds permit of p1 due'];
  const END = { how: 'cancelled', at: at('01:00') };

  it('given an end that cannot be read, when nobody answers it for a minute, then it is an alarm, the whole state is said again, and that recalls the asset', () => {
    expect(standing(LOST)).toMatchObject({ state: 'deployed', answered: false, alarms: [] });
    expect(standing(REPEATED)).toMatchObject({ state: 'deployed', alarms: ['end-unanswered'] });
    const answered = [...REPEATED, 'asset reads that p1 is repeated', 'authority reads the answer on p1'];
    expect(standing(answered)).toMatchObject({ state: 'recall-ordered', endRead: END, answered: true, gapSeconds: 60 });
    expect(standing([...answered, 'from the dead letters'])).toMatchObject({ state: 'recall-ordered', recalledAt: at('02:00') });
  });

  it('given the answer that cannot be read, when it becomes a dead letter, then that is an alarm, and the repeat is answered', () => {
    const lost = [...DEPLOYED, ...clock('01:00'), 'An officer cancels', 'asset reads that p1 is ended', 'the answer on p1: recall-ordered (has read until 09:05:00, cancelled at 09:01:00) cannot be read'];
    expect(standing(lost)).toMatchObject({ answered: false, alarms: ['message-poisoned'] });
    const repeated = [...lost, ...clock('02:00'), 'authority finds permit of p1 due', 'asset reads that p1 is repeated', 'authority reads the answer on p1'];
    expect(standing(repeated)).toMatchObject({ answered: true, alarms: ['message-poisoned', 'end-unanswered'] });
  });
});

describe('an end while the runner stands still', () => {
  const PAST = [...DEPLOYED, ...clock('01:00', '02:00', '03:00', '05:00')];

  it('given an until that has passed and that nobody recorded, when somebody asks for a permit, then the end is recorded first and the permit is refused', () => {
    const asked = [...ASKED.slice(0, 1), ...clock('01:00', '02:00', '03:00', '05:00'), 'authority reads the request for p1: c1 expired at 09:05:00; p1 is refused (not-in-force)'];
    expect(standing(asked)).toMatchObject({ component: 'expired', open: false });
  });

  it('given the same, when the holder’s own clock comes, then it recalls without a message; when the end comes, it names it', () => {
    const recalled = [...PAST, 'asset finds recall of p1 due'];
    expect(standing(recalled)).toMatchObject({ state: 'recall-ordered', endRead: undefined, component: 'in-force' });
    const ended = [...recalled, 'authority finds expiry of c1 due', 'asset reads that p1 is ended'];
    expect(standing(ended)).toMatchObject({ state: 'recall-ordered', endRead: EXPIRED, recalledAt: at('05:00'), component: 'expired' });
  });

  it('given the same, when an answer is heard, then the end and the permit’s end are recorded before it', () => {
    const heard = [...ASKED, 'asset reads that p1 is issued', ...clock('01:00', '02:00', '03:00', '05:00'), 'authority reads the answer on p1'];
    expect(standing(heard)).toMatchObject({ component: 'expired', answered: false, error: false });
    expect(standing([...heard, 'asset reads that p1 is ended'])).toMatchObject({ state: 'recall-ordered', endRead: EXPIRED });
  });
});
