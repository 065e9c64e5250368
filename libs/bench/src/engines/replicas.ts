import { verifyLog } from '@cpmp/ledger';
import { openMongoLog } from '@cpmp/ledger/mongo';
import { SERVICES } from '@cpmp/standalone/distributed';
import { type Figure, median, percentile, ratio } from '../figure.js';
import { inRounds, perSecond } from '../ground.js';
import { granted } from '../measures/operation.js';
import { callersOf, valueOf } from '../measures/platform.js';
import type { Stage } from './distributed.js';
import { onStandIn } from './addresses.js';

const SERVICE = 'authorisation';
const CALLS_AT_ONCE = 8;
/** A case is three acts of people and what follows from them in all services: a round has fewer of them than one of single acts. */
const OPERATIONS_A_CASE = 4;
/** Cases a page. */
const LISTED = 100;

/** What comes of it. */
export const REPLICA_FIGURES = ['replicas', 'replica-share', 'replica-1-p99-ms', 'replica-2-p99-ms', 'replica-cases'];

/** Cases a second, each from application to grant, all by one of two replicas or half by each; both hear topics and fold views all the time. @throws when a case is not in force by the other replica, or a log is not whole */
export const replicasOf = async ({ platform, ground: { scale, say }, mongo }: Stage): Promise<readonly Figure[]> => {
  const others = await Promise.all(SERVICES.map((service) => platform.replica(service)));
  const both = [platform.processes, others].map((all) => all.find(({ name }) => name === SERVICE)?.port ?? 0);
  const people = both.map((port) => callersOf(platform.url, `http://127.0.0.1:${port}`));
  const cases = Math.ceil(scale.operations / OPERATIONS_A_CASE);
  const took: number[][] = [[], []];
  const made: string[][] = [[], []];
  const one = async (replica: number, times: number[] = []): Promise<void> => {
    const who = people[replica];
    if (!who) return;
    const began = performance.now();
    made[replica]?.push(await granted(who));
    times.push(performance.now() - began);
  };
  /** Whoever is free takes the next: a replica that starves does fewer. */
  const shared = async (): Promise<number> => {
    let left = cases;
    const lane = async (replica: number): Promise<void> => {
      while (left-- > 0) await one(replica, took[replica]);
    };
    const began = performance.now();
    await Promise.all(Array.from({ length: CALLS_AT_ONCE }, (_, n) => lane(n % both.length)));
    return (cases / (performance.now() - began)) * 1000;
  };
  const shares: number[] = [];
  const rates = await inRounds(scale.rounds, async (round) => {
    say(`    round ${round} of ${scale.rounds} …`);
    const alone = await perSecond(cases, CALLS_AT_ONCE, () => one(0));
    const before = made.map(({ length }) => length);
    const two = await shared();
    const done = made.map(({ length }, replica) => length - (before[replica] ?? 0));
    shares.push((Math.min(...done) / cases) * 2);
    return { alone, two };
  });
  await correct(people, made, mongo);
  return [
    { name: 'replicas', value: ratio(rates.two, rates.alone), floor: 0.7, better: 'higher', ...onStandIn() },
    { name: 'replica-share', value: median(shares), floor: 0.25, better: 'higher', ...onStandIn() },
    ...took.map((each, n): Figure => ({ name: `replica-${n + 1}-p99-ms`, value: percentile(each, 99), unit: 'ms', better: 'lower', ...onStandIn() })),
    { name: 'replica-cases', value: median(rates.two), unit: '/s', better: 'higher', ...onStandIn() },
  ];
};

/** What a replica lists as in force; one by one takes a stand-in seconds each. */
const inForceBy = async (people: ReturnType<typeof callersOf>): Promise<ReadonlySet<string>> => {
  const officer = await people.as('supt-okafor');
  const ids = new Set<string>();
  let after: string | undefined;
  do {
    const query = new URLSearchParams({ state: 'in-force', limit: String(LISTED), ...(after ? { after } : {}) });
    const page = valueOf<{ readonly items: readonly { readonly id: string }[]; readonly next?: string }>(await officer.call('GET', `/api/${SERVICE}/v1/authorisations?${query.toString()}`));
    for (const { id } of page.items) ids.add(id);
    after = page.next;
  } while (after);
  return ids;
};

/** Each case that one replica was acknowledged is in force by the other's word, and every log is whole. */
const correct = async (people: readonly ReturnType<typeof callersOf>[], made: readonly (readonly string[])[], mongo: string): Promise<void> => {
  for (const [replica, who] of people.entries()) {
    const listed = await inForceBy(who);
    const missing = made.flatMap((ids, by) => (by === replica ? [] : ids)).filter((id) => !listed.has(id));
    if (missing.length > 0) throw new Error(`${missing.length} cases that one replica granted are not in force by the other’s word.`);
  }
  for (const service of SERVICES) {
    const log = await openMongoLog({ uri: mongo }, service);
    const { whole } = await verifyLog(log);
    await log.close();
    if (!whole) throw new Error(`The log of ${service} is not whole.`);
  }
};
