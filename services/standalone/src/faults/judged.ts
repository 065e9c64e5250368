import { assetRegistry } from '@cpmp/asset-registry';
import { authorisation } from '@cpmp/authorisation';
import { everyDoc, type Ledger, memorySigner, MemoryKeyStore, openLedger, parseCheckpoint, type View, whenItAnswers } from '@cpmp/ledger';
import { openMongoLog, openMongoStores } from '@cpmp/ledger/mongo';
import { notification } from '@cpmp/notification';
import { resourceAllocation } from '@cpmp/resource-allocation';
import { riskAssessment } from '@cpmp/risk-assessment';
import { machineClock, type ServiceParts } from '@cpmp/shell';
import { verdictOn } from '../simulation/verdict.js';
import type { Acknowledged } from './load.js';
import { answeredOnce, bookedOnce, deadlinesTold, effectsLate, gapsOnRecord, type Judged, keptOnce, outOnce, published, type ShownPermit, withinAuthority } from './rules.js';

/** Every service, by its parts. */
export const PARTS: readonly ServiceParts[] = [authorisation, assetRegistry, resourceAllocation, riskAssessment, notification];
const COMMITS = 500;
/** A store that is busy is asked again: a judge only reads. */
const PATIENCE = { everyMs: 2_000, tries: 30 } as const;

type Opened = { readonly parts: ServiceParts; readonly ledger: Ledger };

/** What is known of a platform beside its logs. `checkpoints`: of its logs, from before. `heard`: what is on its topics, as `<topic> <id>`. */
export type Known = { readonly acknowledged: readonly Acknowledged[]; readonly checkpoints?: readonly string[]; readonly heard?: ReadonlySet<string> };

/** Works on every log beside the processes that write it, as one more of them would; seals stay closed. */
const beside = <T>(uri: string, work: (all: readonly Opened[]) => Promise<T>): Promise<T> => whenItAnswers(() => openedFor(uri, work), PATIENCE);

const openedFor = async <T>(uri: string, work: (all: readonly Opened[]) => Promise<T>): Promise<T> => {
  const all = await Promise.all(
    PARTS.map(async (parts) => {
      const stores = await openMongoStores({ uri, keysUri: uri, service: parts.name, masterKey: new Uint8Array(32), signer: memorySigner });
      await stores.keys.close();
      return { parts, ledger: await openLedger({ service: parts.name, stores: { ...stores, keys: new MemoryKeyStore() }, aggregates: parts.aggregates, views: parts.views, clock: machineClock }) };
    }),
  );
  try {
    return await work(all);
  } finally {
    for (const { ledger } of all) await ledger.close();
  }
};

/** What must never be, found in the logs and views of a platform that has come to rest: a sentence each. */
export const judged = (uri: string, { acknowledged, checkpoints = [], heard }: Known): Promise<{ readonly faults: readonly string[]; readonly commits: number; readonly deployments: number }> =>
  beside(uri, async (all) => {
    const { faults, commits, deployments } = await verdictOn({ services: all.map(({ parts, ledger }) => ({ name: parts.name, ledger })), clock: machineClock });
    const logs = new Map<string, readonly Judged[]>();
    for (const { parts, ledger } of all) logs.set(parts.name, await eventsOf(ledger));
    const now = machineClock.now();
    const found = [...faults, ...keptOnce(acknowledged, await causesIn(uri)), ...answeredOnce(logs), ...outOnce(logs), ...bookedOnce(logs), ...withinAuthority(logs, now), ...deadlinesTold(logs, now)];
    if (heard) found.push(...published(all.map(({ parts: { name, publish } }) => ({ events: logs.get(name) ?? [], publish })), heard));
    for (const { parts, ledger } of all) {
      found.push(...(await consistent(ledger, checkpoints)));
      for (const view of logViewsOf(parts)) found.push(...(await rebuilt(parts.name, ledger, view)));
      if (parts === authorisation) found.push(...gapsOnRecord(await permitsShown(parts, ledger)));
    }
    return { faults: found, commits: Object.values(commits).reduce((sum, count) => sum + count, 0), deployments };
  });

/** The views that a rebuild makes of a service's log. */
export const logViewsOf = (parts: ServiceParts): readonly View[] => parts.views.filter(({ from }) => from === 'log');

const eventsOf = async (ledger: Ledger): Promise<readonly Judged[]> => {
  const events: Judged[] = [];
  for (let commits = await ledger.readAfter(0, COMMITS); commits.length > 0; commits = await ledger.readAfter(commits.at(-1)?.position ?? 0, COMMITS)) events.push(...(commits.flatMap((commit) => commit.events) as unknown as readonly Judged[]));
  return events;
};

const causesAfter = (uri: string, service: string, position: number): Promise<readonly string[]> => whenItAnswers(async () => {
  const log = await openMongoLog({ uri }, service);
  const causes: string[] = [];
  for (let commits = await log.readAfter(position, COMMITS); commits.length > 0; commits = await log.readAfter(commits.at(-1)?.position ?? 0, COMMITS)) causes.push(...commits.map(({ cause }) => cause));
  await log.close();
  return causes;
}, PATIENCE);

const causesIn = async (uri: string): Promise<ReadonlyMap<string, number>> => {
  const times = new Map<string, number>();
  for (const { name } of PARTS) for (const cause of await causesAfter(uri, name, 0)) times.set(`${name} ${cause}`, (times.get(`${name} ${cause}`) ?? 0) + 1);
  return times;
};

/** A checkpoint of each log, to hold against it later. */
export const checkpointsOf = (uri: string): Promise<readonly string[]> => beside(uri, (all) => Promise.all(all.map(({ ledger }) => ledger.proofs.checkpoint())));

/** The log grew from what each checkpoint of it says, and nothing before was changed. */
const consistent = async (ledger: Ledger, checkpoints: readonly string[]): Promise<readonly string[]> => {
  const own = checkpoints.map(parseCheckpoint).filter(({ origin, size }) => origin === ledger.log && size > 0);
  if (own.length === 0) return [];
  const { whole, fault } = await ledger.proofs.verify(own);
  return whole ? [] : [`${ledger.log} is not what its checkpoints say: position ${fault?.position}, ${fault?.what}`];
};

const docsOf = (ledger: Ledger, view: View): Promise<readonly object[]> => Array.fromAsync(everyDoc(ledger.views, view));

const permitsShown = async (parts: ServiceParts, ledger: Ledger): Promise<readonly ShownPermit[]> => {
  const view = parts.views.find(({ name }) => name === 'permits');
  if (!view) throw new RangeError('There is no view of permits.');
  return (await docsOf(ledger, view)).flatMap((doc) => Object.values((doc as { readonly permits: Readonly<Record<string, ShownPermit>> }).permits));
};

/** A view that was folded by whoever came is what a rebuild makes, byte for byte. */
export const rebuilt = async (service: string, ledger: Ledger, view: View): Promise<readonly string[]> => {
  const before = JSON.stringify(await docsOf(ledger, view));
  await ledger.rebuild(view);
  return JSON.stringify(await docsOf(ledger, view)) === before ? [] : [`view ${view.name} of ${service} is not what a rebuild makes of its log`];
};

/** Where every log stands, and what is in the views that topics feed. */
type Stand = { readonly positions: ReadonlyMap<string, number>; readonly views: ReadonlyMap<string, string> };

const standOf = (uri: string): Promise<Stand> =>
  beside(uri, async (all) => {
    const positions = new Map<string, number>();
    const views = new Map<string, string>();
    for (const { parts, ledger } of all) {
      positions.set(parts.name, (await ledger.tail())?.position ?? 0);
      for (const view of parts.views.filter(({ from }) => from !== 'log')) views.set(`${view.name} of ${parts.name}`, JSON.stringify(await docsOf(ledger, view)));
    }
    return { positions, views };
  });

/** Has everything said once more, and finds what only then took effect: every message had had each reader's effect before, once. `again` answers when all readers have heard it. */
export const heardBefore = async (uri: string, heard: ReadonlySet<string>, again: () => Promise<void>): Promise<readonly string[]> => {
  const before = await standOf(uri);
  await again();
  const after = await standOf(uri);
  const causes: { service: string; cause: string }[] = [];
  for (const { name } of PARTS) for (const cause of await causesAfter(uri, name, before.positions.get(name) ?? 0)) causes.push({ service: name, cause });
  const changed = [...before.views].flatMap(([name, docs]) => (after.views.get(name) === docs ? [] : [`view ${name} is another since all was said again`]));
  return [...effectsLate(causes, heard), ...changed];
};
