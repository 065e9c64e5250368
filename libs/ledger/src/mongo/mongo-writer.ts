import { memorySigner } from '../checkpoint.js';
import { Unavailable } from '../errors.js';
import { act, journal, note, openSpecimen } from '../specimen.js';
import { openMongoStores } from './open.js';

/** What the process says once it was told that something is durable. */
export type Written = { readonly stream: string; readonly cause: string; readonly position: number };

const LANES = 8;

/** Run by `ledger.engines.ts` as a process of its own: writes to a log in several lanes, tries again whatever was not taken, and says each acknowledgement on a line, until it is told to stop. */
const main = async (uri: string, name: string): Promise<void> => {
  const ledger = await openSpecimen({
    stores: await openMongoStores({ uri, keysUri: uri, service: 'specimen', masterKey: new Uint8Array(32).fill(7), signer: memorySigner }),
    clock: { now: () => new Date().toISOString(), machine: () => Date.now() },
  });
  const write = async (stream: string, cause: string): Promise<void> => {
    try {
      const outcome = await ledger.transact(journal, stream, note('t'), act(cause));
      if ('position' in outcome) process.stdout.write(`${JSON.stringify({ stream, cause, position: outcome.position } satisfies Written)}\n`);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      await write(stream, cause);
    }
  };
  let stopping = false;
  process.on('SIGTERM', () => void (stopping = true));
  const lane = async (n: number): Promise<void> => {
    for (let turn = 1; !stopping; turn++) await write(`lane-${(n + turn) % LANES}`, `http/${name}-${n}-${turn}`);
  };
  await Promise.all(Array.from({ length: LANES }, (_, n) => lane(n)));
  await ledger.close();
};

const [uri, name] = process.argv.slice(2);
if (uri && name) await main(uri, name);
