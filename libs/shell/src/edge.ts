import { randomUUID } from 'node:crypto';
import { isRefusal } from '@cpmp/kernel';
import { canonicalBytes, hashOf } from '@cpmp/ledger';
import type { CallHandler, CanActivate, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import type { z } from 'zod';
import { withinRate } from './limits.js';
import { OPERATION, type OperationOptions, Reply } from './operation.js';
import { type Fault, Problem, problemOf } from './problems.js';
import { wellFormed } from './schemas.js';
import { currentTrace } from './telemetry.js';
import type { Input, Principal, RateLimit } from './types.js';

const KEY = /^[\x21-\x7e]{8,200}$/;
const ETAG = /^"(\d{1,15})"$/;

/** What the edge needs to let a call in. */
export type Gatekeeping = { readonly identify: (header: string | undefined) => Promise<Principal>; readonly rate: RateLimit };

type Request = FastifyRequest & { input?: Input<unknown, unknown, unknown> };

/** Lets a call in or says exactly why not: token, rate, shape, key, version; in that order. Permission is the service's own first line. */
export class EdgeGuard implements CanActivate {
  constructor(private readonly gate: Gatekeeping) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const options = Reflect.getMetadata(OPERATION, context.getHandler()) as OperationOptions | undefined;
    if (!options) throw new Problem(404, 'not-found', 'There is nothing here');
    const request = context.switchToHttp().getRequest<Request>();
    await withinRate(this.gate.rate, `address ${request.ip}`);
    const principal = options.open ? NOBODY : await this.gate.identify(request.headers.authorization);
    if (!options.open) await withinRate(this.gate.rate, `person ${principal.person}`);
    request.input = inputOf(request, options, principal);
    return true;
  }
}

const NOBODY: Principal = { person: 'nobody', roles: [] };

const inputOf = (request: Request, options: OperationOptions, principal: Principal): Input<unknown, unknown, unknown> => {
  const params = parsed(options.params, request.params, '/path', 'path');
  const query = parsed(options.query, request.query, '/query', 'query');
  const body = options.body ? parsed(options.body, request.body, '', 'body') : undefined;
  const ifMatch = versionOf(request, options);
  const { person, rank, roles, force, unit } = principal;
  const actor = { person, roles, ...(rank ? { rank } : {}), ...(force ? { force } : {}), ...(unit ? { unit } : {}) };
  const trace = currentTrace();
  const act = { ...causeOf(request, principal), actor, ...(trace ? { trace } : {}) };
  return { principal, actor, params, query, body, ...(ifMatch === undefined ? {} : { ifMatch }), act };
};

/** Parses a part of the request; every fault is named with its pointer and its rule. */
const parsed = (schema: z.ZodType | undefined, value: unknown, base: string, where: string): unknown => {
  const ill = wellFormed(value);
  if (ill) throw unprocessable([{ pointer: base + ill.pointer, rule: ill.rule, detail: 'Text or numbers that have no safe form.' }]);
  if (!schema) return {};
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  if (where === 'path') throw new Problem(404, 'not-found', 'There is nothing here');
  throw unprocessable(result.error.issues.flatMap((issue) => faultsOf(issue, base)));
};

const pointerOf = (path: readonly PropertyKey[], base: string): string => base + path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** An issue's own words may repeat what was sent only as a field's name, never as its value. */
const faultsOf = (issue: z.core.$ZodIssue, base: string): readonly Fault[] => {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ pointer: pointerOf([...issue.path, key], base), rule: 'unknown-field', detail: 'There is no such field.' }));
  const rule = issue.code === 'custom' ? ((issue.params as { rule?: string } | undefined)?.rule ?? 'not-allowed') : issue.code.replaceAll('_', '-');
  return [{ pointer: pointerOf(issue.path, base), rule, detail: issue.message }];
};

const unprocessable = (errors: readonly Fault[]): Problem => new Problem(422, 'not-valid', 'The request does not say what it must', { errors });

/** The cause of what a call does: its person, its route and its key; the fingerprint tells another request with the same key. */
const causeOf = (request: Request, { person }: Principal): { readonly cause: string; readonly fingerprint?: string } => {
  const { method } = request;
  const route = `${method} ${request.routeOptions.url ?? ''}`;
  const key = request.headers['idempotency-key'];
  if (method === 'GET') return { cause: `http/${randomUUID()}` };
  if (key === undefined && method === 'POST') throw new Problem(400, 'idempotency-key-missing', 'An Idempotency-Key is needed', { detail: 'Send one key for one act, and the same key when you try it again.' });
  if (key !== undefined && (typeof key !== 'string' || !KEY.test(key))) throw new Problem(400, 'idempotency-key-malformed', 'The Idempotency-Key is not usable', { detail: '8 to 200 visible ASCII characters.' });
  const fingerprint = hashOf(canonicalBytes({ path: request.url.split('?')[0], body: request.body ?? null }));
  return { cause: `http/${hashOf(`${person}\n${route}\n${key ?? randomUUID()}`)}`, fingerprint };
};

const versionOf = ({ headers }: Request, { versioned }: OperationOptions): number | undefined => {
  const header = headers['if-match'];
  if (header === undefined) {
    if (versioned) throw new Problem(428, 'if-match-missing', 'Say which version you decide on', { detail: 'Send If-Match with the ETag of what you read.' });
    return undefined;
  }
  const version = ETAG.exec(header)?.[1];
  if (version === undefined) throw new Problem(400, 'if-match-malformed', 'If-Match is not an ETag of ours', { detail: 'An ETag is a whole number in quotes.' });
  return Number(version);
};

/** Turns what a method answers into a response: a refusal into a problem, a reply into its headers. */
export class AnswerInterceptor implements NestInterceptor {
  constructor(private readonly refused: (input: Input | undefined, route: string, code: string) => void) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<FastifyReply>();
    const options = Reflect.getMetadata(OPERATION, context.getHandler()) as OperationOptions;
    return next.handle().pipe(map((answer: unknown) => this.answer(answer, { request, response, status: options.status })));
  }

  private answer(answer: unknown, { request, response, status }: { request: Request; response: FastifyReply; status: number | undefined }): unknown {
    if (isRefusal(answer)) {
      this.refused(request.input as Input, request.routeOptions.url ?? '', answer.refused);
      throw problemOf(answer);
    }
    const { value, options } = answer instanceof Reply ? answer : { value: answer, options: {} as Reply<unknown>['options'] };
    void response.status(options.status ?? status ?? 200).header('cache-control', 'no-store');
    if (options.location) void response.header('location', options.location);
    if (options.retryAfterSeconds) void response.header('retry-after', String(options.retryAfterSeconds));
    if (options.etag !== undefined) {
      const etag = `"${options.etag}"`;
      void response.header('etag', etag);
      if (request.method === 'GET' && request.headers['if-none-match'] === etag) {
        void response.status(304);
        return undefined;
      }
    }
    return value;
  }
}
