import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Problem } from '../problems.js';
import { answerUnreadable, sendProblem } from '../raw-problems.js';

/** Answers one request. */
export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * A port that was taken: until it is opened, whoever comes is told to try again. `leave`: new connections come no more, as whoever stops this process has seen to, but those who keep
 * theirs do not know; for a while each is answered and told to connect anew, and so to another replica.
 */
export type Listening = { readonly port: number; readonly open: (answer: Answering) => void; readonly leave: () => Promise<void>; readonly close: () => Promise<void> };

/** How long those who keep a connection have to ask once more, in milliseconds of machine time. */
const LEAVE_MS = 3000;

const starting: Answering = (_, response) => sendProblem(response, new Problem(503, 'starting', 'The platform is starting; try again', { headers: { 'retry-after': '1' } }));

/** Takes a port, 0 for any free one. @throws Node's own error when it cannot be had */
export const listenOn = async ({ host, port }: { readonly host: string; readonly port: number }): Promise<Listening> => {
  let answer = starting;
  let leaving = false;
  // A request without a host is told so by us, with the others that ask for another.
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    if (leaving) response.shouldKeepAlive = false;
    answer(request, response);
  });
  answerUnreadable(server);
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, host, listening);
  });
  return {
    port: (server.address() as AddressInfo).port,
    open: (opened) => void (answer = opened),
    leave: async () => {
      leaving = true;
      await wait(LEAVE_MS);
    },
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
};
