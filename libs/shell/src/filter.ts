import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Problem, problemBody } from './problems.js';

/** A route as the edge knows it, to tell a wrong method from a wrong path. */
export type Known = { readonly method: string; readonly pattern: RegExp };

/** Every error that reaches the edge becomes problem+json, without a stack trace or anybody's text. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly known: readonly Known[],
    private readonly log: Logger,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const response = http.getResponse<FastifyReply>();
    const problem = this.problemOf(error, request);
    if (problem.status >= 500 && !(error instanceof Problem)) this.log.error({ reference: request.id, route: request.routeOptions?.url, causes: causesOf(error) }, 'unexpected');
    for (const [name, value] of Object.entries(problem.more.headers ?? {})) void response.header(name, value);
    void response.status(problem.status).header('content-type', 'application/problem+json').header('cache-control', 'no-store').send(JSON.stringify(problemBody(problem, request.id)));
  }

  private problemOf(error: unknown, request: FastifyRequest): Problem {
    if (error instanceof Problem) return error;
    const { name, statusCode, retryAfterSeconds, pointer, rule } = error as { name?: string; statusCode?: number; retryAfterSeconds?: number; pointer?: string; rule?: string };
    if (name === 'KeyReused') return new Problem(422, 'idempotency-key-reused', 'This key was used for another request', { errors: [{ pointer: '', rule: 'idempotency-key-reused', detail: 'One key stands for one act with one body.' }] });
    if (name === 'Unavailable') return new Problem(503, 'unavailable', 'Nothing was saved; try again', { headers: { 'retry-after': String(retryAfterSeconds ?? 1) } });
    if (name === 'IllFormed') return new Problem(422, 'not-valid', 'The request does not say what it must', { errors: [{ pointer: pointer ?? '', rule: rule ?? 'ill-formed', detail: 'Text or numbers that have no safe form.' }] });
    if (error instanceof RangeError && error.message.includes('cursor')) return new Problem(422, 'not-valid', 'The request does not say what it must', { errors: [{ pointer: '/query/after', rule: 'not-a-cursor', detail: 'Use the `next` of the page before.' }] });
    const status = error instanceof HttpException ? error.getStatus() : (statusCode ?? 500);
    return this.byStatus(status, request);
  }

  private byStatus(status: number, { url, method }: FastifyRequest): Problem {
    switch (status) {
      case 400:
        return new Problem(400, 'malformed', 'The request is not well formed', { detail: 'The body must be JSON.' });
      case 404: {
        const path = url.split('?')[0] ?? '';
        const allowed = this.known.filter(({ pattern }) => pattern.test(path)).map((known) => known.method);
        if (allowed.length === 0 || allowed.includes(method)) return new Problem(404, 'not-found', 'There is nothing here');
        return new Problem(405, 'method-not-allowed', 'This method is not for this address', { headers: { allow: [...new Set(allowed)].join(', ') } });
      }
      case 413:
        return new Problem(413, 'too-large', 'The request is too large');
      case 415:
        return new Problem(415, 'media-type', 'Send application/json');
      default:
        return status < 500 ? new Problem(status, 'malformed', 'The request is not well formed') : new Problem(500, 'unexpected', 'Something went wrong', { detail: 'We do not know whether it was saved. Check before you try again.' });
    }
  }
}

/** An error's causes by class and place. Its words are left out: they may repeat what somebody wrote. */
const causesOf = (error: unknown): readonly { readonly name: string; readonly at: readonly string[] }[] => {
  const causes = [];
  for (let at = error; at instanceof Error && causes.length < 5; at = at.cause) {
    const frames = (at.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 5);
    causes.push({ name: at.name, at: frames.map((frame) => frame.trim()) });
  }
  return causes;
};
