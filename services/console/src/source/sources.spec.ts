import type { Visit } from '../web/visit.js';
import { SourcesController } from './sources.controller.js';

/** A register that answers in an order of its own: pseudonyms are sealed there. */
const visit = (pseudonyms: readonly string[]): Visit => {
  const listed = (items: readonly object[]) => async () => ({ ok: true, status: 200, value: { items } });
  const assetRegistry = {
    listSources: listed(pseudonyms.map((pseudonym) => ({ id: pseudonym, pseudonym }))),
    listUnheldRoles: listed(pseudonyms.map((pseudonym) => ({ source: pseudonym, pseudonym, role: 'handler', from: '2026-03-10', to: '2026-03-10' }))),
  };
  return { client: { assetRegistry }, person: { roles: ['handler'] }, path: '/sources', query: {} } as unknown as Visit;
};

describe('given sources', () => {
  it.each([[['WREN', 'FINCH', 'LINNET']], [['LINNET', 'FINCH', 'WREN']]])('when the register answers %s, then they are listed by pseudonym, and so are the days without a holder', async (answered) => {
    const { model } = (await new SourcesController({} as never, {} as never).list(visit(answered))) as unknown as { readonly model: Record<'items' | 'gaps', readonly { readonly pseudonym: string }[]> };
    for (const list of [model.items, model.gaps]) expect(list.map(({ pseudonym }) => pseudonym)).toEqual(['FINCH', 'LINNET', 'WREN']);
  });
});
