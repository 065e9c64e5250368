import { setTimeout as wait } from 'node:timers/promises';
import { Poison } from './messages.js';
import { TopicFault } from './topic-fault.js';

/** A message is tried so often before it is taken for poison. */
export const ATTEMPTS_MAX = 5;
/** Doubled before each further try. */
const BACKOFF_MS = 5;
/** Between two tries while a store is away. */
const AWAY_MS = 100;
const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Why a message was given up. `code` is a kebab-case code or an error's class: its own words may hold covert text. */
export type Failure = { readonly code: string; readonly attempts: number; readonly error: unknown };

/** True for the ledger's `Unavailable`: nothing is wrong with the message, its store is away. */
export const isAway = (error: unknown): boolean => error instanceof Error && error.name === 'Unavailable';

/** Waits until a store may have come back. @throws when the reader closes. */
export const whileAway = (signal: AbortSignal): Promise<void> => wait(AWAY_MS, undefined, { signal });

/** What NestJS's own filter makes of every error. It tells nothing of it, so a store that is away would look like poison. */
const isMasked = (error: unknown): boolean => !(error instanceof Error) && (error as { status?: unknown } | null)?.status === 'error';

const codeOf = (error: unknown): string => (error instanceof Poison ? (CODE.test(error.code) ? error.code : 'poison') : error instanceof Error ? error.name : 'unknown');

/**
 * Runs a handler until it succeeds or its message is given up: poison at once, other errors after bounded tries; a store that is away is waited for, however
 * long. @throws when the reader closes, and when NestJS hides errors: nothing may be judged then.
 */
export const handled = async (handle: () => Promise<unknown>, signal: AbortSignal): Promise<Failure | undefined> => {
  for (let attempts = 1; ; ) {
    signal.throwIfAborted();
    try {
      await handle();
      return undefined;
    } catch (error) {
      if (isMasked(error)) throw new TopicFault('Consumers run without RaiseFilter: NestJS hides their errors.');
      if (isAway(error)) {
        await whileAway(signal);
        continue;
      }
      if (error instanceof Poison || attempts >= ATTEMPTS_MAX) return { code: codeOf(error), attempts, error };
      await wait(BACKOFF_MS * 2 ** attempts, undefined, { signal });
      attempts += 1;
    }
  }
};
