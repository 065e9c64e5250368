/** What a task needs: so many distinct resources, each out of those that would do, by their places in the list of resources. */
export type Need = { readonly count: number; readonly eligible: readonly number[] };

/**
 * Something that is done whole or not at all, in the half-open window from `start` to `end`: whole numbers of one unit, whichever the caller counts in. Tasks that only touch do not overlap; one that ends before it begins takes the instant of its start.
 * A resource meets one need of a task at the most. What is taken, unfit or of another kind is not among the eligible: that is for whoever states the problem.
 */
export type Task = { readonly start: number; readonly end: number; readonly needs: readonly Need[] };

/** Tasks, and how many resources there are; a resource does one task at a time. */
export type Problem = { readonly tasks: readonly Task[]; readonly resources: number };

/** The resources that a task is given: a group for each of its needs, in their order. */
export type Groups = readonly (readonly number[])[];

/** What each task is given, by the tasks' places; undefined: it is not served. */
export type Assignment = readonly (Groups | undefined)[];

/** True when a task has all that it needs. */
export const isWhole = (needs: readonly Need[], groups: Groups | undefined): boolean => groups !== undefined && needs.every(({ count }, need) => groups[need]?.length === count);
