import type { authorisation } from '@cpmp/client';
import { fill, lookedAt, type Page, press, type Seen } from '../spec-pages.js';
import { clientOf, clockTo, ok, type Platform, TRACK } from '../spec-stage.js';

const HOME: authorisation.ApplyBody['components'][number] = { ...TRACK, handle: 'fit', tactics: [{ tactic: 'device-installation', because: 'It must be inside.' }], places: [{ handle: 'flat-9', kind: 'dwelling', inArea: true }] };

/** Entry to a home that waits for a commissioner, one that was approved and commented on, and one that was not approved. */
const stage = async (platform: Platform) => {
  const [ahmed, whitfield, farrow] = await Promise.all([clientOf(platform, 'dc-ahmed'), clientOf(platform, 'ac-whitfield'), clientOf(platform, 'jc-farrow')]);
  await clockTo(platform, '2026-03-02T09:00:00Z');
  const granted = async (operation: string) => {
    const { id } = ok(await ahmed.authorisation.apply({ body: { operation, components: [HOME] } }));
    const params = { id, component: 'c1' };
    const etag = async () => (await farrow.authorisation.readComponent({ params })).etag ?? 0;
    ok(await whitfield.authorisation.grant({ params, ifMatch: await etag(), body: { form: 'written', statement: 'One device, in one room.', reviewBy: '2026-03-30T22:00:00Z' } }));
    return { path: `/cases/${id}`, params, on: async () => ({ params, ifMatch: await etag() }) };
  };
  const [waiting, approved, declined] = [await granted('Copper Weir'), await granted('Ashen Kite'), await granted('Ashen Kite again')];
  await clockTo(platform, '2026-03-03T09:00:00Z');
  ok(await farrow.authorisation.approve({ ...(await approved.on()), body: { act: 'grant', reason: 'Reasonable grounds are shown.' } }));
  ok(await farrow.authorisation.comment({ params: approved.params, body: { act: 'grant', text: 'Say at each review which rooms were heard.' } }));
  ok(await farrow.authorisation.decline({ ...(await declined.on()), body: { act: 'grant', reason: 'Other means were not tried.' } }));
  await clockTo(platform, '2026-03-03T10:00:00Z');
  const at = ({ path }: { readonly path: string }): string => path;
  return { waiting: at(waiting), approved: at(approved), declined: at(declined) };
};

type Staged = Awaited<ReturnType<typeof stage>>;
const of = (which: keyof Staged, step: string) => (staged: Staged): string => `${staged[which]}/components/c1/${step}`;

const approve = async (page: Page) => {
  await page.locator('#act').check();
  await fill(page, { reason: 'Shown.' });
  return press(page, 'Approve it');
};

const reported = async (page: Page) => {
  for (const id of ['tactic', 'kind-3']) await page.locator(`#${id}`).check();
  await fill(page, { thing: 'A device of the store', target: 'flat-9', 'from-day': '3', 'from-month': '3', 'from-year': '2026', 'from-time': '09:30', 'until-day': '4', 'until-month': '3', 'until-year': '2026', 'until-time': '09:30', note: 'Written down on the night.' });
  return press(page, 'Report it');
};

const PAGES: readonly Seen<Staged>[] = [
  { name: 'commissioner-work', as: 'jc-farrow', at: () => '/work' },
  { name: 'commissioner', as: 'jc-farrow', at: of('waiting', 'commissioner') },
  { name: 'commissioner-answered', as: 'cmdr-hale', at: of('approved', 'commissioner') },
  { name: 'commissioner-declined', as: 'ac-whitfield', at: of('declined', 'commissioner') },
  { name: 'commissioner-notice', as: 'jc-farrow', at: of('waiting', 'notices/grant'), print: 2 },
  { name: 'commissioner-approve', as: 'jc-farrow', at: of('waiting', 'approve') },
  { name: 'commissioner-approve-errors', as: 'jc-farrow', at: of('waiting', 'approve'), act: (page) => press(page, 'Approve it') },
  { name: 'commissioner-approve-refused', as: 'jc-farrow', at: of('approved', 'approve'), act: approve },
  { name: 'commissioner-quash', as: 'jc-farrow', at: of('approved', 'quash') },
  { name: 'commissioner-acknowledge', as: 'cmdr-hale', at: of('approved', 'comments/k1') },
  { name: 'commissioner-appeal', as: 'ac-whitfield', at: of('declined', 'appeal') },
  { name: 'report-deployment', as: 'dc-ahmed', at: of('approved', 'report') },
  { name: 'report-deployment-errors', as: 'dc-ahmed', at: of('approved', 'report'), act: (page) => press(page, 'Report it') },
  { name: 'report-deployment-refused', as: 'dc-ahmed', at: of('approved', 'report'), act: reported },
];

describe('the pages of what commissioners decide', () => lookedAt({ startsAt: '2026-03-02T08:00:00.000Z', stage, pages: PAGES }));
