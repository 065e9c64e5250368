import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Actor, Aggregate } from '@cpmp/kernel';
import type { Act, Clock, Ledger, Lineage, Recorded, Stores, View, ViewReader } from '@cpmp/ledger';
import type { DeadLetter, Publish, Topics } from '@cpmp/messaging';
import type { Provider, Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import type { Cache } from './cache/cache.js';
import type { Log } from './log.js';

/** Who calls, as their token says: it is what they are now; every event keeps it as it was then. */
export type Principal = {
  readonly person: string;
  readonly name?: string;
  readonly rank?: string;
  readonly force?: string;
  readonly unit?: string;
  readonly roles: readonly string[];
};

/** A call that passed the edge: who, what they sent, which version they saw, and the act for the ledger. */
export type Input<P = {}, Q = {}, B = undefined> = {
  readonly principal: Principal;
  readonly actor: Actor;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly ifMatch?: number;
  /** The caller asks for NDJSON, and the operation has it: answer with `Lines`. */
  readonly lines?: true;
  readonly act: Act;
};

/** Who may do what: the roles of each action, or `'anyone'` who is signed in. An action that is not named is refused. */
export type Permissions = Readonly<Record<string, readonly string[] | 'anyone'>>;

/** Something that must happen when nobody acts. */
export type DueRow = { readonly key: string; readonly stream: string; readonly what: string; readonly at: string };

/** A service's due view and what runs a row. */
export type DuePart = { readonly view: View<DueRow>; readonly run: (row: DueRow, act: Act, module: ModuleRef) => Promise<unknown> };

/** An event as news of a stream. `ends`: what was allowed or out is so no more. */
export type Told<E = any> = { readonly stream: string; readonly recorded: Recorded<E>; readonly ends: boolean };

/** What a service tells live of its log: which streams an event is news of, none where no read would answer otherwise than before; and who may hear it, by the same rule as the reads'. */
export type News<E = any> = {
  readonly of: (recorded: Recorded<E>, views: ViewReader) => readonly string[] | Promise<readonly string[]>;
  /** An authority's end, a recall: what a reader must not overlook. */
  readonly isEnd?: (event: E) => boolean;
  readonly mayHear: (principal: Principal, told: Told<E>, views: ViewReader) => boolean | Promise<boolean>;
};

/** Everything a service is made of; `createService` puts it into NestJS. */
export type ServiceParts = {
  readonly name: string;
  readonly title: string;
  readonly aggregates: readonly Aggregate<any, any>[];
  readonly views: readonly View[];
  readonly publish: Publish;
  readonly due?: DuePart;
  /** Without it nothing is told live. */
  readonly news?: News;
  readonly controllers: readonly Type[];
  readonly consumers: readonly Type[];
  readonly providers: readonly Provider[];
  /** A log that the service reads was restored: what it must do beside looking for what rests on what is lost, which is done for it. */
  readonly onRestored?: (source: Lineage, module: ModuleRef) => Promise<void>;
  /** A poisoned message on its way in: an alarm for a person. */
  readonly onDeadLetter?: (dead: DeadLetter, module: ModuleRef) => Promise<void>;
  /** What health says beside whether it is ready: for a person to look at, never a reason to stop. Nothing covert. */
  readonly notes?: (module: ModuleRef) => readonly string[] | Promise<readonly string[]>;
};

/** Checks a token. @throws when it is forged, expired or of another issuer. */
export type TokenVerifier = (token: string) => Promise<{ readonly principal: Principal; readonly expiresAtMs: number }>;

/** A caller is counted by person and by address. */
export type Caller = 'person' | 'address';

/** How often a caller may call: counted in this process, or in a shared cache with the distributed engines. */
export interface RateLimit {
  /** Takes one request of a caller's; answers 0, or after how many seconds the next is allowed. */
  take(caller: Caller, who: string): number | Promise<number>;
}

/** The engines and secrets that a process gives its services. */
export type Host = {
  readonly clock: Clock;
  readonly stores: (service: string) => Stores | Promise<Stores>;
  readonly topics: Topics;
  readonly tokens: TokenVerifier;
  /** `operationKey`: the force's key for operation ids, 32 bytes. */
  readonly secrets: { readonly operationKey: Uint8Array };
  readonly log: Log;
  /** Seeded on the virtual clock, so that a simulated year gives the same ledgers; the machine's own otherwise. */
  readonly random?: (bytes: number) => Uint8Array;
  /** What processes share; this process's own by default. */
  readonly cache?: Cache;
  /** Instead of the cache's. */
  readonly rate?: RateLimit;
};

/** What `/health` says of a service: nothing covert. */
export type Health = {
  readonly service: string;
  readonly ready: boolean;
  readonly why?: string;
  /** What a person should look at though it is ready. */
  readonly notes?: readonly string[];
  /** The last position of its log. */
  readonly position: number;
  /** How long the oldest due item has waited, in seconds of legal time. */
  readonly dueLagSeconds: number;
  /** Due items that failed and wait for another try. */
  readonly dueFailing: number;
  /** Own deadlines that notification has not taken on. */
  readonly untakenDeadlines: number;
  readonly deadLetters: number;
};

/** A service that runs: what its host and its due runner need of it. */
export type RunningService = {
  readonly name: string;
  /** Answers one HTTP request whose path begins `/api/<name>/`. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  readonly ledger: Ledger;
  /** The next due row whose instant has come or will come; none when nothing is due ever. Rows that answered "nothing to do" are passed over. */
  nextDue(): Promise<DueRow | undefined>;
  /** Runs one row: its cause is `due/<what>/<at>`. */
  runDue(row: DueRow): Promise<void>;
  /** Runs rows as the legal clock passes them, until the service closes. */
  startDueRunner(): void;
  health(): Promise<Health>;
  /** The OpenAPI 3.1 document. */
  openapi(): object;
  close(): Promise<void>;
};
