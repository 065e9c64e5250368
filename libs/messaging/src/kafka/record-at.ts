import type { Kafka, KafkaMessage } from 'kafkajs';
import { Unavailable } from '@cpmp/ledger';
import { isKafkas } from './client.js';

/** A record is there within so long, in milliseconds, a group's forming included, or the broker counts as away. */
const RECORD_MS_MAX = 60_000;

/** Where a record lies. */
type RecordPlace = { readonly topic: string; readonly partition: number; readonly offset: string };

/** Reads one record again, by a group of its own that keeps no offsets. Undefined: its topic keeps it no longer. @throws Unavailable where it does not come */
export const recordAt = (kafka: Kafka, groupId: string, place: RecordPlace, withinMs = RECORD_MS_MAX): Promise<KafkaMessage | undefined> =>
  readAt(kafka, groupId, place, withinMs).catch((error: unknown) => {
    throw isKafkas(error) ? new Unavailable('The broker does not answer.', 1, { cause: error }) : error;
  });

const readAt = async (kafka: Kafka, groupId: string, { topic, partition, offset }: RecordPlace, withinMs: number): Promise<KafkaMessage | undefined> => {
  if (!(await isKept(kafka, { topic, partition, offset }))) return undefined;
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false });
  let timer: NodeJS.Timeout | undefined;
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    return await new Promise<KafkaMessage | undefined>((resolve, reject) => {
      timer = setTimeout(() => reject(new Unavailable('The record did not come.')), withinMs);
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      const eachBatch = async ({ batch }: { readonly batch: { readonly partition: number; readonly messages: readonly KafkaMessage[] } }) => {
        const first = batch.messages[0];
        if (batch.partition === partition && first && BigInt(first.offset) >= BigInt(offset)) resolve(batch.messages.find((message) => message.offset === offset));
      };
      consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch }).catch(reject);
      consumer.seek({ topic, partition, offset });
    });
  } finally {
    clearTimeout(timer);
    await consumer.disconnect();
  }
};

const isKept = async (kafka: Kafka, { topic, partition, offset }: RecordPlace): Promise<boolean> => {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const kept = (await admin.fetchTopicOffsets(topic)).find((offsets) => offsets.partition === partition);
    return kept !== undefined && BigInt(offset) >= BigInt(kept.low) && BigInt(offset) < BigInt(kept.high);
  } finally {
    await admin.disconnect();
  }
};
