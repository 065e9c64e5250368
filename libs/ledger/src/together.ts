/** Waits for all, whatever becomes of any: nothing is under way any more when it answers. @throws what the first of them threw */
export const together = async <T>(all: readonly Promise<T>[]): Promise<readonly T[]> => {
  await Promise.allSettled(all);
  return Promise.all(all);
};
