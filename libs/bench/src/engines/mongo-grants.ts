import { randomUUID } from 'node:crypto';
import { type CommitStore, memorySigner, openMemoryStores, Unavailable, whenItAnswers } from '@cpmp/ledger';
import { openMongoStores } from '@cpmp/ledger/mongo';
import { bareInsertsPerSecond, dropBenched } from '@cpmp/ledger/mongo/bench';
import { type Cases, casesOn } from '../cases.js';
import { type Figure, median, ratio } from '../figure.js';
import { type Ground, IN_FLIGHT, inRounds, type Measure, perSecond } from '../ground.js';
import { addressOf, isOurs, isReal, onStandIn } from './addresses.js';

const SERVICE = 'authorisation';
const MASTER = new Uint8Array(32).fill(7);
/** What nothing is measured by is done again while a store does not answer: a slow one is filled all the same. */
const PATIENCE = { everyMs: 500, tries: 40 } as const;
/** What a grant must come to of what the server can do. */
const FLOOR = 0.5;
/** Applied for, checked, granted. */
const COMMITS_A_CASE = 3;

/** Cases on a database of their own, and the server that it is on. */
type Log = { readonly cases: Cases; readonly uri: string };

/** A log that has grown: made in memory, since no store need be measured while it grows, and copied as it is; its views are folded when it is opened. Keys are not, since nothing of it is read again. */
const grownTo = async (commits: number, to: CommitStore): Promise<void> => {
  const stores = openMemoryStores();
  const cases = await casesOn(stores);
  await perSecond(Math.ceil(commits / COMMITS_A_CASE), IN_FLIGHT, async (n) => {
    await cases.checked(`f${n}`);
    await cases.grant(`f${n}`, 'c1');
  });
  for (let rows = await stores.commits.readAfter(0, IN_FLIGHT); rows.length > 0; rows = await stores.commits.readAfter(rows.at(-1)?.position ?? 0, IN_FLIGHT)) {
    await whenItAnswers(async () => {
      const { position: end = 0 } = (await to.tail()) ?? {};
      const missing = rows.filter(({ position }) => position > end);
      if (missing.length > 0 && (await to.append(missing)) !== 'written') throw new Error('Somebody else writes here.');
    }, PATIENCE);
  }
  await cases.close();
};

const opened = async (commits: number, ends: Ground['ends']): Promise<Log> => {
  const uri = `${addressOf('MONGODB_URI').replace(/\/$/, '')}/bench-${randomUUID().slice(0, 8)}`;
  if (!isOurs('MONGODB_URI')) ends(() => dropBenched({ uri }));
  const stores = await whenItAnswers(() => openMongoStores({ uri, keysUri: uri, service: SERVICE, masterKey: MASTER, signer: memorySigner }), PATIENCE);
  await grownTo(commits, stores.commits);
  const cases = await whenItAnswers(() => casesOn(stores), PATIENCE);
  ends(cases.close);
  return { uri, cases };
};

/** All documents that were folded are in the store: some hundreds wait together, and are no part of what is measured next. */
const settled = ({ ledger }: Cases): Promise<void> =>
  whenItAnswers(async () => {
    const { ready, why } = await ledger.health();
    if (!ready) throw new Unavailable(why ?? 'It is not ready.');
  }, PATIENCE);

/** Grants a second, until they are answered and until their views' documents are in the store too; and the bare inserts of the commits that they made, without and with a log's indexes. */
const granted = async ({ cases, uri }: Log, round: number, grants: number): Promise<Readonly<Record<'ours' | 'settled' | 'bare' | 'indexed', number>>> => {
  await perSecond(grants, IN_FLIGHT, (n) => cases.checked(`r${round}n${n}`));
  await settled(cases);
  const { position = 0 } = (await cases.ledger.tail()) ?? {};
  const began = performance.now();
  const ours = await perSecond(grants, IN_FLIGHT, (n) => cases.grant(`r${round}n${n}`, 'c1'));
  await settled(cases);
  const settledSeconds = (performance.now() - began) / 1000;
  const bare = (indexed: boolean): Promise<number> => bareInsertsPerSecond({ uri }, { service: SERVICE, position, perInsert: IN_FLIGHT, indexed });
  return { ours, settled: grants / settledSeconds, bare: await bare(false), indexed: await bare(true) };
};

const run = async ({ scale, say, ends }: Ground): Promise<readonly Figure[]> => {
  say(`  logs of ${scale.young} and of ${scale.grown} commits …`);
  const [young, grown] = [await opened(scale.young, ends), await opened(scale.grown, ends)];
  const rates = await inRounds(scale.rounds, async (round) => {
    const [early, late] = [await granted(young, round, scale.operations), await granted(grown, round, scale.operations)];
    return { ...early, lateOurs: late.ours, lateBare: late.bare, lateIndexed: late.indexed };
  });
  // Bare inserts under a log's own two indexes miss this floor on the stand-in, so there it is held against those.
  const [overBare, overIndexed] = isReal() ? [{ floor: FLOOR }, {}] : [{ goal: FLOOR }, { floor: FLOOR }];
  return [
    { name: 'mongo-grant', value: ratio(rates.ours, rates.bare), ...overBare, better: 'higher', ...onStandIn() },
    { name: 'mongo-grant-grown', value: ratio(rates.lateOurs, rates.lateBare), ...overBare, better: 'higher', ...onStandIn() },
    { name: 'mongo-grant-indexed', value: ratio(rates.ours, rates.indexed), ...overIndexed, better: 'higher', ...onStandIn() },
    { name: 'mongo-grant-indexed-grown', value: ratio(rates.lateOurs, rates.lateIndexed), ...overIndexed, better: 'higher', ...onStandIn() },
    { name: 'mongo-growth', value: ratio(rates.lateOurs, rates.ours), goal: 0.9, better: 'higher', ...onStandIn() },
    { name: 'mongo-grants', value: median(rates.ours), unit: '/s', better: 'higher', ...onStandIn() },
    { name: 'mongo-grants-settled', value: median(rates.settled), unit: '/s', better: 'higher', ...onStandIn() },
    { name: 'mongo-inserts', value: median(rates.bare), unit: '/s', better: 'higher', ...onStandIn() },
    { name: 'mongo-inserts-indexed', value: median(rates.indexed), unit: '/s', better: 'higher', ...onStandIn() },
  ];
};

/** The whole way of a decision on MongoDB, at the beginning of a log and later. */
export const mongoGrants: Measure = { name: 'mongo', about: 'whole grants on MongoDB, 64 in flight ÷ bare ordered inserts of the same documents, 64 an insert, without and with a log’s indexes; of a young and a grown log', figures: ['mongo-grant', 'mongo-grant-grown', 'mongo-grant-indexed', 'mongo-grant-indexed-grown', 'mongo-growth', 'mongo-grants', 'mongo-grants-settled', 'mongo-inserts', 'mongo-inserts-indexed'], run };
