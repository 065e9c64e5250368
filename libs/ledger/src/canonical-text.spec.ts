import fc from 'fast-check';
import { canonicalText } from './canonical.js';
import { plainLinksOf } from './canonical-text.js';

const body = { at: '2026-03-02T09:00:00.000Z', cause: 'http/1', log: 'specimen/1', position: 7, prev: 'a'.repeat(64), stream: 'journal-1', version: 3 };
const canonical = (more: object = {}): string => canonicalText({ ...body, actor: null, events: [{ type: 'Noted', n: -3, list: [1, [], {}, true, false, null, 'x'] }], ...more });

describe('given a body that is plain and canonical', () => {
  it('then its links are read from it', () => {
    expect(plainLinksOf(canonical())).toEqual(body);
    expect(plainLinksOf(canonical({ trace: '00-ab', fingerprint: 'f', events: [] }))).toEqual(body);
    expect(plainLinksOf(canonical({ events: [{ n: 1, 'n !': 2, 'n!': 3, na: 4, nab: 5 }] }))).toEqual(body);
  });

  it('when it is longer than any before, and when one is shorter than the one before, then its links are read from it', () => {
    expect(plainLinksOf(canonical({ events: ['x'.repeat(100_000)] }))).toEqual(body);
    expect(plainLinksOf(canonical({ events: [] }))).toEqual(body);
  });

  it('when any of its links is missing, or is of another kind, then nothing is said of it', () => {
    for (const name of Object.keys(body)) {
      expect(plainLinksOf(canonical({ [name]: undefined }))).toBeUndefined();
      expect(plainLinksOf(canonical({ [name]: [] }))).toBeUndefined();
      expect(plainLinksOf(canonical({ [name]: name === 'position' || name === 'version' ? '7' : 7 }))).toBeUndefined();
    }
  });
});

describe('given a body that is anything else', () => {
  const whole = canonical();
  it.each([
    ['a space', whole.replace(':7,', ': 7,')],
    ['names out of order', whole.replace('"n":-3,"type":"Noted"', '"type":"Noted","n":-3')],
    ['a name twice', whole.replace('"n":-3', '"n":-3,"n":-3')],
    ['a name behind one that it begins', whole.replace('"n":-3', '"na":-3,"n":-3')],
    ['a name behind one that goes on with less than a quote', whole.replace('"n":-3', '"n !":-3,"n":-3')],
    ['a leading zero', whole.replace(':7,', ':07,')],
    ['a zero below nothing', whole.replace('-3', '-0')],
    ['a fraction', whole.replace('-3', '-3.0')],
    ['an exponent', whole.replace('-3', '-3e0')],
    ['a plus', whole.replace('-3', '+3')],
    ['nothing but a minus', whole.replace('-3', '-')],
    ['an escape', whole.replace('Noted', 'N\\u006fted')],
    ['a control character', whole.replace('Noted', 'No\tted')],
    ['text beyond ASCII', whole.replace('Noted', 'Notéd')],
    ['text beyond one byte a character', whole.replace('Noted', 'No\u0142ed')],
    ['something behind it', `${whole} `],
    ['a second one', `${whole}${whole}`],
    ['a comma too many', whole.replace('[1,', '[1,,')],
    ['a comma at an end', whole.replace('"x"]', '"x",]')],
    ['a comma before a name', whole.replace('{"actor"', '{,"actor"')],
    ['a word that is none', whole.replace('true', 'treu')],
    ['an end that is missing', whole.slice(0, -1)],
    ['another bracket', whole.replace('[],', '[},')],
    ['a list', `[${whole}]`],
    ['a text', '"x"'],
    ['nothing', ''],
  ])('of %s nothing is said', (_, text) => {
    expect(text).not.toBe(whole);
    expect(plainLinksOf(text)).toBeUndefined();
  });

  it('whatever is done to a body, what is read from it is what its parsed form says, and its bytes are canonical', () => {
    const piece = fc.constantFrom('"', '{', '}', '[', ']', ',', ':', '0', '1', '-', ' ', 'null', 'true', '\\', '"a":1', '"events":[]', '.', 'e', '');
    const change = fc.record({ at: fc.nat(whole.length), cut: fc.nat(12), put: piece });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const text = changes.reduce((so, { at, cut, put }) => so.slice(0, at) + put + so.slice(at + cut), whole);
        const links = plainLinksOf(text);
        if (!links) return;
        const parsed = JSON.parse(text) as typeof body;
        expect(canonicalText(parsed)).toBe(text);
        expect(parsed).toMatchObject(links);
      }),
      { numRuns: 3_000 },
    );
  });
});
