import { openKafkaBench } from '@cpmp/messaging/kafka/bench';
import { type Figure, median, percentile, ratio } from '../figure.js';
import { type Ground, inRounds, type Measure } from '../ground.js';
import { addressOf } from './addresses.js';

/** Messages a round, for each operation of a scale. */
const MESSAGES_EACH = 100;

const run = async ({ scale }: Ground): Promise<readonly Figure[]> => {
  const bench = await openKafkaBench(addressOf('KAFKA_BROKERS').split(','), scale.operations * MESSAGES_EACH);
  try {
    const rates = await inRounds(scale.rounds, bench.round);
    const hops: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
    for (let n = 0; n < scale.operations; n++) for (const who of ['ours', 'bare'] as const) hops[who].push(await bench.hop(who));
    const hop = (percent: number): number => percentile(hops.ours, percent) / percentile(hops.bare, percent);
    return [
      { name: 'relay', value: ratio(rates.relay, rates.produce), floor: 0.6, better: 'higher' },
      { name: 'relay-rate', value: median(rates.relay), unit: '/s', better: 'higher' },
      { name: 'consumer', value: ratio(rates.consume, rates.read), floor: 0.6, better: 'higher' },
      { name: 'consumer-rate', value: median(rates.consume), unit: '/s', better: 'higher' },
      { name: 'hop-p50', value: hop(50), goal: 3, better: 'lower' },
      { name: 'hop-p99', value: hop(99), goal: 3, better: 'lower' },
    ];
  } finally {
    await bench.close();
  }
};

/** The way of messages alone: ledgers in memory, a real broker. */
export const kafka: Measure = { name: 'kafka', about: 'relay and consumer ÷ kafkajs alone with the same messages, batches and settings; one message from a decision in memory to its consumer ÷ a bare send to a bare reader', figures: ['relay', 'relay-rate', 'consumer', 'consumer-rate', 'hop-p50', 'hop-p99'], run };
