import fc from 'fast-check';
import { PlaceTable } from './place-table.js';

it('given keys that are alike, and many, then every position of each is found, and none of another', () => {
  const entries = fc.array(fc.record({ key: fc.oneof(fc.constantFrom(0, 7, 1_024, 4_294_967_296), fc.maxSafeNat()), position: fc.integer({ min: 1, max: 4_294_967_295 }) }), { maxLength: 3_000, size: 'max' });
  fc.assert(
    fc.property(entries, (all) => {
      const table = new PlaceTable();
      for (const { key, position } of all) table.add(key, position);
      for (const { key, position } of all) {
        const seen: number[] = [];
        expect(table.find(key, (at) => (at === position ? at : void seen.push(at)))).toBe(position);
        expect(all.some((one) => one.key === key && seen.includes(one.position)) || seen.length === 0).toBe(true);
      }
      expect(table.find(-1, (at) => at)).toBeUndefined();
    }),
    { numRuns: 20 },
  );
});
