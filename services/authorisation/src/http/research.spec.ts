import type { Principal } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { authorisation } from '../app.module.js';

const CASES = '/api/authorisation/v1/authorisations';
const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const officer: Principal = { person: 'supt-okafor', rank: 'superintendent', force: 'met', roles: ['authorising-officer'] };
const stranger: Principal = { person: 'dc-quill', rank: 'constable', force: 'met', unit: 'elsewhere', roles: ['applicant'] };

let host: TestHost;
let served: Served;
beforeEach(async () => {
  host = await testHost({ at: '2026-03-02T09:00:00.000Z' });
  served = await serve(host, authorisation);
});
afterEach(() => served.close());

const SESSION = { from: '2026-03-02T08:00:00Z', until: '2026-03-02T08:30:00Z', level: 'core', what: 'The profile of copper-canary.', why: 'To find where they meet.', where: 'A public forum.', ticks: ['covert', 'repeated'] };
const applied = async (power: string): Promise<string> => {
  const component = { handle: 'look', power, ground: 'crime-or-disorder', tactics: [{ tactic: 'open-source-research', because: 'b' }], subjects: ['subject-a'], necessity: 'n', proportionality: 'p', collateral: 'c', otherMeans: 'Asked.', urgent: 'He leaves tonight.' };
  return (await served.call('POST', CASES, { as: applicant, body: { operation: 'Copper Weir', components: [component] } })).body.id;
};

describe('research in open sources over HTTP', () => {
  it('given a session, when it is logged, then the case shows it with what it needs, its text is sealed, and who may not know of the case may not log', async () => {
    const id = await applied('open-source-research');
    const log = (body: object = SESSION, as = applicant) => served.call('POST', `${CASES}/${id}/components/c1/research`, { as, body });
    const logged = await log();
    expect(logged.body).toMatchObject({ amountsTo: 'directed-surveillance', urgent: 'He leaves tonight.', research: [{ id: 'r1', by: 'dc-ahmed', what: SESSION.what, needs: 'directed-surveillance', covered: false }] });
    expect((await served.call('GET', `${CASES}/${id}/events`, { as: officer })).body.items.at(-1)).toMatchObject({ type: 'ResearchLogged', text: { where: SESSION.where } });
    expect([(await log(SESSION, officer)).status, (await log(SESSION, stranger)).status, (await log({ ...SESSION, ticks: ['No Tick'] })).status]).toEqual([403, 404, 422]);
    expect(JSON.stringify(await served.service.ledger.readAfter(0, 100))).not.toMatch(/copper-canary|public forum|leaves tonight/);
  });

  it('given a level that there is not, when it is applied for, at once or by a draft, then it is refused with the clause; one that there is stands in the case', async () => {
    const component = { handle: 'look', power: 'open-source-research', ground: 'crime-or-disorder', tactics: [{ tactic: 'open-source-research', because: 'b' }], necessity: 'n', proportionality: 'p', collateral: 'c' };
    const applying = (level: string) => ({ operation: 'Copper Weir', components: [{ ...component, level }] });
    expect((await served.call('POST', CASES, { as: applicant, body: applying('level-9') })).body).toMatchObject({ status: 409, code: 'unknown-level', clause: 'NPCC guidance' });
    const draft = (await served.call('POST', `${CASES}/drafts`, { as: applicant, body: applying('level-9') })).body;
    expect((await served.call('POST', `${CASES}/${draft.id}/draft/send`, { as: applicant, headers: { 'if-match': `"${draft.etag}"` } })).body.code).toBe('unknown-level');
    expect((await served.call('POST', CASES, { as: applicant, body: applying('core') })).body.components[0].level).toBe('core');
  });

  it('given the law of a day, when its checklist is read, then it has seven factors, five levels and what of them is not confirmed', async () => {
    const { body } = await served.call('GET', '/api/authorisation/v1/law/research', { as: applicant });
    expect([body.factors.length, body.levels.length, body.ticks.includes('interacts'), body.unconfirmed.length > 0]).toEqual([7, 5, true, true]);
  });

  it('given an oral grant whose two notes say the same, then that is shown, and it is granted all the same', async () => {
    const id = await applied('directed-surveillance');
    const text = 'He leaves within the hour and nobody else can follow him.';
    const grant = { form: 'oral', urgent: 'He leaves tonight.', notes: [{ by: 'officer', text }], statement: 'Needed.', reviewBy: '2026-03-04T12:00:00Z' };
    await served.call('POST', `${CASES}/${id}/components/c1/notes`, { as: applicant, body: { officer: officer.person, text } });
    const { status, body } = await served.call('POST', `${CASES}/${id}/components/c1/grant`, { as: officer, body: grant, headers: { 'if-match': '"1"' } });
    expect([status, body.granted?.notesAlike?.percent]).toEqual([200, 100]);
  });
});
