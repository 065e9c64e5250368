import type { Page } from '@cpmp/ledger';

/** How many documents a page holds, unless the caller says otherwise. */
const PAGE = 50;

/** What a caller asks of a list. */
export type Paged = { readonly limit?: number; readonly after?: string };

/** One page of what a caller may know of. What they may not is passed over and leaves no gap: how full a page is tells nothing. */
export const knownPage = async <D>(
  ask: (paged: Paged) => Promise<Page<D>>,
  known: (doc: D) => boolean | Promise<boolean>,
  { limit = PAGE, after }: Paged,
): Promise<Page<D>> => {
  const docs: D[] = [];
  let next = after;
  do {
    const page = await ask({ limit: limit - docs.length, ...(next === undefined ? {} : { after: next }) });
    for (const doc of page.docs) if (await known(doc)) docs.push(doc);
    next = page.next;
  } while (next !== undefined && docs.length < limit);
  return { docs, ...(next === undefined ? {} : { next }) };
};
