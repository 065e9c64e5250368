import { fill, lookedAt, press, type Page, type Seen } from '../spec-pages.js';
import { stageErrors } from './spec-errors.js';

type Staged = Awaited<ReturnType<typeof stageErrors>>;

const choose = (page: Page, value: string) => page.locator(`input[value="${value}"]`).check();

const PAGES: readonly Seen<Staged>[] = [
  { name: 'errors', as: 'cmdr-hale', at: () => '/errors' },
  { name: 'errors-none', as: 'dc-ahmed', at: () => '/errors' },
  { name: 'error', as: 'cmdr-hale', at: ({ shown }) => shown },
  { name: 'error-owed', as: 'cab-lane', at: ({ owed }) => owed },
  { name: 'error-closed', as: 'ipco-frost', at: ({ closed }) => closed },
  { name: 'error-raise', as: 'dc-ahmed', at: () => '/errors/new' },
  { name: 'error-raise-errors', as: 'dc-ahmed', at: () => '/errors/new', act: async (page) => (await fill(page, { reference: 'met-26-0099' }), press(page, 'Raise it')) },
  { name: 'error-judge', as: 'cmdr-hale', at: ({ shown }) => `${shown}/judge` },
  { name: 'error-judge-errors', as: 'cmdr-hale', at: ({ shown }) => `${shown}/judge`, act: async (page) => (await choose(page, 'same'), press(page, 'Record my judgement')) },
  { name: 'error-judge-refused', as: 'cab-lane', at: ({ shown }) => `${shown}/judge`, act: async (page) => (await choose(page, 'none'), await fill(page, { reason: 'The clock was wrong.' }), press(page, 'Record my judgement')) },
  { name: 'error-quarantine', as: 'cab-lane', at: ({ owed }) => `${owed}/quarantine` },
  { name: 'error-release', as: 'cmdr-hale', at: ({ shown }) => `${shown}/quarantines/q1` },
  { name: 'error-notice', as: 'cab-lane', at: ({ owed }) => `${owed}/notice` },
  { name: 'error-report', as: 'cmdr-hale', at: ({ owed }) => `${owed}/report` },
  { name: 'error-report-errors', as: 'cmdr-hale', at: ({ owed }) => `${owed}/report`, act: (page) => press(page, 'Sign off the report') },
  { name: 'error-print', as: 'cmdr-hale', at: ({ reported }) => `${reported}/print`, print: 2 },
  { name: 'error-answer', as: 'cab-lane', at: ({ reported }) => `${reported}/answer` },
  { name: 'error-submission', as: 'cmdr-hale', at: ({ reported }) => `${reported}/submission` },
  { name: 'error-close', as: 'cmdr-hale', at: ({ reported }) => `${reported}/close` },
  { name: 'error-close-refused', as: 'cmdr-hale', at: ({ owed }) => `${owed}/close`, act: async (page) => (await fill(page, { causes: 'The end was read wrong.', learnt: 'Read it twice.' }), press(page, 'Close it')) },
  { name: 'error-measure', as: 'cab-lane', at: ({ closed }) => `${closed}/measures/m1` },
  { name: 'error-reopen', as: 'cmdr-hale', at: ({ closed }) => `${closed}/reopen` },
];

describe('the pages of errors', () => lookedAt({ startsAt: '2026-03-02T08:00:00.000Z', stage: stageErrors, pages: PAGES }));
