import { Readable } from 'node:stream';
import { Unavailable } from '@cpmp/ledger';
import type { DueRow } from '../types.js';
import { type Alone, type Moved, stand } from './moved.js';

const at = (minutes: number): string => new Date(Date.parse('2026-03-02T09:00:00.000Z') + minutes * 60_000).toISOString();
const row = (minutes: number): DueRow => ({ key: `s/${minutes}`, stream: 's', what: `tell-${minutes}`, at: at(minutes) });

/** A service with something due every minute, told to run the first. `onRun` may send, or fail. */
const goneOn = async (alone: Alone | undefined, onRun: (what: { readonly row: DueRow; readonly send: () => void; readonly passMs: (ms: number) => void }) => void = () => {}) => {
  const rows = [row(1), row(2), row(3), row(4)];
  const ran: string[] = [];
  let [now, machineMs, sent] = [at(0), 0, 7];
  const service = {
    nextDue: async () => rows[0],
    runDue: async (due: DueRow) => {
      onRun({ row: due, send: () => (sent += 1), passMs: (ms) => (machineMs += ms) });
      rows.splice(rows.findIndex(({ key }) => key === due.key), 1);
      ran.push(`${due.what} at ${now.slice(11, 16)}`);
    },
    ledger: { tail: async () => undefined },
  };
  const clock = { now: () => now, hear: (to: string) => void (now = to), machine: () => machineMs };
  const moved = { clock, drain: async () => void ran.push('drained'), published: async () => sent, service } as unknown as Moved;
  const stood = await stand(Readable.from([Buffer.from(JSON.stringify({ now: at(1), run: row(1), alone }))]) as never, moved);
  return { stood, ran };
};

describe('a process whose time is moved from outside', () => {
  it('given nobody else has anything to do, then it goes on with what is due next, each at its instant, as far as it may, and then comes to rest', async () => {
    const { stood, ran } = await goneOn({ to: at(3) });
    expect(ran).toEqual(['tell-1 at 09:01', 'tell-2 at 09:02', 'tell-3 at 09:03', 'drained']);
    expect(stood).toEqual({ now: at(3), next: row(4), position: 0, sent: 7, failed: null });
  });

  it('given something of another’s is due at the same instant, then whoever moves the time says who comes first', async () => {
    expect((await goneOn({ to: at(3), before: at(2) })).stood).toMatchObject({ now: at(1), next: row(2) });
  });

  it('given it is told to do one alone, then it does one', async () => {
    expect((await goneOn(undefined)).stood).toMatchObject({ now: at(1), next: row(2) });
  });

  it('given an item of which others may hear, then nothing comes after it before they have heard', async () => {
    const { stood } = await goneOn({ to: at(4) }, ({ row: { at: when }, send }) => when === at(2) && send());
    expect(stood).toMatchObject({ now: at(2), next: row(3), sent: 8 });
  });

  it('given it takes long, then it says in between where it stands', async () => {
    expect((await goneOn({ to: at(4) }, ({ passMs }) => passMs(1_500))).stood).toMatchObject({ now: at(2), next: row(3) });
  });

  it('given a later item that cannot be done, then it says which; one that a store is away for is waited for', async () => {
    const { stood } = await goneOn({ to: at(4) }, ({ row: { what } }) => {
      if (what === 'tell-3') throw new Error('a mistake');
    });
    expect(stood).toMatchObject({ now: at(3), failed: row(3) });
    let away = true;
    const { ran } = await goneOn({ to: at(2) }, ({ row: { what } }) => {
      if (what !== 'tell-2' || !away) return;
      away = false;
      throw new Unavailable('The store is away.');
    });
    expect(ran).toEqual(['tell-1 at 09:01', 'tell-2 at 09:02', 'drained']);
  });
});
