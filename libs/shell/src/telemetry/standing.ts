import type { Clock, Ledger, Stores } from '@cpmp/ledger';
import type { Topics } from '@cpmp/messaging';
import type { Cache } from '../cache/cache.js';
import { outstandingDeadlines } from '../outstanding-deadlines.js';
import type { Health } from '../types.js';
import { deadlinesSet } from '../untaken-deadlines.js';
import { gauging, type Reading } from './measures.js';

/** What does not answer within this is not told, and its port is down; in milliseconds. */
const ANSWER_MS = 2000;

/** A running service, as somebody sees it who collects its measures. */
export type Standing = {
  readonly service: string;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly stores: Stores;
  readonly topics: Topics;
  readonly cache: Cache;
  readonly health: () => Promise<Health>;
};

/** Tells how a service stands whenever somebody collects, until the answered function is called. */
export const tellStanding = (standing: Standing): (() => void) => gauging(async () => (await Promise.all(PARTS.map((part) => part(standing).catch(() => [])))).flat());

type Part = (standing: Standing) => Promise<readonly Reading[]>;

const healthy: Part = async ({ service, health }) => {
  const said = await within(health());
  if (!said) return [{ name: 'cpmp_ready', value: 0, of: { service } }];
  const { ready, untakenDeadlines, dueLagSeconds, dueFailing } = said;
  const readiness: Reading = { name: 'cpmp_ready', value: Number(ready), of: { service } };
  if (!ready) return [readiness]; // the rest would say nought of what nobody could look at
  return [
    readiness,
    { name: 'cpmp_deadlines_untaken', value: untakenDeadlines, of: { service } },
    { name: 'cpmp_due_age_seconds', value: dueLagSeconds, of: { service } },
    { name: 'cpmp_due_failing', value: dueFailing, of: { service } },
  ];
};

const position: Part = async ({ ledger }) => {
  const tail = await within(ledger.tail().then((last) => last ?? { position: 0 }));
  return tail ? [{ name: 'cpmp_ledger_position', value: tail.position, of: { log: ledger.log } }] : [];
};

const deadlines: Part = async ({ service, ledger, clock }) => {
  const counted = await within(outstandingDeadlines(ledger.views, clock.now()));
  return counted ? (['open', 'overdue'] as const).map((state) => ({ name: 'cpmp_deadlines', value: counted[state], of: { service, state } })) : [];
};

const dead: Part = async ({ service, topics }) => {
  const letters = await within(topics.deadLetters(service));
  return Object.entries(Object.groupBy(letters ?? [], ({ topic }) => topic)).map(([topic, all = []]) => ({ name: 'cpmp_messages_dead', value: all.length, of: { reader: service, topic } }));
};

const relay: Part = async ({ service, topics: { broker }, clock }) => {
  const unpublished = broker && (await within(broker.unpublished(service)));
  if (!unpublished) return [];
  const { positions, since } = unpublished;
  return [
    { name: 'cpmp_relay_positions', value: positions, of: { service } },
    { name: 'cpmp_relay_age_seconds', value: since === undefined ? 0 : secondsSince(since, clock), of: { service } },
  ];
};

const waiting: Part = async ({ service, topics: { broker } }) => {
  const byTopic = broker && (await within(broker.waiting(service)));
  return Object.entries(byTopic ?? {}).map(([topic, value]) => ({ name: 'cpmp_messages_waiting', value, of: { reader: service, topic } }));
};

const ports: Part = async ({ service, ledger, stores, topics, cache }) => {
  const answers = {
    commits: await isUp(stores.commits.tail()),
    views: await isUp(ledger.views.query(deadlinesSet, { limit: 1 })),
    keys: await isUp(stores.keys.get('nobody')),
    topics: topics.broker?.answers(service) ?? true,
    cache: cache.note() === undefined,
  };
  return (Object.keys(answers) as (keyof typeof answers)[]).map((port) => ({ name: 'cpmp_port_up', value: Number(answers[port]), of: { service, port } }));
};

const PARTS: readonly Part[] = [healthy, position, deadlines, dead, relay, waiting, ports];

const isUp = async (asked: Promise<unknown>): Promise<boolean> => (await within(asked.then(() => true))) ?? false;

/** What was asked for, or undefined where it fails or takes too long: somebody who collects waits for nobody. */
const within = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  let late: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([asked, new Promise<undefined>((settle) => (late = setTimeout(() => settle(undefined), ANSWER_MS)))]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(late);
  }
};

/** How long ago in legal time, in whole seconds. */
export const secondsSince = (at: string, clock: Clock): number => Math.max(0, Math.round((Date.parse(clock.now()) - Date.parse(at)) / 1000));
