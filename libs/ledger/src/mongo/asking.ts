import { Unavailable } from '../errors.js';

/** What a write meets when a unique key is taken. */
const DUPLICATE = 11_000;

type MongoFailure = { readonly name?: string; readonly code?: number | string; readonly writeErrors?: unknown };

/** True when a write met a unique key, and nothing else went wrong: everything else would be an answer that is not known. */
export const isTaken = (error: unknown): boolean => {
  const { code, writeErrors } = error as MongoFailure;
  if (writeErrors === undefined) return code === DUPLICATE;
  const all = (Array.isArray(writeErrors) ? writeErrors : [writeErrors]) as readonly { readonly code?: number }[];
  return code === DUPLICATE && all.every((each) => each.code === DUPLICATE);
};

/** Errors of the driver's own making that waiting would not mend. */
const OURS = new Set(['MongoInvalidArgumentError', 'MongoMissingDependencyError', 'MongoParseError', 'BSONError', 'CastError']);

/** Asks the server one thing. @throws Unavailable when it cannot answer now: it is away, closed, or did not take the write as durably as it was asked */
export const asking = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const { name = '' } = error as MongoFailure;
    if (isTaken(error) || OURS.has(name)) throw error;
    if (/^(Mongo|Mongoose|Pool)/.test(name)) throw new Unavailable('The store does not answer.', 1, { cause: error });
    throw error;
  }
};
