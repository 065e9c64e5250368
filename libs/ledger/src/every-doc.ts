import { LIMIT_MAX } from './paging.js';
import type { Query, View, ViewReader } from './types.js';

/** Every document of a view that answers, in the order asked for: a query answers one page, which may not be all. Each page is read when it is wanted; `limit` is its size. One that leaves the answer once it was read takes no other with it. */
export async function* everyDoc<D extends object>(views: Pick<ViewReader, 'query'>, view: View<D, any, any>, query: Omit<Query, 'after'> = {}): AsyncGenerator<D, void> {
  let after: string | undefined;
  do {
    const { docs, next } = await views.query(view, { limit: LIMIT_MAX, ...query, ...(after === undefined ? {} : { after }) });
    yield* docs;
    after = next;
  } while (after !== undefined);
}
