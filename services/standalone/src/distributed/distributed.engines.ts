import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, type Client, createClient } from '@cpmp/client';
import { verifyLog } from '@cpmp/ledger';
import { openMongoLog } from '@cpmp/ledger/mongo';
import { samplesIn } from '@cpmp/shell/testing';
import { judged } from '../faults/judged.js';
import { SERVICES } from './host.js';
import { type Distributed, startDistributed } from './start.js';

/** Ports of its own engines, since they are killed: beside whatever else runs. */
const OFFSET = 1_400;
const TEST_MS_MAX = 400_000;
const DAY_MS = 86_400_000;
/** Words that stay where they were written. */
const COVERT = ['Quiet Harbour', 'subject-q', 'Loose follows lost them'];

const folder = mkdtempSync(join(tmpdir(), 'cpmp-distributed-'));
const start = (): Promise<Distributed> => startDistributed({ data: folder, port: 0, clock: { kind: 'machine' }, demonstration: true, engines: { offset: OFFSET, env: {} } });
let platform: Distributed;

const as = async (person: string): Promise<Client> => {
  const { value } = await createClient({ baseUrl: platform.url }).call<{ token: string }>('POST', '/api/standalone/v1/sign-in', { body: { person } });
  return createClient({ baseUrl: platform.url, ...(value ? { token: value.token } : {}) });
};

/** Tries the same act with the same key until it is answered for good, as a client does when a service is away. What it says of time is said once, or the second try would be another act. */
const insist = async <T>(call: () => Promise<Answer<T>>): Promise<T> => {
  for (;;) {
    const answer = await call();
    if (answer.ok && answer.status !== 202) return answer.value;
    if (!answer.ok && answer.status !== 0 && answer.status !== 503) throw new Error(`${answer.status} ${answer.problem.code}`);
    await wait(200);
  }
};

const until = async <T>(read: () => Promise<T | undefined | false>): Promise<T> => {
  for (;;) {
    const found = await read().catch(() => undefined);
    if (found) return found;
    await wait(200);
  }
};

const kill = (name: string): void => platform.processes.find((one) => one.name === name)?.supervised.signal('SIGKILL');
const later = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

beforeAll(async () => {
  platform = await start();
});
afterAll(async () => {
  await platform.close();
  rmSync(folder, { recursive: true });
});

/** An observation applied for, granted, and a team out under it. */
const teamOut = async (): Promise<{ readonly id: string; readonly deployment: string }> => {
  const [applicant, gatekeeper, officer, manager] = [await as('dc-ahmed'), await as('cab-lane'), await as('supt-okafor'), await as('rm-price')];
  const { id } = await insist(() =>
    applicant.authorisation.apply({
      key: 'harbour-apply',
      body: {
        operation: 'Quiet Harbour',
        components: [{
          handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', confidential: 'none', subjects: ['subject-q'], tactics: [{ tactic: 'mobile-surveillance', because: 'Loose follows lost them.' }],
          necessity: 'Nothing else shows whom they meet.', proportionality: 'Public places, on two days.', collateral: 'No pictures of others are kept.',
        }],
      } as never,
    }),
  );
  const params = { id };
  const { etag: seen = 0 } = await gatekeeper.authorisation.readAuthorisation({ params });
  await insist(() => gatekeeper.authorisation.checkAuthorisation({ params, ifMatch: seen, key: 'harbour-check', body: { outcome: 'pass', comment: 'Complete.' } }));
  const component = { id, component: 'c1' };
  const { etag = 0 } = await officer.authorisation.readComponent({ params: component });
  const grant = { form: 'written', statement: 'It is no more than is needed.', reviewBy: later(20) };
  await insist(() => officer.authorisation.grant({ params: component, ifMatch: etag, key: 'harbour-grant', body: grant as never }));
  const { items } = await insist(() => manager.resourceAllocation.listResources({ query: { label: 'team-red' } }));
  const body = { resource: items[0]?.id ?? '', authorisation: id, component: 'c1', tactic: 'mobile-surveillance', target: { subject: 'subject-q' }, window: { from: new Date(Date.now() + 60_000).toISOString(), to: later(1) } };
  const out = await insist(() => manager.resourceAllocation.deployResource({ key: 'harbour-deploy', body: body as never }));
  return { id, deployment: (out as { id: string }).id };
};

describe('five services and a console, each a process of its own, on Kafka, MongoDB and Redis', () => {
  it('given a team that is out, when services, broker, store and cache are killed while its authority is cancelled, then the team is called back once, somebody is told, nothing acknowledged is lost, and every ledger is whole', async () => {
    const { id, deployment } = await teamOut();
    const [officer, manager] = [await as('supt-okafor'), await as('rm-price')];
    const params = { id, component: 'c1' };
    const { etag = 0 } = await officer.authorisation.readComponent({ params });

    kill('authorisation');
    kill('resource-allocation');
    await platform.engines.command('kafka', 'kill');
    await platform.engines.command('redis', 'kill');
    const body = { ceasedAt: new Date().toISOString(), told: ['rm-price'], reason: 'Arrests were made.', value: 'Two buyers named.', productDirection: 'Keep the logs.' };
    const cancelled = insist(() => officer.authorisation.cancel({ params, ifMatch: etag, key: 'harbour-cancel', body: body as never }));
    await wait(1_000);
    await platform.engines.command('mongo', 'kill');
    await platform.engines.command('mongo', 'start');
    await platform.engines.command('kafka', 'start');
    await platform.engines.command('redis', 'start');
    expect(await cancelled).toMatchObject({ state: 'cancelled' });

    const out = await until(async () => {
      const { value } = await manager.resourceAllocation.readDeployment({ params: { id: deployment } });
      return value?.state === 'withdrawing' && value;
    });
    expect(out).toMatchObject({ recalledAt: expect.any(String) });
    const notices = await until(async () => {
      const { value } = await manager.notification.listNotices({});
      return value?.items.some(({ about }) => about === 'recall') && value.items;
    });
    expect(notices.filter(({ about }) => about === 'recall')).toHaveLength(1);
    await insist(() => manager.resourceAllocation.withdrawResource({ params: { id: deployment }, key: 'harbour-withdraw', body: { outcome: 'recovered', note: 'Back at base.' } }));
    // The authority hears that its permit is closed.
    await until(async () => (await officer.authorisation.readPermits({ params: { id } })).value?.items.every(({ closedAt }) => closedAt !== undefined));
    await until(async () => (await platform.health()).ready);
  }, TEST_MS_MAX);

  it('then the judge of the fault suite finds nothing, and names an act that was acknowledged and is nowhere', async () => {
    const uri = platform.engines.addresses['MONGODB_URI'] ?? '';
    expect((await judged(uri, { acknowledged: [] })).faults).toEqual([]);
    expect((await judged(uri, { acknowledged: [{ service: 'authorisation', cause: 'http/never' }] })).faults).toEqual(['an act of authorisation was acknowledged and is 0 times in its log']);
  }, TEST_MS_MAX);

  it('then each process tells how it stands, that its engines are back, and that nothing waits to be published or heard; and nothing covert', async () => {
    for (const { name, metricsPort } of platform.processes) {
      const told = await until(async () => {
        const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
        const { samples } = samplesIn(text);
        const values = (measure: string) => samples.filter((sample) => sample.name === measure).map(({ value }) => value);
        const rested = values('cpmp_port_up').every((up) => up === 1) && [...values('cpmp_relay_positions'), ...values('cpmp_messages_waiting')].every((waits) => waits === 0);
        return rested && { text, measures: new Set(samples.map((sample) => sample.name)) };
      });
      const wanted = name === 'console' ? [] : ['cpmp_ready', 'cpmp_ledger_position', 'cpmp_deadlines', 'cpmp_port_up', 'cpmp_relay_positions', 'cpmp_relay_age_seconds', 'cpmp_messages_waiting', 'cpmp_due_failing'];
      expect([name, wanted.filter((measure) => !told.measures.has(measure))]).toEqual([name, []]);
      expect([name, COVERT.filter((covert) => told.text.includes(covert))]).toEqual([name, []]);
    }
  }, TEST_MS_MAX);

  it('then nothing covert is in any log of a process', () => {
    for (const file of readdirSync(join(folder, 'logs'))) {
      const text = readFileSync(join(folder, 'logs', file), 'utf8');
      for (const covert of COVERT) expect(text).not.toContain(covert);
    }
  });

  it('given a platform that is stopped in order, when it is started again, then it knows what it knew, and every ledger is whole', async () => {
    await platform.close();
    platform = await start();
    const { value } = await (await as('cab-lane')).authorisation.listAuthorisations({});
    expect(value?.items).toHaveLength(1);
    for (const service of SERVICES) {
      const log = await openMongoLog({ uri: platform.engines.addresses['MONGODB_URI'] ?? '' }, service);
      expect(await verifyLog(log)).toMatchObject({ whole: true });
      await log.close();
    }
  }, TEST_MS_MAX);
});
