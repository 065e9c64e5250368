import type { Principal } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { authorisation } from '../app.module.js';
import { answerRequest, authority } from '../domain/index.js';

const CASES = '/api/authorisation/v1/authorisations';
const AT = '2026-03-02T09:00:00.000Z';
const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const gatekeeper: Principal = { person: 'cab-lane', rank: 'sergeant', force: 'met', unit: 'CAB', roles: ['gatekeeper'] };
const DRAFT = {
  power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: 'On foot.' }], subjects: ['subject-a'], necessity: 'n', proportionality: 'p', collateral: 'c', confidential: 'none',
};
/** As many parts as one application takes. */
const PARTS = 20;

let host: TestHost;
let served: Served;
beforeEach(async () => {
  host = await testHost({ at: AT });
  served = await serve(host, authorisation);
});
afterEach(() => served.close());

const drafts = (round: number) => Array.from({ length: round === 0 ? PARTS : PARTS - 1 }, (_, n) => ({ ...DRAFT, handle: `part ${round}/${n}` }));
const post = async (path: string, as: Principal, body: object, etag?: string) => {
  const answer = await served.call('POST', path, { as, body, headers: etag === undefined ? {} : { 'if-match': `"${etag}"` } });
  expect([path, answer.status < 300, answer.text]).toEqual([path, true, answer.text]);
  return answer.body;
};

describe('the permits of a case', () => {
  it('given a case that grew to more parts than a page holds, then those of every part are answered', async () => {
    const { id } = await post(CASES, applicant, { operation: 'Copper Weir', components: drafts(0) });
    for (const round of [1, 2]) {
      const { etag } = (await served.call('GET', `${CASES}/${id}`, { as: gatekeeper })).body;
      await post(`${CASES}/${id}/check`, gatekeeper, { outcome: 'return', comment: 'Say more.' }, etag);
      const draft = await post(`${CASES}/${id}/draft`, applicant, {});
      const body = { operation: 'Copper Weir', components: [{ ...DRAFT, handle: 'part 0/0' }, ...drafts(round)] };
      const saved = await served.call('PUT', `${CASES}/${id}/draft`, { as: applicant, body, headers: { 'if-match': `"${draft.etag}"` } });
      await post(`${CASES}/${id}/draft/send`, applicant, {}, saved.body.etag);
    }
    const parts: readonly { id: string }[] = (await served.call('GET', `${CASES}/${id}`, { as: applicant })).body.components;
    expect(parts).toHaveLength(PARTS + 2 * (PARTS - 1));
    const { ledger } = served.service;
    for (const { id: component } of parts) {
      const request = { permit: `p-${component}`, holder: 'asset-registry' as const, thing: 'asset-a', authorisation: id, component, tactic: 'foot-surveillance', target: { subject: 'subject-a' }, window: { from: AT, to: '2026-03-03T09:00:00.000Z' }, requestedAt: AT, answerBy: '2026-03-02T10:00:00.000Z', requestedBy: 'rm-price' };
      await ledger.transact(authority, id, (state, now) => answerRequest(state, request, now), { cause: `asset-registry/${component}`, actor: null });
    }
    const { items } = (await served.call('GET', `${CASES}/${id}/permits`, { as: applicant })).body;
    expect(new Set(items.map(({ component }: { component: string }) => component)).size).toBe(parts.length);
  });
});
