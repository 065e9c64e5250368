import { answerRequest, cancel, hearAnswer, permitMessage, repeatPermit } from '../index.js';
import { authority } from '../authority.js';
import { answer, applied, END, granted, LAW, next, no, OFFICER, request, T, types, yes } from '../spec-case.js';

const never = (state = applied, change: Parameters<typeof answer>[0] = {}) => hearAnswer(state, { answer: answer(change), closed: 'never-issued' }, T(40));

describe('a holder states what is out under a permit that this log lost', () => {
  it('given that it is only not in the state, then nothing is said before the stream was asked', () => {
    expect(no(hearAnswer(applied, { answer: answer() }, T(40)))).toBe('unknown-permit');
  });

  it('when it is out, then it is recorded as ended, its holder is told so, and a person hears of it', () => {
    expect(types(never())).toEqual(['UnknownPermitEnded', 'AnswerHeard', 'AlarmRaised']);
    const [ended, , alarm] = yes(never());
    expect(ended && 'said' in ended && permitMessage('x', ended)).toMatchObject({ kind: 'ended', permit: 'p1', thing: 'asset-a', end: { how: 'unknown', at: T(40) } });
    expect(alarm).toMatchObject({ cause: 'permit-lost', permit: 'p1', about: { force: 'met' } });
  });

  it('given that the whole case was lost, when it is out, then the same; the holder’s force is told', () => {
    expect(types(never(authority.initial))).toEqual(['UnknownPermitEnded', 'AnswerHeard', 'AlarmRaised']);
    expect(yes(never(authority.initial))[2]).toMatchObject({ about: { reference: '', force: 'met' } });
  });

  it('when nobody answers that end, then it is said again; when the recall is heard it is answered, and when it is closed it leaves the state', () => {
    const ended = next(applied, never());
    expect(types(repeatPermit(ended, 'p1', T(41)))).toContain('PermitRepeated');
    const end = { how: 'unknown' as const, at: T(40) };
    const recalled = next(ended, hearAnswer(ended, { answer: answer({ state: 'recall-ordered', recalledAt: T(41), endRead: end }) }, T(41)));
    expect(recalled.permits['p1']).toMatchObject({ answered: true });
    expect(next(recalled, hearAnswer(recalled, { answer: answer({ state: 'recovered', closedAt: T(50), endRead: end }) }, T(50))).permits).toEqual({});
  });

  it('when it is stated again, then nothing more is ended', () => {
    const ended = next(applied, never());
    expect(types(hearAnswer(ended, { answer: answer() }, T(42)))).not.toContain('UnknownPermitEnded');
  });

  it('when it is over already, then it is an alarm; when it never began, nothing', () => {
    expect(types(never(applied, { state: 'recovered', closedAt: T(30) }))).toEqual(['AlarmRaised']);
    expect(never(applied, { state: 'not-taken', startedAt: undefined })).toEqual([]);
  });
});

describe('a holder names an end that this log lost', () => {
  const out = next(next(granted, answerRequest(granted, request(), T(20))), hearAnswer(next(granted, answerRequest(granted, request(), T(20))), { answer: answer() }, T(21)));
  const end = { how: 'cancelled' as const, at: T(30) };
  const heard = hearAnswer(out, { answer: answer({ state: 'recall-ordered', recalledAt: T(30), endRead: end }) }, T(40));

  it('when it is heard, then it is recorded as the permit’s end, answered, with an alarm: a person enters the lost act again', () => {
    expect(types(heard)).toEqual(['PermitEnded', 'AlarmRaised', 'AnswerHeard']);
    expect(yes(heard)[1]).toMatchObject({ cause: 'end-lost' });
    expect(next(out, heard).permits['p1']).toMatchObject({ said: { end, until: END }, answered: true });
  });

  it('when that act is entered again, then the permit does not end twice, and no extension revives it', () => {
    const state = next(out, heard);
    expect(types(cancel(state, { component: 'c1', by: OFFICER, ceasedAt: T(45), told: [], reason: 'Entered again.', value: 'v', productDirection: 'Keep.' }, T(45), LAW))).not.toContain('PermitEnded');
  });

  it('given an end that the log knows, when the holder names it, then nothing but the answer is recorded', () => {
    const state = next(out, cancel(out, { component: 'c1', by: OFFICER, ceasedAt: T(45), told: [], reason: 'Done.', value: 'v', productDirection: 'Keep.' }, T(45), LAW));
    expect(types(hearAnswer(state, { answer: answer({ endRead: { how: 'cancelled', at: T(45) } }) }, T(46)))).toEqual(['AnswerHeard']);
  });
});
