import { lawPages } from './publish.js';
import { readCases } from './reading.js';

const pages = lawPages();
const html = (power: string): string => pages[`${power}.html`] ?? '';
const tags = (page: string): readonly string[] => [...page.matchAll(/<\/?([a-z][a-z0-9]*)[^>]*>/g)].map(([tag]) => tag);
const VOID = /^<(meta|!doctype)/;

describe('the pages of the law', () => {
  it('given the packs, when they are printed, then there is a page for each power, and one that leads to them', () => {
    expect(Object.keys(pages).toSorted()).toEqual(['chis.html', 'criminal-conduct.html', 'directed-surveillance.html', 'index.html', 'intrusive-surveillance.html', 'open-source-research.html', 'property-interference.html', 'undercover.html']);
    for (const [file] of Object.entries(pages)) if (file !== 'index.html') expect(pages['index.html']).toContain(`href="${file}"`);
  });

  it.each(Object.keys(pages))('given %s, then every tag is closed in order, and text stands in it escaped', (file) => {
    const open: string[] = [];
    for (const tag of tags(pages[file] ?? '').filter((one) => !VOID.test(one))) {
      const name = /^<\/?([a-z0-9]+)/.exec(tag)?.[1] ?? '';
      if (tag.startsWith('</')) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
    expect(pages[file]).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/);
  });

  it.each(Object.keys(pages))('given %s, then it has a language, a title, one main heading, headings that skip no level, and tables with captions and scopes', (file) => {
    const page = pages[file] ?? '';
    expect(page).toMatch(/^<!doctype html>\n<html lang="en-GB">/);
    expect(page).toMatch(/<title>[^<]+<\/title>/);
    const levels = [...page.matchAll(/<h(\d)>/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.filter((level, index) => index > 0 && level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
    expect([...page.matchAll(/<table>(?!<caption>)/g)]).toEqual([]);
    expect([...page.matchAll(/<th(?! scope=|ead)/g)]).toEqual([]);
    expect(page).not.toMatch(/<script|https?:|onclick/);
  });

  it('given a rule, when its page is read, then its clause, its days, its source, what is unconfirmed and its cases stand there', () => {
    const page = html('chis');
    for (const text of ['SI 2000/2793 art.6', 'from 6 November 2000 until 20 July 2018', 'since 20 July 2018', 'months: 4', 'The rank for a juvenile or vulnerable source: Annex A of the code has not been read', 'Given 1 July 2018, when a commander grants for a source of sixteen, then the period was one month. Allowed.']) expect(page).toContain(text);
    expect(html('undercover')).toContain('not ended before: 1 January 2014');
    expect(page).toMatch(/Pack sha256:[0-9a-f]{64}/);
    expect(html('criminal-conduct')).toContain('Refused: source authority missing, RIPA 2000 s.29B(3).');
  });

  it('given every case about a power, then it stands on one page at least', () => {
    const all = Object.values(pages).join('');
    const plain = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\'', '&#39;');
    const told = readCases().filter(({ ask }) => ask.component !== undefined);
    expect(told.filter(({ given, when, then }) => !all.includes(`Given ${plain(given)}, when ${plain(when)}, then ${plain(then)}.`)).map(({ given }) => given)).toEqual([]);
  });
});
