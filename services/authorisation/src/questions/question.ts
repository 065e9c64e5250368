import type { Instant } from '@cpmp/kernel';
import type { Book } from '@cpmp/law';
import type { Recorded, Verification } from '@cpmp/ledger';
import type { AuthorityEvent, PersonKnown } from '../domain/index.js';
import type { AnnualReturn } from '../inspection/annual-return.js';
import { type LogRead, nameOf, type Part, pathOf } from '../inspection/parts.js';

/** What an inspector may add to a question. */
export type Asked = {
  readonly power?: string | undefined;
  readonly force?: string | undefined;
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  /** How many days count as unused. */
  readonly days?: number | undefined;
  readonly reference?: string | undefined;
  readonly officer?: string | undefined;
  readonly at?: Instant | undefined;
  readonly year?: number | undefined;
  /** A checkpoint that the inspector kept. */
  readonly checkpoint?: string | undefined;
};

/** What a question may look at: the parts that its reader may know of, as the log has them at one position. Texts stay closed; what the platform opens for itself goes into no row. */
export type Record = LogRead & {
  readonly book: Book;
  readonly unseal: <T>(value: T) => Promise<T>;
  /** What a register last said of a source or an operative. */
  readonly person: (kind: 'source' | 'operative', id: string) => Promise<PersonKnown | undefined>;
  readonly history: (authorisation: string) => Promise<readonly Recorded<AuthorityEvent>[]>;
  readonly verify: (checkpoint: string | undefined) => Promise<Pick<Verification, 'whole' | 'commits' | 'fault'> & { readonly against?: { readonly size: number; readonly signed: boolean } }>;
  readonly annualReturn: (year: number) => Promise<AnnualReturn>;
};

/** One row of an answer: what stands in its columns, where it can be read, and the events that it rests on. `stratum`: what a sample is spread over. */
export type Row = { readonly says: Readonly<globalThis.Record<string, unknown>>; readonly path?: string; readonly events: readonly string[]; readonly stratum?: string };

/** What another service answers beside, at which of its doors, and what of its `items` to read. `timed`: it takes `from` and `to` as the question does. */
export type Elsewhere = { readonly service: string; readonly what: string; readonly path: string; readonly columns: readonly string[]; readonly timed?: true };

/** One of the twenty questions: saved, read-only, and computed from the record alone. */
export type Question = {
  readonly number: number;
  readonly asks: string;
  readonly columns: readonly string[];
  /** What inspectors found that makes them ask. */
  readonly findings: readonly string[];
  /** What may be asked beside power, force and time. */
  readonly takes?: readonly (keyof Asked)[];
  /** Without what it cannot be asked. */
  readonly needs?: readonly (keyof Asked)[];
  readonly elsewhere?: readonly Elsewhere[];
  /** What its answer leaves out, and why. */
  readonly limits?: string;
  readonly rows: (record: Record, asked: Asked) => readonly Row[] | Promise<readonly Row[]>;
};

/** A row about one part; its reference is the first that it says. */
export const rowOf = (part: Part, says: Row['says'], events: readonly (Recorded<AuthorityEvent> | string)[]): Row => ({
  says: { reference: nameOf(part), power: part.asked.power, ...says },
  path: pathOf(part),
  events: events.map((one) => (typeof one === 'string' ? one : one.meta.id)),
});
