import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@cpmp/client';
import { ArgumentFault, readArguments } from './arguments.js';
import { Child } from './story/child.js';
import { Storyteller, type Told } from './story/story.js';

let folder: string;
const children: Child[] = [];
const start = (...args: readonly string[]): Child => {
  const child = new Child('--data', folder, ...args);
  children.push(child);
  return child;
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cpmp-main-'));
});
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.end('SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
});

const labels = async (story: Storyteller): Promise<readonly string[]> => {
  const lists = await Promise.all([story.read('rm-price', '/api/asset-registry/v1/assets'), story.read('rm-price', '/api/resource-allocation/v1/resources'), story.read('di-rourke', '/api/risk-assessment/v1/risks'), story.read('admin-shaw', '/api/notification/v1/directory', { limit: 200 })]);
  return lists.flatMap(({ items }) => items.map(({ label, person, threat }: any) => label ?? person ?? threat)).toSorted();
};

const FORCE = [
  'The tracker is found while the vehicle is serviced.', 'ac-whitfield', 'admin-shaw', 'cab-lane', 'camera-1', 'ci-bello', 'cmdr-hale', 'dc-ahmed', 'dc-bell', 'di-rourke', 'ds-cole', 'ds-dunn', 'ipco-frost', 'jc-farrow',
  'op-17', 'po-reed', 'rm-price', 'supt-okafor', 'team-blue', 'team-red', 'tracker-1', 'tracker-2', 'van-3',
];

const register = (client: Client, label: string): Promise<Told> =>
  client.call('POST', '/api/asset-registry/v1/assets', { body: { kind: 'vehicle-tracker', serial: label.toUpperCase(), site: 'bow', label }, key: `registers-${label}` });

/** What it says beside that something takes a while. */
const complaints = ({ err }: Child): string => err.replaceAll(/^(Starting|Stopping) … \d+ s\n/gm, '').trim();

describe('npm start', () => {
  it('given a fresh folder, when it is started, stopped and started again, then it says all that one needs, does what falls due, and keeps data, sessions and all that was under way', async () => {
    const first = start();
    const url = await first.url();
    expect(first.out.split('\n')[0]).toBe(`Data folder: ${folder}`);
    for (const role of ['applicant', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer', 'resource-manager', 'risk-owner', 'inspector-ipco', 'duty-officer', 'administrator']) expect(first.out).toMatch(new RegExp(`^  ${role} +[a-z]+-[a-z]+`, 'm'));
    const documents = [...first.out.matchAll(/^ {2}(http\S+\/docs)$/gm)].map(([, address = '']) => address);
    expect(documents).toHaveLength(6);
    for (const address of documents) expect((await fetch(address)).status).toBe(200);
    expect(await (await fetch(url)).text()).toContain('Sign in');
    const story = new Storyteller(url);
    expect(await labels(story)).toEqual(FORCE);
    const manager = await story.as('rm-price');
    expect((await register(manager, 'tracker-9')).status).toBe(201);

    // The machine's clock is nobody's to move, and what falls due happens by itself: an operative is to be assessed again within a fortnight.
    const moved = await manager.call('POST', '/api/standalone/v1/clock', { body: { to: '2999-01-01T00:00:00Z' } });
    expect([moved.status, moved.problem?.code]).toEqual([409, 'not-virtual']);
    await manager.call('POST', '/api/resource-allocation/v1/resources', { body: { kind: 'undercover-operative', label: 'op-18', assessedUntil: tomorrow() } });
    for (let told = 0; told === 0; ) told = (await story.read('rm-price', '/api/notification/v1/notices')).items.length;

    // Neither its folder nor its port goes to a second process.
    const [sameFolder, samePort] = [start(), new Child('--data', ':memory:', '--port', new URL(url).port)];
    expect([await sameFolder.ended, complaints(sameFolder)]).toEqual([1, `Another process is using the data folder ${folder}. Stop it first, or name another with --data DIR.`]);
    expect([await samePort.ended, complaints(samePort)]).toEqual([1, `Port ${new URL(url).port} is taken by another process. Name another with --port N, or 0 for any free one.`]);
    expect([await first.end('SIGINT'), complaints(first)]).toEqual([0, '']);

    const second = start();
    story.moved(await second.url());
    expect(await labels(story)).toEqual([...FORCE, 'op-18', 'tracker-9'].toSorted());
    const again = await story.as('rm-price');
    const answers = Promise.all(Array.from({ length: 20 }, (_, n) => register(again, `late-${n}`)));
    const ended = second.end('SIGTERM');
    const acknowledged = (await answers).filter(({ ok }) => ok).map(({ value }) => value.label as string);
    expect([await ended, complaints(second)]).toEqual([0, '']);

    const third = start();
    story.moved(await third.url());
    expect(await labels(story)).toEqual(expect.arrayContaining([...FORCE, ...acknowledged]));
  });

  it('given it is killed while it loads the demonstration force, when it is started again, then everything is there once', async () => {
    const port = await freePort();
    const first = start('--port', String(port));
    const story = new Storyteller(`http://127.0.0.1:${port}`);
    // The first asset is there, so the loading is half way.
    for (let seen = 0; seen === 0; ) seen = await story.read('rm-price', '/api/asset-registry/v1/assets').then(({ items }) => items.length, () => 0);
    expect(await first.end('SIGKILL')).toBe('SIGKILL');
    const second = start();
    story.moved(await second.url());
    expect(await labels(story)).toEqual(FORCE);
  });

  it('given an argument that does not do, then exit 2 with what is wrong and how it is used', async () => {
    const child = start('--port', 'many');
    expect([await child.ended, child.out]).toEqual([2, '']);
    expect(child.err).toMatch(/^--port takes a number from 0 to 65535\.\n\nnpm start -- /);
  });
});

const tomorrow = (): string => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
};

describe('the arguments', () => {
  it('given none, then port 8080, the folder in the project, the machine’s clock, and the demonstration force', () => {
    expect(readArguments([], {})).toEqual({ port: 8080, data: expect.stringMatching(/\/\.data$/), clock: { kind: 'machine' }, demonstration: true });
  });

  it('given a relative folder, then it is where the person stands', () => {
    expect(readArguments(['--data', 'mine'], { INIT_CWD: folder }).data).toBe(join(folder, 'mine'));
    expect(readArguments(['--data', ':memory:'], { INIT_CWD: folder }).data).toBe(':memory:');
  });

  it('given a virtual clock, then it starts at the instant named, in UTC', () => {
    expect(readArguments(['--clock', 'virtual', '--starts', '2026-07-01T09:00:00+01:00'], {}).clock).toEqual({ kind: 'virtual', startsAt: '2026-07-01T08:00:00.000Z' });
  });

  it.each([[['--port', '-1']], [['--port', '70000']], [['--clock', 'sun']], [['--starts', '2026-07-01T09:00:00Z']], [['--clock', 'virtual', '--starts', '2026-07-01T09:00:00']], [['--data', '']], [['--colour']], [['more']]])('given %j, then it says which does not do', (args) => {
    expect(() => readArguments(args, {})).toThrow(ArgumentFault);
  });
});
