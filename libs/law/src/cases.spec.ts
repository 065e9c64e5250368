import { caseReader, unmet } from './cases.js';
import { loadBook } from './load.js';
import { readCases } from './reading.js';

const told = readCases();
const read = caseReader(loadBook());

describe('the worked cases', () => {
  it.each(told.map((one) => [one.given, one.when, one.then, one] as const))('given %s, when %s, then %s', (_given, _when, _then, one) => {
    expect(one.answer ?? one.requires ?? one.records ?? one.research).toBeDefined();
    expect(unmet(one, read)).toEqual([]);
  });

  it('given all of them, then no two ask the same', () => {
    const asks = told.map(({ ask, answer, requires, records }) => JSON.stringify([ask, answer !== undefined, requires !== undefined, records !== undefined]));
    expect(asks.filter((ask, index) => asks.indexOf(ask) < index)).toEqual([]);
  });

  it('given any of them, when it is asked twice, then the answer is the same', () => {
    for (const { ask, answer } of told) if (answer) expect(read.answer(ask)).toEqual(read.answer(ask));
  });
});
