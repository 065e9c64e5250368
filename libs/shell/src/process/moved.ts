import type { IncomingMessage } from 'node:http';
import type { Instant } from '@cpmp/kernel';
import { whenItAnswers } from '@cpmp/ledger';
import { z } from 'zod';
import type { DueRow, RunningService } from '../types.js';
import type { FollowedClock } from './clocks.js';

/** Where whoever moves a virtual clock tells a process the time; there is no such address on the machine's clock. */
export const MOVED_PATH = '/development/time';

/** A process goes on alone for so long, in milliseconds of machine time; whoever moves the time then hears where it stands, and has it go on. */
const ALONE_MS = 2_000;
/** Between two tries of what a store was away for, in milliseconds. */
const AWAY_MS = 200;

/** A process whose time is moved from outside. `published`: sends what was committed, and answers how many messages it has sent in all; a process without topics has none. */
export type Moved = {
  readonly clock: FollowedClock;
  readonly drain: () => Promise<void>;
  readonly published?: () => Promise<number>;
  readonly service?: Pick<RunningService, 'nextDue' | 'runDue' | 'ledger'>;
};

/** How far a service may go on by itself: what is due up to `to`, and before something of another's is, at `before`. */
export type Alone = { readonly to: Instant; readonly before?: Instant };

/**
 * What a moved process answers: where its clock stands; its next due row; its log's position, which shows whether anything happened; how many messages it has sent, which shows whether anybody else can
 * have heard of it; and what it could not do of what came after the row that it was told to run.
 */
export type Stood = { readonly now: Instant; readonly next: DueRow | null; readonly position: number; readonly sent: number; readonly failed: DueRow | null };

const at = z.iso.datetime();
const told = z.strictObject({ now: at, run: z.strictObject({ key: z.string(), stream: z.string(), what: z.string(), at }).optional(), alone: z.strictObject({ to: at, before: at.optional() }).optional() });

/** Takes the time, does what it is told to do, and comes to rest. @throws what the row that it was told to run throws */
export const stand = async (request: IncomingMessage, moved: Moved): Promise<Stood> => {
  const { clock, drain, published, service } = moved;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { now, run, alone } = told.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  clock.hear(now);
  const failed = run && service ? await runFrom(run, service, moved, alone as Alone | undefined) : undefined;
  await drain();
  return { now: clock.now(), next: (await service?.nextDue()) ?? null, position: (await service?.ledger.tail())?.position ?? 0, sent: (await published?.()) ?? 0, failed: failed ?? null };
};

/**
 * Runs a row, and then this service's next ones, each at its instant, for as long as nobody else can have heard of any of them: most of what falls due in a year is a reminder, and to ask everybody after each
 * takes many times as long as the reminder. Answers a later row that could not be done.
 */
const runFrom = async (first: DueRow, service: NonNullable<Moved['service']>, { clock, published }: Moved, alone: Alone | undefined): Promise<DueRow | undefined> => {
  const [beganMs, before] = [clock.machine(), await published?.()];
  await service.runDue(first);
  if (!alone || !published) return undefined;
  while (clock.machine() - beganMs < ALONE_MS && (await published()) === before) {
    const row = await service.nextDue();
    if (!row || row.at > alone.to || (alone.before !== undefined && row.at >= alone.before)) return undefined;
    clock.hear(row.at);
    try {
      // Waited for here, since the row that whoever moves the time would ask for again is done.
      await whenItAnswers(() => service.runDue(row), { everyMs: AWAY_MS });
    } catch {
      return row;
    }
  }
  return undefined;
};
