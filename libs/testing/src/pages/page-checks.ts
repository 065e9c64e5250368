/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Looks at an open page for one kind of fault. What it finds is said in words; nothing is good. */
export type Check = (page: Page) => Promise<readonly string[]>;

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Every rule of axe. The back link alone is left out: GOV.UK places it outside the landmarks. */
export const rules: Check = async (page) => {
  const { violations } = await new AxeBuilder({ page }).exclude('.govuk-back-link').withTags(TAGS).analyze();
  return violations.map(({ id, nodes }) => `axe ${id} (${nodes.length}): ${nodes[0]?.html.slice(0, 160)}`);
};

/** One h1, one main, a language. */
export const shape: Check = (page) =>
  page.evaluate(() => {
    const found = { h1: document.querySelectorAll('h1').length, main: document.querySelectorAll('main').length, lang: document.documentElement.lang };
    return found.h1 === 1 && found.main === 1 && found.lang === 'en' ? [] : [`shape ${JSON.stringify(found)}`];
  });

/** A page's own text, before the browser touched it, has no inline style and no inline handler: the policy would stop them. */
export const inlineIn = (html: string): readonly string[] => (html.match(/<[^>]+\s(style|on[a-z]+)="[^>]*/gi) ?? []).map((found) => `inline ${found.slice(0, 120)}`);

/** No covert word where it may be read over a shoulder, kept or sent: title and address. */
export const covert = (words: RegExp): Check => async (page) => [await page.title(), page.url()].filter((text) => words.test(text)).map((text) => `covert text: ${text}`);

/** What is seen of a control begins its name, and controls of one name lead to one place: for those who say or list names. A hint or a message beside a field is told with it: for those who hear it. */
export const names: Check = (page) =>
  page.evaluate(() => {
    const flat = (text: string): string => text.trim().replace(/\s+/g, ' ');
    const ends = new Map<string, string>();
    const told = new Set([...document.querySelectorAll('[aria-describedby]')].flatMap((one) => (one.getAttribute('aria-describedby') ?? '').split(/\s+/)));
    const untold = [...document.querySelectorAll('.govuk-hint[id],.govuk-error-message[id]')].filter(({ id }) => !told.has(id)).map(({ id }) => `told with no field: ${id}`);
    return [...untold, ...[...document.querySelectorAll<HTMLAnchorElement | HTMLButtonElement>('a[href],button')].filter((one) => one.checkVisibility()).flatMap((one) => {
      const seen = flat([...one.childNodes].filter((node) => !(node as Element).classList?.contains('govuk-visually-hidden')).map((node) => node.textContent ?? '').join(''));
      const name = flat(one.getAttribute('aria-label') ?? one.textContent ?? '');
      const end = 'href' in one ? one.href : `${one.form?.action} ${one.value}`;
      const other = ends.get(name);
      ends.set(name, end);
      return [...(name.startsWith(seen) ? [] : [`label not in name: ${seen} / ${name}`]), ...(other !== undefined && other !== end ? [`same name, other end: ${name}`] : [])];
    })];
  });

/** Targets are 24 by 24 pixels, or stand in a sentence, or clear of their neighbours. */
export const targets: Check = (page) =>
  page.evaluate(() => {
    const all = [...document.querySelectorAll<HTMLElement>('a[href],button,input:not([type=hidden]),select,textarea,summary')].filter((one) => one.checkVisibility() && !one.closest('.govuk-skip-link'));
    const centre = (box: DOMRect): readonly [number, number] => [box.x + box.width / 2, box.y + box.height / 2];
    const isSmall = (box: DOMRect): boolean => box.width < 24 || box.height < 24;
    const isInline = (one: HTMLElement): boolean => one.tagName === 'A' && getComputedStyle(one).display === 'inline' && (one.parentElement?.textContent ?? '').trim().length > (one.textContent ?? '').trim().length + 2;
    const crowded = (one: HTMLElement): boolean => {
      const [x, y] = centre(one.getBoundingClientRect());
      return all.some((other) => {
        if (other === one) return false;
        const box = other.getBoundingClientRect();
        const [ox, oy] = centre(box);
        const apart = Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
        return apart < 12 || (isSmall(box) && Math.hypot(ox - x, oy - y) < 24);
      });
    };
    return all.filter((one) => isSmall(one.getBoundingClientRect()) && !isInline(one) && crowded(one)).map((one) => `small target ${one.outerHTML.slice(0, 90)}`);
  });

const CONTROLS = 'a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex="0"]';

/** Where the keyboard stands: which control, whether its focus is seen, and whether something lies over it. */
const standing = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    if (!(at instanceof HTMLElement) || at === document.body) return null;
    at.dataset['walked'] ??= String(document.querySelectorAll('[data-walked]').length);
    const own = getComputedStyle(at);
    const next = at.nextElementSibling && getComputedStyle(at.nextElementSibling, '::before');
    const seen = (own.outlineStyle !== 'none' && Number.parseFloat(own.outlineWidth) >= 2) || own.boxShadow !== 'none' || own.backgroundColor === 'rgb(255, 221, 0)' || (next !== null && next.boxShadow !== 'none');
    const box = at.getBoundingClientRect();
    const points = [[box.x + 3, box.y + 3], [box.right - 3, box.bottom - 3], [box.x + box.width / 2, box.y + box.height / 2]].filter(([x = 0, y = 0]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
    const hits = ([x = 0, y = 0]: readonly number[]): boolean => {
      const top = document.elementFromPoint(x, y);
      return top === null || at.contains(top) || top.contains(at) || [...((at as HTMLInputElement).labels ?? [])].some((label) => label.contains(top));
    };
    return { key: at.dataset['walked'], seen, covered: points.length === 0 || !points.some(hits), html: at.outerHTML.slice(0, 100) };
  });

/** Tab reaches every control once and leaves the page; each shows that it has the focus, and nothing lies over it. */
export const keyboard: Check = async (page) => {
  const wanted = await page.evaluate((controls) => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    window.scrollTo(0, 0);
    const groups = new Set<string>();
    return [...document.querySelectorAll<HTMLInputElement>(controls)].filter((one) => {
      if (!one.checkVisibility()) return false;
      if (one.type !== 'radio') return true;
      return !groups.has(one.name) && groups.add(one.name); // Tab stops once at a group of radios
    }).length;
  }, CONTROLS);
  const faults: string[] = [];
  const reached = new Set<string>();
  for (let press = 0; press < wanted + 15; press += 1) {
    await page.keyboard.press('Tab');
    const at = await standing(page);
    if (!at || reached.has(at.key)) break;
    reached.add(at.key);
    if (!at.seen) faults.push(`focus not seen: ${at.html}`);
    if (at.covered) faults.push(`focus covered: ${at.html}`);
  }
  return reached.size < wanted ? [...faults, `keyboard: ${reached.size} of ${wanted} reached`] : faults;
};

const overflow = (page: Page, what: string) =>
  page.evaluate((name) => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const isCut = (one: Element): boolean => {
      const box = one.getBoundingClientRect();
      // What is folded away keeps the place that it had on a wider page.
      return one.checkVisibility() && box.width > 0 && box.right > clientWidth + 1 && !one.closest('.app-picture__scroll, .govuk-visually-hidden');
    };
    const cut = [...document.querySelectorAll('main *, header *, footer *')].filter(isCut).map((one) => `${one.tagName}.${one.className}`).slice(0, 4);
    return [...(scrollWidth > clientWidth ? [`${name}: ${scrollWidth - clientWidth} px too wide`] : []), ...(cut.length > 0 ? [`${name}: cut off ${cut.join(' ')}`] : [])];
  }, what);

/** At 320 pixels, as at 400 % of 1280, nothing is cut off and nothing scrolls sideways but pictures; tables are still tables to a screen reader. */
export const reflow: Check = async (page) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const tables = await page.locator('main table').count();
  const read = tables === 0 ? '' : await page.locator('main').ariaSnapshot();
  return [...(await overflow(page, 'reflow')), ...(tables > 0 && !/- '?table[\s\S]*- '?row[\s\S]*- '?cell/.test(read) ? ['reflow: a folded table is none any more'] : [])];
};

/** The reader's own text spacing loses nothing. Left on, at whatever width the page has. */
export const spacing: Check = async (page) => {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }');
    document.adoptedStyleSheets = [sheet];
  });
  return (await overflow(page, 'text spacing')).filter((fault) => fault.includes('too wide'));
};

/** With forced colours and reduced motion nothing moves. Left on. */
export const stillness: Check = async (page) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce', colorScheme: 'dark' });
  return page.evaluate(() => {
    const moving = document.getAnimations().length + [...document.querySelectorAll('*')].filter((one) => Number.parseFloat(getComputedStyle(one).transitionDuration) > 0.01).length;
    return moving > 0 ? [`motion: ${moving} things move`] : [];
  });
};

/** An answer with faults: its title says so, the summary has the focus, and each of its links lands on a field. For other answers: nothing. */
export const errors: Check = async (page) => {
  const summary = page.locator('.govuk-error-summary');
  if ((await summary.count()) === 0) return [];
  const title = await page.title();
  const faults = title.startsWith('Error: ') ? [] : [`errors: the title is ${title}`];
  if (!(await summary.evaluate((one) => one === document.activeElement))) faults.push('errors: the summary has not the focus');
  for (const link of await summary.locator('a').all()) {
    const field = ((await link.getAttribute('href')) ?? '').slice(1);
    await link.click();
    const landed = await page.evaluate(() => document.activeElement?.id ?? '');
    if (landed !== field) faults.push(`errors: the link to ${field} lands on ${landed || 'nothing'}`);
  }
  return faults;
};

/** How many sheets the page takes on paper, counted in the PDF itself. */
export const sheets = async (page: Page): Promise<number> => {
  const bytes = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  return (bytes.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length;
};
