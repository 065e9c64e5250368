import { PART } from '../spec-api.js';
import type { Part } from './case-file.js';
import { commissionerActions } from './commissioner-acts.js';

const COMMISSIONER = { person: { roles: ['judicial-commissioner'] } } as never;
const ended = (how: 'quashed' | 'cancelled') => ({ act: 'grant', how, by: 'jc-farrow', at: '2026-03-03T09:00:00.000Z' });
const stepsOf = (part: object) => commissionerActions({ ...PART, granted: { by: 'ac-whitfield' }, approvals: [], declines: [], comments: [], appeals: [], ...part } as unknown as Part, COMMISSIONER).map(({ step }) => step);

describe('what a commissioner may do', () => {
  it.each([
    ['is in force', 'in-force', {}, true], ['a commissioner cancelled: it may be quashed later all the same', 'cancelled', { quashed: ended('cancelled') }, true], ['was quashed', 'quashed', { quashed: ended('quashed') }, false],
    ['ended with the part that was quashed', 'quashed', {}, false],
  ])('given a part that %s, then its page leads to the end of it as the API allows', (_, state, more, led) => {
    expect(stepsOf({ state, ...more }).includes('quash')).toBe(led);
  });
});
