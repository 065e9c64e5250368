import type { authorisation } from '@cpmp/client';
import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, ok, WATCH } from '../spec-stage.js';

type Part = authorisation.ApplyBody['components'][number];

let path: string;
let draft: string;

const here = onPlatform(async (platform) => {
  const [ahmed, cole] = await Promise.all([clientOf(platform, 'dc-ahmed'), clientOf(platform, 'ds-cole')]);
  const sourceOf = async (pseudonym: string): Promise<string> => ok(await cole.assetRegistry.registerSource({ body: { pseudonym, born: '1988-03-19', vulnerable: false, handler: 'dc-bell', controller: 'ds-cole', recordMaintainer: 'ds-dunn' } })).id;
  const { vehicles: _vehicles, ...asked } = WATCH;
  const use = (handle: string, source: string): Part => ({ ...asked, handle, power: 'chis', source, conduct: 'Report deliveries.', seeksPrivilege: false, tactics: [{ tactic: 'tasked-source', because: 'Only someone trusted hears the dates.' }] });
  const [kestrel, merlin] = [await sourceOf('KESTREL'), await sourceOf('MERLIN')];
  const crime: Part = { ...asked, handle: 'crime', power: 'criminal-conduct', source: merlin, linked: 'second', conduct: 'Carry a parcel.', seeksPrivilege: false, otherMeans: 'None will do.', tactics: [{ tactic: 'specified-conduct', because: 'A refusal would expose them.' }] };
  const read: Part = { ...asked, handle: 'read', power: 'open-source-research', level: 'core', tactics: [{ tactic: 'online-research', because: 'They sell in the open.' }] };
  const components = [use('first', kestrel), use('second', merlin), crime, read];
  path = `/cases/${ok(await ahmed.authorisation.apply({ body: { operation: 'Copper Weir', components } })).id}`;
  draft = `/apply/${ok(await ahmed.authorisation.startDraft({ body: { operation: 'Copper Weir', components } })).id}`;
});

const wordsOf = async (as: string, page: string): Promise<string> => (await (await readerOf(here.platform, as)).get(page)).words;

describe('criminal conduct that stands on one of two other parts, and research at a level', () => {
  it.each([
    { page: 'the application', as: 'dc-ahmed', crime: '/application', research: '/application' }, { page: 'the gatekeeper’s check', as: 'cab-lane', crime: '/check', research: '/check' },
    { page: 'the officer’s brief', as: 'supt-okafor', crime: '/components/c3/decide', research: '/components/c4/decide' }, { page: 'the brief on paper', as: 'supt-okafor', crime: '/components/c3/print', research: '/components/c4/print' },
  ])('then $page says which part and which level', async ({ as, crime, research }) => {
    expect([await wordsOf(as, path + crime), await wordsOf(as, path + research)]).toEqual([expect.stringContaining('Stands on Part 2 '), expect.stringContaining('Level of research Core ')]);
  });

  it('then the applicant who checks the answers reads the number of the part', async () => {
    expect(await wordsOf('dc-ahmed', `${draft}/check`)).toMatch(/Which part of this application does it stand on\? +Part 2 /);
  });
});
