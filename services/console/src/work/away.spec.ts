import { CASE, DEPLOYMENT, PART } from '../spec-api.js';
import { readingFrom, type Say, SLOW_MS } from './spec-services.js';

const AWAY = { status: 503, code: 'unavailable', title: 'Not now', type: 'urn:cpmp:problem:unavailable', reference: 'ref-1' };

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

describe('the desk, while the register of teams is away', () => {
  const recalled = { ...DEPLOYMENT, state: 'recall-ordered', recalledAt: '2026-03-02T10:50:00.000Z', recallBy: '2026-03-03T10:50:00.000Z' };
  const read = async (path: string) => {
    const { status, html } = await readingFrom((asked, say) => {
      if (asked.startsWith('/api/resource-allocation/')) return say(503, AWAY);
      return say(200, { items: asked.includes('state=recall-ordered') ? [recalled] : [] });
    }, path, ['asset-custodian']);
    return { status, back: html.includes(DEPLOYMENT.id), words: html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ') };
  };

  it.each(['/work', '/deploy'])('when %s is asked for, then the equipment that must come back is there, and nobody is told that no team is out', async (path) => {
    const { status, back, words } = await read(path);
    expect([status, back, words.includes('The register of teams and operatives does not answer now'), words.includes('Nothing is out'), words.includes('Nothing waits')]).toEqual([200, true, true, false, false]);
  });
});

describe('my work, while notices are away', () => {
  it('when it is asked for, then what there is to decide is there, and no notice is said not to wait', async () => {
    const waits = { ...CASE, components: [{ ...PART, state: 'awaiting-decision', deadlines: {} }] };
    const { status, html } = await readingFrom((path, say) => (path.startsWith('/api/notification/') ? say(503, AWAY) : say(200, { items: path.includes('state=awaiting-decision') ? [waits] : [] })), '/work', ['authorising-officer']);
    expect([status, html.includes(CASE.reference), html.includes('Notices and deadlines do not answer now'), html.includes('No notice waits')]).toEqual([200, true, true, false]);
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
