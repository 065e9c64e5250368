import type { Alone, DueRow, RunningService } from '@cpmp/shell';
import { type Platform, startPlatform } from './platform.js';
import { STARTS, STORY, Storyteller } from './story/story.js';
import { CouldNot, TimeMover, VirtualClock } from './time.js';

const AT = '2026-03-02T09:00:00.000Z';
const at = (minutes: number): string => new Date(Date.parse(AT) + minutes * 60_000).toISOString();

/** A service whose due items are written down; running one takes it out and may make others. */
const serviceOf = (name: string, ran: string[], rows: DueRow[], onRun: (row: DueRow) => void = () => {}): RunningService =>
  ({
    name,
    nextDue: async () => rows.toSorted((a, b) => (a.at + a.key < b.at + b.key ? -1 : 1))[0],
    runDue: async (row: DueRow) => {
      onRun(row);
      rows.splice(rows.indexOf(row), 1);
      ran.push(`${row.at.slice(11, 16)} ${name} ${row.key}`);
    },
  }) as RunningService;

const row = (stream: string, what: string, minutes: number): DueRow => ({ key: `${stream}/${what}`, stream, what, at: at(minutes) });

describe('given a virtual clock', () => {
  let kept: string[];
  let clock: VirtualClock;
  let ran: string[];
  const moverOf = (services: readonly RunningService[], drain = async (): Promise<void> => {}) => new TimeMover(clock, drain, services);
  beforeEach(async () => {
    [kept, ran] = [[], []];
    clock = await VirtualClock.from(AT, async (now) => void kept.push(now));
  });

  it('when it is moved, then what falls due on the way runs in order of its instant, ties by service, stream and what, those at the target too, and nothing later', async () => {
    const services = [
      serviceOf('b', ran, [row('s-1', 'y', 5), row('s-1', 'x', 5), row('s-0', 'z', 5), row('s-9', 'late', 61)]),
      serviceOf('a', ran, [row('t-1', 'x', 5), row('t-1', 'end', 60), row('t-2', 'first', 1)]),
    ];
    expect(await moverOf(services).moveTo(at(60))).toBe(at(60));
    expect(ran).toEqual(['09:01 a t-2/first', '09:05 a t-1/x', '09:05 b s-0/z', '09:05 b s-1/x', '09:05 b s-1/y', '10:00 a t-1/end']);
    expect([clock.now(), kept]).toEqual([at(60), [AT, at(1), at(5), at(60)]]);
  });

  it('when messages make new work, then it is done before time goes on, however late it shows', async () => {
    const rows = [row('s-1', 'x', 5)];
    const service = serviceOf('a', ran, rows);
    const waiting = [row('s-2', 'answer', 5), row('s-3', 'of what is long past', -5)];
    await moverOf([service], async () => {
      if (ran.length > 0 && waiting.length > 0) rows.push(waiting.shift() as DueRow);
    }).moveTo(at(10));
    expect(ran).toEqual(['09:05 a s-1/x', '09:05 a s-2/answer', '08:55 a s-3/of what is long past']);
    expect(clock.now()).toBe(at(10));
  });

  it('when nobody can have heard of what an item did, then the next one comes at once, and all are drained again at the end', async () => {
    const drained: number[] = [];
    const service = serviceOf('a', ran, [row('s-1', 'x', 5), row('s-2', 'y', 6), row('s-3', 'z', 7)]);
    const quiet = {
      ...service,
      runDue: async (due: DueRow) => {
        await service.runDue(due);
        return due.what === 'y';
      },
    };
    await new TimeMover(clock, async () => void drained.push(ran.length), [quiet]).moveTo(at(10));
    expect(ran).toHaveLength(3);
    expect(drained).toEqual([0, 2, 3]);
  });

  it('when a service can go on by itself, then it is told how far: up to where time is moved, and before something of another’s is due', async () => {
    const told: (Alone | undefined)[] = [];
    const quiet = (service: RunningService) => ({
      ...service,
      runDue: async (due: DueRow, alone?: Alone) => {
        told.push(alone);
        await service.runDue(due);
        return false;
      },
    });
    const services = [serviceOf('a', ran, [row('s-1', 'x', 5), row('s-2', 'y', 9)]), serviceOf('b', ran, [row('t-1', 'x', 7), row('t-2', 'late', 30)])];
    await new TimeMover(clock, async () => {}, services.map(quiet)).moveTo(at(10));
    expect(told).toEqual([{ to: at(10), before: at(7) }, { to: at(10), before: at(9) }, { to: at(10) }]);
  });

  it('when a service that went on could not do a later item, then the move names that one, and the next begins with it', async () => {
    const rows = [row('s-1', 'x', 5), row('s-2', 'y', 6)];
    const service = serviceOf('a', ran, rows);
    const later = rows[1] as DueRow;
    let failing = true;
    const goesOn = {
      ...service,
      runDue: async (due: DueRow, alone?: Alone) => {
        await service.runDue(due);
        if (!failing || !alone) return;
        rows.splice(0); // its own runner answers what failed only after a while
        throw new CouldNot('a', later);
      },
    };
    const mover = new TimeMover(clock, async () => {}, [goesOn]);
    await expect(mover.moveTo(at(10))).rejects.toMatchObject({ name: 'DueFailed', items: [{ service: 'a', what: 'y', at: at(6) }] });
    failing = false;
    await mover.moveTo(at(11));
    expect(ran).toEqual(['09:05 a s-1/x', '09:06 a s-2/y']);
  });

  it('when another process may go on by itself, then whoever starts anew meanwhile begins where that may be, and time here stands until it is there', async () => {
    await clock.allow(at(30));
    expect([clock.now(), kept]).toEqual([AT, [AT, at(30)]]);
    await clock.set(at(20));
    expect([clock.now(), kept]).toEqual([at(20), [AT, at(30)]]);
  });

  it('when an item fails, then the rest goes on, the move says which of which service, and the next move begins with it', async () => {
    const rows = [row('s-1', 'x', 5), row('s-2', 'y', 6)];
    const tried = new Set<string>();
    let failing = true;
    const service = serviceOf('a', ran, rows, ({ what }) => {
      tried.add(what);
      if (failing && what === 'x') throw new Error('not yet');
    });
    // As a service's own runner does, it answers what failed only after a while.
    const mover = moverOf([{ ...service, nextDue: async () => rows.find(({ what }) => !tried.has(what)) } as RunningService]);
    await expect(mover.moveTo(at(10))).rejects.toMatchObject({ name: 'DueFailed', items: [{ service: 'a', what: 'x', at: at(5) }], cause: { message: 'not yet' } });
    expect([clock.now(), ran]).toEqual([at(10), ['09:06 a s-2/y']]);
    await expect(mover.moveTo(at(11))).rejects.toMatchObject({ name: 'DueFailed' });
    failing = false;
    expect(await mover.moveTo(at(12))).toBe(at(12));
    expect(ran).toEqual(['09:06 a s-2/y', '09:05 a s-1/x']);
  });

  it('when it is moved twice at once, then one goes after the other and it never goes back', async () => {
    const mover = moverOf([serviceOf('a', ran, [row('s-1', 'x', 5)])]);
    expect(await Promise.all([mover.moveTo(at(10)), mover.moveTo(at(3))])).toEqual([at(10), at(10)]);
    expect(ran).toHaveLength(1);
  });
});

describe('given a platform whose directory names nobody', () => {
  it('when a deadline comes, then the move is refused by the name of who could not tell, time has gone on, and no covert word is in the answer', async () => {
    const platform = await startPlatform({ data: ':memory:', port: 0, clock: { kind: 'virtual', startsAt: STARTS }, demonstration: false, seed: 'nobody' });
    try {
      const story = new Storyteller(platform.url);
      await story.signIn('rm-lone', { rank: 'sergeant', force: 'kent', roles: ['resource-manager'] });
      const manager = await story.as('rm-lone');
      const later = (days: number): string => new Date(Date.parse(STARTS) + days * 86_400_000).toISOString();
      const operative = { kind: 'undercover-operative', label: 'CANARY', assessedUntil: later(1).slice(0, 10) };
      expect((await manager.call('POST', '/api/resource-allocation/v1/resources', { body: operative })).status).toBe(201);
      const answer = await story.moveTo(later(3)).catch(({ message }: Error) => message);
      expect(answer).toMatch(/^time did not move: 409 .*"code":"due-failed".*"because":"Time was moved, but notification could not do [^ ]+, due at /);
      expect(answer).not.toContain('CANARY');
      expect(await story.read('rm-lone', '/api/standalone/v1/clock')).toMatchObject({ now: later(3) });
    } finally {
      await platform.close();
    }
  });
});

describe('given the same acts on a virtual clock', () => {
  const ledgersOf = async (seed: string, acts = STORY): Promise<Readonly<Record<string, string | undefined>>> => {
    const platform: Platform = await startPlatform({ data: ':memory:', port: 0, clock: { kind: 'virtual', startsAt: STARTS }, demonstration: true, seed });
    try {
      const story = new Storyteller(platform.url);
      await story.moveTo();
      await story.findThings();
      await story.tell(acts);
      return Object.fromEntries(await Promise.all(platform.services.map(async ({ name, ledger }) => [name, (await ledger.tail())?.hash])));
    } finally {
      await platform.close();
    }
  };

  it('when the seed is the same, then every ledger comes out the same to the last byte', async () => {
    const [once, twice] = [await ledgersOf('a seed'), await ledgersOf('a seed')];
    expect(twice).toEqual(once);
    expect(Object.values(once).filter((hash) => hash !== undefined)).toHaveLength(5);
  });

  it('when the seed is another, then what is sealed comes out otherwise', async () => {
    const acts = STORY.slice(0, 1);
    expect((await ledgersOf('a seed', acts))['authorisation']).not.toBe((await ledgersOf('another seed', acts))['authorisation']);
  });
});
