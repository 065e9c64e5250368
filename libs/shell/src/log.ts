import type { FastifyInstance } from 'fastify';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { EdgeRequest } from './admission.js';

/** The structured log of a process. */
export type Log = Logger;

/** The only fields that are ever written: ids, codes, templates and counts. Whatever else is handed over is left out. */
const FIELDS = ['request', 'method', 'route', 'status', 'ms', 'code', 'causes', 'stream', 'what', 'topic', 'delivery', 'attempts', 'position', 'count', 'port', 'setting'] as const;

/** Writes JSON lines to standard output, or to a given stream. A field that is not on the list cannot get out, whoever logs it. */
export const createLog = (level = 'info', stream?: DestinationStream): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: (fields) => Object.fromEntries(FIELDS.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]]))) },
    },
    ...(stream ? [stream] : []),
  );

/** One line a request: its route's template, never its address; who called is in the access log, not here. */
export const logRequests = (fastify: FastifyInstance, log: Log): void => {
  fastify.addHook('onResponse', async (request: EdgeRequest, reply) => {
    log.info({ request: request.id, method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.statusCode, ms: Math.round(reply.elapsedTime), code: request.code }, 'request');
  });
};
