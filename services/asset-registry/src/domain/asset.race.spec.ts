import { isOpen, isPending } from '@cpmp/gate';
import { isRefusal } from '@cpmp/kernel';
import { type Ledger, openLedger, openMemoryStores } from '@cpmp/ledger';
import fc from 'fast-check';
import { asset, bookAsset, deploy, register } from './asset.js';

/** How many races are run. */
const RUNS = 40;

const NOW = '2026-03-02T09:00:00.000Z';
const clock = { now: () => NOW, machine: () => Date.now() };
const hours = (count: number): string => new Date(Date.parse(NOW) + count * 3_600_000).toISOString();

const command = fc.record({ door: fc.constantFrom('deploy' as const, 'booking' as const, 'tasking' as const), operation: fc.nat(3), from: fc.nat(20), length: fc.integer({ min: 1, max: 8 }), replica: fc.nat(1), twice: fc.boolean() });
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

const windowOf = ({ from, length }: Command) => ({ from: hours(1 + from), to: hours(1 + from + length) });
const overlap = (a: { from: string; to: string }, b: { from: string; to: string }): boolean => a.from < b.to && b.from < a.to;

/** One client's command, decided on the asset's own stream; sent again under its key, it is the same one. */
const send = async (ledger: Ledger, key: number, command: Command) => {
  const act = { cause: `http/${key}`, actor: null };
  const operationId = `op${command.operation}`;
  const window = windowOf(command);
  const common = { requestedBy: 'rm', operationId, window };
  return command.door === 'deploy'
    ? ledger.transactWith(asset, '1', { read: async () => ({ risks: [] }), decide: (state, now, { risks }) => deploy(state, '1', { ...common, permit: `p${key}`, authorisation: 'a', component: 'c1', tactic: 't', target: { vehicle: 'v' }, force: 'met', risks }, now) }, act)
    : ledger.transact(asset, '1', (state, now) => bookAsset(state, '1', { ...common, allocation: `b${key}`, ...(command.door === 'tasking' ? { tasking: 't1' } : {}), needs: [] }, now), act);
};

describe('given many clients at one asset, in two processes on one store', () => {
  it('whatever they ask at once, one calendar decides: nothing overlaps, whoever is refused is told what is in the way, and both processes agree', async () => {
    await fc.assert(fc.asyncProperty(fc.array(command, { minLength: 2, maxLength: 40 }), async (commands) => {
      const stores = openMemoryStores();
      const open = () => openLedger({ service: 'asset-registry', stores, aggregates: [asset], views: [], clock });
      const replicas = [await open(), await open()] as const;
      await replicas[0].transact(asset, '1', (state) => register(state, { kind: 'vehicle-tracker', serial: 'VT-0001', site: 'hendon' }, 'rm'), { cause: 'http/register', actor: null });
      const outcomes = await Promise.all(commands.flatMap((one, key) => {
        const first = replicas[one.replica] as Ledger;
        return [send(first, key, one), ...(one.twice ? [send(replicas[1 - one.replica] as Ledger, key, one)] : [])];
      }));
      const { state, version } = await replicas[0].load(asset, '1');
      expect((await replicas[1].load(asset, '1')).state).toEqual(state);

      const { deployments, bookings } = state.calendar;
      const taking = Object.values(deployments).filter((deployment) => isOpen(deployment) || isPending(deployment, NOW));
      expect(taking.length).toBeLessThanOrEqual(1);
      const standing = Object.values(bookings);
      for (const [n, one] of standing.entries()) for (const two of standing.slice(n + 1)) expect(overlap(one.window, two.window)).toBe(false);
      // What is asked for or out is away from now on, whenever its window begins.
      const away = taking.map(({ window: { to }, operationId }) => ({ window: { from: NOW, to }, operationId }));
      for (const { window, operationId } of away) for (const booking of standing) expect(overlap(window, booking.window) && (booking.operationId !== operationId || booking.tasking === undefined)).toBe(false);

      // One commit for each command that took effect, however often it was sent: only a custodian's refused booking leaves none.
      const refusedDirectly = commands.filter(({ door }, key) => door === 'booking' && !bookings[`b${key}`]).length;
      expect(version).toBe(1 + commands.length - refusedDirectly);
      for (const outcome of outcomes) if (isRefusal(outcome)) expect(outcome).toMatchObject({ refused: 'already-committed', because: expect.stringMatching(/^VT-0001 is (booked|deployed|asked for) from \S+ until \S+/), instead: expect.any(String) });
      commands.forEach((one, key) => {
        if (one.door === 'booking' && !bookings[`b${key}`]) expect([...standing, ...away].some(({ window }) => overlap(window, windowOf(one)))).toBe(true);
      });
      await replicas[0].close();
    }), { numRuns: RUNS });
  }, 120_000);
});
