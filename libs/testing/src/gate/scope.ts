import type { Instant } from '@cpmp/kernel';
import type { DueInDeployment } from '@cpmp/gate';

/** The instant so many seconds after the story begins, on a Monday at nine. */
export const instant = (seconds: number): Instant => new Date(Date.UTC(2026, 2, 2, 9) + seconds * 1000).toISOString();

/** A span in seconds of the story. */
export type Span = readonly [from: number, to: number];

/** Something that a person may do, once, at any tick but the last. What would change nothing is not done. */
export type Act =
  | { readonly do: 'ask'; readonly permit: string; readonly thing: string; readonly authority: string; readonly component: string; readonly window: Span }
  /** `of`: the deployment that it takes over. */
  | { readonly do: 'move'; readonly permit: string; readonly of: string; readonly thing: string; readonly authority: string; readonly component: string; readonly window: Span }
  | { readonly do: 'close'; readonly permit: string; readonly thing: string }
  | { readonly do: 'switch off'; readonly permit: string; readonly thing: string }
  /** Of a component that is not granted as the story begins. */
  | { readonly do: 'grant'; readonly authority: string; readonly component: string }
  /** `decidedAt` in seconds, when it is entered later than it was decided. */
  | { readonly do: 'cancel'; readonly authority: string; readonly component: string; readonly decidedAt?: number }
  | { readonly do: 'renew'; readonly authority: string; readonly component: string; readonly decidedAt?: number }
  /** The custodian's own booking, which never gives way. */
  | { readonly do: 'book'; readonly allocation: string; readonly thing: string; readonly operation: string; readonly window: Span }
  | { readonly do: 'allocate'; readonly allocation: string; readonly thing: string; readonly tasking: string; readonly window: Span }
  | { readonly do: 'give back'; readonly allocation: string; readonly tasking: string };

/** A law of fixed periods: until when a component runs that is granted as the story begins (`later`: not then), and until when renewed, in seconds of the story; and which other component what is deployed under it needs to run. */
export type Periods = Readonly<Record<string, { readonly until: number; readonly renewed: number; readonly later?: true; readonly needs?: string }>>;

/** A small world: who is in it, what may happen, and when. */
export type Scope = {
  readonly about: string;
  /** Instants in seconds at which the clock may stand. Persons and faults act before the last, at which everybody does what is left to do. */
  readonly clock: readonly number[];
  /** Authorities by id, each of an operation of its own, with their components by id: `c1`, `c2`. */
  readonly authorities: Readonly<Record<string, Periods>>;
  /** `asset-…` and `resource-…`. */
  readonly things: readonly string[];
  /** Taskings by id, with the authority whose operation they are for. */
  readonly taskings?: Readonly<Record<string, string>>;
  readonly acts: readonly Act[];
  /** How many messages may become dead letters, one at a time; and on which roads (all, if it is not said). */
  readonly poisons?: number;
  readonly poisonable?: readonly Road[];
  /** How many times a process may die between an effect and moving its place, so that the message comes again. */
  readonly crashes?: number;
  /** Services one of whose processes is behind the clock, in seconds: each of its acts may be that one's. */
  readonly behind?: Readonly<Partial<Record<Service, number>>>;
  /** What falls due and is left undone in this world: it tells people, and moves nothing that is looked at here. */
  readonly ignored?: readonly DueInDeployment[];
};

/** The services whose parts are played. */
export type Service = 'authorisation' | 'asset-registry' | 'resource-allocation';

/** A kind of message, which is a topic of each holder's or the authority's. */
export type Road = 'request' | 'permit' | 'answer' | 'allocation' | 'booking';

/** The operation that an authority is for. */
export const operationOf = (authority: string): string => `op-${authority}`;
