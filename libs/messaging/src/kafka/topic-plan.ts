import type { TopicManifest } from '../manifest.js';

/** How topics are made where the manifest does not say. */
export type TopicSettings = { readonly partitions: number; readonly replicas: number; readonly inSync: number };

/** A topic as it should be or is at the broker. */
export type TopicState = { readonly partitions: number; readonly config: Readonly<Record<string, string>> };
export type TopicStates = Readonly<Record<string, TopicState>>;

/** What has to happen to a topic; `refused` is what must not: a person decides. */
export type TopicStep =
  | { readonly kind: 'create'; readonly topic: string; readonly wanted: TopicState }
  | { readonly kind: 'configure'; readonly topic: string; readonly config: Readonly<Record<string, string>> }
  | { readonly kind: 'refused'; readonly topic: string; readonly why: string };

const DAY_MS = 86_400_000;

/** The topics that a manifest asks for. */
export const wantedOf = (manifest: TopicManifest, { partitions, inSync }: TopicSettings): TopicStates =>
  Object.fromEntries(
    Object.entries(manifest).map(([topic, { retention }]) => {
      const kept = retention === 'forever' ? '-1' : String(retention * DAY_MS);
      // A broker's own limit of size would drop, before its time, what views are made of again and who comes back has yet to hear.
      return [topic, { partitions, config: { 'cleanup.policy': 'delete', 'min.insync.replicas': String(inSync), 'retention.bytes': '-1', 'retention.ms': kept } }];
    }),
  );

/** From what is there to what is wanted. Nothing is deleted, and the number of partitions stays: a key would change its partition, and with it its order. */
export const planOf = (wanted: TopicStates, there: TopicStates): readonly TopicStep[] => [
  ...Object.entries(wanted).flatMap(([topic, state]): readonly TopicStep[] => {
    const found = there[topic];
    if (!found) return [{ kind: 'create', topic, wanted: state }];
    const config = Object.fromEntries(Object.entries(state.config).filter(([name, value]) => found.config[name] !== value));
    return [
      ...(found.partitions === state.partitions ? [] : [{ kind: 'refused' as const, topic, why: `it has ${found.partitions} partitions, not ${state.partitions}` }]),
      ...(Object.keys(config).length === 0 ? [] : [{ kind: 'configure' as const, topic, config }]),
    ];
  }),
  ...strangersIn(wanted, there).map((topic) => ({ kind: 'refused' as const, topic, why: 'it is not in topics.yaml' })),
];

/** Topics that are called after one of our services and that the manifest does not know. */
const strangersIn = (wanted: TopicStates, there: TopicStates): readonly string[] => {
  const services = new Set(Object.keys(wanted).map(ownerIn));
  return Object.keys(there).filter((topic) => !wanted[topic] && services.has(ownerIn(topic)));
};

const ownerIn = (topic: string): string => topic.split('.')[0] ?? '';

/** A step in a line for a person. */
export const lineOf = (step: TopicStep): string => {
  if (step.kind === 'refused') return `left    ${step.topic}: ${step.why}`;
  const config = step.kind === 'create' ? step.wanted.config : step.config;
  const said = Object.entries(config).map(([name, value]) => `${name}=${value}`).join(' ');
  return step.kind === 'create' ? `create  ${step.topic} partitions=${step.wanted.partitions} ${said}` : `change  ${step.topic} ${said}`;
};
