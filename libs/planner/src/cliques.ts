/** Something that lasts from `start` to `end`, half-open. */
type Lasting = { readonly start: number; readonly end: number };

/**
 * Everything that goes on at once, as the largest such sets, none within another: whatever no two overlapping things may share is in each of them held once.
 * In the order of their instants; each has the places of its things.
 */
export const cliques = (things: readonly Lasting[]): readonly (readonly number[])[] => {
  const found: number[][] = [];
  let [going, grew]: [number[], boolean] = [[], false];
  const inOrder = things.map((thing, place) => ({ ...thing, place })).toSorted((a, b) => a.start - b.start || a.place - b.place);
  for (const { start, place } of inOrder) {
    const left = going.filter((other) => (things[other]?.end ?? start) > start);
    // Only where something began since is what goes on no part of an earlier set.
    if (left.length < going.length && grew) {
      found.push(going);
      grew = false;
    }
    going = [...left, place];
    grew = true;
  }
  return going.length > 0 ? [...found, going] : found;
};
