import type { DeploymentAnswer, PermitMessage, PermitRequest } from '@cpmp/gate';
import { deploymentAnswerOut, permitMessageIn, permitRequestOut } from '@cpmp/gate/wire';
import { type Aggregate, ERASED } from '@cpmp/kernel';
import { idOf } from '@cpmp/ledger';
import { message, publisher } from '@cpmp/messaging';
import { DeploymentEventSchema, PermitRequestSchema } from '@cpmp/proto/gate';
import { createService, type Principal, type RunningService, type ServiceParts } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { authorisation } from '../app.module.js';

const CASES = '/api/authorisation/v1/authorisations';
const AT = '2026-03-02T09:00:00.000Z';
const LATER = '2026-03-02T10:00:00.000Z';

const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const officer: Principal = { person: 'supt-okafor', rank: 'superintendent', force: 'met', roles: ['authorising-officer'] };
const custodian: Principal = { person: 'rm-price', rank: 'sergeant', force: 'met', unit: 'TSU', roles: ['asset-custodian'] };

/** A holder that says what it is told to say: it stands for the asset registry's log. */
type Said = { readonly type: 'Asked'; readonly request: PermitRequest } | { readonly type: 'Answered'; readonly answer: DeploymentAnswer } | { readonly type: 'Garbled' };
const thing: Aggregate<null, Said> = { category: 'asset', initial: null, evolve: () => null, personal: { Asked: [], Answered: [], Garbled: [] } };
const holder: ServiceParts = {
  name: 'asset-registry', title: 'A holder', aggregates: [thing], views: [], controllers: [], consumers: [], providers: [],
  publish: publisher<Said>({
    Asked: ({ request }, { stream }) => [message('asset-registry.permit-requests.v1', stream, PermitRequestSchema, permitRequestOut(request))],
    Answered: ({ answer }, { stream }) => [message('asset-registry.deployments.v1', stream, DeploymentEventSchema, deploymentAnswerOut(answer))],
    Garbled: (_, { stream }) => [{ topic: 'asset-registry.deployments.v1', key: stream, value: new Uint8Array([255, 255, 255]) }],
  }),
};

let host: TestHost;
let served: Served;
let holding: RunningService;
let acts = 0;
beforeEach(async () => {
  host = await testHost({ at: AT });
  served = await serve(host, authorisation);
  holding = await createService(holder, host);
});
afterEach(async () => {
  await holding.close();
  await served.close();
});

const says = async (event: Said) => {
  await holding.ledger.transact(thing, 'abcdefghijklmnop', () => [event], { cause: `test/${++acts}`, actor: null });
  await host.topics.drain();
};
const events = async () => (await served.service.ledger.readAfter(0, 500)).flatMap((commit) => commit.events);
const types = async () => (await events()).map(({ event }) => event.type);
const permitsSaid = async (): Promise<readonly (PermitMessage | undefined)[]> =>
  (await events()).flatMap(({ event, meta }) => authorisation.publish(event, meta, (text) => text)).filter(({ topic }) => topic === 'authorisation.permits.v1').map(({ value }) => permitMessageIn(value));

const granted = async (): Promise<string> => {
  const draft = {
    handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: 'Handovers are made on foot.' }],
    subjects: ['subject-a'], necessity: 'n', proportionality: 'p', collateral: 'c', confidential: 'none',
  };
  const { id } = (await served.call('POST', CASES, { as: applicant, body: { operation: 'Copper Weir', components: [draft] } })).body;
  const grant = { form: 'written', statement: 'Needed.', reviewBy: '2026-03-30T12:00:00Z' };
  await served.call('POST', `${CASES}/${id}/components/c1/grant`, { as: officer, body: grant, headers: { 'if-match': '"1"' } });
  return id;
};
const asked = (authorisationId: string, change: Partial<PermitRequest> = {}): Said => ({
  type: 'Asked',
  request: {
    permit: 'permitpermitperm', holder: 'asset-registry', thing: 'asset-abcdefghijklmnop', authorisation: authorisationId, component: 'c1', tactic: 'foot-surveillance',
    target: { subject: 'subject-a' }, window: { from: LATER, to: '2026-03-02T19:00:00.000Z' }, requestedAt: AT, answerBy: '2026-03-02T09:02:00.000Z', requestedBy: 'rm-price', ...change,
  },
});
const answered = (authorisationId: string, change: Partial<DeploymentAnswer> = {}): Said => ({
  type: 'Answered',
  answer: {
    permit: 'permitpermitperm', holder: 'asset-registry', thing: 'asset-abcdefghijklmnop', authorisation: authorisationId, component: 'c1', state: 'deployed', startedAt: AT,
    windowTo: '2026-03-02T19:00:00.000Z', force: 'met', event: 'started', tell: [], label: 'VT-0001', ...change,
  },
});
const timeline = async (id: string, as = officer) => (await served.call('GET', `${CASES}/${id}/events`, { as })).body;
const cancel = (id: string) =>
  served.call('POST', `${CASES}/${id}/components/c1/cancel`, { as: officer, body: { ceasedAt: AT, told: [], reason: 'r', value: 'v', productDirection: 'd' }, headers: { 'if-match': '"2"' } });

describe('an end that was spoken and is entered later', () => {
  it.each([['has been closed by the time it is entered', true], ['is still out', false]])('given what was out when it was decided and %s, then an error is suspected for it, once', async (_, closed) => {
    const id = await granted();
    await says(asked(id));
    await says(answered(id));
    host.clock.set('2026-03-02T13:00:00.000Z');
    if (closed) await says(answered(id, { state: 'recovered', recalledAt: '2026-03-02T12:00:00.000Z', closedAt: '2026-03-02T12:30:00.000Z', event: 'closed' }));
    const spoken = { decidedAt: LATER, ceasedAt: LATER, told: [], reason: 'r', value: 'v', productDirection: 'd', notedBy: 'cab-lane' };
    expect((await served.call('POST', `${CASES}/${id}/components/c1/cancel`, { as: officer, body: spoken, headers: { 'if-match': '"2"' } })).status).toBe(200);
    const suspected = (await events()).flatMap(({ event }) => (event.type === 'ErrorSuspected' ? [event] : []));
    expect(suspected).toMatchObject([{ permit: 'permitpermitperm', cause: 'active-after-end', endedAt: LATER, ...(closed ? { stoppedAt: '2026-03-02T12:00:00.000Z' } : {}) }]);
  });
});

describe('a holder asks over its topic', () => {
  it('given a component in force, when a permit is asked for, then it is issued whole on the permits topic and stands in the case', async () => {
    const id = await granted();
    await says(asked(id));
    const [said] = await permitsSaid();
    expect(said).toMatchObject({ kind: 'issued', authorisation: id, reference: 'MET-26-0001', issuedAt: AT, startBy: '2026-03-02T09:01:00.000Z', thing: 'asset-abcdefghijklmnop' });
    expect((await served.call('GET', `${CASES}/${id}`, { as: officer })).body.components[0].open).toEqual([
      { permit: 'permitpermitperm', holder: 'asset-registry', thing: 'asset-abcdefghijklmnop', state: 'requested', until: said?.until },
    ]);
  });

  it('given a target outside the authority, when it is asked for, then it is refused, and the timeline says so to those who may read it', async () => {
    const id = await granted();
    await says(asked(id, { target: { subject: 'subject-z' } }));
    expect((await permitsSaid())[0]).toMatchObject({ kind: 'refused', refusal: { refused: 'target-not-authorised' } });
    expect((await timeline(id)).items.at(-1)).toMatchObject({ type: 'PermitRefused', summary: expect.stringContaining('target not authorised'), text: { target: { subject: 'subject-z' } }, actor: null });
    expect(JSON.stringify(await events())).not.toContain('subject-z');
  });

  it('given an id that no case bears, when a permit is asked for, then the holder is answered and there is still no case', async () => {
    await says(asked('zzzzzzzzzzzzzzzz'));
    expect((await permitsSaid())[0]).toMatchObject({ kind: 'refused', authorisation: 'zzzzzzzzzzzzzzzz', refusal: { refused: 'not-in-force' } });
    expect((await served.call('GET', `${CASES}/zzzzzzzzzzzzzzzz`, { as: officer })).status).toBe(404);
  });

  it('given who asked for a permit, when they read the case, then they learn how it stands and none of its text', async () => {
    const id = await granted();
    expect((await served.call('GET', `${CASES}/${id}`, { as: custodian })).status).toBe(404);
    await says(asked(id));
    const read = await served.call('GET', `${CASES}/${id}`, { as: custodian });
    expect(read.body).toMatchObject({ operation: '⟨withheld⟩', components: [{ state: 'in-force', necessity: '⟨withheld⟩' }] });
    expect(read.text).not.toMatch(/subject-a|Needed|Handovers/);
    expect(await timeline(id, custodian)).toMatchObject({ status: 403, code: 'need-to-know' });
  });
});

describe('a holder answers over its topic', () => {
  it('given a permit, when nobody answers for 60 s, then it is said again; once answered, a day later', async () => {
    const id = await granted();
    await says(asked(id));
    await host.moveTo('2026-03-02T09:01:00.000Z', served.service);
    expect((await permitsSaid()).map((said) => said?.kind)).toEqual(['issued', 'repeated']);
    await says(answered(id, { untilRead: (await permitsSaid())[0]?.until ?? '' }));
    await host.moveTo('2026-03-02T12:00:00.000Z', served.service);
    expect(await permitsSaid()).toHaveLength(2);
  });

  it('given an end, when the recall comes late, then the gap is measured on the permit', async () => {
    const id = await granted();
    await says(asked(id));
    await says(answered(id));
    host.clock.set('2026-03-02T09:00:30.000Z');
    expect((await cancel(id)).status).toBe(200);
    const [, ended] = await permitsSaid();
    expect(ended).toMatchObject({ kind: 'ended', end: { how: 'cancelled', at: '2026-03-02T09:00:30.000Z' } });
    host.clock.set('2026-03-02T09:00:42.000Z');
    await says(answered(id, { state: 'recall-ordered', event: 'recalled', recalledAt: '2026-03-02T09:00:42.000Z', endRead: ended?.end }));
    const { items } = (await served.call('GET', `${CASES}/${id}/permits`, { as: officer })).body;
    expect(items).toMatchObject([{ permit: 'permitpermitperm', gapSeconds: 12, startedAfterEnd: false, state: 'recall-ordered' }]);
  });

  it('given an end that nobody answers, when 60 s have passed, then an alarm stands in the timeline', async () => {
    const id = await granted();
    await says(asked(id));
    await cancel(id);
    await host.moveTo('2026-03-02T09:01:30.000Z', served.service);
    expect(await types()).toContain('AlarmRaised');
    expect((await timeline(id)).items.at(-1).summary).toBe('Alarm: a holder has not answered the end of a permit for 60 seconds.');
  });

  it('given a closed permit, when its answer is heard once more, then nothing happens; of one that this log lost, it is ended, and an alarm stands in the timeline', async () => {
    const id = await granted();
    await says(asked(id));
    const closing = answered(id, { state: 'recovered', closedAt: AT, event: 'closed' });
    await says(closing);
    const before = await types();
    await says(closing);
    expect(await types()).toEqual(before);
    expect((await served.call('GET', `${CASES}/${id}`, { as: officer })).body.components[0].open).toEqual([]);
    await says(answered(id, { permit: 'neverneverneverr' }));
    expect((await timeline(id)).items.map(({ summary }: { summary: string }) => summary)).toContain('Alarm: a holder had something out under a permit that the record has lost. Enter again what was decided.');
    expect((await permitsSaid()).at(-1)).toMatchObject({ kind: 'ended', permit: 'neverneverneverr', end: { how: 'unknown' } });
    expect((await served.call('GET', `${CASES}/${id}/permits`, { as: officer })).body.items.map(({ permit }: { permit: string }) => permit)).toContain('neverneverneverr');
    expect((await served.service.health()).deadLetters).toBe(0);
  });

  it('given a message that cannot be read, when it comes about a thing that is out, then an alarm is raised on its authority', async () => {
    const id = await granted();
    await says(asked(id));
    await says({ type: 'Garbled' });
    const alarm = (await events()).find(({ event }) => event.type === 'AlarmRaised');
    expect(alarm?.meta.streamId).toBe(id);
    expect(alarm?.event).toMatchObject({ cause: 'message-poisoned', permit: 'permitpermitperm' });
    expect((await served.service.health()).deadLetters).toBe(1);
  });

  it('given everything that was sent, when it is read, then no covert text left this service', async () => {
    const id = await granted();
    await says(asked(id));
    await says(asked(id, { permit: 'other2permitperm', target: { subject: 'subject-z' } }));
    await cancel(id);
    const sent = (await events()).flatMap(({ event, meta }) => authorisation.publish(event, meta, () => ERASED)).map(({ value }) => Buffer.from(value).toString('latin1'));
    expect(sent.length).toBeGreaterThan(5);
    expect(sent.join()).not.toMatch(/Copper|subject-|Handovers|Needed/);
    expect(idOf(`authority-${id}`)).toBe(id);
  });
});
