import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Aggregate } from '@cpmp/kernel';
import { type Ledger, memorySigner, openLedger, type Stores, Unavailable, type View } from '@cpmp/ledger';
import { openMongoStores } from '@cpmp/ledger/mongo';
import { machineClock, openCache } from '@cpmp/shell';
import { Dice } from '../simulation/dice.js';
import { type Between, TcpProxy } from './proxy.js';

const TEST_MS_MAX = 300_000;
const ROUNDS = 12;
/** A rebuild is long: it is under way when the line breaks only so often. */
const REBUILT = /^r\d*0$/;
/** More than a socket takes at once: whoever writes it waits for room, and hears of a cut there. */
const LARGE = 'x'.repeat(50_000);
/** So many bytes at most pass before a line breaks: within what one round asks and is answered. */
const WHOLE_BYTES_MAX = 300_000;
/**
 * Of a message's bytes those that say how long it is, what it answers, how many documents it holds and how long the first is, in either kind of reply. Without the first two nobody would know that it came; the
 * others MongoDB's driver (7.8) takes on trust, and from wrong ones it reads on until it has no memory left.
 */
const HEAD_BYTES = 40;

type Noted = { readonly type: 'Noted'; readonly text: string; readonly n: number };
const journal: Aggregate<number, Noted> = { category: 'journal', initial: 0, evolve: (state, { n }) => state + n, personal: { Noted: ['text'] } };
const totals: View<{ readonly n: number; readonly text: string }, Noted> = { name: 'totals', version: 1, from: 'log', key: (_, { stream }) => stream, indexes: ['n'], on: { Noted: (doc, { n, text }) => ({ n: (doc?.n ?? 0) + n, text }) } };
const beside: View = { ...totals, name: 'beside', from: { topic: 'beside' } };
const noted = (text: string): Noted => ({ type: 'Noted', text, n: 1 });
const actor = { person: 'dc-ahmed', roles: ['applicant'] };

type Doors = Readonly<Record<string, (name: string) => Promise<unknown>>>;

/** Every way to a store: through a ledger as a service goes, and past it. */
const storeDoors = (ledger: Ledger, { commits, views, keys }: Stores): Doors => ({
  transact: (name) => ledger.transact(journal, name, () => [noted(LARGE)], { cause: `http/${name}`, actor }),
  transactWith: (name) => ledger.transactWith(journal, `w${name}`, { read: (read) => read.query(totals, { limit: 3 }), decide: () => [noted('t')] }, { cause: `http/${name}`, actor }),
  load: () => ledger.load(journal, 'first'),
  history: () => ledger.history(journal, 'first'),
  open: async (name) => ledger.open({ text: (await ledger.history(journal, 'first')).map(({ event }) => event.text) }, { actor, what: name, why: 'spec' }),
  destroyKeys: (name) => ledger.destroyKeys([`journal-${name}/gone`], { cause: `http/${name}`, actor }),
  'views.get': (name) => ledger.views.get(totals, `journal-${name}`),
  'views.query': () => ledger.views.query(totals, { where: { n: { from: 0 } }, sort: { by: 'n' }, limit: 3 }),
  readAfter: () => ledger.readAfter(0, 5),
  lineage: () => ledger.lineage(),
  rebuild: (name) => (REBUILT.test(name) ? ledger.rebuild(totals) : Promise.resolve()),
  tail: () => commits.tail(),
  byCause: (name) => commits.byCause('journal-first', `http/${name}`),
  note: () => commits.note('n'),
  putNote: async (name) => commits.putNote('n', name, (await commits.note('n'))?.revision ?? 0),
  notes: () => commits.notes(),
  clock: async () => commits.clock?.(),
  prepare: () => views.prepare(beside),
  fold: async (name) => {
    const from = await views.checkpoint(beside);
    return views.fold([{ view: beside, from, to: from + 1, changes: [{ key: name, doc: { n: 1, text: LARGE } }, { key: 'gone', doc: undefined }] }]);
  },
  getAll: async (name) => (await views.getAll(totals, [`journal-${name}`, 'journal-first'])).docs,
  'keys.get': (name) => keys.get(name),
  'keys.ensure': (name) => keys.ensure([`${name}/1`, `${name}/2`]),
  'keys.destroy': (name) => keys.destroy([`${name}/3`]),
});

/** A line that breaks within so many bytes: cut in mid-word, reset or ended, in what is asked or in what is answered; or what is answered is noise in the end. */
const breaking = (dice: Dice): Between => {
  const [way, how] = dice.pick([['asked', 'reset'], ['asked', 'end'], ['answered', 'reset'], ['answered', 'end'], ['answered', 'noise']] as const);
  let left = dice.chance(50) ? dice.between(0, WHOLE_BYTES_MAX) : dice.between(0, WHOLE_BYTES_MAX / 100);
  return (piece, goes) => {
    const whole = left;
    if (goes === way) left -= piece.length;
    if (goes !== way || left > 0) return { piece, last: false };
    if (how === 'noise') return { piece: Buffer.concat([piece.subarray(0, HEAD_BYTES), randomBytes(Math.max(0, piece.length - HEAD_BYTES))]), last: true };
    return how === 'reset' || whole <= 0 ? undefined : { piece: piece.subarray(0, whole), last: true };
  };
};

const portOf = (address: string): number => Number(new URL(address).port);

/** Each way once, all together; what they threw, by the way. */
const allAtOnce = async (doors: Doors, name: string): Promise<readonly (readonly [door: string, error: unknown])[]> =>
  (await Promise.all(Object.entries(doors).map(async ([door, enter]) => {
    try {
      await enter(name);
      return [];
    } catch (error) {
      return [[door, error] as const];
    }
  }))).flat();

const said = ([door, error]: readonly [string, unknown]): string => `${door}: ${error instanceof Error ? `${error.name} ${error.message} ${error.stack ?? ''}` : String(error)}`;

const onlyAway = (thrown: Awaited<ReturnType<typeof allAtOnce>>): void => expect(thrown.filter(([, error]) => !(error instanceof Unavailable)).map(said)).toEqual([]);

/** Until nothing throws any more; meanwhile each is away, and nothing else. */
const back = async (doors: Doors, name: string): Promise<void> => {
  for (let n = 0; ; n++) {
    const thrown = await allAtOnce(doors, `${name}-${n}`);
    if (thrown.length === 0) return;
    onlyAway(thrown);
    await wait(100);
  }
};

const uncaught: unknown[] = [];
const note = (error: unknown): void => void uncaught.push(error);
beforeAll(() => void process.on('unhandledRejection', note));
afterAll(() => void process.off('unhandledRejection', note));

describe('a line to an engine that breaks at any byte', () => {
  it('given MongoDB, then every way to it says that the store is away, and nothing else; when the line is whole each comes back by itself', async () => {
    const proxy = await TcpProxy.to(portOf(process.env['MONGODB_URI'] ?? ''));
    const uri = `mongodb://127.0.0.1:${proxy.port}/lines-${randomUUID().slice(0, 8)}?directConnection=true`;
    const stores = await openMongoStores({ uri, keysUri: uri, service: 'specimen', masterKey: new Uint8Array(32).fill(7), signer: memorySigner });
    await stores.views.prepare(beside);
    const ledger = await openLedger({ service: 'specimen', stores, aggregates: [journal], views: [totals], clock: machineClock });
    const doors = storeDoors(ledger, stores);
    await back(doors, 'first');
    const dice = new Dice('lines');
    let broken = 0;
    for (let round = 0; round < ROUNDS; round++) {
      proxy.spoil(breaking(dice));
      const thrown = await allAtOnce(doors, `r${round}`);
      proxy.mend();
      onlyAway(thrown);
      broken += thrown.length;
      await back(doors, `a${round}`);
    }
    expect(broken).toBeGreaterThan(ROUNDS);
    expect(uncaught).toEqual([]);
    await ledger.close();
    await proxy.close();
  }, TEST_MS_MAX);

  it('given Redis, then nobody hears of it: callers are counted here, and sessions are asked for again', async () => {
    const proxy = await TcpProxy.to(portOf(process.env['REDIS_URL'] ?? ''));
    const cache = await openCache({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` } as never, randomBytes(32));
    const doors: Doors = {
      take: async (name) => cache.rate.take('address', name),
      end: (name) => cache.ended.end(name, Date.now() + 60_000),
      has: (name) => cache.ended.has(name, Date.now()),
      lay: (name) => cache.aside.lay(name, 'sealed', Date.now() + 60_000),
      find: (name) => cache.aside.find(name),
      drop: (name) => cache.aside.drop(name),
      turn: (name) => cache.aside.take(`turn-${name}`, Date.now() + 60_000),
      say: async (name) => cache.say(name),
      hear: async (name) => cache.hear(name, () => {})(),
    };
    const dice = new Dice('cache');
    for (let round = 0; round < ROUNDS; round++) {
      proxy.spoil(breaking(dice));
      for (let n = 0; n < 5; n++) expect((await allAtOnce(doors, `r${round}-${n}`)).map(said)).toEqual([]);
      proxy.mend();
      if (round % 10 === 0) while (cache.note() !== undefined) {
        await cache.rate.take('address', 'somebody');
        await wait(50);
      }
    }
    expect(uncaught).toEqual([]);
    await cache.close();
    await proxy.close();
  }, TEST_MS_MAX);
});
