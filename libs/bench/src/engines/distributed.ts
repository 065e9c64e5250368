import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openMongoLog } from '@cpmp/ledger/mongo';
import { openBareInsert } from '@cpmp/ledger/mongo/bench';
import { readBy, readManifest } from '@cpmp/messaging';
import { type KafkaBench, openKafkaBench } from '@cpmp/messaging/kafka/bench';
import { openCache } from '@cpmp/shell';
import { type Distributed, SERVICES, startDistributed } from '@cpmp/standalone/distributed';
import { type Figure, median, percentile } from '../figure.js';
import { type Ground, type Measure, perSecond } from '../ground.js';
import { cancelling, deployed, granted } from '../measures/operation.js';
import { callersOf } from '../measures/platform.js';
import { isReal, OFFSET, onStandIn } from './addresses.js';
import { coreShare, megabytesOf } from './process.js';
import { REPLICA_FIGURES, replicasOf } from './replicas.js';

/** What starting left to do is done by then. */
const CALM_MS = 60_000;
/** What an act left other services to do is done by then: neither side is measured in its wake. */
const SETTLED_MS = 500;
const WATCHED_SECONDS = 10;
/** The holder's log is looked at when its process says on Redis that it has written, and so often all the same: looks at a pace would hold up what is measured. */
const LOOK_MS = 250;
const HOLDER = 'resource-allocation';
/** As long as the two commits of a recall are. */
const COMMIT_BYTES = 4_000;
/** For so many recalls that count one is made before: processes that just began run what nobody has compiled yet. */
const COUNTED_PER_WARM_UP = 5;
/** What a recall may come to of what it cannot do without. */
const RECALL_FLOOR = 3;
const CALLS_AT_ONCE = 8;
/** Whose backlog is made: it hears every service. */
const READER = 'notification';

/** What is measured on: a distributed platform, and the same broker without it. */
export type Stage = { readonly platform: Distributed; readonly bare: KafkaBench; readonly ground: Ground; readonly mongo: string; readonly redis: string };

const pidsOf = ({ processes }: Distributed): Readonly<Record<string, number>> => Object.fromEntries(processes.map(({ name, supervised }) => [name, supervised.pid ?? 0]));

const idle = async ({ platform, ground }: Pick<Stage, 'platform' | 'ground'>): Promise<readonly Figure[]> => {
  await wait(CALM_MS);
  const pids = pidsOf(platform);
  const shares: number[] = [];
  for (let n = 0; n < Math.min(ground.scale.rounds, 5); n++) shares.push(await coreShare(Object.values(pids), WATCHED_SECONDS / 2));
  return [
    { name: 'idle-cpu', value: median(shares), unit: '%', floor: 3, better: 'lower' },
    ...Object.entries(pids).map(([name, pid]): Figure => ({ name: `rss-${name}`, value: megabytesOf(pid), unit: 'MB', better: 'lower' })),
  ];
};

/**
 * From sending a cancellation until the order to withdraw is durable; between any two one bare message, and what a recall cannot do without on these servers: a durable document, a message, a durable document.
 */
const recalls = async ({ platform, bare, mongo, redis, ground }: Stage): Promise<readonly Figure[]> => {
  const people = callersOf(platform.url);
  const holder = await openMongoLog({ uri: mongo }, HOLDER);
  const cache = await openCache({ REDIS_URL: redis }, randomBytes(32));
  let written = Promise.withResolvers<void>();
  cache.hear(HOLDER, () => written.resolve());
  const end = async (): Promise<number> => (await holder.tail())?.position ?? 0;
  const bareLog = await openBareInsert({ uri: mongo }, COMMIT_BYTES);
  const times: Record<'ours' | 'bare' | 'chain', number[]> = { ours: [], bare: [], chain: [] };
  for (let n = -Math.ceil(ground.scale.recalls / COUNTED_PER_WARM_UP); n < ground.scale.recalls; n++) {
    const id = await granted(people);
    await deployed(people, id);
    let still = -1;
    for (let now = await end(); now !== still; now = await end()) {
      still = now;
      await wait(100);
    }
    const cancel = await cancelling(people, id);
    await wait(SETTLED_MS);
    times.bare.push(await bare.hop('bare'));
    const chained = performance.now();
    await bareLog.insert();
    await bare.hop('bare');
    await bareLog.insert();
    times.chain.push(performance.now() - chained);
    written = Promise.withResolvers();
    const began = performance.now();
    const sent = cancel();
    let ended = began;
    do {
      await Promise.race([written.promise, wait(LOOK_MS)]);
      ended = performance.now();
      written = Promise.withResolvers();
    } while ((await holder.readAfter(still, 1)).length === 0);
    times.ours.push(ended - began);
    await sent;
    if (n < 0) for (const each of Object.values(times)) each.pop();
  }
  await Promise.all([holder.close(), bareLog.close(), cache.close()]);
  const over = (what: 'bare' | 'chain', percent: number): number => percentile(times.ours, percent) / percentile(times[what], percent);
  // Two durable documents alone miss this floor on the stand-in, so there it is held against those and a message.
  const [overBare, overChain] = isReal() ? [{ floor: RECALL_FLOOR }, {}] : [{ goal: RECALL_FLOOR }, { floor: RECALL_FLOOR }];
  return [50, 99].flatMap((percent): readonly Figure[] => [
    { name: `distributed-recall-p${percent}`, value: over('bare', percent), ...overBare, better: 'lower', ...onStandIn() },
    { name: `distributed-recall-chain-p${percent}`, value: over('chain', percent), ...overChain, better: 'lower', ...onStandIn() },
    { name: `distributed-recall-p${percent}-ms`, value: percentile(times.ours, percent), unit: 'ms', better: 'lower', ...onStandIn() },
    { name: `bare-chain-p${percent}-ms`, value: percentile(times.chain, percent), unit: 'ms', better: 'lower', ...onStandIn() },
    { name: `bare-hop-p${percent}-ms`, value: percentile(times.bare, percent), unit: 'ms', better: 'lower' },
  ]);
};

/** A reader that stood still while others worked, and how fast it is through with what waits. */
const catchUp = async ({ platform, bare, ground }: Stage): Promise<readonly Figure[]> => {
  const people = callersOf(platform.url);
  const supervised = platform.processes.find(({ name }) => name === READER)?.supervised;
  const topics = readBy(readManifest(), READER);
  const lag = (): Promise<number> => bare.lag(READER, topics);
  while ((await lag()) > 0) await wait(100);
  supervised?.signal('SIGSTOP');
  await perSecond(ground.scale.operations, CALLS_AT_ONCE, () => granted(people));
  await wait(1_000);
  const backlog = await lag();
  const began = performance.now();
  supervised?.signal('SIGCONT');
  while ((await lag()) > 0) await wait(20);
  return [
    { name: 'backlog', value: backlog, better: 'higher' },
    { name: 'catch-up', value: (backlog / (performance.now() - began)) * 1000, unit: '/s', better: 'higher', ...onStandIn() },
  ];
};

/** A platform of its own, and the same broker without it; both end with the ground. */
const staged = async (ground: Ground): Promise<Stage> => {
  const starting = startDistributed({ data: join(ground.folder(), 'platform'), port: 0, clock: { kind: 'machine' }, demonstration: true, engines: { offset: OFFSET + 100, env: {} } });
  // One that is starting yet is closed when it stands: nothing else knows its processes.
  const close = (): Promise<void> => starting.then((platform) => platform.close(), () => {});
  ground.ends(close);
  const platform = await starting;
  const { KAFKA_BROKERS: brokers = '', MONGODB_URI: mongo = '', REDIS_URL: redis = '' } = platform.engines.addresses;
  const bare = await openKafkaBench(brokers.split(','), 1);
  ground.ends(bare.close);
  return { platform, ground, mongo, redis, bare };
};

const run = async (ground: Ground): Promise<readonly Figure[]> => {
  const stage = await staged(ground);
  const figures: Figure[] = [];
  for (const [name, part] of Object.entries({ 'at rest': idle, 'cancel to recall': recalls, 'a backlog': catchUp, 'two replicas': replicasOf })) {
    ground.say(`  ${name} …`);
    // What one part could not do says nothing of what the others found.
    figures.push(...(await part(stage).catch((error: Error) => ground.fails(name, error))));
  }
  return figures;
};

const RECALLS = [50, 99].flatMap((percent) => [`distributed-recall-p${percent}`, `distributed-recall-chain-p${percent}`, `distributed-recall-p${percent}-ms`, `bare-chain-p${percent}-ms`, `bare-hop-p${percent}-ms`]);

/** Every service a process of its own, on real engines. */
export const distributed: Measure = {
  name: 'distributed', about: 'six processes on real engines: idle, memory, cancel to recall ÷ one bare message on the same broker, a backlog, and two replicas of each service against one',
  figures: ['idle-cpu', ...[...SERVICES, 'console'].map((name) => `rss-${name}`), ...RECALLS, 'backlog', 'catch-up', ...REPLICA_FIGURES],
  run,
};
