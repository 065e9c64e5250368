import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { EdgeRequest } from './admission.js';
import type { Log } from './log.js';
import { NotFound, Problem, problemBody, unprocessable } from './problems.js';
import type { Input } from './types.js';

/** A route as the edge knows it, to tell a wrong method from a wrong path. */
export type Known = { readonly method: string; readonly pattern: RegExp };

/** Told of every command and read that was refused to a known person, with its code: for the access log. */
export type Refused = (input: Input<unknown, unknown, unknown>, path: string, code: string) => void;

/** The answers that say no to a known person; faults of form are not among them. */
const REFUSED = new Set([403, 404, 409, 412]);

/** Every error that reaches the edge becomes problem+json, without a stack trace or anybody's text. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly known: readonly Known[],
    private readonly log: Log,
    private readonly refused: Refused,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.send(error, http.getRequest<EdgeRequest>(), http.getResponse<FastifyReply>());
  }

  /** Answers an error; also for those that the router meets before NestJS does. */
  send(error: unknown, request: EdgeRequest, response: FastifyReply): void {
    const problem = problemFor(error, request, this.known);
    request.code = problem.code;
    const path = pathOf(request);
    if (problem.code === 'unexpected') this.log.error({ request: request.id, route: request.routeOptions?.url, causes: causesOf(error) }, 'unexpected');
    if (request.input && request.principal && REFUSED.has(problem.status)) this.refused(request.input, path, problem.code);
    for (const [name, value] of Object.entries(problem.more.headers ?? {})) void response.header(name, value);
    void response.status(problem.status).header('content-type', 'application/problem+json').header('cache-control', 'no-store').header('x-content-type-options', 'nosniff').send(JSON.stringify(problemBody(problem, request.id)));
  }
}

const pathOf = ({ url }: EdgeRequest): string => url.split('?')[0] ?? '';

const problemFor = (error: unknown, request: EdgeRequest, known: readonly Known[]): Problem => {
  if (error instanceof Problem) return error;
  const { name, statusCode, retryAfterSeconds, pointer, rule } = error as { name?: string; statusCode?: number; retryAfterSeconds?: number; pointer?: string; rule?: string };
  switch (name) {
    case 'KeyReused':
      return new Problem(422, 'idempotency-key-reused', 'This key was used for another request', { detail: 'One key stands for one act with one body.' });
    case 'Unavailable':
      return new Problem(503, 'unavailable', 'Nothing was saved; try again', { headers: { 'retry-after': String(retryAfterSeconds ?? 1) } });
    case 'IllFormed':
      return unprocessable([{ pointer: pointer ?? '', rule: rule ?? 'ill-formed', detail: 'Text or numbers that have no safe form.' }]);
    case 'BadCursor':
      return unprocessable([{ pointer: '/query/after', rule: 'not-a-cursor', detail: 'Use the `next` of the page before.' }]);
    case 'NoSuchTree':
      return unprocessable([{ pointer: '/query/size', rule: 'no-such-tree', detail: 'The log has had no such size, or that commit is not in it.' }]);
    default:
      return byStatus(error instanceof HttpException ? error.getStatus() : (statusCode ?? 500), request, known);
  }
};

const byStatus = (status: number, request: EdgeRequest, known: readonly Known[]): Problem => {
  switch (status) {
    case 404: {
      const allowed = known.filter(({ pattern }) => pattern.test(pathOf(request))).map(({ method }) => method);
      if (allowed.length === 0 || allowed.includes(request.method)) return new NotFound();
      return new Problem(405, 'method-not-allowed', 'This method is not for this address', { headers: { allow: [...new Set(allowed)].join(', ') } });
    }
    case 413:
      return new Problem(413, 'too-large', 'The request is too large');
    case 415:
      return new Problem(415, 'media-type', 'Send application/json');
    default:
      return status < 500
        ? new Problem(400, 'malformed', 'The request is not well formed', { detail: 'The address must be well formed, and the body must be JSON in UTF-8.' })
        : new Problem(500, 'unexpected', 'Something went wrong', { detail: 'We do not know whether it was saved. Check before you try again.' });
  }
};

const WORD = /^\w{1,60}$/;
const CAUSES_MAX = 5;
const FRAMES_MAX = 8;

/** An error's chain of causes by class, code and place. Its words are left out: they may repeat what somebody wrote. */
export const causesOf = (error: unknown): readonly { readonly name: string; readonly code?: string; readonly at: readonly string[] }[] => {
  const causes = [];
  for (let at = error; at instanceof Error && causes.length < CAUSES_MAX; at = at.cause) {
    const { code } = at as { code?: unknown };
    const frames = (at.stack ?? '').replaceAll(at.message, '').split('\n').filter((line) => /^ {4}at .*:\d+:\d+\)?$/.test(line));
    causes.push({ name: WORD.test(at.name) ? at.name : 'Error', ...(typeof code === 'string' && WORD.test(code) ? { code } : {}), at: frames.slice(0, FRAMES_MAX).map((frame) => frame.trim()) });
  }
  return causes;
};
