import type { authorisation } from '@cpmp/client';
import type { Names } from '../web/names.js';
import type { Visit } from '../web/visit.js';
import { heading, linesOf, personsIn } from './saying.js';

type Elsewhere = authorisation.ListQuestionsAnswer['items'][number]['elsewhere'][number];
type Answered = { readonly items: readonly Readonly<Record<string, unknown>>[]; readonly next?: string };

/** What other services answer beside, asked in the reader's name: rows in words, or that the reader may not read them there. Only the first page is shown, which says when there is more. */
export const askedElsewhere = ({ client }: Visit, names: Names, elsewhere: readonly Elsewhere[], { from, to }: { readonly from?: string; readonly to?: string }) =>
  Promise.all(elsewhere.map(async ({ service, what, path, columns, timed }) => {
    const answer = await client.call<Answered>('GET', path, timed ? { query: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) } } : {});
    if (!answer.ok) return { service, what, path, because: answer.problem.title };
    const { items, next } = answer.value;
    const nameOf = await names.of(client, personsIn(items));
    return { service, what, path, columns: columns.map(heading), rows: items.map((item) => columns.map((column) => linesOf(item[column], column, nameOf))), more: next !== undefined };
  }));
