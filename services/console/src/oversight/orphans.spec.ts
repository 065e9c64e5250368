import { cacheInProcess, createLog } from '@cpmp/shell';
import { createConsole } from '../app.module.js';
import { listening } from '../spec-api.js';

const ORPHANS = '/api/asset-registry/v1/orphans';
const ONE = { position: 7, stream: 'asset-golden', kinds: ['DeploymentStarted'], at: '2026-03-02T10:00:00.000Z', restsOn: 'authorisation/1/412/0' };

let orphans: readonly object[];
let role: string;
/** What was sent to be resolved. */
let sent: unknown[];
let url: string;
let close: () => Promise<void>;

const token = (): string => `h.${Buffer.from(JSON.stringify({ sub: 'sro-penn', name: 'Penn', roles: [role] })).toString('base64url')}.s`;

beforeEach(async () => {
  [orphans, sent] = [[ONE], []];
  const api = await listening((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      const [path = ''] = (request.url ?? '').split('?');
      if (path === `${ORPHANS}/resolve`) sent.push(JSON.parse(Buffer.concat(parts).toString()));
      const answers: Readonly<Record<string, object>> = {
        '/api/standalone/v1/sign-in': { token: token(), expiresAt: new Date(Date.now() + 3_600_000).toISOString() },
        '/api/standalone/v1/people': { items: [{ person: 'sro-penn', name: 'Penn', roles: [role] }] },
        [ORPHANS]: { open: orphans.length, items: orphans }, [`${ORPHANS}/resolve`]: { open: 0 },
      };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answers[path] ?? { open: 0, items: [] }));
    });
  });
  const desk = await createConsole({
    api: { baseUrl: api.url }, clock: () => '2026-03-02T11:00:00.000Z', signIn: { kind: 'development' }, marking: 'SECRET', secret: new Uint8Array(32).fill(7), shared: cacheInProcess(() => Date.now()), log: createLog('info', { write: () => {} }),
  });
  const door = await listening((request, response) => desk.handle(request, response));
  url = door.url;
  close = async () => {
    await desk.close();
    await Promise.all([door.close(), api.close()]);
  };
});
afterEach(() => close());

const visit = async (path: string, { form, cookie = '' }: { readonly form?: Readonly<Record<string, string>>; readonly cookie?: string } = {}) => {
  const own = form ? { method: 'POST', body: new URLSearchParams(form).toString() } : {};
  const headers: Record<string, string> = form ? { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', cookie } : { cookie };
  const answer = await fetch(url + path, { redirect: 'manual', ...own, headers });
  const html = await answer.text();
  return { status: answer.status, headers: answer.headers, html, to: answer.headers.get('location'), h1: /<h1[^>]*>\s*([^<]*?)\s*</.exec(html)?.[1], words: html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ') };
};
const signedInAs = async (as: string): Promise<string> => {
  role = as;
  return ((await visit('/sign-in', { form: { person: 'sro-penn' } })).headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
};

describe('what rests on what a service lost when it was restored', () => {
  it('given some, when the senior responsible officer opens oversight, then it leads there; each has its kind, what it rests on and a form; what they say is sent with its place', async () => {
    const cookie = await signedInAs('senior-responsible-officer');
    expect((await visit('/oversight', { cookie })).html).toContain('<a class="govuk-link" href="/oversight/orphans">Resting on what a service lost when it was restored (1)</a>');
    const page = await visit('/oversight/orphans', { cookie });
    expect(page.words).toMatch(/Equipment \(1\).* Deployment started .*asset-golden, because of authorisation\/1\/412\/0/);
    expect(page.html).toContain('href="/oversight/orphans/asset-registry/7"');
    expect((await visit('/oversight/orphans/asset-registry/7', { cookie })).h1).toBe('Say what came of it');
    const done = await visit('/oversight/orphans/asset-registry/7', { cookie, form: { key: 'key-17', reason: 'Entered again.' } });
    expect([done.status, done.to, sent.at(-1)]).toEqual([303, '/oversight/orphans?done=resolved', { position: 7, reason: 'Entered again.' }]);
  });

  it('when nothing is said, then it is asked for, and nothing is sent; where there is no such service, there is no page', async () => {
    const cookie = await signedInAs('senior-responsible-officer');
    expect((await visit('/oversight/orphans/asset-registry/7', { cookie, form: { key: 'key-18', reason: '' } })).words).toContain('Enter what came of it');
    expect(sent).toEqual([]);
    expect((await visit('/oversight/orphans/constructor/7', { cookie })).status).toBe(404);
  });

  it('given a reader who may not say it, then it says who does; given none, then oversight says nothing of it', async () => {
    expect((await visit('/oversight/orphans', { cookie: await signedInAs('gatekeeper') })).html).not.toContain('/oversight/orphans/asset-registry/7');
    orphans = [];
    expect((await visit('/oversight', { cookie: await signedInAs('senior-responsible-officer') })).html).not.toContain('/oversight/orphans');
  });
});
