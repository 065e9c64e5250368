import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answering, type Health, listenOn, Problem, sendProblem } from '@cpmp/shell';
import { StartFault } from './start-fault.js';

/** Only this machine reaches the platform, and only by these names: anybody can sign in as anybody. */
const HERE: Exposure = { host: '127.0.0.1', names: ['127.0.0.1', 'localhost'] };

/** Where a host listens, and by which names it may be asked. */
export type Exposure = { readonly host: string; readonly names: readonly string[] };

/** How every service is, on one page. */
export type PlatformHealth = { readonly ready: boolean; readonly services: readonly Health[] };

/** Where requests go: `api` by a service's name. `own`: the host's own service, which also says no to addresses under `/api` that nobody has. */
export type Rooms = { readonly api: ReadonlyMap<string, Answering>; readonly own: Answering; readonly health: () => Promise<PlatformHealth>; readonly pages: Answering };

/** The one port of the platform. */
export type FrontDoor = { readonly url: string; readonly open: (rooms: Rooms) => void; readonly close: () => Promise<void> };

/** Takes a port of this machine, 0 for any free one; until it is opened, whoever comes is told to try again. @throws StartFault when the port is taken. */
export const takePort = async (port: number, { host, names }: Exposure = HERE): Promise<FrontDoor> => {
  const listening = await listenOn({ host, port }).catch((error: NodeJS.ErrnoException) => {
    throw new StartFault(faultOf(error, port));
  });
  return { url: `http://127.0.0.1:${listening.port}`, open: (rooms) => listening.open(routed(rooms, new Set(names))), close: listening.close };
};

const faultOf = ({ code }: NodeJS.ErrnoException, port: number): string => {
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another process. Name another with --port N, or 0 for any free one.`;
  return `Port ${port} cannot be opened (${code ?? 'unknown'}). Name another with --port N, or 0 for any free one.`;
};

/** A page elsewhere whose name was made to point to this machine may not act as its reader. */
const isOurs = ({ headers }: IncomingMessage, names: ReadonlySet<string>): boolean => names.has((headers.host ?? '').toLowerCase().replace(/:\d+$/, ''));

const routed = ({ api, own, health, pages }: Rooms, names: ReadonlySet<string>): Answering => (request, response) => {
  if (!isOurs(request, names)) return sendProblem(response, new Problem(421, 'misdirected', 'This is not the host that you asked for'));
  const [path = ''] = (request.url ?? '').split('?');
  if (path === '/health') return void sendHealth(request, response, health).catch(() => sendProblem(response, new Problem(500, 'unexpected', 'Something went wrong')));
  const [, root, name = ''] = path.split('/');
  if (root === 'api') return (api.get(name) ?? own)(request, response);
  pages(request, response);
};

const sendHealth = async ({ method }: IncomingMessage, response: ServerResponse, health: () => Promise<PlatformHealth>): Promise<void> => {
  if (method !== 'GET' && method !== 'HEAD') return sendProblem(response, new Problem(405, 'method-not-allowed', 'This method is not for this address', { headers: { allow: 'GET, HEAD' } }));
  const said = await health();
  response.writeHead(said.ready ? 200 : 503, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }).end(JSON.stringify(said));
};
