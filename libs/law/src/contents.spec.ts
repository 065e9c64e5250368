import { contents } from './contents.js';
import { loadBook, readPacks } from './load.js';

const book = loadBook();

describe('what the packs hold on a day', () => {
  it('given a day, then each power has its pack, since when its law stands so, and its section', () => {
    expect(contents(book, '2026-03-02').packs).toEqual(expect.arrayContaining([
      expect.objectContaining({ power: 'directed-surveillance', pack: book.powers.get('directed-surveillance')?.pack, from: '2010-04-06', clause: 'RIPA 2000 s.28', known: true }),
    ]));
  });

  it('given a day before the Act, or one whose law the packs do not know, then they say so', () => {
    expect(contents(book, '1996-01-01').packs).toEqual([]);
    expect(contents(book, '2001-01-01').packs.find(({ power }) => power === 'directed-surveillance')).toMatchObject({ known: false });
    expect(contents(book, '2026-03-02').packs.map(({ known }) => known)).not.toContain(false);
  });

  it('given what no lawyer has confirmed, then each point is there once, with its clause, whichever file it stands in', () => {
    const { packs, shared } = contents(book, '2026-03-02');
    const found = packs.find(({ power }) => power === 'directed-surveillance')?.unconfirmed ?? [];
    expect(found).toContainEqual({ what: 'The rank for directed surveillance that is likely to obtain confidential material', why: expect.stringContaining('Annex A'), clause: 'Covert surveillance code, Annex A' });
    expect(new Set(found.map(({ what }) => what)).size).toBe(found.length);
    expect(shared.map(({ what }) => what)).toContain('Bank holidays');
    const written = Object.values(readPacks()).join('\n').replaceAll(/\s+/g, ' ');
    for (const { what } of [...found, ...shared]) expect(written).toContain(what);
  });
});
