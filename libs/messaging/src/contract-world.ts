import { fromBinary } from '@bufbuild/protobuf';
import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import type { Aggregate } from '@cpmp/kernel';
import { type Ledger, openLedger, openMemoryStores, restore } from '@cpmp/ledger';
import { Controller, type INestMicroservice, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, type MicroserviceOptions, Payload } from '@nestjs/microservices';
import type { DeadLetter } from './dead-letters.js';
import { parseManifest } from './manifest.js';
import { type Delivery, message, type Publish, publisher, TopicContext } from './messages.js';
import { RaiseFilter, type ReaderOptions, type Topics } from './topics.js';

/** The contract suites' own small world: a sender, two readers, and answers that come back. */
export const MANIFEST = parseManifest(`
sender.notes.v1: { owner: sender, message: sender.v1.Note, key: stream, retention: forever, readers: { receiver: takes what is noted, archive: keeps what is noted } }
sender.letters.v1: { owner: sender, message: sender.v1.Letter, key: stream, retention: 7, readers: { receiver: reads letters too } }
receiver.answers.v1: { owner: receiver, message: receiver.v1.Answer, key: stream, retention: 7, readers: { sender: hears the answers } }
`);

/** An event whose text leaves as it is: once on each of `topics`. */
export type Said = { readonly type: 'Said'; readonly text: string; readonly topics: readonly string[] };

/** The only aggregate of that world: everything that was said. */
export const talk: Aggregate<readonly string[], Said> = {
  category: 'talk',
  initial: [],
  evolve: (state, { text }) => [...state, text],
  personal: { Said: [] },
};

/** What that world publishes. */
export const publishSaid: Publish = publisher<Said>({
  Said: ({ text, topics }, meta) => topics.map((topic) => message(topic, meta.stream, StringValueSchema, { value: text })),
});

/** The text in a message. */
export const textIn = (bytes: Uint8Array): string => fromBinary(StringValueSchema, bytes).value;

const NOON = '2026-03-02T12:00:00.000Z';

/** A ledger in memory whose clock stands still. */
export const ledgerOf = (service: string, stores = openMemoryStores()): Promise<Ledger> =>
  openLedger({ service, stores, aggregates: [talk], views: [], clock: { now: () => NOON, machine: () => Date.parse(NOON) } });

/** A ledger as it is restored from a backup of its first commits. */
export const restoredFrom = async (ledger: Ledger, service: string, commits: number): Promise<Ledger> => {
  const [backup, stores] = [openMemoryStores().commits, openMemoryStores()];
  await backup.append((await ledger.commits(talk, 'a')).slice(0, commits));
  await restore(backup, stores.commits, { service, at: NOON });
  return ledgerOf(service, stores);
};

/** The event that says a text on topics. */
export const saying = (text: string, topics: readonly string[] = []): readonly Said[] => [{ type: 'Said', text, topics }];

let acts = 0;
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** Says something in a stream; it is published on the notes unless other topics are named. */
export const say = (ledger: Ledger, stream: string, text: string, topics: readonly string[] = ['sender.notes.v1']) =>
  ledger.transact(talk, stream, () => saying(text, topics), { cause: `http/${++acts}`, actor: null, trace: TRACE });

/** What a store that is away answers, as the ledger says it. */
export const unavailable = () => Object.assign(new Error('The store is away.'), { name: 'Unavailable' });

/** That world's ledgers, and an engine over them as a process has it at its start. */
export type MakeWorld = () => Promise<{ readonly sender: Ledger; readonly receiver: Ledger; readonly archive: Ledger; readonly open: (sender?: Ledger) => Promise<Topics> }>;

/** What a consumer of that world does with a message. */
export type Hear = (text: string, delivery: Delivery) => unknown;

/** A service of that world with its consumers, as NestJS runs it. */
export type Reader = { readonly app: INestMicroservice; readonly dead: { readonly letter: DeadLetter; readonly error: unknown }[] };

/** A consumer of one topic, as a service writes it. */
export const consumerOf = (topic: string, hear: Hear): Type => {
  @Controller()
  class Consumer {
    @EventPattern<string>(topic)
    async on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
      await hear(textIn(bytes), context.delivery);
    }
  }
  return Consumer;
};

/** Starts a reading service. @throws what its transport refuses. */
export const reading = (topics: Topics, service: string, notes: Ledger['notes'], consumers: Readonly<Record<string, Hear>>): Promise<Reader> => readingWith(topics, { service, notes }, consumers);

/** The same of a service that also hears of restores. */
export const readingWith = async (topics: Topics, options: Omit<ReaderOptions, 'onDeadLetter'>, consumers: Readonly<Record<string, Hear>>): Promise<Reader> => {
  const dead: Reader['dead'] = [];
  const strategy = topics.server({ ...options, onDeadLetter: async (letter, error) => void dead.push({ letter, error }) });
  const root = { module: class {}, controllers: Object.entries(consumers).map(([topic, hear]) => consumerOf(topic, hear)) };
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(root, { strategy, logger: false });
  app.useGlobalFilters(new RaiseFilter());
  await app.listen();
  return { app, dead };
};
