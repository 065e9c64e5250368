import { create, type DescMessage, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { DomainEvent, Instant } from '@cpmp/kernel';
import type { Act, EventMeta } from '@cpmp/ledger';
import { BaseRpcContext } from '@nestjs/microservices';

/** A message as it leaves: its value is already protobuf. */
export type OutMessage = { readonly topic: string; readonly key: string; readonly value: Uint8Array };

/** Opens a sealed text that must leave in clear, e.g. a permit request's target. */
export type Open = (text: string) => string;

/** What an event says to others: pure, field by field. */
export type Publish = (event: any, meta: EventMeta, open: Open) => readonly OutMessage[];

/** Makes a message for a topic. The key is the stream, so that order holds per stream. */
export const message = <S extends DescMessage>(topic: string, key: string, schema: S, init: MessageInitShape<S>): OutMessage => ({
  topic,
  key,
  value: toBinary(schema, create(schema, init)),
});

/** What each type of event says to others; `'private'`: nothing. */
export type Mapping<E extends DomainEvent> = { readonly [T in E['type']]: ((event: Extract<E, { type: T }>, meta: EventMeta, open: Open) => readonly OutMessage[]) | 'private' };

/** Publishing by event type. Every type appears, mapped or `'private'`: the compiler refuses a forgotten one. */
export const publisher = <E extends DomainEvent>(map: Mapping<E>): Publish => {
  const byType = map as Readonly<Record<string, Publish | 'private'>>;
  return (event: DomainEvent, meta, open) => {
    const mapped = byType[event.type];
    return mapped === undefined || mapped === 'private' ? [] : mapped(event, meta, open);
  };
};

/** A message as it arrives, beside its payload. */
export type Delivery = {
  readonly topic: string;
  readonly key: string;
  /** The event's id, `<log>/<position>/<index>`, with `#n` for the n-th of several messages that one event makes on a topic. */
  readonly id: string;
  readonly at: Instant;
  /** The log that it comes from, `<service>/<epoch>`. */
  readonly sourceLog: string;
  readonly position: number;
  readonly index: number;
  readonly headers: Readonly<Record<string, string>>;
  /** W3C traceparent of the act behind it. */
  readonly trace?: string;
  /** The reader has dead letters: one that stood before this may be handled after it. */
  readonly outOfTurn?: true;
};

/** What NestJS hands a consumer as `@Ctx()`. */
export class TopicContext extends BaseRpcContext<[Delivery]> {
  get delivery(): Delivery {
    return this.args[0];
  }
}

/** Where a message stands, for folding it into a topic-fed view; its key is the stream it is about. */
export const metaOf = ({ key, id, sourceLog, position, index, at, trace, outOfTurn }: Delivery): EventMeta => ({
  id, position, index, at,
  log: sourceLog,
  stream: key,
  streamId: key.slice(key.indexOf('-') + 1),
  version: 0,
  actor: null,
  ...(trace ? { trace } : {}),
  ...(outOfTurn ? { outOfTurn } : {}),
});

/** The act of a consumer's effect: its cause names the message, so that a message delivered twice takes effect once; nothing is earlier than the message. */
export const actOf = (consumer: string, delivery: Delivery): Act => ({
  cause: `${consumer}/${delivery.id}`,
  actor: null,
  notBefore: delivery.at,
  ...(delivery.trace ? { trace: delivery.trace } : {}),
});

/** Thrown by a handler for a message that can never be handled: it goes to the dead letters at once. */
export class Poison extends Error {
  override readonly name = 'Poison';
  constructor(
    /** A kebab-case code without covert text. */
    readonly code: string,
  ) {
    super(code);
  }
}
