import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PlatformOptions, startPlatform } from './platform.js';
import { StartFault } from './start-fault.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cpmp-platform-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const start = (change: Partial<PlatformOptions> = {}) => startPlatform({ data: folder, port: 0, clock: { kind: 'machine' }, ...change });

/** What a start that cannot be says; nothing of it is left open, so that the folder can be used at once. */
const fault = async (change: Partial<PlatformOptions> = {}): Promise<string> => {
  const error: unknown = await start(change).then((platform) => platform.close(), (reason: unknown) => reason);
  expect(error).toBeInstanceOf(StartFault);
  return (error as StartFault).message;
};

describe('a start that cannot be', () => {
  it('given a port that somebody has, then a sentence names the way out, and the folder is free', async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    expect(await fault({ port })).toBe(`Port ${port} is taken by another process. Name another with --port N, or 0 for any free one.`);
    await new Promise((closed) => server.close(closed));
    await (await start({ port })).close();
  });

  it('given a folder that somebody has, then a sentence; once it is let go it can be used', async () => {
    const first = await start();
    expect(await fault()).toBe(`Another process is using the data folder ${folder}. Stop it first, or name another with --data DIR.`);
    await first.close();
    await (await start()).close();
  });

  it.each([['in a file', join('file', 'folder')], ['that is a file', 'file']])('given a folder %s, then a sentence', async (_, path) => {
    writeFileSync(join(folder, 'file'), '', { mode: 0o600 });
    expect(await fault({ data: join(folder, path) })).toMatch(/^The data folder .* cannot be made or written \([A-Z]+\)\. Name another with --data DIR\.$/);
  });

  it('given a folder whose ledger is none, then a sentence names the service', async () => {
    writeFileSync(join(folder, 'authorisation.sqlite'), 'x'.repeat(5000));
    expect(await fault()).toMatch(/^The ledger of authorisation in .* cannot be opened \(\w+\)\.$/);
  });

  it('given a folder that has lost its keys, then a sentence, and none are made anew: everything sealed would read as erased, and what is written since be lost once they are put back', async () => {
    await (await start()).close();
    renameSync(join(folder, 'keys'), join(folder, 'elsewhere'));
    expect(await fault()).toMatch(/^The keys of the data folder .* are gone\. Put them back from their own backup, or name another with --data DIR\.$/);
    expect(existsSync(join(folder, 'keys'))).toBe(false);
    renameSync(join(folder, 'elsewhere'), join(folder, 'keys'));
    await (await start()).close();
  });

  it('given a folder that was begun with the other clock, then a sentence', async () => {
    await (await start({ clock: { kind: 'virtual', startsAt: '2026-03-02T09:00:00Z' } })).close();
    expect(await fault()).toBe('This data folder was begun with the virtual clock and cannot go on with the machine one. Name another with --data DIR.');
  });
});

describe('a virtual clock', () => {
  it('given it was moved, when the platform is started again, then it stands where it was left, however early the start asks for', async () => {
    const clock = { kind: 'virtual', startsAt: '2026-03-02T09:00:00Z' } as const;
    const first = await start({ clock });
    const moved = await fetch(`${first.url}/api/standalone/v1/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"to":"2026-03-09T10:30:00+00:00"}' });
    expect(await moved.json()).toEqual({ kind: 'virtual', now: '2026-03-09T10:30:00.000Z' });
    await first.close();
    const second = await start({ clock });
    expect(await (await fetch(`${second.url}/api/standalone/v1/clock`)).json()).toEqual({ kind: 'virtual', now: '2026-03-09T10:30:00.000Z' });
    await second.close();
  });
});
