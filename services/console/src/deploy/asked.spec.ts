import type { Visit } from '../web/visit.js';
import { asked, begun } from './asked.js';

describe('a deployment that is to begin now', () => {
  it.each(['2026-06-04T16:05:30.000Z', '2026-10-25T00:30:30.000Z', '2026-10-25T01:30:30.000Z'])('given that no start was typed, when it is %s, then it starts with the next minute and nothing is asked', (now) => {
    const { from } = asked(begun({ typed: {}, now } as Visit));
    expect(from).toEqual({ instant: `${now.slice(0, 14)}${String(Number(now.slice(14, 16)) + 1).padStart(2, '0')}:00.000Z` });
  });
});
