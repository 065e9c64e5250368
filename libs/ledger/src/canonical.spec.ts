import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { SEAL_MARK } from '@cpmp/kernel';
import { asRead, canonicalBytes, canonicalText, deriveId, faultOf, hashOf, outsideFaultOf } from './canonical.js';

const canonical = (value: unknown): string => Buffer.from(canonicalBytes(value)).toString('utf8');

describe('canonical JSON', () => {
  it('given the sample of RFC 8785 §3.2.2 (without the number that is unsafe), then it is written as there', () => {
    const sample = JSON.parse('{"numbers":[333333333.33333329,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}');
    expect(canonical(sample)).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}');
  });

  it('given the names of RFC 8785 §3.2.3, then they are sorted as there', () => {
    const sample = { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh', '1': 'One', '\ud83d\ude00': 'Emoji: Grinning Face', '\u0080': 'Control', '\u00f6': 'Latin Small Letter O With Diaeresis' };
    expect([...canonical(sample).matchAll(/:"([^"]*)"/g)].map(([, name]) => name)).toEqual([
      'Carriage Return', 'One', 'Control', 'Latin Small Letter O With Diaeresis', 'Euro Sign', 'Emoji: Grinning Face', 'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it('given each character alone within plain text, then it is escaped where JSON escapes it, and nowhere else', () => {
    const texts = Array.from({ length: 0xffff }, (_, n) => `plain${String.fromCharCode(n + 1)}text`).filter((text) => text.isWellFormed());
    expect(texts.filter((text) => canonical(text) !== JSON.stringify(text))).toEqual([]);
  });

  it('whatever is written and read again, its bytes are the same', () => {
    const value = fc.jsonValue({ stringUnit: 'grapheme' });
    fc.assert(fc.property(value, (any) => faultOf(any) !== undefined || canonical(JSON.parse(canonical(any))) === canonical(any)));
  });

  it('whatever has a canonical form, it is the one that another implementation of RFC 8785 gives, and what is read as it will be is what is parsed from it', () => {
    const odd = fc.oneof(fc.constantFrom(undefined, -0, new Date(0), '__proto__', '"\\\n\u007f', '\ud83d\ude00'), fc.double(), fc.maxSafeInteger(), fc.string({ unit: 'binary' }));
    const name = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('10', '9', '__proto__', 'é', '\ufb33', '\ud83d\ude00', 'toString'));
    const any = fc.letrec<{ value: unknown }>((tie) => ({ value: fc.oneof({ maxDepth: 4 }, odd, fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(name, tie('value'), { maxKeys: 6 })) })).value;
    fc.assert(
      fc.property(any, (value) => {
        fc.pre(value !== undefined);
        if (faultOf(value)) {
          expect(() => canonicalBytes(value)).toThrow(expect.objectContaining({ name: 'IllFormed' }));
          expect(() => asRead(value)).toThrow(expect.objectContaining({ name: 'IllFormed' }));
          return;
        }
        expect(canonical(value)).toBe(canonicalize(value));
        expect(asRead(value)).toStrictEqual(JSON.parse(canonical(value)));
        const read = asRead(value);
        expect(JSON.stringify(read)).toBe(JSON.stringify(JSON.parse(canonical(value))));
        if (typeof read === 'object' && read !== null) expect(canonicalText({ read }, read)).toBe(canonicalText({ read: value }));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [{ a: ['\ud800'] }, '/a/0', 'ill-formed-text'],
    [{ 'a/~b': 'x\0' }, '/a~1~0b', 'nul-in-text'],
    [{ a: Number.NaN }, '/a', 'number-not-finite'],
    [{ a: Number.POSITIVE_INFINITY }, '/a', 'number-not-finite'],
    [{ a: 2 ** 53 }, '/a', 'number-not-safe'],
    [{ a: 10n }, '/a', 'not-json'],
    [{ '\udc00': 1 }, '', 'ill-formed-text'],
    [{ a: () => 1 }, '/a', 'not-json'],
  ])('given %p, then it has no canonical form, and where and why is said', (value, pointer, rule) => {
    expect(faultOf(value)).toEqual({ pointer, rule });
    expect(() => canonicalBytes(value)).toThrow(expect.objectContaining({ name: 'IllFormed', pointer, rule }));
  });

  it('given nesting without an end, then it is refused before the stack is', () => {
    const deep = (depth: number): unknown => (depth === 0 ? 1 : [deep(depth - 1)]);
    expect(faultOf(deep(64))).toBeUndefined();
    expect(faultOf(deep(65))?.rule).toBe('nested-too-deep');
    expect(canonical(deep(64))).toBe(`${'['.repeat(64)}1${']'.repeat(64)}`);
    expect(() => canonical(deep(65))).toThrow('nested-too-deep');
    expect(() => asRead(deep(65))).toThrow('nested-too-deep');
  });

  it('given text from outside that begins like a seal, then it is a fault there, and none inside', () => {
    const value = { notes: ['fine', `${SEAL_MARK}journal-1:Noted.text:AAAA`] };
    expect(outsideFaultOf(value)).toEqual({ pointer: '/notes/1', rule: 'text-like-a-seal' });
    expect(faultOf(value)).toBeUndefined();
  });

  it('given bytes, then their hash is SHA-256 (FIPS 180-2, “abc”), and an id comes from a cause and from nothing else', () => {
    expect(hashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(deriveId('http/1')).toMatch(/^[a-z2-7]{16}$/);
    expect(deriveId('http/1')).toBe(deriveId('http/1'));
    expect(deriveId('http/1')).not.toBe(deriveId('http/2'));
  });
});
