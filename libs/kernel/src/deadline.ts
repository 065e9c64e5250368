import type { Instant } from './index.js';

/** A deadline that an event sets. Its id is unique within its stream for ever: `<part>/<what>/<n>`; on a topic the stream's name stands before it. */
export type DeadlineSet = {
  readonly id: string;
  /** review, expiry, written-record, commissioner-notice, recovery, risk-review … */
  readonly what: string;
  /** The first instant at which the act is late. */
  readonly due: Instant;
  /** The component, where it is about one. */
  readonly component?: string;
  /** Persons who hold the case, to be told beside the roles in notification's table. */
  readonly persons?: readonly string[];
  /** True where the law gives the number. */
  readonly statutory: boolean;
};

/** What an event does to its stream's deadlines; the field `deadlines` of any event that does. */
export type DeadlineChanges = {
  readonly set?: readonly DeadlineSet[];
  /** `done`: the act was done; `superseded`: it no longer needs doing. Lateness is judged by `at`. */
  readonly discharged?: readonly { readonly id: string; readonly at: Instant; readonly how: 'done' | 'superseded' }[];
};
