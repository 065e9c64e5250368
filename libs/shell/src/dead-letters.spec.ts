import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { Poison } from '@cpmp/messaging';
import { serve, type Served, type TestHost, testHost } from './testing/test-host.js';
import { toyManifest, toyParts } from './testing/toy.js';
import type { Principal, ServiceParts } from './types.js';

const LETTERS = '/api/notification/v1/dead-letters';
const maker: Principal = { person: 'm.aker', roles: ['maker'] };
const administrator: Principal = { person: 'a.dmin', roles: ['administrator'] };

let host: TestHost;
let served: Served;
let mended: boolean;
let heard: number;

/** Hears the toys' deadlines, once it can. */
@Controller()
class Mendable {
  @EventPattern<string>('toys.deadlines.v1')
  on(): void {
    if (!mended) throw new Poison('not-for-us');
    heard += 1;
  }
}
const notification: ServiceParts = { name: 'notification', title: 'Notification', aggregates: [], views: [], controllers: [], providers: [], consumers: [Mendable], publish: () => [] };

beforeEach(async () => {
  [mended, heard] = [false, 0];
  host = await testHost({ manifest: toyManifest });
  served = await serve(host, toyParts, notification);
  await served.call('POST', '/api/toys/v1/toys', { as: maker, body: { name: 'bear', fadesAt: '2026-03-03T09:00:00Z' } });
  await host.topics.drain();
});
afterEach(() => served.close());

const letters = async () => (await served.call('GET', LETTERS, { as: administrator })).body.items;
const redrive = (id: string, as = administrator) => served.call('POST', `${LETTERS}/redrive`, { as, body: { id } });
const ID = 'toys/1/1/0';

describe('given a message that was given up', () => {
  it('when an administrator asks, then they are told which, and why by its code alone', async () => {
    expect(await letters()).toEqual([{ id: ID, topic: 'toys.deadlines.v1', error: 'not-for-us', attempts: 1 }]);
  });

  it('when they have it handled again once the cause is mended, then it is, and its letter is gone', async () => {
    mended = true;
    expect(await redrive(ID)).toMatchObject({ status: 200, body: { handled: true } });
    expect([heard, await letters(), (await redrive(ID)).status]).toEqual([1, [], 404]);
  });

  it('when they do before, then it fails again and stays', async () => {
    expect(await redrive(ID)).toMatchObject({ status: 200, body: { handled: false } });
    expect(await letters()).toHaveLength(1);
  });

  it('when anybody else asks or acts, then they may not, and nothing is handled', async () => {
    mended = true;
    expect([(await served.call('GET', LETTERS, { as: maker })).status, (await redrive(ID, maker)).status, heard]).toEqual([403, 403, 0]);
  });

  it('when none has that id, then nothing is there; when it is no id, then the field is named', async () => {
    expect((await redrive('toys/1/9/0')).status).toBe(404);
    expect(await redrive('bear')).toMatchObject({ status: 422, body: { errors: [{ pointer: '/id' }] } });
  });
});
