import { readFileSync } from 'node:fs';
import { lineReader } from './lines.js';
import { loadBook } from './load.js';

/** Questions and answers as they were agreed with those who ask, one a line, each question followed by its answer. */
const lines = readFileSync(new URL('../cases/contract.ndjson', import.meta.url), 'utf8').trim().split('\n');
const pairs = lines.flatMap((ask, index) => (index % 2 === 0 ? [[JSON.parse(ask).component?.power ?? JSON.parse(ask).event, ask, JSON.parse(lines[index + 1] ?? '')] as const] : []));

describe('the agreed examples', () => {
  const read = lineReader(loadBook());

  it.each(pairs)('given the one on %s, when it is asked, then it is answered key by key as agreed', (_, ask, { clause, ...expected }) => {
    const answer = JSON.parse(read(ask, 1));
    expect(answer).toMatchObject(expected);
    expect(answer.clause ?? '').toContain(clause ?? '');
    expect(answer.clause === null).toBe(clause === null);
  });
});
