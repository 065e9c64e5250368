import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import type { Delivery } from '../messages.js';
import type { Placed } from '../published.js';

const ID = /^(?<log>[a-z-]+\/\d+)\/(?<position>\d+)\/(?<index>\d+)(?:#\d+)?$/;

/** A message for Kafka: its headers are CloudEvents' already, and its id says where it stands in its log. */
export const toWire = ({ value, delivery: { key, headers } }: Placed): Message => ({ key, value: Buffer.from(value), headers: { ...headers } });

/** A broker takes a megabyte of one partition at once, unless it is told otherwise, and refuses more for ever. Headers and the like come to less than this a message. */
const RUN_BYTES_MAX = 800_000;
const BESIDE_BYTES = 500;

/** Messages in their order, in runs of which each may go to one partition at once. One that is too large by itself is a run of its own. */
export const runsOf = (messages: readonly Placed[]): readonly (readonly Placed[])[] => {
  const runs: Placed[][] = [];
  let left = 0;
  for (const one of messages) {
    const bytes = one.value.length + BESIDE_BYTES;
    if (bytes > left) {
      runs.push([]);
      left = RUN_BYTES_MAX;
    }
    runs.at(-1)?.push(one);
    left -= bytes;
  }
  return runs;
};

/** A message from Kafka. Undefined: it is none that this platform published. */
export const fromWire = (topic: string, { key, value, headers: raw = {} }: KafkaMessage): Placed | undefined => {
  const headers = textsOf(raw);
  const { ce_id: id = '', ce_time: at, traceparent: trace } = headers;
  const place = ID.exec(id)?.groups;
  if (!place || !key || !value || !at) return undefined;
  const delivery: Delivery = {
    topic, id, at, headers,
    key: key.toString(),
    sourceLog: place['log'] ?? '',
    position: Number(place['position']),
    index: Number(place['index']),
    ...(trace ? { trace } : {}),
  };
  return { value, delivery };
};

/** A loop, since every message goes through it: four times as fast as by entries. */
const textsOf = (headers: IHeaders): Readonly<Record<string, string>> => {
  const texts: Record<string, string> = {};
  for (const name of Object.keys(headers)) texts[name] = String(headers[name]);
  return texts;
};
