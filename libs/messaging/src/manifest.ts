import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const topicName = z.string().regex(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*\.v[1-9]\d*$/, 'a topic is called <service>.<plural>.v<major>');
const topic = z.strictObject({
  owner: z.string(),
  message: z.string().regex(/^[a-z_]+\.v\d+\.[A-Za-z]+$/, 'a message is called <package>.v<major>.<Message>'),
  key: z.literal('stream'),
  retention: z.union([z.literal('forever'), z.int().positive()]),
  readers: z.record(z.string(), z.string().min(10, 'say why it reads this')),
});
const manifest = z.record(topicName, topic);

/** Every topic: who owns it, what it carries, for how long, who reads it and why. */
export type TopicManifest = Readonly<Record<string, z.infer<typeof topic>>>;

/** Checks a manifest's text. @throws with every fault by topic and field. */
export const parseManifest = (text: string): TopicManifest => {
  const result = manifest.safeParse(parse(text));
  if (!result.success) throw new Error(`topics.yaml: ${result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`);
  const misplaced = Object.entries(result.data).find(([name, { owner }]) => !name.startsWith(`${owner}.`));
  if (misplaced) throw new Error(`topics.yaml: ${misplaced[0]}: its owner is ${misplaced[1].owner}, so its name begins with that`);
  return result.data;
};

/** The project's own manifest, `proto/topics.yaml`. */
export const readManifest = (): TopicManifest => parseManifest(readFileSync(new URL('../../../proto/topics.yaml', import.meta.url), 'utf8'));

/** The topic, if this service owns it. @throws by name otherwise. */
export const ownedBy = (topics: TopicManifest, name: string, service: string): void => {
  if (topics[name]?.owner !== service) throw new Error(topics[name] ? `${service} does not own ${name}.` : `There is no topic ${name} in topics.yaml.`);
};

/** The topic, if this service may read it. @throws by name otherwise. */
export const readBy = (topics: TopicManifest, name: string, service: string): void => {
  if (topics[name]?.readers[service] === undefined) throw new Error(topics[name] ? `${service} is no reader of ${name}.` : `There is no topic ${name} in topics.yaml.`);
};
