import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@cpmp/client';
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
  'The tracker is found while the vehicle is serviced.', 'ac-whitfield', 'admin-shaw', 'cab-lane', 'camera-1', 'ci-bello', 'cmdr-hale', 'dc-ahmed', 'dc-bell', 'di-rourke', 'ds-cole', 'ds-dunn', 'ipco-frost',
  'op-17', 'rm-price', 'supt-okafor', 'team-blue', 'team-red', 'tracker-1', 'tracker-2', 'van-3',
];

describe('npm start', () => {
  it('given a fresh folder, when it is started, then it says where its data are, its address, how to sign in as each role, and where the documents are; a second start keeps the data and the sessions; Ctrl-C ends each in order', async () => {
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
    const made = await (await story.as('rm-price')).call('POST', '/api/asset-registry/v1/assets', { body: { kind: 'vehicle-tracker', serial: 'VT-0900', site: 'bow', label: 'tracker-9' } });
    expect(made.status).toBe(201);
    expect(await first.end('SIGINT')).toBe(0);
    // It may say that it takes a while; nothing else.
    expect(first.err.replaceAll(/^(Starting|Stopping) … \d+ s\n/gm, '')).toBe('');

    const second = start();
    story.moved(await second.url());
    expect(await labels(story)).toEqual([...FORCE, 'tracker-9'].toSorted());
    expect(await second.end('SIGTERM')).toBe(0);
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

  it('given a request is under way, when it is told to stop, then the request is answered first and its act is kept', async () => {
    const first = start();
    const story = new Storyteller(await first.url());
    const client = await story.as('rm-price');
    const body = { kind: 'vehicle-tracker', serial: 'VT-0901', site: 'bow' };
    const answers = Promise.all(Array.from({ length: 20 }, (_, n) => client.call('POST', '/api/asset-registry/v1/assets', { body: { ...body, label: `late-${n}` }, key: `under-way-${n}` }) as Promise<Told>));
    const ended = first.end('SIGTERM');
    const acknowledged = (await answers).filter(({ ok }) => ok).map(({ value }) => value.label as string);
    expect(await ended).toBe(0);
    const second = start();
    story.moved(await second.url());
    expect(await labels(story)).toEqual(expect.arrayContaining(acknowledged));
  });

  it('given the machine’s clock, when somebody would move it, then 409; when something falls due, then it happens by itself', async () => {
    const url = await start('--no-demonstration').url();
    const moved = await createClient({ baseUrl: url }).call('POST', '/api/standalone/v1/clock', { body: { to: '2999-01-01T00:00:00Z' } });
    expect([moved.status, moved.problem?.code]).toEqual([409, 'not-virtual']);
    expect((await (await fetch(`${url}/api/standalone/v1/clock`)).json() as { kind: string }).kind).toBe('machine');
    // A notice that is told as soon as its deadline is set needs a due runner.
    const story = new Storyteller(url);
    await enterDutyOfficers(story);
    const resource = await (await story.as('rm-price')).call('POST', '/api/resource-allocation/v1/resources', { body: { kind: 'undercover-operative', label: 'op-1', assessedUntil: tomorrow() } });
    expect(resource.status).toBe(201);
    for (let told = 0; told === 0; ) told = (await story.read('ci-bello', '/api/notification/v1/notices')).items.length;
  });
});

const tomorrow = (): string => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

const enterDutyOfficers = async (story: Storyteller): Promise<void> => {
  const client = await story.as('admin-shaw');
  for (const person of ['ci-bello', 'rm-price']) await client.call('PUT', `/api/notification/v1/directory/${person}`, { body: { force: 'met', roles: [{ role: 'duty-officer' }], dutyOfficer: true } });
};

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
};

describe('a start that cannot be', () => {
  const sentence = async (child: Child): Promise<string> => {
    expect(await child.ended).toBe(1);
    expect(child.err).not.toMatch(/\n +at /);
    return child.err.replaceAll(/^Starting … \d+ s\n/gm, '').trim();
  };

  it('given a port that somebody has, then one sentence names the way out', async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    expect(await sentence(start('--port', String(port)))).toBe(`Port ${port} is taken by another process. Name another with --port N, or 0 for any free one.`);
    await new Promise((closed) => server.close(closed));
  });

  it('given a folder that another process has, then one sentence; when that one is killed, then the folder is free', async () => {
    const first = start('--no-demonstration');
    await first.url();
    expect(await sentence(start())).toBe(`Another process is using the data folder ${folder}. Stop it first, or name another with --data DIR.`);
    await first.end('SIGKILL');
    expect(await start('--no-demonstration').url()).toMatch(/^http/);
  });

  it('given a folder that cannot be, then one sentence', async () => {
    writeFileSync(join(folder, 'file'), '');
    expect(await sentence(new Child('--data', join(folder, 'file', 'in-a-file')))).toMatch(/^The data folder .* cannot be made or written \(ENOTDIR\)\. Name another with --data DIR\.$/);
  });

  it('given a folder whose ledger is none, then one sentence names the service', async () => {
    writeFileSync(join(folder, 'authorisation.sqlite'), 'x'.repeat(5000));
    expect(await sentence(start())).toMatch(/^The ledger of authorisation in .* cannot be opened \(\w+\)\.$/);
  });

  it('given a folder that was begun with the other clock, then one sentence', async () => {
    const first = start('--no-demonstration', '--clock', 'virtual');
    await first.url();
    await first.end('SIGTERM');
    expect(await sentence(start())).toBe('This data folder was begun with the virtual clock and cannot go on with the machine one. Name another with --data DIR.');
  });

  it('given an argument that does not do, then exit 2 with what is wrong and how it is used', async () => {
    const child = start('--port', 'many');
    expect([await child.ended, child.out]).toEqual([2, '']);
    expect(child.err).toMatch(/^--port takes a number from 0 to 65535\.\n\nnpm start -- /);
  });
});

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
