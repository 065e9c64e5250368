import type { EventMeta } from '@cpmp/ledger';
import { answerRequest, type AuthorityEvent, cancel, expire, hearAnswer } from '../domain/index.js';
import { answer, END, granted, LAW, next, OFFICER, request, T, yes } from '../domain/spec-case.js';
import { permits, type PermitsDoc } from './permits.view.js';

const meta = { streamId: 'x' } as EventMeta;
const folded = (events: readonly AuthorityEvent[]) =>
  events.reduce<PermitsDoc | undefined>((doc, event) => (permits.key(event, meta) === 'x/c1' ? permits.on['*']?.(doc, event, meta, 'x/c1') : doc), undefined);

describe('given a permit that ended with its component’s time, and a cancellation entered later that was decided before', () => {
  const asked = yes(answerRequest(granted, request(), T(20)));
  const issued = next(granted, asked);
  const expired = yes(expire(issued, 'c1', END));
  const ended = next(issued, expired);
  const CANCEL = { component: 'c1', by: OFFICER, decidedAt: T(20), ceasedAt: T(20), told: [], reason: 'Done.', value: 'None.', productDirection: 'Keep.' };
  const cancelled = yes(cancel(ended, CANCEL, T(1_100), LAW));
  const heard = yes(hearAnswer(next(ended, cancelled), { answer: answer({ startedAt: T(21), recalledAt: T(1_012), endRead: { how: 'expired', at: END } }) }, T(1_101)));

  it('when the start is heard of after the cancellation, then it counts as after the end, and the gap runs from there', () => {
    const doc = folded([...asked, ...expired, ...cancelled, ...heard]);
    expect(doc?.permits.p1).toMatchObject({ startedAfterEnd: true, gapSeconds: (1_012 - 20) * 60 });
    expect(doc?.doubts).toEqual(['suspected']);
  });

  it('when it was never cancelled, then the gap runs from the end of its time', () => {
    const doc = folded([...asked, ...expired, ...heard]);
    expect(doc?.permits.p1).toMatchObject({ startedAfterEnd: false, gapSeconds: 2 * 60 });
    expect(doc?.doubts).toEqual([]);
  });

  it('when it is out and no recall has followed, then the gap is in doubt until one has', () => {
    const out = answer({ startedAt: T(21), recalledAt: undefined });
    const doc = folded([...asked, ...yes(hearAnswer(issued, { answer: out }, T(22))), ...expired]);
    expect(doc?.doubts).toEqual(['gap']);
    expect(folded([...asked, ...expired, ...heard])?.doubts).toEqual([]);
  });
});

describe('given a permit that ended with its part, and an end of the part that it stands on entered later that was decided before', () => {
  it('then a start after that counts as after the end, and the gap runs from there, as with a cancellation of its own', () => {
    const asked = yes(answerRequest(granted, request(), T(20)));
    const ended = [...asked, ...yes(hearAnswer(next(granted, asked), { answer: answer({ startedAt: T(21) }) }, T(22))), ...yes(expire(next(granted, asked), 'c1', END))];
    const linked: AuthorityEvent = { type: 'LinkedAuthorityEnded', about: { reference: '', operationId: '', force: 'met', applicant: 'a' }, component: 'c1', linked: 'c2', how: 'cancelled', until: T(20), deadlines: {} };
    const doc = folded([...ended, linked]);
    expect(doc).toMatchObject({ doubts: ['suspected', 'gap'], permits: { p1: { startedAfterEnd: true } } });
  });
});
