import { Readable } from 'node:stream';
import { isRefusal } from '@cpmp/kernel';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import type { EdgeRequest } from './admission.js';
import { Lines, NDJSON, OPERATION, type OperationOptions, Reply } from './operation.js';
import { problemOf } from './problems.js';

/** Turns what a method answers into a response: a refusal into a problem, a reply into its headers. */
export class AnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<EdgeRequest>();
    const response = http.getResponse<FastifyReply>();
    const { status = 200, media } = Reflect.getMetadata(OPERATION, context.getHandler()) as OperationOptions;
    return next.handle().pipe(map((answer: unknown) => {
      if (media) void response.header('content-type', `${media}; charset=utf-8`);
      return answered(answer, { request, response, status });
    }));
  }
}

const answered = (answer: unknown, { request, response, status }: { request: EdgeRequest; response: FastifyReply; status: number }): unknown => {
  if (isRefusal(answer)) throw problemOf(answer);
  const { value, options } = answer instanceof Reply ? answer : { value: answer, options: {} as Reply<unknown>['options'] };
  void response.status(options.status ?? status).header('cache-control', 'no-store');
  if (options.policy) void response.header('content-security-policy', options.policy);
  if (options.location) void response.header('location', options.location);
  if (options.file) void response.header('content-disposition', `attachment; filename="${options.file}"`);
  if (options.retryAfterSeconds) void response.header('retry-after', String(options.retryAfterSeconds));
  if (value instanceof Lines) {
    void response.header('content-type', `${NDJSON}; charset=utf-8`);
    return Readable.from(inLines(value.rows));
  }
  if (options.etag === undefined) return value;
  const etag = `"${options.etag}"`;
  void response.header('etag', etag);
  if (!sameAs(etag, request)) return value;
  void response.status(304);
  return undefined;
};

/** Does the caller have this version already? Only reads are answered so. */
const sameAs = (etag: string, { method, headers }: EdgeRequest): boolean => {
  const known = headers['if-none-match'];
  return (method === 'GET' || method === 'HEAD') && known !== undefined && known.split(',').some((one) => one.trim() === etag || one.trim() === `W/${etag}`);
};

async function* inLines(rows: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}
