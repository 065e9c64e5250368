import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, ok } from '../spec-stage.js';
import { stageDuty } from './spec-duty.js';

const here = onPlatform(async (platform) => {
  const { notification } = await clientOf(platform, 'admin-shaw');
  ok(await notification.enterPerson({ params: { person: 'cmdr-hale' }, body: { name: 'Cmdr Ruth Hale', force: 'met', unit: 'MGT', rank: 'commander', roles: [], dutyOfficer: false } }));
  await stageDuty(platform);
});

/** Where the notices of somebody lead, and what is there. */
const ledTo = async (person: string) => {
  const reader = await readerOf(here.platform, person);
  const { html, words } = await reader.get('/notices');
  const cases = [...new Set([...html.matchAll(/href="(\/cases\/[^"]+)"/g)].map(([, href]) => href ?? ''))];
  return { named: /MET-26-\d{4}/.test(words), opened: await Promise.all(cases.map(async (path) => (await reader.get(path)).status)) };
};

describe('notices of cases', () => {
  it('given a force without a senior responsible officer, when its duty officer is told, then the reference is there and leads to no page that is not theirs', async () => {
    expect(await ledTo('ci-bello')).toEqual({ named: true, opened: [] });
  });

  it('given somebody who may know of the case, then it is a link', async () => {
    const { named, opened } = await ledTo('supt-okafor');
    expect([named, [...new Set(opened)]]).toEqual([true, [200]]);
  });
});
