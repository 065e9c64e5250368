import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { TopicFault } from './topic-fault.js';

const NAME = /^[a-z]+(-[a-z]+)*$/;
const topicName = z.string().regex(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*\.v[1-9]\d*$/, 'a topic is called <service>.<plural>.v<major>');
const topic = z.strictObject({
  owner: z.string().regex(NAME, 'a service is called in kebab-case'),
  message: z.string().regex(/^[a-z_]+\.v\d+\.[A-Za-z]+$/, 'a message is called <package>.v<major>.<Message>'),
  key: z.literal('stream'),
  retention: z.union([z.literal('forever'), z.int().positive('a retention is `forever` or a number of days')]),
  urgent: z.string().min(10, 'say why it cannot wait').optional(),
  readers: z.record(z.string().regex(NAME, 'a service is called in kebab-case'), z.string().min(10, 'say why it reads this')),
});
const manifest = z.record(topicName, topic);

/** Every topic: who owns it, what it carries, for how long, whether and why it goes out before the rest, who reads it and why. */
export type TopicManifest = Readonly<Record<string, z.infer<typeof topic>>>;

/** Checks a manifest's text. @throws with every fault by topic and key. */
export const parseManifest = (text: string): TopicManifest => {
  const raw: unknown = parse(text);
  const result = manifest.safeParse(raw);
  const faults = [...(result.error?.issues ?? []).map(faultOf), ...misplacedIn(raw)];
  if (!result.success || faults.length > 0) throw new TopicFault(`topics.yaml: ${faults.join('; ')}`);
  return result.data;
};

const faultOf = (issue: z.core.$ZodIssue): string => `${issue.path.join(' ')}: ${issue.code === 'invalid_key' ? issue.issues.map(({ message }) => message).join(', ') : issue.message}`;

/** Topics that are not named after their owner. */
const misplacedIn = (raw: unknown): readonly string[] =>
  Object.entries((raw ?? {}) as Readonly<Record<string, { readonly owner?: unknown } | null>>).flatMap(([name, said]) => {
    const owner = said?.owner;
    return typeof owner === 'string' && !name.startsWith(`${owner}.`) ? [`${name} owner: it is ${owner}, so the topic's name begins with that`] : [];
  });

/** Reads a manifest; without a path the project's own, `proto/topics.yaml`. @throws with every fault by topic and key. */
export const readManifest = (path = fileURLToPath(new URL('../../../proto/topics.yaml', import.meta.url))): TopicManifest => parseManifest(readFileSync(path, 'utf8'));

const named = (topics: TopicManifest, name: string): TopicManifest[string] => {
  const found = topics[name];
  if (!found) throw new TopicFault(`There is no topic ${name} in topics.yaml.`);
  return found;
};

/** The topics that a service owns. */
export const ownedBy = (topics: TopicManifest, service: string): readonly string[] => Object.keys(topics).filter((name) => topics[name]?.owner === service);

/** The topics that a service reads. */
export const readBy = (topics: TopicManifest, service: string): readonly string[] => Object.keys(topics).filter((name) => topics[name]?.readers[service] !== undefined);

/** What the manifest says of a topic on which this service publishes. @throws by name when it does not own it. */
export const toPublish = (topics: TopicManifest, name: string, service: string): TopicManifest[string] => {
  const found = named(topics, name);
  if (found.owner !== service) throw new TopicFault(`${service} does not own ${name}: ${found.owner} does.`);
  return found;
};

/** What the manifest says of a topic that this service reads. @throws by name when it is no reader of it. */
export const toRead = (topics: TopicManifest, name: string, service: string): TopicManifest[string] => {
  const found = named(topics, name);
  if (found.readers[service] === undefined) throw new TopicFault(`${service} is no reader of ${name}.`);
  return found;
};
