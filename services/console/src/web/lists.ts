import type { Answer } from '@cpmp/client';
import { got, gotOr, isAway, type Visit } from './visit.js';

/** From which place on a list is asked for, where an address names one. */
export const afterIn = ({ after }: Visit['query']): { readonly after?: string } => (after ? { after } : {});

/** Where a list goes on, if it does. */
export const onwards = (path: string, asked: Readonly<Record<string, string>>, next: string | undefined): string | undefined => next && `${path}?${new URLSearchParams({ ...asked, after: next }).toString()}`;

/** The largest page of a list, and how much of one is read where all of it is wanted. */
const PAGE = 200;
const READ_MAX = 2_000;

type Listed<T> = { readonly items: readonly T[]; readonly next?: string };

/** What an answer lists; nothing where the caller may not list it. */
export const orNone = <T>(answer: Answer<Listed<T>>): Listed<T> => gotOr(answer, { items: [] });

/** The same; nothing, too, where its service does not answer now, which the page says. */
export const orNoneNow = <T>(answer: Answer<Listed<T>>): Listed<T> => (isAway(answer) ? { items: [] } : orNone(answer));

/** Asks for a page of a list. */
export type AskPage<T> = (query: { readonly limit: number; readonly after?: string }) => Promise<Answer<Listed<T>>>;

/**
 * All that is listed, page after page, as far as one page of ours can show it. `read`: what is made of an answer. `enough`: behind which entry of a sorted list nothing
 * is wanted any more. @throws ApiNo for one that is none, unless that makes something of it
 */
export const everything = async <T>(ask: AskPage<T>, read: (answer: Answer<Listed<T>>) => Listed<T> = got, enough: (last: T) => boolean = () => false): Promise<readonly T[]> => {
  const found: T[] = [];
  let after: string | undefined;
  do {
    const { items, next } = read(await ask({ limit: PAGE, ...(after === undefined ? {} : { after }) }));
    found.push(...items);
    const last = items.at(-1);
    after = last !== undefined && enough(last) ? undefined : next;
  } while (after !== undefined && found.length < READ_MAX);
  return found;
};
