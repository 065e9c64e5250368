import type { Ledger } from '@cpmp/ledger';
import { type Memory, type Written, wordsIn } from './memory.js';

/** A service's log, to be searched. */
type Kept = { readonly name: string; readonly ledger: Pick<Ledger, 'readAfter'> };

const COMMITS = 500;

/** What is nobody's secret: words by where they were written, and fields that hold words of the registers. */
type Plain = { readonly isPlain: (word: Written) => boolean; readonly fields: readonly string[] };

/** The secrets of a session that stand in clear in a log: what people wrote is sealed there. */
export const secretsKept = async (services: readonly Kept[], memory: Pick<Memory, 'written'>, { isPlain, fields }: Plain): Promise<readonly string[]> => {
  const faults = new Set<string>();
  for (const { name, ledger } of services) {
    for (let commits = await ledger.readAfter(0, COMMITS); commits.length > 0; commits = await ledger.readAfter(commits.at(-1)?.position ?? 0, COMMITS)) {
      for (const { event, meta } of commits.flatMap(({ events }) => events)) {
        for (const word of wordsIn(JSON.stringify(event, (key, value: unknown) => (fields.includes(key) ? undefined : value)))) {
          const written = memory.written(word);
          if (!written || !isPlain(written)) faults.add(`${word}${written ? `, written with ${[...written.operations].join()},` : ''} is in clear in ${event.type} of ${name} (${meta.stream.split('-')[0]})`);
        }
      }
    }
  }
  return [...faults];
};
