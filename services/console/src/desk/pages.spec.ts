import { fill, lookedAt, type Page, press, type Seen } from '../spec-pages.js';
import { stageDesk } from './spec-desk.js';

const window = (from: readonly [string, string], to: readonly [string, string]) => ({
  'from-day': from[0], 'from-month': '3', 'from-year': '2026', 'from-time': from[1], 'to-day': to[0], 'to-month': '3', 'to-year': '2026', 'to-time': to[1],
});
const taken = window(['28', '0900'], ['28', '1700']);

const PAGES: readonly Seen<Awaited<ReturnType<typeof stageDesk>>>[] = [
  { name: 'board', as: 'rm-price', at: () => '/board' },
  { name: 'board-filter', as: 'cmdr-hale', at: () => '/board?week=2026-03-30&kind=vehicle-tracker&state=deployed&state=free' },
  { name: 'board-operatives', as: 'ds-cole', at: () => '/board?week=2026-05-04&state=not-fit' },
  { name: 'asset', as: 'rm-price', at: ({ tracker2 }) => tracker2 },
  { name: 'asset-stands', as: 'dc-ahmed', at: ({ camera }) => camera },
  { name: 'asset-errors', as: 'rm-price', at: ({ van }) => van, act: (page) => press(page, 'Check it out') },
  { name: 'asset-new', as: 'rm-price', at: () => '/assets/new' },
  { name: 'asset-new-errors', as: 'rm-price', at: () => '/assets/new', act: async (page) => (await fill(page, { 'due-day': '31', 'due-month': '2', 'due-year': '2026' }), press(page, 'Enter the item')) },
  { name: 'serviceability-errors', as: 'rm-price', at: ({ camera }) => `${camera}/serviceability`, act: (page) => press(page, 'Record its serviceability') },
  { name: 'book', as: 'rm-price', at: ({ tracker2 }) => `${tracker2}/book` },
  { name: 'book-refused', as: 'rm-price', at: ({ tracker2 }) => `${tracker2}/book`, act: async (page) => (await fill(page, { operation: 'Copper Weir', ...taken }), press(page, 'Book it')) },
  { name: 'resource', as: 'rm-price', at: ({ red }) => red },
  { name: 'resource-operative', as: 'ds-cole', at: ({ operative }) => operative },
  { name: 'resource-new', as: 'rm-price', at: () => '/resources/new' },
  { name: 'fitness-errors', as: 'ds-cole', at: ({ operative }) => `${operative}/fitness`, act: (page) => press(page, 'Record fitness') },
  { name: 'operative-roles', as: 'ds-cole', at: ({ operative }) => `${operative}/roles` },
  { name: 'operative-roles-errors', as: 'ds-cole', at: ({ operative }) => `${operative}/roles`, act: (page) => press(page, 'Record it') },
  { name: 'operative-roles-refused', as: 'rm-price', at: ({ red }) => `${red}/roles`, act: async (page) => {
    await page.getByLabel('Cover officer').check();
    await fill(page, { person: 'ds-dunn', 'from-day': '28', 'from-month': '3', 'from-year': '2026', reason: 'Leave.' });
    return press(page, 'Record it');
  } },
  { name: 'taskings', as: 'rm-price', at: () => '/taskings' },
  { name: 'taskings-plan', as: 'rm-price', at: () => '/taskings/plan' },
  { name: 'taskings-plan-rebook', as: 'rm-price', at: () => '/taskings/plan?rebook=yes' },
  { name: 'tasking', as: 'rm-price', at: ({ tasking }) => tasking },
  { name: 'tasking-stands', as: 'dc-ahmed', at: ({ tasking }) => tasking },
  { name: 'tasking-refused', as: 'rm-price', at: ({ tasking }) => tasking, act: async (page) => (await choose(page, 'camera-1'), press(page, 'Book it')) },
  { name: 'tasking-new', as: 'dc-ahmed', at: () => '/taskings/new', act: (page) => press(page, 'Add another need') },
  { name: 'tasking-new-errors', as: 'dc-ahmed', at: () => '/taskings/new', act: (page) => press(page, 'Ask for it') },
];

/** Selects what begins so. */
async function choose(page: Page, begins: string): Promise<void> {
  const value = await page.locator('#thing option').filter({ hasText: begins }).getAttribute('value');
  await page.locator('#thing').selectOption(value);
}

describe('the pages of the desk', () => lookedAt({ startsAt: '2026-03-02T08:00:00.000Z', stage: stageDesk, pages: PAGES }));
