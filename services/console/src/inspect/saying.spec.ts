import { caseIn, commitsOf, heading, linesOf, personsIn } from './saying.js';

const nameOf = (mention: string | { readonly person: string }): string => (mention === 'supt-okafor' ? 'Supt Ada Okafor' : typeof mention === 'string' ? mention : mention.person);
const lines = (value: unknown, field = 'x') => linesOf(value, field, nameOf);

describe('what the record says, in words', () => {
  it('given instants, days, names, persons and lengths of time, then each as people say it', () => {
    expect(lines('2026-03-02T10:30:00.000Z')).toEqual(['10:30 on Monday 2 March 2026']);
    expect(lines('2026-03-11')).toEqual(['Wednesday 11 March 2026']);
    expect(lines('directed-surveillance')).toEqual(['Directed surveillance']);
    expect(lines('supt-okafor', 'officer')).toEqual(['Supt Ada Okafor']);
    expect(lines('asset-pb', 'thing')).toEqual(['Asset-pb']);
    expect([3_600, 167_400, 0, 59].map((seconds) => lines(seconds, 'late-seconds')[0])).toEqual(['1 hour', '1 day 22 hours', 'no time', '59 seconds']);
    expect([true, false, null, []].map((value) => lines(value)[0])).toEqual(['Yes', 'No', 'Nothing on record', 'None']);
  });

  it('given a list of things with fields, then a line each; given a field, then its name in words', () => {
    expect(lines([{ at: '2026-03-02T10:30:00.000Z', officer: 'supt-okafor' }, { at: '2026-03-03T10:30:00.000Z', rank: null }])).toEqual(['At: 10:30 on Monday 2 March 2026; Officer: Supt Ada Okafor', 'At: 10:30 on Tuesday 3 March 2026']);
    expect(['late-seconds', 'seconds', 'usedDays', 'retrieval-basis'].map(heading)).toEqual(['Late', 'How long', 'Used days', 'Retrieval basis']);
  });

  it('given an answer, then the persons in it, the commits of its events, and the case of its path', () => {
    expect(personsIn({ officer: 'supt-okafor', told: ['dc-ahmed'], thing: 'asset-a', reviews: [{ by: 'ac-whitfield' }] })).toEqual(['supt-okafor', 'dc-ahmed', 'ac-whitfield']);
    expect(commitsOf(['authorisation/1/12/0', 'authorisation/1/12/1', 'authorisation/1/9/0'])).toEqual(['12', '9']);
    expect(caseIn('/api/authorisation/v1/authorisations/abcdefghijklmnop/components/c1')).toBe('abcdefghijklmnop');
  });
});
