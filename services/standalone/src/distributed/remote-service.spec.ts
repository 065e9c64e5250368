import { type DueRow, listenOn, type Stood } from '@cpmp/shell';
import { CouldNot, VirtualClock } from '../time.js';
import { RemoteService } from './remote-service.js';

const AT = '2026-03-02T09:00:00.000Z';
const THEN = '2026-03-02T09:05:00.000Z';
const LIMIT = '2026-03-02T10:00:00.000Z';
const row: DueRow = { key: 'k', stream: 's', what: 'remind', at: AT };

/** A process that answers as it is told to, and notes how far the clock's folder let it go when it was asked. */
const processThat = async (stood: Partial<Stood>) => {
  const kept: string[] = [];
  const asked: unknown[] = [];
  const listening = await listenOn({ host: '127.0.0.1', port: 0 });
  listening.open(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    asked.push({ ...JSON.parse(Buffer.concat(parts).toString()), kept: kept.at(-1) });
    response.end(JSON.stringify({ now: THEN, next: null, position: 3, sent: 0, failed: null, ...stood }));
  });
  const clock = await VirtualClock.from(AT, async (now) => void kept.push(now));
  return { clock, asked, service: new RemoteService('notification', `http://127.0.0.1:${listening.port}`, clock), close: listening.close };
};

describe('a service in another process', () => {
  it('given how far it is alone, then that is durable here before it is told, and the clock follows to where it stands', async () => {
    const { clock, asked, service, close } = await processThat({});
    expect(await service.runDue(row, { to: LIMIT, before: THEN })).toBe(false);
    expect(asked).toEqual([{ now: AT, run: row, alone: { to: LIMIT, before: THEN }, kept: THEN }]);
    expect(clock.now()).toBe(THEN);
    await close();
  });

  it('given that it sent something, then others may have heard; told nothing of how far, it runs one item and the folder lets it go no further', async () => {
    const { asked, service, close } = await processThat({ now: AT, sent: 1 });
    expect(await service.runDue(row)).toBe(true);
    expect(asked).toEqual([{ now: AT, run: row, kept: AT }]);
    await close();
  });

  it('given a later item that it could not do, then that one is named, and the clock stands where it got to', async () => {
    const failed = { ...row, key: 'l', at: THEN };
    const { clock, service, close } = await processThat({ failed });
    const could = service.runDue(row, { to: LIMIT });
    await expect(could).rejects.toBeInstanceOf(CouldNot);
    await expect(could).rejects.toMatchObject({ row: failed });
    expect(clock.now()).toBe(THEN);
    await close();
  });
});
