import type { DeploymentAnswer } from '@cpmp/gate';
import { publisher } from '@cpmp/messaging';
import { createService, deadlineMessages, type Principal, type ServiceParts } from '@cpmp/shell';
import { API, AT, CASE, REVIEW, abouts, acknowledge, applicant, asset, authorisation, authority, custodian, deadlines, discharges, duty, enter, events, gatekeeper, holder, host, hosted, inbox, moveTo, officer, parts, person, responsible, type Said, said, says, served, sets } from './spec-host.js';

hosted();

describe('a deadline that a service sets', () => {
  it('given it is set, when it is taken on, then its service’s health no longer lists it, and two different persons are told ahead of it and not before', async () => {
    await authorisation.ledger.transact(authority, CASE, (): readonly Said[] => [{ type: 'DeadlinesSaid', deadlines: { set: [REVIEW] } }], { cause: 'test/set', actor: null });
    expect((await authorisation.health()).untakenDeadlines).toBe(1);
    await host.topics.drain();
    expect((await authorisation.health()).untakenDeadlines).toBe(0);
    await moveTo('2026-03-27T10:59:59.999Z');
    expect(await inbox(officer)).toEqual([]);
    await moveTo('2026-03-27T11:00:00.000Z');
    for (const as of [officer, gatekeeper])
      expect(await inbox(as)).toMatchObject([
        { to: as.person, about: 'review', text: 'Review, MET-26-0001', reference: 'MET-26-0001', authorisation: CASE, component: 'c1', due: REVIEW.due, sentAt: '2026-03-27T11:00:00.000Z', escalatesAt: '2026-03-28T11:00:00.000Z', escalatesTo: 'duty-officer', waiting: true, recipients: 2, acknowledgedAt: null },
      ]);
    expect(await inbox(responsible)).toEqual([]);
  });

  it('given it was told, when one of them acknowledges, then that stands in the log as evidence: who, with which role, when; and it goes no further', async () => {
    await sets(REVIEW);
    await moveTo('2026-03-27T12:00:00.000Z');
    const [{ id }] = await inbox(gatekeeper);
    const headers = { 'idempotency-key': 'seen-it-once' };
    const [one, two] = [await acknowledge(id, gatekeeper, headers), await acknowledge(id, gatekeeper, headers)];
    expect([one.status, two.body, (await acknowledge(id, gatekeeper)).status]).toEqual([200, { id, by: 'cab-lane' }, 200]);
    const evidence = (await events()).filter(({ type }) => type === 'NoticeAcknowledged');
    expect(evidence).toMatchObject([{ by: 'cab-lane', at: '2026-03-27T12:00:00.000Z', meta: { actor: { person: 'cab-lane', roles: ['gatekeeper'], unit: 'CAB' } } }]);
    for (const as of [gatekeeper, officer]) expect(await inbox(as)).toMatchObject([{ acknowledgedBy: 'cab-lane', acknowledgedAt: '2026-03-27T12:00:00.000Z', escalatesAt: null, escalatesTo: null, waiting: false }]);
    expect([await inbox(gatekeeper, '?acknowledged=true'), await inbox(gatekeeper, '?acknowledged=false')]).toMatchObject([[{ id }], []]);
    await moveTo('2026-03-29T12:00:00.000Z');
    expect(await inbox(duty)).toEqual([]);
    expect((await deadlines(officer))[0].told).toEqual([
      { person: 'supt-okafor', at: '2026-03-27T11:00:00.000Z', acknowledgedAt: null }, { person: 'cab-lane', at: '2026-03-27T11:00:00.000Z', acknowledgedAt: '2026-03-27T12:00:00.000Z' },
    ]);
  });

  it('given an operative who must switch off, when the deadline is told, goes unanswered and passes, then those hear who look after operatives, and nobody who keeps equipment or cases', async () => {
    const [cover, controller, manager] = [person('co-blake', 'cover-officer'), person('di-rowe', 'controller'), person('tm-desk', 'resource-manager')];
    for (const { person: id, roles } of [cover, controller, manager]) await enter(id, { roles: roles.map((role) => ({ role })) });
    const resource = said('resource');
    const holding = await createService(parts('resource-allocation', resource), host);
    const set = [{ id: 'p1/switch-off/1', what: 'switch-off', due: '2026-03-02T10:00:00.000Z', persons: ['co-blake', 'di-rowe'], statutory: false }];
    await says({ type: 'DeadlinesSaid', deadlines: { set } }, { as: holding, by: resource });
    for (const as of [custodian, manager]) expect(await inbox(as)).toEqual([]);
    for (const as of [cover, controller]) expect(await inbox(as)).toMatchObject([{ about: 'switch-off', escalatesAt: '2026-03-02T09:30:00.000Z', escalatesTo: 'cover-officer' }]);
    await moveTo('2026-03-02T10:00:00.000Z');
    expect(await abouts(responsible)).toEqual(['Late: Switch off: what it needs is not in force, VT-0001']);
    for (const as of [custodian, manager, gatekeeper, duty]) expect(await inbox(as)).toEqual([]);
    expect(await deadlines(custodian)).toEqual([]);
    await holding.close();
  });

  it('given nobody answers, then the duty officer hears, then the senior responsible officer, and again every day until somebody acknowledges', async () => {
    await sets({ ...REVIEW, due: '2026-06-30T11:00:00.000Z' });
    await moveTo('2026-06-28T11:00:00.000Z');
    expect([(await inbox(duty)).length, (await inbox(responsible)).length]).toEqual([1, 0]);
    await moveTo('2026-06-29T11:00:00.000Z');
    const [{ id, recipients }] = await inbox(responsible);
    expect(recipients).toBe(4);
    const escalated = async () => (await events()).filter(({ type }) => type === 'NoticeEscalated').length;
    await moveTo('2026-06-30T10:00:00.000Z');
    expect(await escalated()).toBe(2);
    await moveTo('2026-07-02T10:00:00.000Z');
    const before = await escalated();
    expect(before).toBeGreaterThan(3);
    await acknowledge(id, responsible);
    for (const notice of await inbox(responsible, '?acknowledged=false')) await acknowledge(notice.id, responsible);
    await moveTo('2026-07-09T10:00:00.000Z');
    expect(await escalated()).toBe(before);
  });

  it('given it passes undischarged, then those hear who hear of lateness; the notice to the commissioner goes to the senior responsible officer', async () => {
    await sets({ ...REVIEW, id: 'c1/commissioner-notice/1', what: 'commissioner-notice', due: '2026-03-10T00:00:00.000Z', statutory: true });
    expect(await abouts(officer)).toEqual(['Notice to the commissioner, MET-26-0001']);
    await moveTo('2026-03-09T23:59:59.999Z');
    expect((await abouts(responsible)).filter((text: string) => text.startsWith('Late'))).toEqual([]);
    expect(await deadlines(officer)).toMatchObject([{ state: 'open', late: false }]);
    await moveTo('2026-03-10T00:00:00.000Z');
    expect((await inbox(responsible)).filter(({ text }: { text: string }) => text.startsWith('Late'))).toMatchObject([{ about: 'commissioner-notice', text: 'Late: Notice to the commissioner, MET-26-0001' }]);
    expect(await deadlines(officer, '?late=true')).toMatchObject([{ what: 'commissioner-notice', state: 'open', late: true, statutory: true }]);
    host.clock.set('2026-03-11T00:00:00.000Z');
    await discharges('c1/commissioner-notice/1');
    expect(await deadlines(officer)).toMatchObject([{ state: 'discharged', late: true, dischargedAt: '2026-03-11T00:00:00.000Z' }]);
    expect(await inbox(responsible, '?acknowledged=false')).toEqual([]);
  });

  it('given what was told ahead is answered, then that is no answer to what is told when it has passed', async () => {
    await sets(REVIEW);
    await moveTo('2026-03-28T12:00:00.000Z');
    const [{ id }] = await inbox(duty);
    await acknowledge(id, duty);
    await moveTo('2026-03-31T11:00:00.000Z');
    await acknowledge(id, gatekeeper);
    const told = (await deadlines(officer))[0].told as readonly { person: string; at: string; acknowledgedAt: string | null }[];
    expect(told.filter(({ at }) => at >= REVIEW.due)).toEqual([
      { person: 'sro-penn', at: '2026-03-30T11:00:00.000Z', acknowledgedAt: null }, { person: 'cab-lane', at: '2026-03-30T11:00:00.000Z', acknowledgedAt: null }, { person: 'duty-1', at: '2026-03-31T11:00:00.000Z', acknowledgedAt: null },
    ]);
  });

  it('given it is discharged in time, then nobody hears of it any more and nothing escalates', async () => {
    await sets(REVIEW);
    await moveTo('2026-03-28T00:00:00.000Z');
    await discharges(REVIEW.id);
    const before = (await events()).length;
    await moveTo('2026-05-01T00:00:00.000Z');
    expect(await events()).toHaveLength(before);
    expect(await deadlines(officer)).toMatchObject([{ state: 'discharged', late: false }]);
    expect(await inbox(officer)).toMatchObject([{ waiting: false, escalatesAt: null }]);
  });

  it('given a role that nobody holds, then the duty officer hears in its place; given one person alone, whoever is next', async () => {
    await enter('cab-lane', { roles: [{ role: 'gatekeeper', until: '2026-03-26' }] });
    await sets(REVIEW);
    await moveTo('2026-03-27T11:00:00.000Z');
    expect([(await inbox(officer)).length, (await inbox(duty)).length, (await inbox(gatekeeper)).length]).toEqual([1, 1, 0]);
    await enter('rm-price', { roles: [] });
    await says({ type: 'DeadlinesSaid', deadlines: { set: [{ id: 'p/recovery/1', what: 'recovery', due: '2026-03-30T11:00:00.000Z', statutory: false }] } }, { as: holder, by: asset });
    expect((await deadlines(responsible, `?about=asset-${CASE}`))[0].told.map((told: { person: string }) => told.person)).toEqual(['duty-1', 'sro-penn']);
  });

  it.each([
    ['left', { roles: [] }, ['cab-lane', 'supt-reyes']],
    ['left, as their role says', { roles: [{ role: 'authorising-officer', until: '2026-03-26' }] }, ['cab-lane', 'supt-reyes']],
    ['taken another post', { roles: [{ role: 'applicant' }] }, ['cab-lane', 'supt-okafor', 'supt-reyes']],
    ['gone to another force', { force: 'kent', roles: [{ role: 'authorising-officer' }] }, ['cab-lane', 'supt-okafor', 'supt-reyes']],
  ])('given an officer who has %s, when what they hold is told, then whoever holds the role now hears, and nobody who has left counts as told', async (_, change, expected) => {
    await enter('duty-k', { force: 'kent', roles: [], dutyOfficer: true });
    await enter('supt-reyes', { roles: [{ role: 'authorising-officer' }] });
    await sets(REVIEW);
    await enter('supt-okafor', change);
    await moveTo('2026-03-27T11:00:00.000Z');
    expect((await deadlines(responsible))[0].told.map((told: { person: string }) => told.person).toSorted()).toEqual(expected);
  });

  it('given news for one person who has left, then it does not go to them: whoever would hear of their silence hears', async () => {
    await enter('dc-ahmed', { roles: [] });
    await says({ type: 'CaseSaid', event: { case: 'cancelled', value: { $typeName: 'authorisation.v1.AuthorityCancelled', told: [] } as never } });
    expect([await abouts(applicant), await abouts(duty), await abouts(responsible)]).toEqual([[], ['Cancelled: stop now, MET-26-0001'], ['Cancelled: stop now, MET-26-0001']]);
  });

  it('given a force that the directory does not know, then it is told to nobody and does not go unnoticed: it fails by name until a duty officer is entered', async () => {
    const kent: ServiceParts = { ...parts('risk-assessment', said('risk')), publish: publisher<Said>({ CaseSaid: 'private', DeploymentSaid: 'private', DeadlinesSaid: (event, meta) => deadlineMessages('risk-assessment', event, meta, { reference: 'RISK-AAAAAA', force: 'kent' }) }) };
    const elsewhere = await createService(kent, host);
    await elsewhere.ledger.transact(said('risk'), CASE, (): readonly Said[] => [{ type: 'DeadlinesSaid', deadlines: { set: [{ id: 'risk-review/1', what: 'risk-review', due: '2026-03-05T11:00:00.000Z', statutory: false }] } }], { cause: 'test/kent', actor: null });
    await expect(moveTo(AT)).rejects.toMatchObject({ name: 'NobodyToTell' });
    expect(await served.service.health()).toMatchObject({ dueFailing: 1 });
    expect(host.logged.join()).toContain('NobodyToTell');
    await enter('duty-k', { force: 'kent', dutyOfficer: true, roles: [] });
    await new Promise((waited) => setTimeout(waited, 1_100));
    await moveTo(AT);
    expect(await served.service.health()).toMatchObject({ dueFailing: 0, dueLagSeconds: 0 });
    expect(await inbox(person('duty-k', 'duty-officer', { force: 'kent' }))).toHaveLength(1);
    await elsewhere.close();
  });

  it('given one that no row names, then it is told like any other, and the log says so', async () => {
    await sets({ ...REVIEW, what: 'unheard-of', persons: [] });
    await moveTo('2026-03-27T11:00:00.000Z');
    expect(await abouts(responsible)).toEqual(['Deadline, MET-26-0001']);
    expect(host.logged.join()).toContain('unheard-of');
  });
});

describe('what a holder says of a deployment', () => {
  const answer = (change: Partial<DeploymentAnswer>): DeploymentAnswer => ({
    permit: 'permitpermitperm', holder: 'asset-registry', thing: `asset-${CASE}`, authorisation: CASE, component: 'c1', state: 'recall-ordered', windowTo: '2026-03-02T19:00:00.000Z', force: 'met', event: 'recalled', tell: [], label: 'VT-0001', ...change,
  });
  const deployed = (change: Partial<DeploymentAnswer> = {}) => says({ type: 'DeploymentSaid', answer: answer(change) }, { as: holder, by: asset });

  it('given a recall of an asset, then its custodian and, being one person, the duty officer hear; once it is closed it waits for nobody', async () => {
    await deployed();
    for (const as of [custodian, duty]) expect(await inbox(as)).toMatchObject([{ about: 'recall', text: 'Recall, VT-0001', thing: `asset-${CASE}`, deployment: 'permitpermitperm', authorisation: CASE, due: null, waiting: true, escalatesAt: '2026-03-02T11:00:00.000Z' }]);
    await deployed({ event: 'closed', state: 'recovered' });
    expect(await inbox(custodian)).toMatchObject([{ waiting: false, escalatesAt: null, acknowledgedBy: null }]);
    await moveTo('2026-03-05T09:00:00.000Z');
    expect((await events()).filter(({ type }) => type === 'NoticeEscalated')).toEqual([]);
  });

  it('given a recall that is withdrawn, then whoever was told of the one is told of the other, and the first waits for nobody', async () => {
    await deployed();
    await deployed({ event: 'recall-withdrawn', state: 'deployed' });
    expect((await inbox(custodian)).toSorted((a: { about: string }, b: { about: string }) => b.about.length - a.about.length)).toMatchObject([{ about: 'recall-withdrawn', text: 'Recall withdrawn: it may stay, VT-0001', waiting: true }, { about: 'recall', waiting: false }]);
  });

  it.each([
    ['it is closed', { event: 'closed', state: 'recovered' }],
    ['what was ordered off may run again', { event: 'switched-on', state: 'deployed' }],
    ['it was switched off', { event: 'switched-off', state: 'deployed' }],
  ] as const)('given that it is to be switched off, when %s, then that waits for nobody and goes to nobody else', async (_, change) => {
    await deployed({ event: 'switch-off-ordered', state: 'deployed' });
    expect(await inbox(custodian)).toMatchObject([{ about: 'switch-off', waiting: true, escalatesAt: '2026-03-02T09:30:00.000Z' }]);
    await moveTo('2026-03-02T09:10:00.000Z');
    await deployed(change);
    expect((await inbox(custodian)).filter(({ about }: { about: string }) => about === 'switch-off')).toMatchObject([{ waiting: false, escalatesAt: null }]);
    await moveTo('2026-03-02T12:00:00.000Z');
    expect((await events()).filter(({ type }) => type === 'NoticeEscalated')).toEqual([]);
  });

  it('given an operative whom nobody looks after any more, when it must withdraw or switch off, then all cover officers and controllers hear, and nobody who manages teams', async () => {
    for (const [id, role] of [['co-blake', 'cover-officer'], ['di-rowe', 'controller'], ['rm-desk', 'resource-manager']]) await enter(id as string, { roles: [{ role }] });
    for (const [event, state] of [['withdrawal-ordered', 'withdrawing'], ['switch-off-ordered', 'deployed']] as const) await deployed({ thing: `resource-${CASE}`, event, state, label: 'OP-CCCCCC', tell: [] });
    await moveTo('2026-03-06T09:00:00.000Z');
    const told = new Set((await events()).flatMap((event) => ('to' in event ? (event.to as readonly string[]) : [])));
    expect([...told].toSorted()).toEqual(['co-blake', 'di-rowe']);
  });

  it("given an operative's withdrawal, then cover officer and controller hear and nobody else, however long they are silent", async () => {
    for (const [id, role] of [['co-blake', 'cover-officer'], ['di-rowe', 'controller'], ['rm-desk', 'resource-manager']]) await enter(id as string, { roles: [{ role }] });
    await deployed({ thing: `resource-${CASE}`, event: 'withdrawal-ordered', state: 'withdrawing', label: 'OP-CCCCCC', tell: ['co-blake', 'di-rowe'] });
    await moveTo('2026-03-06T09:00:00.000Z');
    const told = new Set((await events()).flatMap((event) => ('to' in event ? (event.to as readonly string[]) : [])));
    expect([...told].toSorted()).toEqual(['co-blake', 'di-rowe']);
    expect(await abouts(person('co-blake', 'cover-officer'))).toEqual(['Withdraw, OP-CCCCCC']);
  });

  it.each([
    ['withdrawal-ordered', 'Withdraw, team-red'],
    ['recall-withdrawn', 'Withdrawal called off, team-red'],
    ['window-ended', 'The window is over: withdraw, team-red'],
  ] as const)('given a team and %s, then its desk hears', async (event, text) => {
    await enter('rm-desk', { roles: [{ role: 'resource-manager' }] });
    await deployed({ thing: `resource-${CASE}`, event, state: 'withdrawing', label: 'team-red' });
    expect(await abouts(person('rm-desk', 'resource-manager'))).toEqual([text]);
  });

  it.each(['requested', 'started', 'answered', 'window-ended', 'not-taken', 'lapsed'] as const)('given an asset and %s, then nobody is told of it here', async (event) => {
    await deployed({ event });
    expect((await events()).filter(({ type }) => type === 'NoticeSent')).toEqual([]);
  });
});

describe('what oversight does about a deadline', () => {
  const idOfReview = async () => (await deadlines(responsible, '?late=true'))[0].id;
  const notes = (id: string, as: Principal, body: object) => served.call('POST', `${API}/deadlines/${id}/note`, { as, body });

  it('given it is late, when it is chased, then who holds it hears once more, it goes up the ladder again, and the note is read by who may know of it, closed in the log', async () => {
    await sets(REVIEW);
    await moveTo('2026-03-30T12:00:00.000Z');
    const id = await idOfReview();
    expect((await notes(id, responsible, { text: 'Spoken to about Copper Weir.', chase: true })).body).toEqual({ id, chased: true });
    expect((await abouts(officer))[0]).toBe('Chased: Review, MET-26-0001');
    const [chased] = await inbox(officer);
    await acknowledge(chased.id, officer);
    await moveTo('2026-03-30T13:00:00.000Z');
    await notes(id, gatekeeper, { text: 'Again.', chase: true });
    expect(await inbox(officer, '?acknowledged=false')).toMatchObject([{ text: 'Chased: Review, MET-26-0001', sentAt: '2026-03-30T13:00:00.000Z' }, {}]);
    const [late] = await deadlines(officer, '?late=true');
    expect(late.notes).toEqual([{ by: 'sro-penn', at: '2026-03-30T12:00:00.000Z', text: 'Spoken to about Copper Weir.' }, { by: 'cab-lane', at: '2026-03-30T13:00:00.000Z', text: 'Again.' }]);
    expect(late.told.filter(({ person: one }: any) => one === 'supt-okafor').map(({ at, acknowledgedAt }: any) => [at.slice(0, 13), acknowledgedAt?.slice(0, 13)])).toEqual([['2026-03-27T11', '2026-03-30T12'], ['2026-03-30T12', '2026-03-30T12'], ['2026-03-30T13', undefined]]);
    expect(JSON.stringify(await served.service.ledger.readAfter(0, 500))).not.toMatch(/Copper/);
    await discharges('c1/review/1');
    expect(await inbox(officer, '?acknowledged=false')).toEqual([]);
    expect((await notes(id, responsible, { text: 'Too late.', chase: true })).body).toMatchObject({ status: 409, code: 'nothing-to-chase', instead: 'Note it without chasing.' });
    expect((await notes(id, responsible, { text: 'Done late.' })).body).toEqual({ id, chased: false });
  });

  it('given who may not, when they note, then 403; of a deadline of another force they are told as of one that does not exist', async () => {
    await sets(REVIEW);
    await moveTo('2026-03-30T12:00:00.000Z');
    const id = await idOfReview();
    expect((await notes(id, officer, { text: 'x' })).body.code).toBe('not-permitted');
    expect((await notes(id, { ...responsible, person: 'sro-kent', force: 'kent' }, { text: 'x' })).status).toBe(404);
    expect((await notes('a'.repeat(16), responsible, { text: 'x' })).status).toBe(404);
    expect((await notes(id, responsible, { text: ' ' })).body.errors[0].pointer).toBe('/text');
  });

  it('given what was told, when those who oversee ask, then they see to whom, and who answered, in their own force alone', async () => {
    await says({ type: 'CaseSaid', event: { case: 'errorSuspected', value: { permit: 'permitpermitperm', thing: 'asset-x', cause: 'start-after-end' } } as never });
    const told = async (as: Principal, query: string) => (await served.call('GET', `${API}/tellings?${query}`, { as })).body.items;
    expect(await told(responsible, 'about=error-suspected')).toMatchObject([{ reference: 'MET-26-0001', deployment: 'permitpermitperm', told: ['sro-penn', 'cab-lane'], acknowledged: [], waiting: true, escalatedAt: null }]);
    expect(await told(responsible, 'escalated=true')).toEqual([]);
    await moveTo('2026-03-03T09:00:00.000Z');
    expect(await told(responsible, 'escalated=true&waiting=true')).toMatchObject([{ about: 'error-suspected', escalatedAt: '2026-03-03T09:00:00.000Z', told: ['sro-penn', 'cab-lane', 'duty-1'] }]);
    expect(await told({ ...responsible, force: 'kent' }, 'about=error-suspected')).toEqual([]);
    expect((await served.call('GET', `${API}/tellings`, { as: officer })).body.code).toBe('not-permitted');
  });
});
