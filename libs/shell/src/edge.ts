import { randomUUID } from 'node:crypto';
import { canonicalBytes, hashOf } from '@cpmp/ledger';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { z } from 'zod';
import type { EdgeRequest } from './admission.js';
import { NDJSON, OPERATION, type OperationOptions } from './operation.js';
import { type Fault, NotFound, Problem, unprocessable } from './problems.js';
import { wellFormed } from './schemas.js';
import { traceOf } from './telemetry/spans.js';
import type { Input, Principal } from './types.js';

const KEY = /^[\x21-\x7e]{8,200}$/;
const ETAG = /^"(\d{1,15})"$/;
const NOTHING = z.strictObject({});
const NOBODY: Principal = { person: 'nobody', roles: [] };

/** Is the call well formed: shape, key, version, in that order? Permission is the service's own first line. */
export class EdgeGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const options = Reflect.getMetadata(OPERATION, context.getHandler()) as OperationOptions;
    const request = context.switchToHttp().getRequest<EdgeRequest>();
    request.input = inputOf(request, options);
    return true;
  }
}

const inputOf = (request: EdgeRequest, options: OperationOptions): Input<unknown, unknown, unknown> => {
  const principal = request.principal ?? NOBODY;
  const params = pathOf(options.params, request.params);
  const query = parsed(options.query ?? NOTHING, request.query, '/query');
  const body = parsed(options.body ?? NOTHING, request.body === undefined ? {} : request.body, '');
  const cause = causeOf(request, principal, options);
  const ifMatch = versionOf(request, options);
  const { person, rank, roles, force, unit } = principal;
  const actor = { person, roles, ...(rank ? { rank } : {}), ...(force ? { force } : {}), ...(unit ? { unit } : {}) };
  const trace = traceOf(request);
  const act = { ...cause, actor, ...(trace ? { trace } : {}) };
  return { principal, actor, params, query, body, ...(ifMatch === undefined ? {} : { ifMatch }), ...(options.lines && (request.headers.accept ?? '').includes(NDJSON) ? { lines: true } : {}), act };
};

/** A path that names nothing we could have made is answered like one that names nothing we have. */
const pathOf = (schema: OperationOptions['params'], value: unknown): unknown => {
  if (wellFormed(value)) throw new NotFound();
  const result = (schema ?? NOTHING).safeParse(value);
  if (!result.success) throw new NotFound();
  return result.data;
};

/** Checks a body that did not come with the call as if it had: what somebody saved and now sends. @throws Problem 422 with every fault */
export const checkedBody = <T>(schema: z.ZodType<T>, value: unknown): T => parsed(schema, value, '') as T;

/** Parses a part of the request; every fault is named with its pointer and its rule. */
const parsed = (schema: z.ZodType, value: unknown, base: string): unknown => {
  const ill = wellFormed(value);
  if (ill) throw unprocessable([{ pointer: base + ill.pointer, rule: ill.rule, detail: 'Text or numbers that have no safe form.' }]);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw unprocessable(result.error.issues.flatMap((issue) => faultsOf(issue, base, [])));
};

const pointerOf = (path: readonly PropertyKey[], base: string): string => base + path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** An issue as faults. Its words name fields and rules, never the value that was sent. */
const faultsOf = (issue: z.core.$ZodIssue, base: string, above: readonly PropertyKey[]): readonly Fault[] => {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ pointer: pointerOf([...path, key], base), rule: 'unknown-field', detail: 'There is no such field.' }));
    case 'invalid_union': {
      // The branch that came nearest says most: the one with the fewest faults.
      const nearest = issue.errors.toSorted((a, b) => a.length - b.length)[0] ?? [];
      return nearest.length > 0 ? nearest.flatMap((inner) => faultsOf(inner, base, path)) : [{ pointer: pointerOf(path, base), rule: 'invalid-union', detail: issue.message }];
    }
    case 'custom':
      return [{ pointer: pointerOf(path, base), rule: (issue.params as { rule?: string } | undefined)?.rule ?? 'not-allowed', detail: issue.message }];
    default:
      return [{ pointer: pointerOf(path, base), rule: issue.code.replaceAll('_', '-'), detail: issue.message }];
  }
};

/** The cause of what a call does: its person, its route and its key; the fingerprint tells another request with the same key. */
const causeOf = (request: EdgeRequest, { person }: Principal, { keyless = false }: OperationOptions): { readonly cause: string; readonly fingerprint?: string } => {
  const { method, headers } = request;
  const key = headers['idempotency-key'];
  if (method === 'GET' || method === 'HEAD') return { cause: `http/${randomUUID()}` };
  if (key === undefined && method === 'POST' && !keyless)
    throw new Problem(400, 'idempotency-key-missing', 'An Idempotency-Key is needed', { detail: 'Send one key for one act, and the same key when you try it again.' });
  if (key !== undefined && (typeof key !== 'string' || !KEY.test(key)))
    throw new Problem(400, 'idempotency-key-malformed', 'The Idempotency-Key is not usable', { detail: '8 to 200 visible ASCII characters.' });
  const route = `${method} ${request.routeOptions.url ?? ''}`;
  const fingerprint = hashOf(canonicalBytes({ path: request.url.split('?')[0], body: request.body ?? null }));
  return { cause: `http/${hashOf(`${person}\n${route}\n${key ?? randomUUID()}`)}`, fingerprint };
};

const versionOf = ({ headers }: EdgeRequest, { versioned }: OperationOptions): number | undefined => {
  if (!versioned) return undefined;
  const header = headers['if-match'];
  if (header === undefined) throw new Problem(428, 'if-match-missing', 'Say which version you decide on', { detail: 'Send If-Match with the ETag of what you read.' });
  const version = ETAG.exec(header)?.[1];
  if (version === undefined) throw new Problem(400, 'if-match-malformed', 'If-Match is not an ETag of ours', { detail: 'An ETag is a whole number in quotes.' });
  return Number(version);
};
