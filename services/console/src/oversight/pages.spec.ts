import { fill, lookedAt, type Page, press, type Seen } from '../spec-pages.js';
import { clientOf, clockTo, ok, type Platform } from '../spec-stage.js';
import { startWithOrphans } from './spec-orphans.js';

/** Somebody acts in a higher rank, somebody is a deputy, and the one whose deputy they are is away. Beside it a console whose registry has something that rests on what was lost. */
const stage = async (platform: Platform) => {
  const [shaw, lane] = await Promise.all([clientOf(platform, 'admin-shaw'), clientOf(platform, 'cab-lane')]);
  await clockTo(platform, '2026-03-02T09:00:00Z');
  ok(await shaw.authorisation.designate({ body: { what: 'acting-rank', person: 'dc-ahmed', rank: 'inspector', from: '2026-03-02', until: '2026-03-16' } }));
  const deputy = ok(await shaw.authorisation.designate({ body: { what: 'deputy', person: 'ac-whitfield', principal: 'supt-okafor', principalRank: 'superintendent', from: '2026-03-02' } }));
  ok(await lane.authorisation.designate({ body: { what: 'absence', person: 'supt-okafor', from: '2026-03-02', until: '2026-03-09' } }));
  return { end: `/designations/${deputy.id}/end`, lost: await startWithOrphans() };
};

const acting = async (page: Page, rank: string): Promise<unknown> => {
  await fill(page, { person: 'dc-stone', rank, 'from-day': '3', 'from-month': '3', 'from-year': '2026' });
  return press(page, 'Record it');
};

/** Signs in there, and goes to what rests on what was lost. */
const orphaned = async (page: Page): Promise<unknown> => {
  await page.getByLabel('Penn').check();
  await press(page, 'Sign in');
  return page.goto(new URL('/oversight/orphans', page.url()).href);
};

const PAGES: readonly Seen<Awaited<ReturnType<typeof stage>>>[] = [
  { name: 'designations', as: 'admin-shaw', at: () => '/designations' },
  { name: 'designations-absence', as: 'cab-lane', at: () => '/designations' },
  { name: 'designations-day', as: 'admin-shaw', at: () => '/designations', act: async (page) => (await fill(page, { 'on-day': '20', 'on-month': '3', 'on-year': '2026' }), press(page, 'Show that day')) },
  { name: 'designation-rank', as: 'admin-shaw', at: () => '/designations/new/acting-rank' },
  { name: 'designation-rank-errors', as: 'admin-shaw', at: () => '/designations/new/acting-rank', act: (page) => press(page, 'Record it') },
  { name: 'designation-rank-refused', as: 'admin-shaw', at: () => '/designations/new/acting-rank', act: (page) => acting(page, 'Grand Vizier') },
  { name: 'designation-rank-made', as: 'admin-shaw', at: () => '/designations/new/acting-rank', act: (page) => acting(page, 'Inspector') },
  { name: 'designation-deputy', as: 'admin-shaw', at: () => '/designations/new/deputy' },
  { name: 'designation-end-errors', as: 'admin-shaw', at: ({ end }) => end, act: (page) => press(page, 'Record it') },
  { name: 'designation-ended', as: 'admin-shaw', at: ({ end }) => end, act: async (page) => (await fill(page, { 'until-day': '5', 'until-month': '3', 'until-year': '2026' }), press(page, 'Record it')) },
  { name: 'orphans', at: ({ lost }) => `${lost.url}/sign-in`, act: orphaned },
  { name: 'orphans-asked', at: ({ lost }) => `${lost.url}/sign-in`, act: async (page) => (await orphaned(page), page.getByRole('link', { name: 'Say what came of it' }).click()) },
  { name: 'orphans-errors', at: ({ lost }) => `${lost.url}/sign-in`, act: async (page) => (await orphaned(page), await page.getByRole('link', { name: 'Say what came of it' }).click(), press(page, 'Record it')) },
];

describe('every page of who stands where', () => lookedAt({ startsAt: '2026-03-02T08:00:00.000Z', stage, unstage: ({ lost }) => lost.close(), pages: PAGES }));
