import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Connection } from 'mongoose';
import { answered, docsUpTo, pages, query, samples } from '../contracts/view-questions.js';
import { openMemoryStores } from '../sqlite/open.js';
import { connect } from './connect.js';
import { MongoViewStore } from './view-store.js';

/** A view is filled so often, each time with other documents, and so much is asked of each: filling is what takes time. */
const FILLINGS = 20;
const QUESTIONS = 150;
const DOCS_MAX = 40;
const AT_ONCE = 16;
const TEST_MS_MAX = 180_000;

let connection: Connection;
const database = `cpmp-spec-${randomUUID().slice(0, 8)}`;

beforeAll(async () => {
  connection = await connect({ uri: process.env['MONGODB_URI'] ?? '' });
});
afterAll(async () => {
  await connection.getClient().db(database).dropDatabase();
  await connection.close();
});

it(`given any documents, when ${FILLINGS * QUESTIONS} questions are asked of both view stores, then both answer them alike, page by page and cursor by cursor, and as they read`, async () => {
  const [{ views: sqlite }, mongo] = [openMemoryStores(), new MongoViewStore(connection, database)];
  const stores = [sqlite, mongo];
  for (const store of stores) await store.prepare(samples);
  await fc.assert(
    fc.asyncProperty(docsUpTo(DOCS_MAX), fc.array(query, { minLength: QUESTIONS, maxLength: QUESTIONS }), async (docs, questions) => {
      for (const store of stores) {
        await store.reset(samples);
        await store.fold([{ view: samples, from: 0, to: 1, changes: docs.map((doc) => ({ key: doc.key, doc })) }]);
      }
      const waiting = [...questions];
      await Promise.all(Array.from({ length: AT_ONCE }, async () => {
        for (let asked = waiting.pop(); asked; asked = waiting.pop()) {
          const [there, here] = [await pages(mongo, asked), await pages(sqlite, asked)];
          expect({ asked, pages: there }).toEqual({ asked, pages: here });
          expect({ asked, docs: here.flatMap(({ docs: page }) => page) }).toEqual({ asked, docs: answered(docs, asked) });
        }
      }));
    }),
    { numRuns: FILLINGS },
  );
  await sqlite.close();
}, TEST_MS_MAX);
