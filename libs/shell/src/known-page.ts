import type { Condition, Page } from '@cpmp/ledger';

/** How many documents a page holds, unless the caller says otherwise. */
const PAGE = 50;

/** What a caller asks of a list. */
export type Paged = { readonly limit?: number; readonly after?: string };

/** The fields of a query that were asked for, each of which a document must equal. */
export const equalTo = (fields: Readonly<Record<string, string | undefined>>): Record<string, Condition> =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, eq]) => (eq === undefined ? [] : [[name, { eq }]])));

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
