import { create, toBinary } from '@bufbuild/protobuf';
import type { DeploymentAnswer } from '@cpmp/gate';
import { deploymentAnswerOut } from '@cpmp/gate/wire';
import type { Delivery } from '@cpmp/messaging';
import { DeploymentEventSchema } from '@cpmp/proto/gate';
import { DeploymentIntake } from './deployment-intake.js';
import { CASE, custodian, deadlines, duty, enter, events, host, hosted, inbox, moveTo, person, served } from './http/spec-host.js';
import { NotificationService } from './notification.service.js';

hosted();

/** Has a holder's message come, whose place is given, however often and whenever. */
const comes = (event: DeploymentAnswer['event'], position: number, at: string, change: Partial<DeploymentAnswer> = {}): Promise<void> => {
  const answer: DeploymentAnswer = { permit: 'permitpermitperm', holder: 'asset-registry', thing: `asset-${CASE}`, authorisation: CASE, component: 'c1', state: 'deployed', windowTo: '2026-03-02T19:00:00.000Z', force: 'met', event, tell: [], label: 'VT-0001', ...change };
  const delivery: Delivery = { topic: 'asset-registry.deployments.v1', key: answer.thing, id: `asset-registry/1/${position}/0`, at, sourceLog: 'asset-registry/1', position, index: 0, headers: {} };
  return new DeploymentIntake(new NotificationService(served.service.ledger, host.log)).hear('notification.asset-registry-deployments', toBinary(DeploymentEventSchema, create(DeploymentEventSchema, deploymentAnswerOut(answer))), delivery);
};
const waiting = async () => (await inbox(custodian, '?acknowledged=false')).map(({ about }: { about: string }) => about);

describe('a recall that is withdrawn', () => {
  it('given a team past its window, when it is no longer recalled, then that its window is over still waits for an answer: it must come back all the same', async () => {
    await enter('tm-desk', { roles: [{ role: 'resource-manager' }] });
    const team = { thing: `resource-${CASE}`, label: 'team-red' };
    await comes('window-ended', 1, '2026-03-02T09:00:00.000Z', team);
    await comes('withdrawal-ordered', 2, '2026-03-02T09:00:00.000Z', team);
    await comes('recall-withdrawn', 3, '2026-03-02T09:00:00.000Z', team);
    const waits = await inbox(person('tm-desk', 'resource-manager'), '?acknowledged=false');
    expect(waits.map(({ about }: { about: string }) => about).toSorted()).toEqual(['recall-withdrawn', 'window-ended']);
  });
});

describe('a recall', () => {
  it.each([['an asset', 'recalled', {}], ['a team', 'withdrawal-ordered', { thing: `resource-${CASE}`, label: 'team-red' }]] as const)('given %s that was told to stay and to run, when it is recalled after all, then nothing but the recall waits for an answer', async (_, recalled, change) => {
    await enter('tm-desk', { roles: [{ role: 'resource-manager' }, { role: 'asset-custodian' }] });
    for (const [position, event] of (['recall-withdrawn', 'switched-on', recalled] as const).entries()) await comes(event, position + 1, '2026-03-02T09:00:00.000Z', change);
    const waits = async () => (await inbox(person('tm-desk', 'resource-manager'), '?acknowledged=false')).map(({ about }: { about: string }) => about);
    expect(await waits()).toEqual(['recall']);
    await comes('switched-on', 2, '2026-03-02T09:00:00.000Z', change);
    expect(await waits()).toEqual(['recall']);
  });
});

describe('a message of a deployment that comes again', () => {
  it('given a recall that was withdrawn and ordered anew, when its withdrawal comes again, then the recall that stands still waits, and goes up the ladder', async () => {
    await comes('recalled', 1, '2026-03-02T09:00:00.000Z');
    await moveTo('2026-03-02T09:10:00.000Z');
    await comes('recall-withdrawn', 2, '2026-03-02T09:10:00.000Z');
    await moveTo('2026-03-02T09:20:00.000Z');
    await comes('recalled', 3, '2026-03-02T09:20:00.000Z');
    expect(await waiting()).toEqual(['recall']);
    await comes('recall-withdrawn', 2, '2026-03-02T09:10:00.000Z');
    expect(await waiting()).toEqual(['recall']);
    await moveTo('2026-03-02T11:20:00.000Z');
    expect((await events()).filter(({ type }) => type === 'NoticeEscalated')).toHaveLength(1);
    expect((await inbox(duty))[0]).toMatchObject({ about: 'recall', waiting: true });
  });

  it('given that it is the last word, when it comes again, then what it told still waits for an answer', async () => {
    await comes('recalled', 1, '2026-03-02T09:00:00.000Z');
    await comes('recall-withdrawn', 2, '2026-03-02T09:00:00.000Z');
    await comes('recall-withdrawn', 2, '2026-03-02T09:00:00.000Z');
    expect(await waiting()).toEqual(['recall-withdrawn']);
  });
});

describe('a deployment that is closed', () => {
  it.each([['closed', 'recovered'], ['moved', 'moved']] as const)('given %s, and deadlines of it that its restored holder has lost, then none of them stands any more; those of another do', async (event, state) => {
    const service = new NotificationService(served.service.ledger, host.log);
    const set = (deadline: string, position: number) => service.take({ deadline: `asset-${CASE}/${deadline}`, what: 'recovery', due: '2026-03-03T09:00:00.000Z', about: `asset-${CASE}`, component: null, reference: 'VT-0001', force: 'met', unit: null, persons: [], statutory: false }, { cause: `set/${position}`, actor: null });
    await set('permitpermitperm/recovery/2', 1);
    await set('another/recovery/1', 2);
    await comes(event, 3, '2026-03-02T09:00:00.000Z', { state, closedAt: '2026-03-02T09:00:00.000Z' });
    const items: { deadline: string; state: string }[] = await deadlines(custodian, `?about=asset-${CASE}`);
    expect(items.map((each) => [each.deadline.split('/')[1], each.state]).toSorted()).toEqual([['another', 'open'], ['permitpermitperm', 'discharged']]);
  });
});
