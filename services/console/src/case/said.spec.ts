import type { authorisation } from '@cpmp/client';
import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, ok, TRACK } from '../spec-stage.js';

let path: string;

const ASKED: authorisation.ApplyBody['components'][number] = { ...TRACK, urgent: 'The handover is tonight.', seeksPrivilege: true, places: [{ handle: 'the yard', kind: 'other', inArea: false, purpose: 'retrieval' }] };

const here = onPlatform(async (platform) => {
  path = `/cases/${ok(await (await clientOf(platform, 'dc-ahmed')).authorisation.apply({ body: { operation: 'Copper Weir', components: [ASKED] } })).id}`;
});

describe('what an applicant wrote', () => {
  it.each([
    { page: 'the application', as: 'dc-ahmed', at: '/application' }, { page: 'the gatekeeper’s check', as: 'cab-lane', at: '/check' },
    { page: 'the officer’s brief', as: 'ac-whitfield', at: '/components/c1/decide' }, { page: 'the brief on paper', as: 'ac-whitfield', at: '/components/c1/print' },
  ])('given why it cannot wait, that privileged matters are sought, and that equipment is only fetched back from a place, then $page says so', async ({ as, at }) => {
    const { status, words } = await (await readerOf(here.platform, as)).get(path + at);
    expect([status, words.includes('Why it cannot wait The handover is tonight.'), words.includes('It is meant to obtain matters subject to legal privilege.'), words.includes('the yard, other, outside the force area, only for retrieval of equipment')]).toEqual([200, true, true, true]);
  });
});
