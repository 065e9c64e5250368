import fc from 'fast-check';
import { isRefusal } from '@cpmp/kernel';
import { accept, assess, close, type Matrix, reassess, risk, type Risk, type RiskEvent, scoreOf } from './risk.js';

const five = { 1: 'a', 2: 'b', 3: 'c', 4: 'd', 5: 'e' };
const matrix: Matrix = { likelihood: five, impact: five, appetite: 15, bands: [{ from: 1, name: 'low' }], acceptanceDaysMax: 183, decisionHoursMax: 24 };
const NOW = '2026-03-02T09:00:00.000Z';
const by = { person: 'ro-hale', now: NOW };
const assessment = { threat: 'The yard is watched.', controls: 'Two exits.', inherent: [4, 5] as const, residual: [3, 5] as const };
const given = (...events: readonly RiskEvent[]): Risk => events.reduce(risk.evolve, risk.initial);
const events = (decision: ReturnType<typeof assess>): readonly RiskEvent[] => {
  if (isRefusal(decision)) throw new Error(decision.refused);
  return decision;
};
const assessed = given(...events(assess(risk.initial, { ...assessment, about: 'asset-abc', force: 'met', owner: 'ro-hale' }, by, matrix)));

describe('a risk', () => {
  it('given nothing, when it is assessed, then it stands with its residual score and no acceptance', () => {
    expect(assessed.about).toBe('asset-abc');
    expect(assessed.acceptance).toBeNull();
    expect(scoreOf(assessed.assessment!.residual)).toBe(15);
  });

  it('given it was assessed, when the same command comes again, then it is already so', () => {
    expect(assess(assessed, { ...assessment, about: 'asset-abc', force: 'met' }, by, matrix)).toEqual([]);
  });

  it('given a score outside the matrix, then it is refused', () => {
    expect(assess(risk.initial, { ...assessment, residual: [6, 1], about: 'asset-abc', force: 'met' }, by, matrix)).toMatchObject({ refused: 'score-unknown' });
  });

  it('given controls that make it worse, then it is refused', () => {
    expect(assess(risk.initial, { ...assessment, residual: [5, 5], about: 'asset-abc', force: 'met' }, by, matrix)).toMatchObject({ refused: 'residual-above-inherent' });
  });

  it('given it was assessed, when its owner accepts it, then a risk-review is due when the acceptance ends', () => {
    const [accepted] = events(accept(assessed, { until: '2026-05-12T11:00:00.000Z' }, by, matrix));
    expect(accepted).toMatchObject({ type: 'RiskAccepted', accepted: 15, deadlines: { set: [{ what: 'risk-review', due: '2026-05-12T11:00:00.000Z', statutory: false }] } });
  });

  it('given it was assessed, when somebody else accepts it, then only its owner may', () => {
    expect(accept(assessed, { until: '2026-05-12T11:00:00.000Z' }, { ...by, person: 'ro-other' }, matrix)).toMatchObject({ refused: 'not-the-owner' });
  });

  it.each([NOW, '2027-03-02T09:00:00.000Z'])('given an acceptance until %s, then it is refused: it must end after now and within the longest time', (until) => {
    expect(accept(assessed, { until }, by, matrix)).toMatchObject({ refused: 'acceptance-too-long' });
  });

  it('given an acceptance of fifteen, when it is assessed at twenty, then the acceptance no longer holds, its review is discharged, and a decision is awaited', () => {
    const accepted = given(...events(assess(risk.initial, { ...assessment, about: 'asset-abc', force: 'met' }, by, matrix)), ...events(accept(assessed, { until: '2026-05-12T11:00:00.000Z' }, by, matrix)));
    const [event] = events(reassess(accepted, { ...assessment, residual: [4, 5] }, by, matrix));
    expect(event).toMatchObject({ stands: { residual: 20, acceptedUntil: null }, deadlines: { discharged: [{ id: accepted.review, how: 'superseded' }], set: [{ id: 'risk/risk-review/3', due: '2026-03-03T09:00:00.000Z' }] } });
    expect(risk.evolve(accepted, event!).acceptance).toBeNull();
  });

  it('given a risk that needs an acceptance and has none, when it is assessed, then its owner is soon to decide on it, whoever that is by then; once it is accepted, closed, or needs none, nobody waits', () => {
    const soon = '2026-03-03T09:00:00.000Z';
    const raised = (command: object) => events(assess(risk.initial, { ...assessment, about: 'asset-abc', force: 'met', ...command }, by, matrix));
    expect(raised({ owner: 'ro-hale' })).toMatchObject([{ deadlines: { set: [{ id: 'risk/risk-review/1', what: 'risk-review', due: soon, persons: ['ro-hale'] }] } }]);
    expect(raised({})[0]?.deadlines?.set?.[0]).not.toHaveProperty('persons');
    expect(raised({ residual: [2, 5] })[0]).not.toHaveProperty('deadlines');
    const again = (state: Risk, command: object) => events(reassess(state, { ...assessment, ...command }, { person: 'dc-ahmed', now: NOW }, matrix))[0]!;
    expect(again(assessed, { residual: [4, 5] })).not.toHaveProperty('deadlines');
    expect(again(assessed, { owner: 'ro-next' })).toMatchObject({ deadlines: { discharged: [{ id: 'risk/risk-review/1', how: 'superseded' }], set: [{ id: 'risk/risk-review/2', due: soon, persons: ['ro-next'] }] } });
    expect(again(assessed, { residual: [1, 5] }).deadlines).toEqual({ discharged: [{ id: 'risk/risk-review/1', at: NOW, how: 'superseded' }] });
    expect(events(accept(assessed, { until: '2026-05-12T11:00:00.000Z' }, by, matrix))).toMatchObject([{ deadlines: { discharged: [{ id: 'risk/risk-review/1', how: 'done' }] } }]);
    expect(events(close(assessed, { reason: 'Over.' }, by))).toMatchObject([{ deadlines: { discharged: [{ id: 'risk/risk-review/1', how: 'superseded' }] } }]);
    const lower = given(...raised({ residual: [2, 5] }));
    expect(again(lower, { residual: [3, 5] })).toMatchObject({ deadlines: { set: [{ due: soon }] } });
    expect(events(close(lower, { reason: 'Over.' }, by))[0]).not.toHaveProperty('deadlines');
  });

  it('given an acceptance, when another owner is named, then its review is theirs; once it has ended, the decision that is awaited is', () => {
    const accepted = given(...events(assess(risk.initial, { ...assessment, about: 'asset-abc', force: 'met', owner: 'ro-hale' }, by, matrix)), ...events(accept(assessed, { until: '2026-05-12T11:00:00.000Z' }, by, matrix)));
    const handed = (now: string, owner?: string) => events(reassess(accepted, { ...assessment, owner }, { person: 'dc-ahmed', now }, matrix))[0]!;
    const event = handed(NOW, 'ro-next');
    expect(event).toMatchObject({ stands: { acceptedUntil: '2026-05-12T11:00:00.000Z' }, deadlines: { discharged: [{ id: 'risk/risk-review/2', at: NOW, how: 'superseded' }], set: [{ id: 'risk/risk-review/3', due: '2026-05-12T11:00:00.000Z', persons: ['ro-next'] }] } });
    expect(events(close(risk.evolve(accepted, event), { reason: 'Over.' }, { person: 'ro-next', now: NOW }))).toMatchObject([{ deadlines: { discharged: [{ id: 'risk/risk-review/3' }] } }]);
    // Once the acceptance has ended it was told to who owned it then, and not to who owns it now.
    const over = '2026-05-12T11:00:00.000Z';
    expect(handed(over, 'ro-next')).toMatchObject({ deadlines: { discharged: [{ id: 'risk/risk-review/2' }], set: [{ id: 'risk/risk-review/3', due: '2026-05-13T11:00:00.000Z', persons: ['ro-next'] }] } });
    for (const each of [handed(NOW), handed(NOW, 'ro-hale'), handed(over)]) expect(each).not.toHaveProperty('deadlines');
  });

  it('given an acceptance, when its owner closes it, then its review falls away, it stands in nobody’s way, and it is neither assessed nor accepted again', () => {
    const accepted = given(...events(assess(risk.initial, { ...assessment, about: 'asset-abc', force: 'met', owner: 'ro-hale' }, by, matrix)), ...events(accept(assessed, { until: '2026-05-12T11:00:00.000Z' }, by, matrix)));
    expect(close(accepted, { reason: 'The case has ended.' }, { ...by, person: 'ro-other' })).toMatchObject({ refused: 'not-the-owner' });
    const [event] = events(close(accepted, { reason: 'The case has ended.' }, by));
    expect(event).toMatchObject({ type: 'RiskClosed', stands: { closed: true, acceptedUntil: null }, deadlines: { discharged: [{ id: accepted.review, how: 'superseded' }] } });
    const closed = risk.evolve(accepted, event!);
    expect(close(closed, { reason: 'Again.' }, by)).toEqual([]);
    expect(reassess(closed, assessment, by, matrix)).toMatchObject({ refused: 'risk-closed' });
    expect(accept(closed, { until: '2026-05-12T11:00:00.000Z' }, by, matrix)).toMatchObject({ refused: 'risk-closed' });
  });

  it('whatever is done, an acceptance that holds covers the residual score that stands', () => {
    const score = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
    const step = fc.oneof(fc.record({ do: fc.constant('reassess' as const), residual: score }), fc.constant({ do: 'accept' as const }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let state = given(...events(assess(risk.initial, { ...assessment, inherent: [5, 5], about: 'asset-abc', force: 'met' }, by, matrix)));
        for (const s of steps) {
          const decision = s.do === 'accept' ? accept(state, { until: '2026-04-01T00:00:00.000Z' }, by, matrix) : reassess(state, { ...assessment, inherent: [5, 5], residual: s.residual }, by, matrix);
          if (!isRefusal(decision)) state = decision.reduce(risk.evolve, state);
          expect(state.review !== null).toBe(state.acceptance !== null || scoreOf(state.assessment!.residual) >= matrix.appetite);
          if (state.acceptance) expect(scoreOf(state.assessment!.residual)).toBeLessThanOrEqual(state.acceptance.accepted);
        }
      }),
    );
  });
});
