import { memorySigner } from '../checkpoint.js';
import { Unavailable } from '../errors.js';
import { openSpecimen, type Total, totals } from '../specimen.js';
import { openMongoStores } from './open.js';

/** One answer to the question for all: what it came to. */
export type Answered = { readonly journals: number; readonly sum: number };

/** What all journals came to, by their view. */
export const answerOf = (docs: readonly object[]): Answered => ({ journals: docs.length, sum: (docs as readonly Total[]).reduce((sum, { total }) => sum + total, 0) });

/** Run by `rebuild.engines.ts` as a process of its own: asks for all journals again and again, and says each answer on a line, until it is told to stop. */
const main = async (uri: string): Promise<void> => {
  const ledger = await openSpecimen({
    stores: await openMongoStores({ uri, keysUri: uri, service: 'specimen', masterKey: new Uint8Array(32).fill(7), signer: memorySigner }),
    clock: { now: () => new Date().toISOString(), machine: () => Date.now() },
  });
  let stopping = false;
  process.on('SIGTERM', () => void (stopping = true));
  while (!stopping) {
    const page = await ledger.views.query(totals, { limit: 1000 }).catch((error: unknown) => {
      if (!(error instanceof Unavailable)) throw error; // asked again
    });
    if (page) process.stdout.write(`${JSON.stringify(answerOf(page.docs))}\n`);
  }
  await ledger.close();
};

const [uri] = process.argv.slice(2);
if (uri && process.argv[1]?.endsWith('mongo-reader.js')) await main(uri);
