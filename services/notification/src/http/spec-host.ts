import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { DeploymentAnswer } from '@cpmp/gate';
import { deploymentAnswerOut } from '@cpmp/gate/wire';
import type { Aggregate, DeadlineChanges, DeadlineSet } from '@cpmp/kernel';
import { TopicContext, message, publisher } from '@cpmp/messaging';
import { type AuthorisationEvent, AuthorisationEventSchema } from '@cpmp/proto/authorisation';
import { DeploymentEventSchema } from '@cpmp/proto/gate';
import { type Principal, type RunningService, type ServiceParts, UntakenDeadlines, createService, deadlineMessages } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { notification } from '../app.module.js';

/** Where notification's API lies. */
export const API = '/api/notification/v1';
/** When every spec begins. */
export const AT = '2026-03-02T09:00:00.000Z';
/** The case that is spoken of. */
export const CASE = 'c'.repeat(16);
/** A review of its first component, four weeks on. */
export const REVIEW: DeadlineSet = { id: 'c1/review/1', what: 'review', due: '2026-03-30T11:00:00.000Z', component: 'c1', persons: ['supt-okafor'], statutory: false };

/** Somebody of the force with one role. */
export const person = (id: string, role: string, more: Partial<Principal> = {}): Principal => ({ person: id, force: 'met', roles: [role], ...more });
/** Who keeps the directory of the force. */
export const administrator = person('ad-min', 'administrator');
/** Who keeps every force's entries, as what an identity provider sends. */
export const keeper: Principal = { person: 'idp', roles: ['administrator'] };
/** Who granted the case. */
export const officer = person('supt-okafor', 'authorising-officer', { rank: 'superintendent' });
/** A gatekeeper of the force. */
export const gatekeeper = person('cab-lane', 'gatekeeper', { unit: 'CAB' });
/** The force's senior responsible officer. */
export const responsible = person('sro-penn', 'senior-responsible-officer');
/** Whoever is told when nobody else can be. */
export const duty = person('duty-1', 'duty-officer');
/** Who looks after assets. */
export const custodian = person('rm-price', 'asset-custodian');
/** Who applied for the case. */
export const applicant = person('dc-ahmed', 'applicant', { unit: 'SCO35' });

/** What the stand-ins for authorisation and for a holder say: they say what they are told to say, and hear which of their deadlines were taken on. */
export type Said =
  | { readonly type: 'DeadlinesSaid'; readonly deadlines: DeadlineChanges }
  | { readonly type: 'CaseSaid'; readonly officer?: string; readonly event: AuthorisationEvent['event'] }
  | { readonly type: 'DeploymentSaid'; readonly answer: DeploymentAnswer };
/** An aggregate that says what it is told to. */
export const said = (category: string): Aggregate<null, Said> => ({ category, initial: null, evolve: () => null, personal: { DeadlinesSaid: [], CaseSaid: [], DeploymentSaid: [] } });

@Controller()
class Taken {
  constructor(private readonly untaken: UntakenDeadlines) {}

  @EventPattern<string>('notification.deadlines.v1')
  on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    return this.untaken.hear(bytes, context.delivery);
  }
}
/** A service that stands for another: what its aggregate says goes out as that service's messages would. */
export const parts = (name: string, aggregate: Aggregate<null, Said>): ServiceParts => ({
  name, title: name, aggregates: [aggregate], views: [], controllers: [], consumers: [Taken], providers: [],
  publish: publisher<Said>({
    DeadlinesSaid: (event, meta) => deadlineMessages(name, event, meta, { reference: name === 'authorisation' ? 'MET-26-0001' : 'VT-0001', force: 'met', unit: 'SCO35' }),
    CaseSaid: ({ event, officer = '' }, { stream }) => [
      message('authorisation.authorisations.v1', stream, AuthorisationEventSchema, { authorisation: CASE, reference: 'MET-26-0001', operationId: 'op', force: 'met', unit: 'SCO35', applicant: 'dc-ahmed', officer, component: 'c1', event }),
    ],
    DeploymentSaid: ({ answer }, { stream }) => [message(`${name}.deployments.v1`, stream, DeploymentEventSchema, deploymentAnswerOut(answer))],
  }),
});
/** Speaks as an authority of the authorisation service. */
export const authority = said('authority');
/** Speaks as an asset of the registry. */
export const asset = said('asset');

/** What the services of a spec run in: clock, topics, stores in memory. */
export let host: TestHost;
/** Notification, over HTTP. */
export let served: Served;
/** The stand-in for authorisation. */
export let authorisation: RunningService;
/** The stand-in for the asset registry. */
export let holder: RunningService;
let acts = 0;
/** Has each test of a file begin with a notification service of its own, and the two stand-ins. A worker loads this module once for several files, so each file asks. */
export const hosted = (): void => {
  beforeEach(async () => {
    host = await testHost({ at: AT });
    served = await serve(host, notification);
    authorisation = await createService(parts('authorisation', authority), host);
    holder = await createService(parts('asset-registry', asset), host);
    await enter('duty-1', { roles: [{ role: 'duty-officer' }], dutyOfficer: true });
    for (const { person: id, roles, unit = null } of [officer, gatekeeper, responsible, custodian, applicant]) await enter(id, { roles: roles.map((role) => ({ role })), unit });
  });
  afterEach(async () => {
    await served.close();
    await authorisation.close();
    await holder.close();
  });
};

/** Puts an entry into the directory. */
export const enter = (id: string, body: object, as = keeper) => served.call('PUT', `${API}/directory/${id}`, { as, body: { force: 'met', ...body } });
/** Has a stand-in say something, and everything that follows from it happen. */
export const says = async (event: Said, { as = authorisation, by = authority, id = CASE } = {}) => {
  await as.ledger.transact(by, id, (): readonly Said[] => [event], { cause: `test/${++acts}`, actor: null });
  await moveTo(host.clock.now());
};
/** Has authorisation set deadlines. */
export const sets = (...set: readonly DeadlineSet[]) => says({ type: 'DeadlinesSaid', deadlines: { set } });
/** Has authorisation say that one was met now. */
export const discharges = (id: string) => says({ type: 'DeadlinesSaid', deadlines: { discharged: [{ id, at: host.clock.now(), how: 'done' }] } });
/** Moves time, and has everything happen that is due by then. */
export const moveTo = (to: string) => host.moveTo(to, served.service);
/** Somebody's notices. */
export const inbox = async (as: Principal, query = '') => (await served.call('GET', `${API}/notices${query}`, { as })).body.items;
/** Their texts alone. */
export const abouts = async (as: Principal, query = '') => (await inbox(as, query)).map(({ text }: { text: string }) => text);
/** The deadlines that somebody may see. */
export const deadlines = async (as: Principal, query = '') => (await served.call('GET', `${API}/deadlines${query}`, { as })).body.items;
/** Answers a notice. */
export const acknowledge = (id: string, as: Principal, headers = {}) => served.call('POST', `${API}/notices/${id}/acknowledge`, { as, body: {}, headers });
/** Every event of notification's own log, with its place. */
export const events = async () => (await served.service.ledger.readAfter(0, 500)).flatMap((commit) => commit.events).map(({ event, meta }) => ({ ...event, meta }));
