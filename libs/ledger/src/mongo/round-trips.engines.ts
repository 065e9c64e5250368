import { randomUUID } from 'node:crypto';
import mongoose, { type mongo } from 'mongoose';
import { memorySigner } from '../checkpoint.js';
import { act, journal, note, openSpecimen, totals } from '../specimen.js';
import type { Ledger, View } from '../types.js';
import { BATCH_COMMITS_MAX } from '../job-queue.js';
import { MongoCommitStore } from './commit-store.js';
import { MongoKeyStore } from './key-store.js';
import { MongoViewStore } from './view-store.js';

const TEST_MS_MAX = 60_000;
const uri = process.env['MONGODB_URI'] ?? '';
const database = `cpmp-spec-${randomUUID().slice(0, 8)}`;
/** Folds nothing that is asked for here. */
const counts: View = { ...totals, name: 'counts', indexes: [] };

let client: mongo.MongoClient;
let ledger: Ledger;
let asked: string[] = [];

/** The commands that a batch of its own comes to, by what they are and where, and how many documents each took. */
const commandsOf = async (work: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> => {
  asked = [];
  await work();
  return asked.reduce<Record<string, number>>((sums, one) => ({ ...sums, [one]: (sums[one] ?? 0) + 1 }), {});
};

const batch = (cause: string, from = 0) => Promise.all(Array.from({ length: BATCH_COMMITS_MAX }, (_, n) => ledger.transact(journal, `s${from + n}`, note('t'), act(`http/${cause}`))));

beforeAll(async () => {
  const connection = await mongoose.createConnection(uri, { monitorCommands: true, autoIndex: false, autoCreate: false }).asPromise();
  client = connection.getClient();
  const end = async (): Promise<void> => {};
  ledger = await openSpecimen({
    views: [totals, counts],
    clock: { now: () => new Date().toISOString(), machine: () => Date.now() },
    stores: {
      commits: await MongoCommitStore.open(connection, database, end),
      access: await MongoCommitStore.open(connection, `${database}-access`, end),
      views: new MongoViewStore(connection, database),
      keys: new MongoKeyStore(connection, `${database}-keys`, new Uint8Array(32).fill(7)),
      signer: memorySigner,
    },
  });
  client.on('commandStarted', ({ commandName, command }) => void asked.push(`${commandName} ${String(command[commandName]).replace(/_[0-9a-f]{8}$/, '')}`));
  await batch('warm', 1_000);
}, TEST_MS_MAX);
afterAll(async () => {
  for (const name of ['', '-access', '-keys']) await client.db(`${database}${name}`).dropDatabase();
  await ledger.close();
}, TEST_MS_MAX);

describe('what a batch of 64 asks of MongoDB', () => {
  it('given streams that are new, then each is loaded; keys and commits go in with one command each, and each view asks once for all its documents', async () => {
    const { 'find commits': loads, 'find notes': _, ...others } = await commandsOf(() => batch('first'));
    expect(loads).toBeLessThanOrEqual(BATCH_COMMITS_MAX + 1);
    expect(others).toEqual({ 'find keys': 2, 'insert keys': 1, 'insert commits': 1, 'find view_totals_1': 1, 'find view_counts_1': 1, 'find views': 2 });
  }, TEST_MS_MAX);

  it('given streams that were decided on before, then it is one command, and no question', async () => {
    const { 'find notes': _, ...others } = await commandsOf(() => batch('second'));
    expect(others).toEqual({ 'insert commits': 1 });
  }, TEST_MS_MAX);

  it('given a list that is asked for, then what has changed of its view is written: noted, which moves the place of the one before, and new rows together; when everything is to be written, so is the rest, and asked again nothing is', async () => {
    const rows = Math.ceil((2 * BATCH_COMMITS_MAX) / 50);
    const list = () => ledger.views.query(totals, { limit: 1 });
    expect(await commandsOf(list)).toEqual({ 'find commits': 1, 'update views': 1, 'insert view_totals_1': rows, 'find view_totals_1': 1 });
    expect(await commandsOf(() => ledger.health())).toMatchObject({ 'update views': 1, 'insert view_counts_1': rows });
    expect(await commandsOf(list)).toEqual({ 'find commits': 1, 'find view_totals_1': 1 });
  }, TEST_MS_MAX);

  it('given a log that has not grown, when somebody asks whether it has, then by the positions that would come next: a range is no cheap question everywhere', async () => {
    const filters: object[] = [];
    const hear = ({ command }: mongo.CommandStartedEvent): void => void (command['find'] === 'commits' && filters.push(command['filter']._id));
    client.on('commandStarted', hear);
    await ledger.views.query(totals, { limit: 1 });
    client.off('commandStarted', hear);
    expect(filters).toEqual([{ $in: Array.from({ length: 4 }, (_, n) => 3 * BATCH_COMMITS_MAX + 1 + n) }]);
  }, TEST_MS_MAX);
});
