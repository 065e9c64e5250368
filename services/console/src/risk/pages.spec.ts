import { fill, lookedAt, press, type Page, type Seen } from '../spec-pages.js';
import { clientOf, clockTo, ok, type Platform, WATCH } from '../spec-stage.js';

/** A case with a risk that its owner has accepted, and one that is closed; a thing with one that nobody has accepted. */
const stage = async (platform: Platform) => {
  const [ahmed, rourke, price] = await Promise.all([clientOf(platform, 'dc-ahmed'), clientOf(platform, 'di-rourke'), clientOf(platform, 'rm-price')]);
  await clockTo(platform, '2026-03-02T09:00:00Z');
  const { id } = ok(await ahmed.authorisation.apply({ body: { operation: 'Copper Weir', components: [WATCH] } }));
  const { items } = ok(await price.assetRegistry.listAssets());
  const said = { threat: 'The tracker is found at a service.', controls: 'Fitted where a service does not look.', likelihood: 5, impact: 5 };
  const grave = ok(await price.riskAssessment.assessRisk({ key: 'a-grave-risk', body: { ...said, about: `asset-${items.find(({ label }) => label === 'tracker-1')?.id ?? ''}`, owner: 'di-rourke', residual: [4, 5] } }));
  const accepted = ok(await ahmed.riskAssessment.assessRisk({ key: 'an-accepted-risk', body: { ...said, about: `authority-${id}`, residual: [3, 5] } }));
  ok(await rourke.riskAssessment.acceptRisk({ params: { id: accepted.id }, ifMatch: 1, body: { until: '2026-04-30T23:00:00Z' } }));
  const gone = ok(await ahmed.riskAssessment.assessRisk({ key: 'a-risk-that-is-over', body: { ...said, about: `authority-${id}`, residual: [2, 3] } }));
  ok(await rourke.riskAssessment.closeRisk({ params: { id: gone.id }, ifMatch: 1, body: { reason: 'The car was sold.' } }));
  return { gone: `/risks/${gone.id}`, grave: `/risks/${grave.id}`, accepted: `/risks/${accepted.id}` };
};
type Staged = Awaited<ReturnType<typeof stage>>;

const until = (page: Page, day: string, month: string, year: string) => fill(page, { 'until-day': day, 'until-month': month, 'until-year': year });

const PAGES: readonly Seen<Staged>[] = [
  { name: 'risks', as: 'di-rourke', at: () => '/risks' },
  { name: 'risks-refused', as: 'admin-shaw', at: () => '/risks' },
  { name: 'risk', as: 'di-rourke', at: ({ grave }) => grave },
  { name: 'risk-accepted', as: 'dc-ahmed', at: ({ accepted }) => accepted },
  { name: 'risk-accept', as: 'di-rourke', at: ({ grave }) => `${grave}/accept` },
  { name: 'risk-accept-errors', as: 'di-rourke', at: ({ grave }) => `${grave}/accept`, act: async (page) => (await until(page, '31', '2', '2026'), press(page, 'Accept the risk')) },
  { name: 'risk-accept-refused', as: 'di-rourke', at: ({ grave }) => `${grave}/accept`, act: async (page) => (await until(page, '31', '12', '2026'), press(page, 'Accept the risk')) },
  { name: 'risk-closed', as: 'dc-ahmed', at: ({ gone }) => gone },
  { name: 'risk-close', as: 'di-rourke', at: ({ grave }) => `${grave}/close` },
  { name: 'risk-close-errors', as: 'di-rourke', at: ({ grave }) => `${grave}/close`, act: async (page) => press(page, 'Close the risk') },
  { name: 'risk-close-refused', as: 'di-rourke', at: ({ gone }) => `${gone}/assess`, act: async (page) => press(page, 'Record the assessment') },
  { name: 'risk-assess', as: 'di-rourke', at: ({ grave }) => `${grave}/assess` },
  { name: 'risk-raise', as: 'rm-price', at: () => '/risks/new' },
  { name: 'risk-raise-errors', as: 'dc-ahmed', at: () => '/risks/new', act: async (page) => (await fill(page, { reference: 'met-26-0099' }), press(page, 'Raise the risk')) },
];

describe('the pages of risks', () => lookedAt({ startsAt: '2026-03-02T08:00:00.000Z', stage, pages: PAGES }));
