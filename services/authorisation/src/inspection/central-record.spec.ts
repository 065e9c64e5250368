import { recordsOf } from '@cpmp/law';
import { loadBook } from '@cpmp/law/load';
import { CENTRAL_ITEMS } from './central-record.js';

const POWERS = ['directed-surveillance', 'intrusive-surveillance', 'property-interference', 'chis', 'undercover', 'criminal-conduct'];

describe('the central record', () => {
  it('given any power, then the record can say every item that its pack wants held, and it wants some', () => {
    const book = loadBook();
    for (const power of POWERS) {
      const wanted = recordsOf(book, power, '2026-03-02T09:00:00.000Z').central.map(({ item }) => item);
      expect(wanted.length).toBeGreaterThan(5);
      expect(wanted.filter((item) => !CENTRAL_ITEMS.includes(item))).toEqual([]);
    }
  });
});
