import { startWithOrphans, type WithOrphans } from './spec-orphans.js';

let at: WithOrphans;
beforeEach(async () => {
  at = await startWithOrphans();
});
afterEach(() => at.close());

const visit = async (path: string, { form, cookie = '' }: { readonly form?: Readonly<Record<string, string>>; readonly cookie?: string } = {}) => {
  const own = form ? { method: 'POST', body: new URLSearchParams(form).toString() } : {};
  const headers: Record<string, string> = form ? { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', cookie } : { cookie };
  const answer = await fetch(at.url + path, { redirect: 'manual', ...own, headers });
  const html = await answer.text();
  return { status: answer.status, headers: answer.headers, html, to: answer.headers.get('location'), h1: /<h1[^>]*>\s*([^<]*?)\s*</.exec(html)?.[1], words: html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ') };
};
const signedInAs = async (as: string): Promise<string> => {
  at.role = as;
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
    expect([done.status, done.to, at.sent.at(-1)]).toEqual([303, '/oversight/orphans?done=resolved', { position: 7, reason: 'Entered again.' }]);
  });

  it('when nothing is said, then it is asked for, and nothing is sent; where there is no such service, there is no page', async () => {
    const cookie = await signedInAs('senior-responsible-officer');
    expect((await visit('/oversight/orphans/asset-registry/7', { cookie, form: { key: 'key-18', reason: '' } })).words).toContain('Enter what came of it');
    expect(at.sent).toEqual([]);
    expect((await visit('/oversight/orphans/constructor/7', { cookie })).status).toBe(404);
  });

  it('given a reader who may not say it, then it says who does; given none, then oversight says nothing of it', async () => {
    expect((await visit('/oversight/orphans', { cookie: await signedInAs('gatekeeper') })).html).not.toContain('/oversight/orphans/asset-registry/7');
    at.orphans = [];
    expect((await visit('/oversight', { cookie: await signedInAs('senior-responsible-officer') })).html).not.toContain('/oversight/orphans');
  });
});
