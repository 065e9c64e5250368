import { machineClock } from './machine-clock.js';
import { act, journal, note, openSpecimen } from './specimen.js';
import { openSqliteStores } from './sqlite/open.js';

/** What the process that is killed says once it was told that something is durable. */
export type Acknowledged = { readonly stream: string; readonly cause: string; readonly text: string; readonly position: number } | { readonly erased: string };

const LANES = 8;

/** Run by `kill.spec.ts` as a process of its own: writes to a ledger in a folder, in several lanes, and says each acknowledgement on a line, until it is killed. */
const main = async (folder: string, round: string): Promise<void> => {
  const ledger = await openSpecimen({
    stores: openSqliteStores({ directory: folder, service: 'specimen' }),
    clock: machineClock,
  });
  const say = (line: Acknowledged): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
  const write = async (stream: string, cause: string): Promise<void> => {
    const text = `Copper Weir ${cause}`;
    const outcome = await ledger.transact(journal, stream, note(text), act(cause));
    if ('position' in outcome) say({ stream, cause, text, position: outcome.position });
  };
  const erase = async (stream: string, cause: string): Promise<void> => {
    await ledger.destroyKeys([`journal-${stream}/authority-x`], act(cause));
    say({ erased: stream });
  };
  for (let lane = 0; lane < LANES; lane++) {
    void (async () => {
      for (let n = 1; ; n++) {
        const id = `${round}-${lane}-${n}`;
        await write(`lane-${(lane + n) % LANES}`, `http/${id}`);
        // Every fourth act of a lane is a case of its own, erased at once.
        if (n % 4 !== 0) continue;
        await write(`case-${id}`, `http/${id}/case`);
        await erase(`case-${id}`, `erase/${id}`);
      }
    })();
  }
};

const [folder, round] = process.argv.slice(2);
if (folder && round) await main(folder, round);
