import { setTimeout as wait } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import type { TopicManifest } from '../manifest.js';

/** Makes the topics of a world's own, so that one broker serves every spec, and waits until that broker knows them: it answers before. */
export const madeAt = async (brokers: readonly string[], manifest: TopicManifest, prefix: string): Promise<void> => {
  const topics = Object.keys(manifest).map((topic) => ({ topic: prefix + topic, numPartitions: 3, replicationFactor: 1 }));
  const admin = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: false, topics });
  for (let known: readonly string[] = []; !topics.every(({ topic }) => known.includes(topic)); await wait(20)) known = await admin.listTopics();
  await admin.disconnect();
};
