import fc from 'fast-check';
import { asKept } from './as-kept.js';

const values = fc.object({ withNullPrototype: false, values: [fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(undefined), fc.constant(-0), fc.date({ noInvalidDate: true }), fc.constant(new Map([[1, 2]])), fc.constant(Object.freeze({ a: 1, b: undefined })), fc.sparseArray(fc.integer(), { maxLength: 4 })], key: fc.oneof(fc.string(), fc.constantFrom('__proto__', '1', '0')) });

describe('a document as it is kept', () => {
  it('whatever it holds, is what JSON gives back', () => {
    fc.assert(
      fc.property(values, (doc) => {
        const [here, there] = [asKept(doc), JSON.parse(JSON.stringify(doc)) as object];
        expect(JSON.stringify(here)).toBe(JSON.stringify(there));
        expect(here).toEqual(there);
      }),
    );
  });

  it('given what it shares with one that was kept before, then that is the very same, and nobody can change it', () => {
    const before = asKept({ parts: [{ state: 'submitted' }, { state: 'in-force' }], by: undefined });
    const after = asKept({ ...before, parts: [...(before?.parts ?? []).slice(1), { state: 'expired' }] });
    expect(after?.parts[0]).toBe(before?.parts[1]);
    expect(() => Object.assign(after?.parts[0] as object, { state: 'cancelled' })).toThrow(TypeError);
  });

  it('given what JSON gives back as it is, then it is the very same, and nobody can change it', () => {
    const doc = { parts: [{ state: 'submitted', until: null }], words: 12 };
    expect(asKept(doc)).toBe(doc);
    expect([doc, doc.parts, doc.parts[0]].map(Object.isFrozen)).toEqual([true, true, true]);
  });

  it('given one that says nothing deep down, then each level is looked at once', () => {
    let looks = 0;
    const leaf = { get said() { looks += 1; return undefined; } };
    const deep = Array.from({ length: 20 }).reduce<object>((within) => ({ within }), leaf);
    expect(JSON.stringify(asKept(deep))).toBe(JSON.stringify(Array.from({ length: 20 }).reduce<object>((within) => ({ within }), {})));
    expect(looks).toBe(1);
  });
});
