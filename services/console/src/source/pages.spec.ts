import { fill, lookedAt, type Page, press, type Seen } from '../spec-pages.js';
import { clientOf, clockTo, ok, type Platform, WATCH } from '../spec-stage.js';

/** A source whom nobody handled for two days, and the case that they are used in. */
const stage = async (platform: Platform) => {
  const [ahmed, whitfield, cole] = await Promise.all([clientOf(platform, 'dc-ahmed'), clientOf(platform, 'ac-whitfield'), clientOf(platform, 'ds-cole')]);
  await clockTo(platform, '2026-03-02T09:00:00Z');
  const { id } = ok(await cole.assetRegistry.registerSource({ body: { pseudonym: 'LINNET', born: '1988-03-19', vulnerable: false, handler: 'dc-bell', controller: 'ds-cole', recordMaintainer: 'ds-dunn' } }));
  const { vehicles: _vehicles, ...asked } = WATCH;
  const use = { ...asked, handle: 'use', power: 'chis' as const, source: id, conduct: 'Keep up the friendship.', confidential: 'personal' as const, seeksPrivilege: false, tactics: [{ tactic: 'tasked-source', because: 'Only someone trusted hears the dates.' }] };
  const applied = ok(await ahmed.authorisation.apply({ body: { operation: 'Copper Weir', components: [use] } }));
  const part = { id: applied.id, component: 'c1' };
  const ifMatch = (await whitfield.authorisation.readComponent({ params: part })).etag ?? 0;
  ok(await whitfield.authorisation.grant({ params: part, ifMatch, body: { form: 'written', statement: 'There is no other way in.', reviewBy: '2026-03-30T22:00:00Z' } }));
  const role = (body: { readonly person?: string; readonly from: string; readonly reason: string }) => cole.assetRegistry.changeSourceRole({ params: { id }, body: { role: 'handler', ...body } });
  await clockTo(platform, '2026-03-10T09:00:00Z');
  ok(await role({ from: '2026-03-10', reason: 'Moved to another unit.' }));
  await clockTo(platform, '2026-03-12T09:00:00Z');
  ok(await role({ person: 'dc-bell', from: '2026-03-12', reason: 'Back again.' }));
  ok(await cole.assetRegistry.addSourceRecord({ params: { id }, body: { particular: 'k', text: 'Met at noon, for half an hour.' } }));
  const young = ok(await cole.assetRegistry.registerSource({ body: { pseudonym: 'FINCH', born: '2011-03-19', vulnerable: true, handler: 'dc-bell', controller: 'ds-cole', recordMaintainer: 'ds-dunn' } }));
  ok(await cole.assetRegistry.recordSourceMeeting({ params: { id: young.id }, body: { heldAt: '2026-03-12T08:30:00Z', adult: 'Their mother' } }));
  await clockTo(platform, '2026-03-12T10:00:00Z');
  return { path: `/sources/${id}`, young: `/sources/${young.id}`, held: `/cases/${applied.id}` };
};

const entered = async (page: Page, year: string) => {
  await page.locator('#vulnerable-2').check();
  await fill(page, { pseudonym: 'WREN', 'born-day': '19', 'born-month': '3', 'born-year': year });
  return press(page, 'Enter the source');
};

const PAGES: readonly Seen<Awaited<ReturnType<typeof stage>>>[] = [
  { name: 'sources', as: 'dc-bell', at: () => '/sources' },
  { name: 'source', as: 'ds-cole', at: ({ path }) => path },
  { name: 'source-inspected', as: 'ipco-frost', at: ({ path }) => path },
  { name: 'source-case', as: 'supt-okafor', at: ({ held }) => held },
  { name: 'source-review-errors', as: 'ac-whitfield', at: ({ held }) => `${held}/components/c1/review`, act: (page) => press(page, 'Record my review') },
  { name: 'source-new', as: 'dc-bell', at: () => '/sources/new' },
  { name: 'source-new-errors', as: 'dc-bell', at: () => '/sources/new', act: (page) => press(page, 'Enter the source') },
  { name: 'source-new-refused', as: 'dc-bell', at: () => '/sources/new', act: (page) => entered(page, '2027') },
  { name: 'source-roles', as: 'ds-cole', at: ({ path }) => `${path}/roles` },
  { name: 'source-roles-errors', as: 'ds-cole', at: ({ path }) => `${path}/roles`, act: (page) => press(page, 'Record it') },
  { name: 'source-vulnerability', as: 'ds-cole', at: ({ path }) => `${path}/vulnerability` },
  { name: 'source-young', as: 'dc-bell', at: ({ young }) => young },
  { name: 'source-meeting', as: 'dc-bell', at: ({ young }) => `${young}/meetings` },
  { name: 'source-meeting-refused', as: 'dc-bell', at: ({ young }) => `${young}/meetings`, act: async (page) => {
    await fill(page, { 'held-day': '12', 'held-month': '3', 'held-year': '2026', 'held-time': '09:00' });
    return press(page, 'Record it');
  } },
  { name: 'source-record', as: 'ds-cole', at: ({ path }) => `${path}/records` },
];

describe('the pages of sources', () => lookedAt({ startsAt: '2026-03-02T08:00:00.000Z', stage, pages: PAGES }));
