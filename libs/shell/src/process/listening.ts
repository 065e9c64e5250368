import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Problem } from '../problems.js';
import { answerUnreadable, sendProblem } from '../raw-problems.js';

/** Answers one request. */
export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** A port that was taken: until it is opened, whoever comes is told to try again. */
export type Listening = { readonly port: number; readonly open: (answer: Answering) => void; readonly close: () => Promise<void> };

const starting: Answering = (_, response) => sendProblem(response, new Problem(503, 'starting', 'The platform is starting; try again', { headers: { 'retry-after': '1' } }));

/** Takes a port, 0 for any free one. @throws Node's own error when it cannot be had */
export const listenOn = async ({ host, port }: { readonly host: string; readonly port: number }): Promise<Listening> => {
  let answer = starting;
  // A request without a host is told so by us, with the others that ask for another.
  const server = createServer({ requireHostHeader: false }, (request, response) => answer(request, response));
  answerUnreadable(server);
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, host, listening);
  });
  return {
    port: (server.address() as AddressInfo).port,
    open: (opened) => void (answer = opened),
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
};
