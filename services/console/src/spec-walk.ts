import { randomUUID } from 'node:crypto';
import type { Page } from './spec-pages.js';

/** How long a way through the console is: pages that came on it, and clicks. What is typed, or chosen in a list by typing, is no click. */
export type Walked = { readonly pages: number; readonly clicks: number };

/** Tells of every click in a page. One on a label is told of once, as the click that it passes on. */
const listen = (name: string): void =>
  (globalThis as unknown as EventTarget).addEventListener('click', ({ target }) => {
    const label = (target as unknown as { closest: (selector: string) => { control: unknown } | null }).closest('label');
    if (!label?.control || label.control === target) (globalThis as unknown as Record<string, (() => void) | undefined>)[name]?.();
  }, { capture: true });

/** Counts what a piece of work takes on an open page; the page where it begins is not counted, and a form and the page that it leads to are one. */
export const walked = async (page: Page, work: (page: Page) => Promise<unknown>): Promise<Walked> => {
  const counted = { pages: 0, clicks: 0 };
  const count = `walked${randomUUID().replaceAll('-', '')}`;
  const navigated = (frame: unknown): void => void (counted.pages += frame === page.mainFrame() ? 1 : 0);
  await page.exposeFunction(count, () => void (counted.clicks += 1));
  await page.addInitScript(listen, count);
  await page.evaluate(listen, count);
  page.on('framenavigated', navigated);
  await work(page);
  page.off('framenavigated', navigated);
  // A copy: a listener that an earlier walk left in the page goes on counting.
  return { ...counted };
};
