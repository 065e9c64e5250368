import { lookedAt, type Page, type Seen } from '../spec-pages.js';
import { type Platform, stage } from '../spec-stage.js';
import { startForce } from './spec-force.js';

/** Beside the platform with its development sign-in two consoles at a force's identity provider: where somebody stops, and where an account gives no access. */
const staged = async (platform: Platform) => {
  const [stops, unknown] = await Promise.all([startForce({ apiUrl: platform.url }), startForce({ apiUrl: platform.url })]);
  unknown.provider.person = 'no-roles';
  return { ...(await stage(platform)), stops, unknown };
};
type Staged = Awaited<ReturnType<typeof staged>>;

/** Signs in, as far as it goes. */
const tries = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Sign in with your force account' }).click();
  await page.waitForURL('**/sign-in/done/*');
};

const PAGES: readonly Seen<Staged>[] = [
  { name: 'law', as: 'supt-okafor', at: () => '/law' },
  { name: 'accessibility', at: () => '/accessibility', changing: true },
  { name: 'help-signed-in', as: 'supt-okafor', at: () => '/help' },
  { name: 'sign-in-force', at: ({ stops }) => `${stops.url}/sign-in` },
  { name: 'sign-in-stopped', at: ({ stops }) => `${stops.url}/sign-in`, act: tries },
  { name: 'sign-in-no-access', at: ({ unknown }) => `${unknown.url}/sign-in`, act: tries },
];

describe('every page that others link to', () => lookedAt({ startsAt: '2026-03-02T08:00:00.000Z', stage: staged, unstage: async ({ stops, unknown }) => Promise.all([stops.close(), unknown.close()]), pages: PAGES }));
