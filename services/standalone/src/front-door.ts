import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Console } from '@cpmp/console';
import { answerUnreadable, type Health, Problem, type RunningService, sendProblem } from '@cpmp/shell';
import { StartFault } from './start-fault.js';

/** Only this machine reaches the platform: anybody can sign in as anybody. */
const ADDRESS = '127.0.0.1';

/** How every service is, on one page. */
export type PlatformHealth = { readonly ready: boolean; readonly services: readonly Health[] };

/** Where requests go. `own`: the host's own service, which also says no to addresses under `/api` that nobody has. */
export type Rooms = { readonly services: readonly RunningService[]; readonly own: RunningService; readonly health: () => Promise<PlatformHealth>; readonly pages: Console };

/** The one port of the platform. */
export type FrontDoor = { readonly url: string; readonly open: (rooms: Rooms) => void; readonly close: () => Promise<void> };

/** Takes a port of this machine, 0 for any free one; until it is opened, whoever comes is told to try again. @throws StartFault when the port is taken. */
export const takePort = async (port: number): Promise<FrontDoor> => {
  let answer = (_: IncomingMessage, response: ServerResponse): void => sendProblem(response, new Problem(503, 'starting', 'The platform is starting; try again', { headers: { 'retry-after': '1' } }));
  // A request without a host is told so by us, with the others that ask for another.
  const server = createServer({ requireHostHeader: false }, (request, response) => answer(request, response));
  answerUnreadable(server);
  await new Promise<void>((listening, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => failed(new StartFault(faultOf(error, port))));
    server.listen(port, ADDRESS, listening);
  });
  return {
    url: `http://${ADDRESS}:${(server.address() as AddressInfo).port}`,
    open: (rooms) => void (answer = routed(rooms)),
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
};

const faultOf = ({ code }: NodeJS.ErrnoException, port: number): string => {
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another process. Name another with --port N, or 0 for any free one.`;
  return `Port ${port} cannot be opened (${code ?? 'unknown'}). Name another with --port N, or 0 for any free one.`;
};

/** A page elsewhere whose name was made to point to this machine may not act as its reader. */
const isOurs = ({ headers }: IncomingMessage): boolean => /^(127\.0\.0\.1|localhost)(:\d+)?$/i.test(headers.host ?? '');

const routed = ({ services, own, health, pages }: Rooms) => {
  const byName = new Map(services.map((service) => [service.name, service]));
  return (request: IncomingMessage, response: ServerResponse): void => {
    if (!isOurs(request)) return sendProblem(response, new Problem(421, 'misdirected', 'This is not the host that you asked for'));
    const [path = ''] = (request.url ?? '').split('?');
    if (path === '/health') return void sendHealth(request, response, health).catch(() => sendProblem(response, new Problem(500, 'unexpected', 'Something went wrong')));
    const [, root, name = ''] = path.split('/');
    if (root === 'api') return (byName.get(name) ?? own).handle(request, response);
    pages.handle(request, response);
  };
};

const sendHealth = async ({ method }: IncomingMessage, response: ServerResponse, health: () => Promise<PlatformHealth>): Promise<void> => {
  if (method !== 'GET' && method !== 'HEAD') return sendProblem(response, new Problem(405, 'method-not-allowed', 'This method is not for this address', { headers: { allow: 'GET, HEAD' } }));
  const said = await health();
  response.writeHead(said.ready ? 200 : 503, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }).end(JSON.stringify(said));
};
