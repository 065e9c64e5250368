import { fill, lookedAt, type Page, press } from '../spec-pages.js';
import { type Staged, STARTS, stage } from './spec-drafts.js';

const seen = { as: 'dc-ahmed' } as const;
const saved = (page: Page) => press(page, 'Save and continue');

describe('every page of an application', () =>
  lookedAt<Staged>({
    startsAt: STARTS,
    stage,
    pages: [
      { ...seen, name: 'apply', at: () => '/apply' },
      { ...seen, name: 'apply-errors', at: () => '/apply', act: saved },
      { ...seen, name: 'apply-tasks', at: ({ begun }) => begun },
      { ...seen, name: 'apply-tasks-returned', at: ({ changing }) => changing },
      { ...seen, name: 'apply-power', at: ({ begun }) => `${begun}/parts/c4/power` },
      { ...seen, name: 'apply-power-errors', at: ({ begun }) => `${begun}/parts/c4/power`, act: saved },
      { ...seen, name: 'apply-ground', at: ({ begun }) => `${begun}/parts/c2/ground` },
      { ...seen, name: 'apply-tactics', at: ({ begun }) => `${begun}/parts/c1/tactics` },
      { ...seen, name: 'apply-tactic', at: ({ begun }) => `${begun}/parts/c2/tactic-1` },
      { ...seen, name: 'apply-tactic-errors', at: ({ begun }) => `${begun}/parts/c2/tactic-1`, act: async (page) => (await fill(page, { answer: 'x'.repeat(601) }), saved(page)) },
      { ...seen, name: 'apply-scope', at: ({ begun }) => `${begun}/parts/c2/scope`, act: (page) => press(page, 'Add another vehicle') },
      { ...seen, name: 'apply-scope-errors', at: ({ begun }) => `${begun}/parts/c2/scope`, act: async (page) => (await press(page, 'Add another place'), await fill(page, { 'place-2': 'the lane' }), saved(page)) },
      { name: 'apply-source', as: 'dc-bell', at: ({ handled }) => `${handled}/parts/c1/source` },
      { name: 'apply-source-errors', as: 'dc-bell', at: ({ handled }) => `${handled}/parts/c1/source`, act: async (page) => (await page.getByLabel('Somebody else', { exact: true }).check(), saved(page)) },
      { ...seen, name: 'apply-paper-errors', at: () => '/apply', act: async (page) => (await page.getByText('It was made on paper before').click(), await fill(page, { operation: 'Copper Weir', 'made-day': '1', 'made-month': '3', 'made-year': '2026' }), saved(page)) },
      { ...seen, name: 'apply-necessity', at: ({ begun }) => `${begun}/parts/c2/necessity` },
      { ...seen, name: 'apply-confidential', at: ({ begun }) => `${begun}/parts/c2/confidential` },
      { ...seen, name: 'apply-stale', at: ({ begun }) => `${begun}/parts/c2/necessity`, act: async (page) => (await page.locator('input[name=version]').evaluate((field) => void ((field as unknown as { value: string }).value = '9')), saved(page)) },
      { ...seen, name: 'apply-check', at: ({ whole }) => `${whole}/check` },
      { ...seen, name: 'apply-check-errors', at: ({ begun }) => `${begun}/check`, act: (page) => press(page, 'Send the application') },
      { ...seen, name: 'apply-check-returned', at: ({ changing }) => `${changing}/check` },
      { ...seen, name: 'apply-remove', at: ({ begun }) => `${begun}/parts/c2/remove` },
      { ...seen, name: 'apply-discard', at: ({ begun }) => `${begun}/discard` },
      { ...seen, name: 'apply-not-yours', as: 'ds-cole', at: ({ begun }) => begun },
      { ...seen, name: 'case-returned', at: ({ back }) => back },
    ],
  }));
