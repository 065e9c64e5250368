import { rateLimitInProcess } from '../limits.js';
import type { RateLimit } from '../types.js';

/** What was ended before its time, so that no process goes on with it: a session that was signed out. */
export type Ended = {
  /** Ends it by its id, until an instant of machine time after which nobody would go on with it anyway. */
  readonly end: (id: string, untilMs: number) => Promise<void>;
  /** Whether it was ended. Where nobody else can be asked, what began before that began counts as ended: whoever it was signs in again. */
  readonly has: (id: string, beganMs: number) => Promise<boolean>;
};

/** What one process lays aside for all, sealed by itself, under a name that nobody can guess, until an instant of machine time: a session's tokens, what was typed before a sign-in. */
export type Aside = {
  /** Answers false where no other process can find it. */
  readonly lay: (name: string, sealed: string, untilMs: number) => Promise<boolean>;
  readonly find: (name: string) => Promise<string | undefined>;
  readonly drop: (name: string) => Promise<void>;
  /** Takes what only one may do at a time, until it is dropped or an instant has passed; false: somebody else has it. */
  readonly take: (name: string, untilMs: number) => Promise<boolean>;
};

/** What the processes of a platform share, and can do without: how often somebody called, which sessions were signed out and with what they go on, and that something has happened. Embedded it is one process's own; distributed it is Redis. */
export interface Cache {
  readonly rate: RateLimit;
  readonly ended: Ended;
  readonly aside: Aside;
  /** Tells other processes that something has happened, by what it happened to: a service's log has grown, sessions were signed out. Nobody waits for it, and it may be lost. */
  say(what: string): void;
  /** Wakes whoever waits for that when another process said it; answers what ends it. */
  hear(what: string, wake: () => void): () => void;
  /** False while what other processes say would not be heard here. */
  hears(): boolean;
  /** Why it is away, for health: the platform decides without it. */
  note(): string | undefined;
  close(): Promise<void>;
}

/** The cache of a platform in one process: nobody else says anything. */
export const cacheInProcess = (machine: () => number): Cache => ({
  rate: rateLimitInProcess(machine),
  ended: endedInProcess(machine),
  aside: asideInProcess(machine),
  say: () => {},
  hear: () => () => {},
  hears: () => true,
  note: () => undefined,
  close: async () => {},
});

/** What was ended here, as long as it could go on. */
export const endedInProcess = (machine: () => number): Ended => {
  const ends = new Map<string, number>();
  return {
    end: async (id, untilMs) => {
      for (const [one, until] of ends) if (until <= machine()) ends.delete(one);
      ends.set(id, untilMs);
    },
    has: async (id) => (ends.get(id) ?? 0) > machine(),
  };
};

/** What was laid aside here, as long as it is to be found. */
export const asideInProcess = (machine: () => number): Aside => {
  const things = new Map<string, { readonly sealed: string; readonly until: number }>();
  const find = (name: string): string | undefined => {
    const found = things.get(name);
    return found && found.until > machine() ? found.sealed : undefined;
  };
  const lay = (name: string, sealed: string, until: number): void => {
    for (const [one, thing] of things) if (thing.until <= machine()) things.delete(one);
    things.set(name, { sealed, until });
  };
  return {
    lay: async (name, sealed, untilMs) => (lay(name, sealed, untilMs), true),
    find: async (name) => find(name),
    drop: async (name) => void things.delete(name),
    take: async (name, untilMs) => find(name) === undefined && (lay(name, '', untilMs), true),
  };
};
