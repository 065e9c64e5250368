import { Unavailable } from '../errors.js';

/** What a write meets when a unique key is taken. */
const DUPLICATE = 11_000;

type MongoFailure = { readonly code?: number | string; readonly writeErrors?: unknown };

/** True when a write met a unique key, and nothing else went wrong: everything else would be an answer that is not known. */
export const isTaken = (error: unknown): boolean => {
  const { code, writeErrors } = error as MongoFailure;
  if (writeErrors === undefined) return code === DUPLICATE;
  const all = (Array.isArray(writeErrors) ? writeErrors : [writeErrors]) as readonly { readonly code?: number }[];
  return code === DUPLICATE && all.every((each) => each.code === DUPLICATE);
};

/** What meets a key that is taken is there already. */
export const unlessTaken = (error: unknown): undefined => {
  if (!isTaken(error)) throw error;
};

/** What the driver says of a question that it never put: waiting would not mend it. */
const OURS = new Set(['MongoInvalidArgumentError', 'CastError']);

/**
 * Asks the server one thing. Whatever the driver throws meanwhile is the engine's failure, by whatever name: a line that is cut while it writes comes out as the socket's own error, and a reply in which nothing can be
 * read as any. @throws Unavailable when it cannot answer now: it is away, closed, or did not take the write as durably as it was asked
 */
export const asking = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Unavailable || isTaken(error) || OURS.has((error as Error).name)) throw error;
    throw new Unavailable('The store does not answer.', 1, { cause: error });
  }
};
