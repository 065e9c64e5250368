import type { Client } from '@cpmp/client';
import { type Part, partOf, readDraft, withPart } from './draft.js';

/** A reader's draft, of a case that has these parts where it was returned. */
const clientWith = (components: readonly Part[], known?: readonly { readonly id: string; readonly handle: string }[]): Client => {
  const answers = { readDraft: { id: 'd', ...(known ? { reference: 'MET-26-0001' } : {}), application: { components } }, listPowers: { items: [] }, readAuthorisation: { components: known } };
  return { authorisation: Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, async () => ({ ok: true, value })])) } as unknown as Client;
};
const added = async (...given: Parameters<typeof clientWith>) => {
  const file = await readDraft(clientWith(...given), 'd');
  return partOf(file, file.next)?.part.handle;
};
const part = (handle: string, linked?: string): Part => ({ handle, ...(linked === undefined ? {} : { linked }) });

describe('a part that is added to a draft', () => {
  it('given a returned case whose last part was left out, then it takes neither that part’s place nor its word', async () => {
    expect(await added([part('part-1')], [{ id: 'c1', handle: 'part-1' }, { id: 'c2', handle: 'part-2' }])).toBe('part-3');
  });

  it('given a case of which a part was decided meanwhile, then it has another word than that one', async () => {
    expect(await added([part('part-1')], [{ id: 'c1', handle: 'part-2' }, { id: 'c2', handle: 'part-1' }])).toBe('part-3');
  });

  it('given that another part stands on one that was removed, then it does not stand on the new one instead', async () => {
    const before = { components: [part('part-1', 'part-2'), part('part-2')] };
    expect(await added([...(withPart(before, 1, undefined).components ?? [])])).toBe('part-3');
  });

  it('given a first part, then it is called so', async () => expect(await added([])).toBe('part-1'));
});
