import { fill, lookedAt, type Page, press, type Seen } from '../spec-pages.js';
import { clientOf, clockTo, ok, type Platform, WATCH } from '../spec-stage.js';

/** A case whose source has nobody to handle them since yesterday, and whose research has come to more than research. */
const stage = async (platform: Platform) => {
  const [ahmed, okafor, cole] = await Promise.all([clientOf(platform, 'dc-ahmed'), clientOf(platform, 'supt-okafor'), clientOf(platform, 'ds-cole')]);
  await clockTo(platform, '2026-03-02T09:00:00Z');
  const source = ok(await cole.assetRegistry.registerSource({ body: { pseudonym: 'KESTREL', born: '1988-03-19', vulnerable: false, handler: 'dc-bell', controller: 'ds-cole', recordMaintainer: 'ds-dunn' } }));
  const { vehicles: _vehicles, ...asked } = WATCH;
  const use = { ...asked, handle: 'use', power: 'chis' as const, source: source.id, conduct: 'Keep up the friendship and report deliveries.', seeksPrivilege: false, tactics: [{ tactic: 'tasked-source', because: 'Only someone trusted hears the dates.' }] };
  const read = { ...asked, handle: 'read', power: 'open-source-research' as const, tactics: [{ tactic: 'online-research', because: 'They sell in the open.' }] };
  const { id } = ok(await ahmed.authorisation.apply({ body: { operation: 'Copper Weir', components: [use, read] } }));
  const part = (component: string) => ({ id, component });
  const etag = async (component: string): Promise<number> => (await okafor.authorisation.readComponent({ params: part(component) })).etag ?? 0;
  ok(await okafor.authorisation.grant({ params: part('c1'), ifMatch: await etag('c1'), body: { form: 'written', statement: 'There is no other way in.', reviewBy: '2026-03-30T22:00:00Z' } }));
  ok(await ahmed.authorisation.logResearch({
    params: part('c2'),
    body: { from: '2026-03-02T08:00:00Z', until: '2026-03-02T08:40:00Z', level: 'covert-advanced', what: 'Their shop and its reviews.', why: 'To learn who sells.', where: 'A market in the open.', ticks: ['covert', 'private-information', 'repeated'] },
  }));
  await clockTo(platform, '2026-03-11T09:00:00Z');
  ok(await cole.assetRegistry.changeSourceRole({ params: { id: source.id }, body: { role: 'handler', from: '2026-03-10', reason: 'Moved to another unit.' } }));
  await clockTo(platform, '2026-03-11T10:00:00Z');
  return { path: `/cases/${id}` };
};

type Staged = Awaited<ReturnType<typeof stage>>;
const log = ({ path }: Staged): string => `${path}/components/c2/research`;

/** Logs a session in which somebody was spoken with. */
const session = async (page: Page, ...times: readonly (readonly [string, string, string])[]) => {
  await page.getByLabel('Level 5: An undercover operative online').check();
  await page.getByLabel('Somebody is befriended, asked to connect or spoken with').check();
  const at = ['from', 'until'].flatMap((field, index) => ['day', 'month', 'time'].map((part, nth) => [`${field}-${part}`, times[index]?.[nth] ?? ''] as const));
  await fill(page, { ...Object.fromEntries(at), 'from-year': '2026', 'until-year': '2026', what: 'A chat with the seller.', why: 'To learn the dates.', where: 'A closed group' });
  return press(page, 'Log it');
};

const PAGES: readonly Seen<Staged>[] = [
  { name: 'case-lacking', as: 'supt-okafor', at: ({ path }) => path },
  { name: 'oversight-lacking', as: 'cmdr-hale', at: () => '/oversight' },
  { name: 'research', as: 'dc-ahmed', at: log },
  { name: 'research-new', as: 'dc-ahmed', at: (staged) => `${log(staged)}/new` },
  { name: 'research-new-errors', as: 'dc-ahmed', at: (staged) => `${log(staged)}/new`, act: (page) => press(page, 'Log it') },
  { name: 'research-refused', as: 'dc-ahmed', at: (staged) => `${log(staged)}/new`, act: (page) => session(page, ['11', '3', '09:30'], ['11', '3', '09:00']) },
  { name: 'research-logged', as: 'dc-ahmed', at: (staged) => `${log(staged)}/new`, act: (page) => session(page, ['11', '3', '09:00'], ['11', '3', '09:30']) },
];

describe('a case in which something is missing, and a log of research', () => lookedAt({ startsAt: '2026-03-02T08:00:00.000Z', stage, pages: PAGES }));
