import { answerRequest, cancel, expire, hearAnswer, permitInStream, permitMessage, raiseAlarm, renew, repeatPermit } from '../index.js';
import { after } from '../authority.js';
import type { PermitIssued } from './events.js';
import { answer, applied, END, granted, LAW, no, OFFICER, request, T, next, types, yes } from '../spec-case.js';

const issued = next(granted, answerRequest(granted, request(), T(20)));
const started = next(issued, hearAnswer(issued, { answer: answer() }, T(21)));
const CANCEL = { component: 'c1', by: OFFICER, ceasedAt: T(60), told: ['rm-price'], reason: 'Arrests made.', value: 'Suppliers named.', productDirection: 'Keep the logs.' };
const RENEW = { component: 'c1', by: OFFICER, form: 'written' as const, statement: 'Still needed.', value: 'Suppliers named.' };
const refusalOf = (state: typeof granted, change: Parameters<typeof request>[0], at = T(20)) => {
  const [event] = yes(answerRequest(state, request(change), at)).filter(({ type }) => type === 'PermitRefused');
  return event?.type === 'PermitRefused' ? event.refusal.refused : 'issued';
};

describe('a permit is asked for', () => {
  it('given a component in force, when all is within it, then a permit is issued to be taken within 60 s', () => {
    const [event] = yes(answerRequest(granted, request(), T(20))) as [PermitIssued];
    expect(event.said).toMatchObject({ issuedAt: T(20), startBy: T(21), until: END, reference: 'MET-26-0001' });
  });

  it('given less than 60 s left, when a permit is issued, then it must be taken before the end', () => {
    const late = new Date(Date.parse(END) - 30_000).toISOString();
    const [event] = yes(answerRequest(granted, request({ window: { from: late, to: END } }), late)) as [PermitIssued];
    expect(event.said.startBy).toBe(END);
  });

  it.each([
    ['a component nobody granted', { component: 'c2', tactic: 'vehicle-tracker' }, 'not-in-force'],
    ['a component that is not there', { component: 'c9' }, 'not-in-force'],
    ['another tactic', { tactic: 'fixed-camera' }, 'tactic-not-authorised'],
    ['another subject', { target: { subject: 'subject-b' } }, 'target-not-authorised'],
    ['another vehicle', { target: { vehicle: 'XY70ZZZ' } }, 'target-not-authorised'],
    ['another place', { target: { place: 'flat-8' } }, 'target-not-authorised'],
    ['a window that ends after the authority', { window: { from: T(30), to: T(1_011) } }, 'window-outside-authority'],
    ['a window that begins before it', { window: { from: T(5), to: T(60) } }, 'window-outside-authority'],
    ['a refusal of the holder', { refusal: { refused: 'already-committed', because: 'It is out.' } }, 'already-committed'],
    ['both refusals', { tactic: 'fixed-camera', refusal: { refused: 'not-fit', because: 'No.' } }, 'tactic-not-authorised'],
    ['everything wrong', { component: 'c2', tactic: 'x', target: { place: 'y' } }, 'not-in-force'],
  ])('given %s, when a permit is asked for, then it is refused with the first rule that says no', (_, change, code) => {
    expect(refusalOf(granted, change)).toBe(code);
  });

  it('given a number written otherwise, when the vehicle is the same, then it is authorised', () => {
    expect(refusalOf(granted, { target: { vehicle: 'ab12 cde' } })).toBe('issued');
  });

  it('given a case that nobody applied for, when a permit is asked for, then it is refused and nothing is said of the case', () => {
    expect(refusalOf({ components: {}, permits: {} }, {})).toBe('not-in-force');
  });

  it('given an end that nobody recorded, when a permit is asked for, then the end is recorded first and the permit refused', () => {
    expect(types(answerRequest(started, request({ permit: 'p2' }), END))).toEqual(['AuthorityExpired', 'PermitEnded', 'PermitRefused']);
  });

  it('given a permit that was issued, when the same request comes by another road, then nothing happens', () => {
    expect(answerRequest(issued, request(), T(21))).toEqual([]);
  });

  it('given a part that was granted, when a permit is refused, then the grant’s clause is cited; given none, the section that would give the power', () => {
    const clauseOf = (change: Parameters<typeof request>[0]) => {
      const [event] = yes(answerRequest(granted, request(change), T(20), () => ({ clause: 'the section' })));
      return event?.type === 'PermitRefused' ? event.refusal.clause : undefined;
    };
    expect([clauseOf({ tactic: 'fixed-camera' }), clauseOf({ component: 'c2', tactic: 'vehicle-tracker' })]).toEqual(['RIPA 2000 s.28', 'the section']);
  });

  it('given a window that begins too early, when a permit is refused, then it says when it may begin', () => {
    const [event] = yes(answerRequest(granted, request({ window: { from: T(5), to: T(60) } }), T(20)));
    expect(event).toMatchObject({ refusal: { instead: expect.stringMatching(/^Begin the window at 09:10 on Monday 2 March 2026 or later/) } });
  });

  it('given a refusal, when it is read, then it says what is authorised and names no target', () => {
    const text = JSON.stringify(yes(answerRequest(granted, request({ target: { subject: 'subject-b' } }), T(20)))[0], ['refusal', 'because', 'instead']);
    expect(text).not.toMatch(/subject-[ab]|AB12CDE|flat-9/);
  });
});

describe('a permit ends with its component', () => {
  it('given an open permit, when the component is cancelled, then the permit ends in the same commit at the same instant', () => {
    const [, ended] = yes(cancel(started, CANCEL, T(65), LAW));
    expect(ended).toMatchObject({ type: 'PermitEnded', said: { permit: 'p1', end: { how: 'cancelled', at: T(65) } } });
  });

  it('given an open permit, when the component expires, then the permit ends at `until`, however late that is recorded', () => {
    const [, ended] = yes(expire(started, 'c1', T(5_000)));
    expect(ended).toMatchObject({ type: 'PermitEnded', said: { end: { how: 'expired', at: END } } });
    expect(expire(started, 'c1', new Date(Date.parse(END) - 1).toISOString())).toEqual([]);
  });

  it('given an oral cancellation entered later, when the start was at or after it, then an error is suspected in the same commit', () => {
    expect(types(cancel(started, { ...CANCEL, ceasedAt: T(15), decidedAt: T(15) }, T(65), LAW))).toEqual(['AuthorityCancelled', 'PermitEnded', 'ErrorSuspected']);
  });

  it('given an ended permit, when its component expires or is renewed late, then it is neither ended again nor revived', () => {
    const cancelled = next(started, cancel(started, CANCEL, T(65), LAW));
    expect(expire(cancelled, 'c1', T(5_000))).toEqual([]);
    expect(types(answerRequest(cancelled, request({ permit: 'p2' }), T(66)))).toEqual(['PermitRefused']);
  });
});

describe('a permit is extended by a renewal', () => {
  it('given an open permit, when the component is renewed before its end, then the permit is extended in the same commit', () => {
    const [, extended] = yes(renew(started, RENEW, T(1_000), LAW));
    expect(extended).toMatchObject({ type: 'PermitExtended', said: { until: T(2_010) } });
    expect(yes(renew(started, RENEW, T(1_000), LAW))[0]).toMatchObject({ contiguous: true });
  });

  it('given an oral renewal in time, when it is entered after the end, then the end is recorded first and no permit is extended', () => {
    const decision = renew(started, { ...RENEW, form: 'oral', urgent: 'Tonight.', decidedAt: T(1_000) }, T(1_100), LAW);
    expect(types(decision)).toEqual(['AuthorityExpired', 'PermitEnded', 'AuthorityRenewed']);
    expect(yes(decision).at(-1)).toMatchObject({ contiguous: false });
    const renewed = next(started, decision);
    expect(renewed.components.c1).toMatchObject({ state: 'in-force', until: T(2_010) });
    expect(renewed.permits.p1?.said.end).toEqual({ how: 'expired', at: END });
  });
});

describe('an answer is heard', () => {
  const ended = next(started, cancel(started, CANCEL, T(65), LAW));

  it('given an end, when the holder recalls by its own clock or only starts, then the end is not answered', () => {
    const heard = next(ended, hearAnswer(ended, { answer: answer({ state: 'recall-ordered', recalledAt: T(66), event: 'recalled' }) }, T(66)));
    expect(heard.permits.p1).toMatchObject({ answered: false, repeatAt: T(66) });
  });

  it('given an end, when the holder names it, then it is answered, and the permit stays until it is closed', () => {
    const heard = next(ended, hearAnswer(ended, { answer: answer({ state: 'recall-ordered', recalledAt: T(66), endRead: { how: 'cancelled', at: T(65) } }) }, T(66)));
    expect(heard.permits.p1).toMatchObject({ answered: true, repeatAt: T(66 + 24 * 60) });
    expect(next(heard, hearAnswer(heard, { answer: answer({ state: 'recovered', closedAt: T(70), endRead: { how: 'cancelled', at: T(65) } }) }, T(70))).permits).toEqual({});
  });

  it('given an older answer out of order, when it is heard, then what was read stays read', () => {
    const heard = next(ended, hearAnswer(ended, { answer: answer({ state: 'recall-ordered', endRead: { how: 'cancelled', at: T(65) } }) }, T(66)));
    expect(next(heard, hearAnswer(heard, { answer: answer() }, T(67))).permits.p1).toMatchObject({ answered: true, heard: { state: 'recall-ordered' } });
  });

  it('given a start after the end, when it is heard, then an error is suspected, once', () => {
    const early = next(issued, cancel(issued, { ...CANCEL, ceasedAt: T(20) }, T(20), LAW));
    const decision = hearAnswer(early, { answer: answer() }, T(21));
    expect(types(decision)).toEqual(['AnswerHeard', 'ErrorSuspected']);
    expect(types(hearAnswer(next(early, decision), { answer: answer({ state: 'recall-ordered', recalledAt: T(22) }) }, T(22)))).toEqual(['AnswerHeard']);
  });

  it('given a permit whose start was never heard, when only its closing is, then the error is suspected all the same', () => {
    const early = next(issued, cancel(issued, { ...CANCEL, ceasedAt: T(20) }, T(20), LAW));
    expect(types(hearAnswer(early, { answer: answer({ state: 'recovered', closedAt: T(30) }) }, T(30)))).toEqual(['AnswerHeard', 'ErrorSuspected']);
  });

  it('given a permit that left the state, when a late answer names a start after its end, then the stream is what knows it', () => {
    const early = cancel(issued, { ...CANCEL, ceasedAt: T(20) }, T(20), LAW);
    const closing = hearAnswer(next(issued, early), { answer: answer({ state: 'not-taken', startedAt: undefined }) }, T(30));
    const stream = [...yes(answerRequest(granted, request(), T(20))), ...yes(early), ...yes(closing)];
    const state = after(granted, stream);
    expect(state.permits).toEqual({});
    expect(types(hearAnswer(state, { answer: answer(), closed: permitInStream(stream, 'p1') }, T(31)))).toEqual(['ErrorSuspected']);
    expect(hearAnswer(state, { answer: answer({ startedAt: undefined }), closed: permitInStream(stream, 'p1') }, T(31))).toEqual([]);
  });

  it('given a permit that this authority never issued, when an answer comes, then it is refused and taken for poison', () => {
    expect(no(hearAnswer(applied, { answer: answer() }, T(31)))).toBe('unknown-permit');
  });
});

describe('a permit is said again', () => {
  it('given no answer for 60 s, when the clock comes, then the whole state is said again, and not before', () => {
    expect(repeatPermit(issued, 'p1', new Date(Date.parse(T(21)) - 1).toISOString())).toEqual([]);
    const [event] = yes(repeatPermit(issued, 'p1', T(21)));
    expect(event).toMatchObject({ type: 'PermitRepeated', repeatAt: T(22), said: { until: END, startBy: T(21) } });
    expect(event && 'said' in event && permitMessage('x', event)).toMatchObject({ kind: 'repeated', authorisation: 'x' });
  });

  it('given an answer, when a day has passed, then it is said again', () => {
    expect(repeatPermit(started, 'p1', T(22))).toEqual([]);
    expect(types(repeatPermit(next(granted, renewedLong()), 'p1', T(21 + 24 * 60)))).toEqual(['PermitRepeated']);
  });

  it('given an end without an answer for 60 s, when it is said again, then an alarm is raised, once', () => {
    const ended = next(started, cancel(started, CANCEL, T(65), LAW));
    const first = repeatPermit(ended, 'p1', T(66));
    expect(types(first)).toEqual(['PermitRepeated', 'AlarmRaised']);
    expect(types(repeatPermit(next(ended, first), 'p1', T(67)))).toEqual(['PermitRepeated']);
  });

  it('given a message that could not be read, when the end is not answered either, then that is an alarm all the same', () => {
    const poisoned = next(started, raiseAlarm(started, { permit: 'p1', component: 'c1' }));
    const ended = next(poisoned, cancel(poisoned, CANCEL, T(65), LAW));
    expect(types(repeatPermit(ended, 'p1', T(66)))).toEqual(['PermitRepeated', 'AlarmRaised']);
  });

  it('given a permit that is closed, when its time comes, then nothing is said', () => {
    expect(repeatPermit(granted, 'p1', T(100))).toEqual([]);
  });
});

/** A permit that is open and answered while its component runs for more than a day. */
const renewedLong = () => {
  const renewed = renew(granted, RENEW, T(15), LAW);
  const state = next(granted, renewed);
  const asked = answerRequest(state, request(), T(20));
  const heard = hearAnswer(next(state, asked), { answer: answer({ untilRead: T(2_010) }) }, T(21));
  return [...yes(renewed), ...yes(asked), ...yes(heard)];
};
