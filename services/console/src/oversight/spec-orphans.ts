import { cacheInProcess, createLog } from '@cpmp/shell';
import { createConsole } from '../app.module.js';
import { listening } from '../spec-api.js';

const ORPHANS = '/api/asset-registry/v1/orphans';
const ONE = { position: 7, stream: 'asset-golden', kinds: ['DeploymentStarted'], at: '2026-03-02T10:00:00.000Z', restsOn: 'authorisation/1/412/0' };

/** A console on an API that answers for a registry with one commit that rests on what authorisation lost. */
export type WithOrphans = {
  readonly url: string;
  /** Whoever signs in next has it. */
  role: string;
  /** What the registry lists. */
  orphans: readonly object[];
  /** What was sent to be resolved. */
  readonly sent: unknown[];
  readonly close: () => Promise<void>;
};

const tokenFor = (role: string): string => `h.${Buffer.from(JSON.stringify({ sub: 'sro-penn', name: 'Penn', roles: [role] })).toString('base64url')}.s`;

/** Starts it. */
export const startWithOrphans = async (): Promise<WithOrphans> => {
  const api = await listening((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      const [path = ''] = (request.url ?? '').split('?');
      if (path === `${ORPHANS}/resolve`) at.sent.push(JSON.parse(Buffer.concat(parts).toString()));
      const answers: Readonly<Record<string, object>> = {
        '/api/standalone/v1/sign-in': { token: tokenFor(at.role), expiresAt: new Date(Date.now() + 3_600_000).toISOString() },
        '/api/standalone/v1/people': { items: [{ person: 'sro-penn', name: 'Penn', roles: [at.role] }] },
        [ORPHANS]: { open: at.orphans.length, items: at.orphans }, [`${ORPHANS}/resolve`]: { open: 0 },
      };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answers[path] ?? { open: 0, items: [] }));
    });
  });
  const desk = await createConsole({
    api: { baseUrl: api.url }, clock: () => '2026-03-02T11:00:00.000Z', signIn: { kind: 'development' }, marking: 'SECRET', secret: new Uint8Array(32).fill(7), shared: cacheInProcess(() => Date.now()), log: createLog('info', { write: () => {} }),
  });
  const door = await listening((request, response) => desk.handle(request, response));
  const close = async (): Promise<void> => {
    await desk.close();
    await Promise.all([door.close(), api.close()]);
  };
  const at: WithOrphans = { url: door.url, role: 'senior-responsible-officer', orphans: [ONE], sent: [], close };
  return at;
};
