import { isOpen, isPending } from '@cpmp/gate';
import { isRefusal } from '@cpmp/kernel';
import { type Ledger, openLedger, openMemoryStores } from '@cpmp/ledger';
import fc from 'fast-check';
import { bookResource, deploy, register, resource } from './resource.js';

/** How many races are run. */
const RUNS = 40;

const NOW = '2026-03-02T09:00:00.000Z';
const clock = { now: () => NOW, machine: () => Date.now() };
const hours = (count: number): string => new Date(Date.parse(NOW) + count * 3_600_000).toISOString();
const TEAMS = ['1', '2'];

const command = fc.record({ door: fc.constantFrom('deploy' as const, 'tasking' as const), team: fc.constantFrom(...TEAMS), operation: fc.nat(3), from: fc.nat(20), length: fc.integer({ min: 1, max: 8 }), replica: fc.nat(1) });
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

const windowOf = ({ from, length }: Command) => ({ from: hours(1 + from), to: hours(1 + from + length) });
const overlap = (a: { from: string; to: string }, b: { from: string; to: string }): boolean => a.from < b.to && b.from < a.to;

const send = async (ledger: Ledger, key: number, one: Command) => {
  const act = { cause: `http/${key}`, actor: null };
  const common = { requestedBy: 'rm', operationId: `op${one.operation}`, window: windowOf(one) };
  return one.door === 'deploy'
    ? ledger.transact(resource, one.team, (state, now) => deploy(state, one.team, { ...common, permit: `p${key}`, authorisation: 'a', component: 'c1', tactic: 't', target: { subject: 's' }, force: 'met', risks: [] }, now), act)
    : ledger.transact(resource, one.team, (state, now) => bookResource(state, one.team, { ...common, allocation: `b${key}`, tasking: 't1', needs: [{ skill: 'foot' }] }, now), act);
};

describe('given many clients at two teams, in two processes on one store', () => {
  it('whatever they ask at once, each team’s own calendar decides: no two windows overlap, and each refusal names what is in the way of its own window', async () => {
    await fc.assert(fc.asyncProperty(fc.array(command, { minLength: 2, maxLength: 40 }), async (commands) => {
      const stores = openMemoryStores();
      const open = () => openLedger({ service: 'resource-allocation', stores, aggregates: [resource], views: [], clock });
      const replicas = [await open(), await open()] as const;
      for (const team of TEAMS) await replicas[0].transact(resource, team, (state) => register(state, { kind: 'surveillance-team', label: `team-${team}`, skills: ['foot'] }, { person: 'rm', now: NOW }), { cause: 'http/register', actor: null });
      const outcomes = await Promise.all(commands.map((one, key) => send(replicas[one.replica] as Ledger, key, one)));
      expect(outcomes.filter(isRefusal)).toEqual([]);

      for (const team of TEAMS) {
        const { state } = await replicas[1].load(resource, team);
        const { deployments, bookings } = state.calendar;
        const taking = Object.values(deployments).filter((deployment) => isOpen(deployment) || isPending(deployment, NOW));
        const standing = Object.values(bookings);
        for (const [n, one] of taking.entries()) for (const two of taking.slice(n + 1)) expect(overlap(one.window, two.window)).toBe(false);
        for (const [n, one] of standing.entries()) for (const two of standing.slice(n + 1)) expect(overlap(one.window, two.window)).toBe(false);
        for (const { window, operationId } of taking) for (const booking of standing) expect(overlap(window, booking.window) && booking.operationId !== operationId).toBe(false);
        for (const { event } of await replicas[1].history(resource, team)) {
          if (!('refusal' in event) || !event.refusal) continue;
          const name = 'allocation' in event ? event.allocation : event.answer.permit;
          const asked = commands[Number(name.slice(1))] as Command;
          expect(event.refusal).toMatchObject({ refused: 'already-committed', because: expect.stringContaining(`team-${team} is `) });
          expect([...taking, ...standing].some(({ window }) => overlap(window, windowOf(asked)))).toBe(true);
        }
      }
      await replicas[0].close();
    }), { numRuns: RUNS });
  }, 120_000);
});
