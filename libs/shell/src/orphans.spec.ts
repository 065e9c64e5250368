import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern } from '@nestjs/microservices';
import { type Aggregate, ERASED } from '@cpmp/kernel';
import { type Ledger, deriveId } from '@cpmp/ledger';
import { actOf, TopicContext } from '@cpmp/messaging';
import { LEDGER } from './injection.js';
import { serve, type Served, type TestHost, testHost } from './testing/test-host.js';
import { toyManifest, toyParts } from './testing/toy.js';
import type { Principal, ServiceParts } from './types.js';

const ORPHANS = '/api/notification/v1/orphans';
const who = (role: string): Principal => ({ person: `p-${role}`, roles: [role] });
const [maker, responsible, gatekeeper, administrator] = [who('maker'), who('senior-responsible-officer'), who('gatekeeper'), who('administrator')];
const REASON = 'She still has the bear.';

type Kept = { readonly type: 'DeadlineKept' };
const kept: Aggregate<null, Kept> = { category: 'kept', initial: null, evolve: () => null, personal: { DeadlineKept: [] } };

/** Keeps something of each deadline of the toys. */
@Controller()
class Keeping {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  @EventPattern<string>('toys.deadlines.v1')
  async on(@Ctx() { delivery }: TopicContext): Promise<void> {
    await this.ledger.transact(kept, deriveId(delivery.id), () => [{ type: 'DeadlineKept' as const }], actOf('notification.deadlines', delivery));
  }
}
const notification: ServiceParts = { name: 'notification', title: 'Notification', aggregates: [kept], views: [], controllers: [], providers: [], consumers: [Keeping], publish: () => [] };

let host: TestHost;
let served: Served;
const list = async (query = '', as = responsible) => (await served.call('GET', `${ORPHANS}${query}`, { as })).body;
const resolve = (position: number, as = responsible, reason = REASON) => served.call('POST', `${ORPHANS}/resolve`, { as, body: { position, reason } });
const notes = async () => (await served.services[0]?.health())?.notes;

/** Two toys were heard of, and the log that said so was lost. */
beforeEach(async () => {
  host = await testHost({ manifest: toyManifest });
  served = await serve(host, toyParts, notification);
  for (const name of ['bear', 'hare']) await served.call('POST', '/api/toys/v1/toys', { as: maker, body: { name, fadesAt: '2026-03-03T09:00:00Z' } });
  await host.topics.drain();
  await served.close();
  await host.loses('toys');
  served = await serve(host, notification, toyParts);
  await host.topics.drain();
});
afterEach(() => served.close());

describe('given commits that rest on what another log lost', () => {
  it('when they are listed, then each is said by its place, its stream, its kinds and what it rests on, a page at a time', async () => {
    expect(await list()).toMatchObject({ open: 2, items: [{ position: 1, kinds: ['DeadlineKept'], restsOn: 'toys/1/1/0' }, { position: 2, restsOn: 'toys/1/2/0' }] });
    expect(await list('?limit=1')).toMatchObject({ items: [{ position: 1 }], next: 1 });
    expect(await list('?after=1')).toMatchObject({ items: [{ position: 2 }] });
    expect(await notes()).toEqual(['2 commits rest on what another log lost when it was restored']);
  });

  it('when the senior responsible officer says of each what came of it, then that is kept with their name, and once it is said of all the alarm is over', async () => {
    expect(await resolve(1)).toMatchObject({ status: 200, body: { open: 1 } });
    expect(await notes()).toEqual(['1 commit rests on what another log lost when it was restored']);
    expect(await resolve(2)).toMatchObject({ body: { open: 0 } });
    expect(await notes()).toBeUndefined();
    expect(await list('?state=open')).toEqual({ open: 0, items: [] });
    expect((await list('?state=resolved')).items[0].resolved).toMatchObject({ by: responsible.person, reason: REASON });
    expect(JSON.stringify(await served.service.ledger.readAfter(0, 50))).not.toContain(REASON);
  });

  it('when the key of what one is about is destroyed, then what was said of it reads as erased, and what was said of others stands', async () => {
    await resolve(1);
    await resolve(2);
    const [first] = (await list()).items;
    await served.service.ledger.destroyKeys([`epoch-log/${first.stream}`], { cause: 'test/erased', actor: null });
    expect((await list()).items.map(({ resolved }: { readonly resolved: { readonly reason: string } }) => resolved.reason)).toEqual([ERASED, REASON]);
  });

  it('when it is said again, then the first stands; when there is none there, then it is refused; without a reason, the field is named', async () => {
    await resolve(1);
    expect(await resolve(1, responsible, 'Something else.')).toMatchObject({ status: 200, body: { open: 1 } });
    expect((await list('?state=resolved')).items[0].resolved.reason).toBe(REASON);
    expect(await resolve(9)).toMatchObject({ status: 409, body: { code: 'unknown-orphan' } });
    expect(await resolve(2, responsible, ' ')).toMatchObject({ status: 422, body: { errors: [{ pointer: '/reason' }] } });
  });

  it('when it was said by somebody of one force, then whoever is of another sees that it was, and not what; inspectors see both', async () => {
    const of = (principal: Principal, force: string): Principal => ({ ...principal, force });
    await resolve(1, of(responsible, 'met'));
    const seen = async (as: Principal) => (await list('?state=resolved', as)).items[0].resolved.reason;
    expect([await seen(of(gatekeeper, 'met')), await seen(of(gatekeeper, 'kent')), await seen(of(responsible, 'kent')), await seen(gatekeeper), await seen(who('inspector-ipco'))]).toEqual([REASON, undefined, undefined, undefined, REASON]);
    expect((await list('?state=resolved', of(responsible, 'kent'))).items[0].resolved).toEqual({ by: responsible.person, at: host.clock.now() });
  });

  it('when others ask, then gatekeepers and administrators may read, and resolve nothing; a maker neither; what was said is nothing to an administrator', async () => {
    expect([(await list('', gatekeeper)).open, (await list('', administrator)).open, (await resolve(1, gatekeeper)).status, (await resolve(1, administrator)).status, (await served.call('GET', ORPHANS, { as: maker })).status]).toEqual([2, 2, 403, 403, 403]);
    await resolve(1);
    const [read, counted] = [await list('?state=resolved', gatekeeper), await list('?state=resolved', administrator)];
    expect(read.items[0].resolved).toMatchObject({ by: responsible.person, reason: REASON });
    expect(counted.items[0].resolved).toEqual({ by: responsible.person, at: host.clock.now() });
  });
});
