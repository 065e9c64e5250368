import { startCaller } from '../caller.js';
import { type Figure, median } from '../figure.js';
import { type Ground, inRounds, type Measure } from '../ground.js';
import { granted } from './operation.js';
import { startPeople } from './platform.js';

/** Below what a person may call. */
const PAGES = 50;

/** Signs in at the console and gives the session's cookie. */
const sessionOf = async (url: string, person: string): Promise<string> => {
  const body = new URLSearchParams({ person });
  const answer = await fetch(`${url}/sign-in`, { method: 'POST', redirect: 'manual', body, headers: { origin: url, 'sec-fetch-site': 'same-origin' } });
  const [cookie = ''] = answer.headers.getSetCookie();
  return cookie.split(';')[0] ?? '';
};

const run = async ({ scale, folder }: Ground): Promise<readonly Figure[]> => {
  const people = await startPeople(folder());
  const caller = startCaller();
  try {
    const id = await granted(people);
    const { url } = people.platform;
    const calls = { url: `${url}/cases/${id}`, headers: { cookie: await sessionOf(url, 'supt-okafor') }, count: Math.min(PAGES, scale.operations), width: 1 };
    const times = await inRounds(scale.rounds, async () => ({ page: median((await caller.call(calls)).milliseconds) }));
    return [{ name: 'page', value: median(times.page), unit: 'ms', better: 'lower' }];
  } finally {
    await caller.close();
    await people.platform.close();
  }
};

/** One page as a person sees it. */
export const page: Measure = { name: 'page', about: 'a page of the console: one case, signed in, from request to last byte', figures: ['page'], run };
