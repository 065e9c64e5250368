import { fill, lookedAt, type Page, press, type Seen } from '../spec-pages.js';
import { clientOf, ok, type Platform, stage, type Staged } from '../spec-stage.js';

/** A case's whole life, and at its end a young source who was met once with an adult and once without. */
const withSource = async (platform: Platform): Promise<Staged> => {
  const staged = await stage(platform);
  const bell = await clientOf(platform, 'dc-bell');
  const { id } = ok(await bell.assetRegistry.registerSource({ body: { pseudonym: 'LINNET', born: '2010-05-01', vulnerable: false, handler: 'dc-bell' } }));
  ok(await bell.assetRegistry.recordSourceMeeting({ params: { id }, body: { heldAt: '2026-03-26T15:00:00Z', adult: 'Her aunt, who has parental responsibility' } }));
  ok(await bell.assetRegistry.recordSourceMeeting({ params: { id }, body: { heldAt: '2026-03-27T11:00:00Z', reason: 'She would not have it.' } }));
  return staged;
};

const inspected = ({ weir }: Staged): string => weir.replace('/cases/', '/inspect/');

/** A moment of the day on which both parts were granted. */
const asking = async (page: Page, time: string, more: () => Promise<unknown> = async () => {}): Promise<void> => {
  await fill(page, { 'at-day': '2', 'at-month': '3', 'at-year': '2026', 'at-time': time });
  await more();
  await press(page, 'Show');
};
const CHECKPOINT = 'authorisation/1\n99\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— authorisation/1 AAAA\n';

const PAGES: readonly Seen<Staged>[] = [
  { name: 'inspect', as: 'ipco-frost', at: inspected },
  { name: 'inspect-then', as: 'ipco-frost', at: inspected, act: (page) => asking(page, '10:45', () => page.locator('#officer').selectOption({ label: 'Supt Ada Okafor' })) },
  { name: 'inspect-unknown', as: 'ipco-frost', at: inspected, act: (page) => asking(page, '10:45', () => page.locator('#officer').selectOption({ label: 'PS Gwen Price' })) },
  { name: 'inspect-errors', as: 'ipco-frost', at: inspected, act: (page) => asking(page, 'noon') },
  { name: 'inspect-too-early', as: 'ipco-frost', at: inspected, act: (page) => asking(page, '01:00') },
  { name: 'inspect-verify', as: 'ipco-frost', at: (staged) => `${inspected(staged)}/verify` },
  { name: 'inspect-verify-cut-off', as: 'ipco-frost', at: (staged) => `${inspected(staged)}/verify`, act: async (page) => (await fill(page, { checkpoint: CHECKPOINT }), press(page, 'Verify against it')) },
  { name: 'inspect-verify-errors', as: 'ipco-frost', at: (staged) => `${inspected(staged)}/verify`, act: async (page) => (await fill(page, { checkpoint: 'no checkpoint' }), press(page, 'Verify against it')) },
  { name: 'inspection', as: 'ipco-frost', at: () => '/inspection' },
  { name: 'question', as: 'ipco-frost', at: () => '/inspection/questions/1' },
  { name: 'question-sample', as: 'cmdr-hale', at: () => '/inspection/questions/2?seed=7&size=1' },
  { name: 'question-errors', as: 'ipco-frost', at: () => '/inspection/questions/19', act: async (page) => (await fill(page, { reference: 'Copper', officer: 'Supt Okafor', 'at-day': '31', 'at-month': '2', 'at-year': '2026' }), press(page, 'Ask')) },
  { name: 'question-knew', as: 'ipco-frost', at: () => '/inspection/questions/19?reference=MET-26-0001&officer=supt-okafor&at=2026-03-02T12:00:00.000Z' },
  { name: 'question-elsewhere', as: 'ipco-frost', at: () => '/inspection/questions/4' },
  { name: 'question-meetings', as: 'ipco-frost', at: () => '/inspection/questions/14' },
  { name: 'question-unheld', as: 'ipco-frost', at: () => '/inspection/questions/15?from=2026-03-01T00:00:00.000Z' },
  { name: 'question-whole', as: 'ipco-frost', at: () => '/inspection/questions/20' },
  { name: 'question-refused', as: 'dc-ahmed', at: () => '/inspection' },
  { name: 'central-record', as: 'ipco-frost', at: () => '/inspection/record', print: 4 },
  { name: 'central-record-errors', as: 'cmdr-hale', at: () => '/inspection/record', act: async (page) => (await fill(page, { 'from-day': '31', 'from-month': '2', 'from-year': '2026' }), press(page, 'Show these')) },
  { name: 'annual-return', as: 'ipco-frost', at: () => '/inspection/return' },
];

describe('every page of an inspection', () => lookedAt({ startsAt: '2026-03-02T08:00:00.000Z', stage: withSource, pages: PAGES }));
