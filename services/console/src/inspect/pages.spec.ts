import { fill, lookedAt, type Page, press, type Seen } from '../spec-pages.js';
import { stage, type Staged } from '../spec-stage.js';

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
];

describe('every page of an inspection', () => lookedAt({ startsAt: '2026-03-02T08:00:00.000Z', stage, pages: PAGES }));
