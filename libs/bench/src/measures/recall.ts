import { type Figure, percentile } from '../figure.js';
import { type Ground, type Measure } from '../ground.js';
import { cancelling, deployed, granted } from './operation.js';
import { startPeople } from './platform.js';

/** A person may call so often without being held up; each round is several calls. */
const PAUSE_MS = 100;

const run = async ({ scale, folder }: Ground): Promise<readonly Figure[]> => {
  const people = await startPeople(folder());
  const holder = people.platform.services.find(({ name }) => name === 'resource-allocation');
  if (!holder) throw new Error('There is no holder.');
  const milliseconds: number[] = [];
  try {
    for (let n = 0; n < scale.recalls; n++) {
      const id = await granted(people);
      await deployed(people, id);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      const cancel = await cancelling(people, id);
      const began = performance.now();
      const recalled = new Promise<number>((settle) => {
        const stop = holder.ledger.onCommit(() => {
          stop();
          settle(performance.now() - began);
        });
      });
      await cancel();
      milliseconds.push(await recalled);
    }
  } finally {
    await people.platform.close();
  }
  return [
    { name: 'recall-p50', value: percentile(milliseconds, 50), unit: 'ms', better: 'lower' },
    { name: 'recall-p99', value: percentile(milliseconds, 99), unit: 'ms', better: 'lower' },
  ];
};

/** How long a team is out after its authority has ended. */
export const recall: Measure = { name: 'recall', about: 'from sending a cancellation to the durable order to withdraw, over HTTP and the topics', figures: ['recall-p50', 'recall-p99'], run };
