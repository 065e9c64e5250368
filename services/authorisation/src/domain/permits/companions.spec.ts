import type { RuleAsks } from '@cpmp/law';
import { after, type AuthorityState, type Component, type Run } from '../index.js';
import { answerRequest, cancel, expire, grant, hearAnswer, repeatPermit, turnPermits } from '../index.js';
import { answer, END, granted, LAW, OFFICER, request, T, next, types, yes } from '../spec-case.js';

const POWER = 'intrusive-surveillance';
/** c2 of the spec's case is of another power, which what is deployed under c1 needs. */
const waiting: AuthorityState = { ...granted, components: { ...granted.components, c2: { ...(granted.components['c2'] as Component), power: POWER } } };
const NEEDS = { tactic: 'foot-surveillance', power: POWER, for: 'Listening', clause: 'RIPA 2000 s.26(3)', confirmed: true };
const lawOf = () => ({ asks: { companions: [NEEDS, { ...NEEDS, tactic: 'mobile-surveillance', power: 'chis' }] } as unknown as RuleAsks });
const GRANT = { component: 'c2', by: OFFICER, form: 'written' as const, statement: 'Needed.', reviewBy: T(500) };
const CANCEL = { component: 'c2', by: OFFICER, ceasedAt: T(60), told: [], reason: 'Done.', value: 'v', productDirection: 'Keep.' };
const issue = (state: AuthorityState, at = T(20)) => answerRequest(state, request(), at, lawOf);

const off = next(waiting, issue(waiting));
const on = next(off, grant(off, GRANT, T(30), LAW));
const stopped = next(on, cancel(on, CANCEL, T(60), LAW));
const switchedOf = (state: AuthorityState) => state.permits['p1']?.said.switched;

describe('a permit whose tactic needs another power', () => {
  it('given that power is not in force, when it is asked for, then it is issued switched off, with the power and its clause; nothing is refused', () => {
    expect(yes(issue(waiting))).toMatchObject([{ type: 'PermitIssued', said: { switched: { turn: 1, on: false, at: T(20), needs: [POWER] } }, companions: [{ power: POWER, clause: 'RIPA 2000 s.26(3)', confirmed: true }] }]);
  });

  it('given that power is in force, when it is asked for, then it is issued switched on; given a tactic that needs none, nothing is said of it', () => {
    const both = next(waiting, grant(waiting, GRANT, T(15), LAW));
    expect(switchedOf(next(both, issue(both)))).toMatchObject({ on: true });
    expect(switchedOf(next(both, answerRequest(both, request(), T(20))))).toBeUndefined();
  });

  it('when that power is granted, then it is switched on in the same commit', () => {
    expect(types(grant(off, GRANT, T(30), LAW))).toEqual(['AuthorityGranted', 'PermitSwitchedOn']);
    expect(switchedOf(on)).toMatchObject({ turn: 2, on: true, at: T(30) });
  });

  it('when that power is cancelled, then it is switched off in the same commit from that instant, goes on itself, and the officers are asked to review the whole case', () => {
    expect(types(cancel(on, CANCEL, T(60), LAW))).toEqual(['AuthorityCancelled', 'PermitSwitchedOff', 'CaseReviewPrompted']);
    expect([switchedOf(stopped), stopped.permits['p1']?.said.end]).toMatchObject([{ turn: 3, on: false, at: T(60) }, undefined]);
  });

  it('when that power was cancelled orally and it is entered later, then it is switched off from when it was decided', () => {
    expect(switchedOf(next(on, cancel(on, { ...CANCEL, decidedAt: T(50), ceasedAt: T(50) }, T(60), LAW)))).toMatchObject({ on: false, at: T(50) });
  });

  it('given something that is out, when the end of that power is entered later than an end may go unanswered, then an error of that part is suspected, once; the permit goes on, and its own end is looked at anew', () => {
    const out = next(on, hearAnswer(on, { answer: answer({ switchedRead: { turn: 2, on: true, at: T(30), needs: [POWER] } }) }, T(31)));
    const late = cancel(out, { ...CANCEL, decidedAt: T(50), ceasedAt: T(50) }, T(60), LAW);
    expect(yes(late).filter(({ type }) => type === 'ErrorSuspected')).toMatchObject([{ component: 'c2', permit: 'p1', startedAt: T(30), endedAt: T(50), cause: 'running-after-end' }]);
    const state = next(out, late);
    expect([turnPermits(state, T(70)), state.permits['p1']?.errorSuspected]).toEqual([[], false]);
    expect(types(cancel(state, { ...CANCEL, component: 'c1', decidedAt: T(80), ceasedAt: T(80) }, T(90), LAW))).toContain('ErrorSuspected');
  });

  it('given something that needed that power and was closed before its late end was entered, then an error of that part is suspected up to when it stopped; not of a moment, nor where another part has the power', () => {
    const run = (stoppedAt: string): Run => ({ permit: 'p7', component: 'c1', thing: 'asset-a', switched: { turn: 2, on: true, at: T(30), needs: [POWER] }, startedAt: T(21), stoppedAt, suspected: false });
    const late = (state: typeof on, closed: Run) => yes(cancel(state, { ...CANCEL, decidedAt: T(50), ceasedAt: T(50) }, T(60), { ...LAW, closed: [closed] })).filter(({ type }) => type === 'ErrorSuspected');
    expect(late(on, run(T(55)))).toMatchObject([{ component: 'c2', permit: 'p7', startedAt: T(30), endedAt: T(50), stoppedAt: T(55), cause: 'running-after-end' }]);
    expect([late(on, run(T(50))), late(on, run(T(50.5)))]).toEqual([[], []]);
    const c3: AuthorityState = { ...on, components: { ...on.components, c3: { ...(on.components['c2'] as Component), id: 'c3' } } };
    expect(late(c3, run(T(55)))).toEqual([]);
  });

  it('given something that never started, was recalled by then, or whose own permit had ended, or an end that is entered at once, then nothing is suspected', () => {
    const heard = (change: object) => next(on, hearAnswer(on, { answer: answer(change) }, T(40)));
    const over = next(heard({}), cancel(heard({}), { ...CANCEL, component: 'c1', ceasedAt: T(45) }, T(45), LAW));
    for (const state of [on, heard({ recalledAt: T(40) }), over]) expect(types(cancel(state, { ...CANCEL, decidedAt: T(50), ceasedAt: T(50) }, T(60), LAW))).not.toContain('ErrorSuspected');
    expect(types(cancel(heard({}), CANCEL, T(60), LAW))).not.toContain('ErrorSuspected');
  });

  it('when that power runs out, then it is switched off from its end, however late that is recorded', () => {
    const c2 = { ...(on.components['c2'] as Component), until: T(100) };
    const short = { ...on, components: { ...on.components, c2 } };
    expect(types(expire(short, 'c2', T(120)))).toEqual(['AuthorityExpired', 'CaseReviewPrompted', 'PermitSwitchedOff']);
    expect(switchedOf(next(short, expire(short, 'c2', T(120))))).toMatchObject({ on: false, at: T(100) });
  });

  it('when that power begins later, then it is switched on as it begins, and not before', () => {
    const later = after(off, yes(grant(off, GRANT, T(30), { ...LAW, evaluate: (ask) => ({ ...LAW.evaluate(ask), from: T(200) }) })));
    expect([switchedOf(later)?.on, turnPermits(later, T(199)), switchedOf(next(later, turnPermits(later, T(200))))?.on]).toEqual([false, [], true]);
  });

  it('given that it has ended, when the power comes into force, then it is not switched on', () => {
    const over = next(off, cancel(off, { ...CANCEL, component: 'c1', ceasedAt: T(25) }, T(25), LAW));
    expect(types(grant(over, GRANT, T(30), LAW))).toEqual(['AuthorityGranted']);
  });

  it('given an answer that does not name the turn, then it is said again, with one alarm; given one that does, then it is answered', () => {
    const heard = next(stopped, hearAnswer(stopped, { answer: answer({ switchedRead: { turn: 2, on: true, at: T(30), needs: [POWER] } }) }, T(60)));
    expect(types(repeatPermit(heard, 'p1', T(61)))).toEqual(['PermitRepeated', 'AlarmRaised']);
    const told = next(heard, repeatPermit(heard, 'p1', T(61)));
    expect(types(repeatPermit(told, 'p1', T(62)))).toEqual(['PermitRepeated']);
    const named = next(told, hearAnswer(told, { answer: answer({ untilRead: END, switchedRead: { turn: 3, on: false, at: T(60), needs: [POWER] } }) }, T(62)));
    expect(named.permits['p1']?.answered).toBe(true);
  });
});
