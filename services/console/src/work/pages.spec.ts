import { fill, lookedAt, type Page, press, type Seen } from '../spec-pages.js';
import { stageDuty } from './spec-duty.js';

type Staged = Awaited<ReturnType<typeof stageDuty>>;

/** Opens the note on what has been late longest. */
const noting = (page: Page) => Promise.all([page.waitForEvent('load'), page.getByRole('link', { name: /^Note or chase/ }).first().click()]);

const PAGES: readonly Seen<Staged>[] = [
  { name: 'work-applicant', as: 'dc-ahmed', at: () => '/work' },
  { name: 'work-gatekeeper', as: 'cab-lane', at: () => '/work' },
  { name: 'work-officer', as: 'supt-okafor', at: () => '/work' },
  { name: 'work-chief', as: 'ac-whitfield', at: () => '/work' },
  { name: 'work-desk', as: 'rm-price', at: () => '/work' },
  { name: 'work-owner', as: 'di-rourke', at: () => '/work' },
  { name: 'work-responsible', as: 'cmdr-hale', at: () => '/work' },
  { name: 'work-inspector', as: 'ipco-frost', at: () => '/work' },
  { name: 'search', as: 'supt-okafor', at: () => '/search' },
  { name: 'search-errors', as: 'rm-price', at: () => '/search', act: async (page) => (await fill(page, { reference: 'weir' }), press(page, 'Open the case')) },
  { name: 'notices', as: 'rm-price', at: () => '/notices' },
  { name: 'notices-none', as: 'ipco-frost', at: () => '/notices' },
  { name: 'oversight', as: 'cmdr-hale', at: () => '/oversight' },
  { name: 'oversight-note', as: 'cmdr-hale', at: () => '/oversight', act: noting },
  { name: 'oversight-note-errors', as: 'cmdr-hale', at: () => '/oversight', act: async (page) => (await noting(page), press(page, 'Record it')) },
  { name: 'oversight-refused', as: 'dc-ahmed', at: () => '/oversight' },
];

describe('the pages of daily work', () => lookedAt({ startsAt: '2026-03-02T08:00:00.000Z', stage: stageDuty, pages: PAGES }));
