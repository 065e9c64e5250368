import { randomUUID } from 'node:crypto';
import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import { Problem, problemBody } from './problems.js';

const HEADERS = { 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

/** Answers a problem where no router stands: before a service is reached, or when it lets nobody in any more. */
export const sendProblem = (response: ServerResponse, problem: Problem): void => {
  response.writeHead(problem.status, { ...HEADERS, ...problem.more.headers }).end(JSON.stringify(problemBody(problem, randomUUID())));
};

/** What was no request that Node could read, by Node's own code for it. */
const unreadable = (code: string | undefined): Problem => {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW': return new Problem(431, 'headers-too-large', 'The headers are too large');
    case 'ERR_HTTP_REQUEST_TIMEOUT': return new Problem(408, 'too-slow', 'The request did not end in time');
    default: return new Problem(400, 'malformed', 'The request is not well formed', { detail: 'This is not HTTP as we can read it.' });
  }
};

/** What Node would refuse by itself, with an empty body, is refused like everything else. */
export const answerUnreadable = (server: Server): void => {
  server.on('clientError', ({ code }: NodeJS.ErrnoException, socket) => {
    if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const problem = unreadable(code);
    const body = JSON.stringify(problemBody(problem, randomUUID()));
    const headers = Object.entries({ ...HEADERS, 'content-length': String(Buffer.byteLength(body)), connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${headers.join('')}\r\n${body}`);
  });
  server.on('checkExpectation', (_request, response) => sendProblem(response, new Problem(417, 'expectation-not-met', 'We expect nothing but 100-continue')));
};
