import { ERASED } from '@cpmp/kernel';

/** How many words in a row are compared. */
const RUN_WORDS = 3;
const WHOLE_PERCENT = 100;

/** A text as its runs of three words, in small letters: what likeness is judged by. */
export const runsOf = (text: string): readonly string[] => {
  const words = text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
  if (words.length <= RUN_WORDS) return words.length === 0 ? [] : [words.join(' ')];
  return words.slice(0, words.length - RUN_WORDS + 1).map((_, index) => words.slice(index, index + RUN_WORDS).join(' '));
};

/** A text that was written before, and what it is. */
export type Earlier = { readonly of: string; readonly text: string | undefined };

/** How much of a text stands in an earlier one, in percent, and in which. */
export type Similarity = { readonly percent: number; readonly to: string };

/**
 * The share of a text's runs of three words that stand in one earlier text: advice on whether it was copied, never a decision (good text reuses the words of the
 * statute). Undefined where there is nothing to compare.
 */
export const similarityOf = (text: string, earlier: readonly Earlier[]): Similarity | undefined => {
  const runs = runsOf(text);
  if (runs.length === 0 || text === ERASED) return undefined;
  const found = earlier.flatMap(({ of, text: other }): readonly Similarity[] => {
    if (other === undefined || other === ERASED || other === '') return [];
    const known = new Set(runsOf(other));
    return [{ to: of, percent: Math.round((WHOLE_PERCENT * runs.filter((run) => known.has(run)).length) / runs.length) }];
  });
  return found.toSorted((a, b) => b.percent - a.percent)[0];
};
