import type { Principal, Told } from '@cpmp/shell';
import { news } from './news.js';

type Views = Parameters<typeof news.mayHear>[2];

const views = { get: async () => ({ knownTo: ['dc-bell'] }) } as unknown as Views;
const told = { stream: 'source-a', recorded: { event: { type: 'SourceRecordAdded' }, meta: { stream: 'source-a', streamId: 'a' } }, ends: false } as unknown as Told;
const who = (person: string, ...roles: readonly string[]): Principal => ({ person, force: 'met', roles });

describe('given news of a source', () => {
  it.each([
    ['who looks after them', who('dc-bell', 'handler'), true], ['who looks after others', who('dc-lowe', 'handler'), false], ['who looked after them and has no such office any more', who('dc-bell', 'applicant'), false],
    ['the inspector', who('ipco-frost', 'inspector-ipco'), true], ['who keeps the store', who('rm-price', 'asset-custodian', 'resource-manager'), false],
  ])('when %s listens, then they hear of it if they may read it, and not otherwise', async (_, principal, hears) => {
    expect([news.of(told.recorded, views), await news.mayHear(principal, told, views)]).toEqual([['source-a'], hears]);
  });
});
