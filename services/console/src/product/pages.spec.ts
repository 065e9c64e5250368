import { fill, lookedAt, press, type Page, type Seen } from '../spec-pages.js';
import { clientOf, clockTo, ok, type Platform, stage as stageCase } from '../spec-stage.js';

/** Product that is kept, that was obtained while nothing was in force, whose destruction is ordered, and that is destroyed. */
const stage = async (platform: Platform) => {
  const { weir } = await stageCase(platform);
  const [ahmed, lane, whitfield, hale, reed] = await Promise.all(['dc-ahmed', 'cab-lane', 'ac-whitfield', 'cmdr-hale', 'po-reed'].map((person) => clientOf(platform, person))) as [Client, Client, Client, Client, Client];
  const authorisation = weir.slice('/cases/'.length);
  const register = async (key: string, more: object) =>
    ok(await ahmed.authorisation.registerProduct({
      key,
      body: {
        authorisation, component: 'c1', kind: 'photograph', description: 'Handover at the Copper Weir yard.', from: '2026-03-10T10:00:00Z', obtainedBy: 'dc-ahmed', confidential: 'none', basis: 'authorised-purpose', reviewBy: '2026-08-31T23:00:00Z',
        copy: { place: 'Store 4, shelf 2', holder: 'po-reed', purpose: 'The original' }, ...more,
      },
    }));
  const kept = await register('product-kept', { component: 'c2', kind: 'data', until: '2026-03-20T10:00:00Z', confidential: 'personal', basis: 'evidence' });
  ok(await ahmed.authorisation.recordCopy({ params: { id: kept.id }, ifMatch: Number(kept.etag), key: 'copy-for-counsel', body: { place: 'Counsel’s chambers', holder: 'ds-cole', purpose: 'Advice on the indictment', disclosedTo: 'Prosecution counsel' } }));
  const apart = await register('product-apart', { from: '2026-03-01T10:00:00Z' });
  const next = async (id: string) => ({ params: { id }, ifMatch: Number(ok(await reed.authorisation.readProduct({ params: { id } })).etag) });
  const ordered = await register('product-ordered', {});
  const reason = 'The trial is over.';
  ok(await whitfield.authorisation.orderDestruction({ ...(await next(ordered.id)), key: 'order-ordered', body: { reason } }));
  const gone = await register('product-gone', { kind: 'audio' });
  ok(await whitfield.authorisation.orderDestruction({ ...(await next(gone.id)), key: 'order-gone', body: { reason } }));
  ok(await hale.authorisation.confirmDestruction({ ...(await next(gone.id)), key: 'confirm-gone', body: {} }));
  await clockTo(platform, '2026-04-07T09:00:00Z');
  const copy = async () => ({ ...(await next(gone.id)), params: { id: gone.id, copy: 'k1' } });
  ok(await reed.authorisation.destroyCopy({ ...(await copy()), key: 'destroy-gone', body: { method: 'Shredded.' } }));
  ok(await lane.authorisation.witnessCopy({ ...(await copy()), key: 'witness-gone', body: {} }));
  const at = ({ id }: { readonly id: string }): string => `/product/${id}`;
  return { weir, kept: at(kept), apart: at(apart), ordered: at(ordered), gone: at(gone) };
};
type Client = Awaited<ReturnType<typeof clientOf>>;
type Staged = Awaited<ReturnType<typeof stage>>;

const MOMENT = { 'from-day': '10', 'from-month': '3', 'from-year': '2026', 'from-time': '10:00' };
const REVIEW = { 'review-day': '31', 'review-month': '8', 'review-year': '2026' };

const check = async (page: Page, id: string) => page.locator(`#${id}`).check();

const PAGES: readonly Seen<Staged>[] = [
  { name: 'product-register', as: 'po-reed', at: () => '/product' },
  { name: 'product-work', as: 'po-reed', at: () => '/work' },
  { name: 'product-none', as: 'ipco-frost', at: () => '/product?stage=destruction-confirmed' },
  { name: 'product', as: 'po-reed', at: ({ kept }) => kept },
  { name: 'product-apart', as: 'cmdr-hale', at: ({ apart }) => apart },
  { name: 'product-ordered', as: 'cmdr-hale', at: ({ ordered }) => ordered },
  { name: 'product-destroyed', as: 'ipco-frost', at: ({ gone }) => gone },
  { name: 'product-certificate', as: 'ipco-frost', at: ({ gone }) => `${gone}/certificate`, print: 1 },
  { name: 'product-copy', as: 'po-reed', at: ({ kept }) => `${kept}/copy` },
  { name: 'product-return', as: 'po-reed', at: ({ kept }) => `${kept}/copies/k2/return` },
  { name: 'product-review', as: 'po-reed', at: ({ kept }) => `${kept}/review` },
  { name: 'product-review-errors', as: 'po-reed', at: ({ kept }) => `${kept}/review`, act: async (page) => (await check(page, 'decision'), press(page, 'Record the review')) },
  { name: 'product-review-refused', as: 'po-reed', at: ({ kept }) => `${kept}/review`, act: async (page) => {
    await check(page, 'decision');
    await check(page, 'basis');
    await fill(page, { reason: 'The trial goes on.', 'review-day': '1', 'review-month': '1', 'review-year': '2030' });
    return press(page, 'Record the review');
  } },
  { name: 'product-confirm', as: 'cmdr-hale', at: ({ ordered }) => `${ordered}/confirm` },
  { name: 'product-confirm-refused', as: 'ac-whitfield', at: ({ ordered }) => `${ordered}/confirm`, act: (page) => press(page, 'Confirm it') },
  { name: 'product-hold', as: 'ipco-frost', at: ({ kept }) => `${kept}/hold` },
  { name: 'product-release', as: 'cmdr-hale', at: ({ apart }) => `${apart}/quarantines/q1/release` },
  { name: 'case-product', as: 'dc-ahmed', at: ({ weir }) => `${weir}/product` },
  { name: 'product-new', as: 'dc-ahmed', at: ({ weir }) => `${weir}/product/new` },
  { name: 'product-new-errors', as: 'dc-ahmed', at: ({ weir }) => `${weir}/product/new`, act: (page) => press(page, 'Register it') },
  { name: 'product-new-case', as: 'po-reed', at: () => '/product/new' },
  { name: 'product-new-case-unknown', as: 'po-reed', at: () => '/product/new', act: async (page) => {
    await check(page, 'kind-2');
    await check(page, 'basis');
    await fill(page, { case: 'MET-26-9999', part: '1', description: 'The yard at noon.', ...MOMENT, ...REVIEW, place: 'Store 4', holder: 'po-reed', purpose: 'The original' });
    return press(page, 'Register it');
  } },
];

describe('the pages of product', () => lookedAt({ startsAt: '2026-03-02T08:00:00.000Z', stage, pages: PAGES }));
