import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

/** What an operation accepts and answers: the same schemas validate the request and make the OpenAPI document. */
export type OperationOptions = {
  readonly id: string;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answer?: z.ZodType;
  readonly status?: 200 | 201 | 202 | 204;
  /** The answer is a page and no JSON. */
  readonly media?: 'text/html';
  /** The same answer may be asked for as NDJSON (`Accept: application/x-ndjson`): its head in the first line, then an item a line. */
  readonly lines?: boolean;
  /** It decides on something that exists: `If-Match` is required. */
  readonly versioned?: boolean;
  /** What its body names may not exist, or the caller may not know of it: 404, as for a path. */
  readonly missing?: boolean;
  /** Beside its own, the same answer comes with this status. */
  readonly alsoStatus?: 503;
  /** Refusal codes it may answer with, beside those of every operation. */
  readonly refusals?: readonly string[];
  /** No token is asked for. */
  readonly open?: boolean;
  /** Nothing of it reaches the ledger and doing it twice does no more: no `Idempotency-Key` is asked for. */
  readonly keyless?: boolean;
  /** It answers with an event stream that stays open. */
  readonly stream?: boolean;
};

/** Where `Operation` leaves its options. */
export const OPERATION = Symbol('operation');

/** Beside NestJS's `@Get`, `@Post`, `@Put`: what the operation accepts and answers. */
export const Operation = (options: OperationOptions): MethodDecorator => SetMetadata(OPERATION, options);

/** The call as it passed the edge: `grant(@In() input: Input<…>)`. */
export const In = createParamDecorator((_: unknown, context: ExecutionContext): unknown => context.switchToHttp().getRequest<{ input: unknown }>().input);

/** An answer with more than a body. */
export class Reply<T> {
  constructor(
    readonly value: T,
    readonly options: { readonly status?: number; readonly etag?: number | string; readonly location?: string; readonly retryAfterSeconds?: number; readonly file?: string; /** What a page may load: its Content-Security-Policy. */ readonly policy?: string } = {},
  ) {}
}

/** Answers a value with a status, an ETag, a Location, a Retry-After, a page's policy, or the name under which a browser keeps it as a file: reference and kind, never covert text. */
export const reply = <T>(value: T, options: Reply<T>['options'] = {}): Reply<T> => new Reply(value, options);

/** The media type of an answer in lines. */
export const NDJSON = 'application/x-ndjson';

/** An answer in lines, written as it is made: a long one is never whole in memory. */
export class Lines {
  constructor(readonly rows: AsyncIterable<unknown>) {}
}
