/** A console whose services answer as a spec wants. Only specs import it. */
import { cacheInProcess, createLog } from '@cpmp/shell';
import { createConsole } from '../app.module.js';
import { listening } from '../spec-api.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
const tokenOf = (roles: readonly string[]): string => `h.${Buffer.from(JSON.stringify({ sub: 'dc-ahmed', roles })).toString('base64url')}.s`;
/** How long a slow answer takes. */
export const SLOW_MS = 50;

/** How a service that stands in answers. */
export type Say = (status: number, body: object) => void;

/** What somebody of some roles reads on a page whose services answer so. */
export const readingFrom = async (services: (path: string, say: Say) => void, path: string, roles: readonly string[] = ['applicant', 'risk-owner']) => {
  const api = await listening((request, response) => {
    request.resume().on('end', () => {
      const say: Say = (status, body) => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (request.url?.endsWith('/sign-in')) return say(200, { token: tokenOf(roles), expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
      return services(request.url ?? '', say);
    });
  });
  const desk = await createConsole({ api: { baseUrl: api.url }, clock: () => '2026-03-02T11:00:00.000Z', signIn: { kind: 'development' }, marking: 'SECRET', secret: new Uint8Array(32).fill(7), shared: cacheInProcess(() => Date.now()), log: createLog('info', { write: () => {} }) });
  const door = await listening((request, response) => desk.handle(request, response));
  const signedIn = await fetch(`${door.url}/sign-in`, { method: 'POST', redirect: 'manual', body: 'person=dc-ahmed', headers: FORM });
  const page = await fetch(`${door.url}${path}`, { headers: { cookie: signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '' } });
  const read = { status: page.status, html: await page.text() };
  await new Promise((done) => void setTimeout(done, 4 * SLOW_MS));
  await desk.close();
  await Promise.all([door.close(), api.close()]);
  return read;
};
