import { appeal, dueByWhat, lapseAppeal, type Law, orderToDestroy, quash } from '../index.js';
import { granted, LAW, next, no, OFFICER, T, yes } from '../spec-case.js';

const UNTIL = T(9_000);
const QUASHES: Law = { ...LAW, evaluate: (ask) => ({ ...LAW.evaluate({ ...ask, event: 'cancel', 'ceased-at': 'x', 'product-direction': 'x' } as never), refusal: undefined, allowed: true, state: 'quashed', commissioner: 'none', deadlines: { appeal: UNTIL } }) };
const c1 = (state: typeof granted) => state.components.c1 ?? (() => { throw new Error('no c1'); })();
const APPEAL = { component: 'c1', by: OFFICER, against: 'quash' as const, reason: 'It was urgent.' };

describe('the time for an appeal that nobody makes', () => {
  const quashed = next(granted, quash(granted, { component: 'c1', commissioner: 'jc-farrow', act: 'grant', how: 'quashed', reason: 'r', destroy: true, retrieve: false }, T(300), QUASHES));
  const [id = ''] = Object.entries(c1(quashed).standing).flatMap(([one, { what }]) => (what === 'appeal' ? [one] : []));

  it('given that it is over, when that falls due, then it is on record that it lapsed: nothing of it is due any more, and nobody was late', () => {
    expect(lapseAppeal(quashed, id, T(8_999))).toEqual([]);
    const events = lapseAppeal(quashed, id, T(9_001));
    expect(yes(events)).toMatchObject([{ type: 'AppealLapsed', component: 'c1', deadlines: { discharged: [{ id, at: UNTIL, how: 'superseded' }] } }]);
    const lapsed = next(quashed, events);
    expect([dueByWhat(c1(lapsed)).appeal, lapseAppeal(lapsed, id, T(9_002)), c1(lapsed).state, c1(lapsed).edition]).toEqual([undefined, [], 'quashed', c1(quashed).edition]);
    expect(no(appeal(lapsed, APPEAL, T(9_002)))).toBe('appeal-too-late');
  });

  it('given an order to destroy, then it stands from then on, whether or not that is on record; an appeal that was made lapses no more', () => {
    for (const state of [quashed, next(quashed, lapseAppeal(quashed, id, UNTIL))]) expect(orderToDestroy(c1(state), UNTIL)).toBe('ordered');
    expect(lapseAppeal(next(quashed, appeal(quashed, APPEAL, T(310))), id, T(9_001))).toEqual([]);
  });
});
