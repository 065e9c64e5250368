import { cacheInProcess, createLog } from '@cpmp/shell';
import { createConsole } from '../app.module.js';
import { CASE, listening, PART } from '../spec-api.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
const token = `h.${Buffer.from(JSON.stringify({ sub: 'dc-ahmed', roles: ['applicant', 'risk-owner'] })).toString('base64url')}.s`;
const AWAY = { status: 503, code: 'unavailable', title: 'Not now', type: 'urn:cpmp:problem:unavailable', reference: 'ref-1' };
const SLOW_MS = 50;

type Say = (status: number, body: object) => void;

/** What somebody reads on a page whose services answer so. */
const readingFrom = async (services: (path: string, say: Say) => void, path: string) => {
  const api = await listening((request, response) => {
    request.resume().on('end', () => {
      const say: Say = (status, body) => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (request.url?.endsWith('/sign-in')) return say(200, { token, expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
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

describe('my work, while a service is away', () => {
  it.each([
    ['drafts before risks', '/api/authorisation/', '/api/risk-assessment/'], ['risks before drafts', '/api/risk-assessment/', '/api/authorisation/'],
  ])('given services that say no one after the other, %s, when it is asked for, then the page says so, and nothing is left that nobody hears', async (_, first, last) => {
    const unheard: unknown[] = [];
    const hear = (why: unknown): void => void unheard.push(why);
    process.on('unhandledRejection', hear);
    const page = await readingFrom((path, say) => {
      if (path.startsWith(first)) return say(503, AWAY);
      return path.startsWith(last) ? void setTimeout(say, SLOW_MS, 503, AWAY) : say(200, { items: [] });
    }, '/work');
    process.off('unhandledRejection', hear);
    expect([page.status, unheard]).toEqual([503, []]);
  });
});

const NOTICE = { id: 'notice.1', stream: 'authority-x', component: 'c1', thing: null, deployment: null, reference: 'MET-26-0001', due: null, acknowledgedAt: null, acknowledgedBy: null, to: 'dc-ahmed', about: 'recall', text: 'Recall ordered, MET-26-0001', authorisation: 'x', sentAt: '2026-03-02T10:00:00.000Z', escalatesAt: null, escalatesTo: null, waiting: true, recipients: 1 };

describe('notices, while the cases are away', () => {
  it('when they are asked for, then they can be read and acknowledged', async () => {
    const { status, html } = await readingFrom((path, say) => (path.startsWith('/api/notification/') ? say(200, { items: path.includes('acknowledged=false') ? [NOTICE] : [] }) : say(503, AWAY)), '/notices');
    expect([status, html.includes('MET-26-0001'), html.includes('href="/cases/'), html.includes('action="/notices/notice.1/acknowledge"')]).toEqual([200, true, false, true]);
  });
});

describe('a case, while the register of equipment is away', () => {
  const out = { permit: 'd'.repeat(16), thing: 'asset-x', state: 'deployed', until: '2026-06-01T23:00:00.000Z' };
  const services = (path: string, say: Say): void => {
    if (path.startsWith('/api/asset-registry/')) return say(503, AWAY);
    return say(200, path.endsWith(CASE.id) ? { ...CASE, components: [{ ...PART, granted: { by: 'supt-okafor', at: PART.from, form: 'written', checked: true }, approvals: [], declines: [], comments: [], open: [out] }] } : { items: [] });
  };

  it('when it is asked for, then it says whether it is lawful now, what is out as its permits have it, and that the register does not answer', async () => {
    const { status, html } = await readingFrom(services, `/cases/${CASE.id}`);
    const words = html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
    expect([status, words.includes('Out now: Asset, deployed'), words.includes('The register of equipment does not answer now'), words.includes('Nothing is out')]).toEqual([200, true, true, false]);
  });

  it('when a part is to be cancelled, then its form is there', async () => {
    expect((await readingFrom(services, `/cases/${CASE.id}/components/c1/cancel`)).status).toBe(200);
  });
});
