import { after, apply, authority, type AuthorityEvent, check, comment } from '../domain/index.js';
import { resubmit } from '../domain/decisions/resubmit.js';
import { APPLICANT, T, yes } from '../domain/spec-case.js';
import { annualReturn, countingLog } from './annual-return.js';
import { readLog } from './parts.js';
import { logOf } from './spec-log.js';

const DRAFT = {
  handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: 'On foot.' }], necessity: 'n', proportionality: 'p', collateral: 'c',
};

/** A log of one case of one part: a commissioner commented on it, it was returned, and it was sent again for another power. */
const told = (): readonly AuthorityEvent[] => {
  const applied = yes(apply(authority.initial, { operation: 'Copper Weir', operationId: 'op', applicant: APPLICANT, cleared: [], components: [DRAFT] }, T(0), {}));
  const commented = yes(comment(after(authority.initial, applied), { component: 'c1', commissioner: 'jc-farrow', act: 'grant', text: 'It looks into a dwelling.' }, T(10)));
  const state = after(authority.initial, [...applied, ...commented]);
  const returned = yes(check(state, { outcome: 'return', comment: 'It is intrusive.', by: { person: 'cab-lane' } }, T(20)));
  const again = yes(resubmit(after(state, returned), { operation: 'Copper Weir', cleared: [], components: [{ ...DRAFT, power: 'intrusive-surveillance' }] }, T(30)));
  return [...applied, ...commented, ...returned, ...again];
};

describe('the annual return', () => {
  it('given a part that was sent again for another power, then what was said of it before is counted once, of the power that it is of, in the record and in the log alike', async () => {
    const events = told();
    const counting = countingLog({ year: 2026 });
    const read = await readLog(logOf(events), events.length, counting.see);
    const { powers, differences } = annualReturn(read, { year: 2026 }, counting.counts(() => true));
    expect(differences).toEqual([]);
    expect(powers.map(({ power, counts }) => [power, counts.find(({ measure }) => measure === 'commented')])).toEqual([['intrusive-surveillance', { measure: 'commented', count: 1, log: 1 }]]);
  });
});
