import { readFileSync } from 'node:fs';
import kafkajs, { type Kafka, type logCreator, type SASLOptions } from 'kafkajs';
import { calmIdleConnections } from './idle-timer.js';
import { keepToOneLine } from './one-line.js';

/** What kafkajs has to say, without its words: they may quote what a message holds. */
export type KafkaLine = { readonly level: 'error' | 'warn'; readonly part: string; readonly broker?: string; readonly retryCount?: number };

/** How a process reaches Kafka. */
export type KafkaOptions = {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly tls?: { readonly caFile: string };
  readonly sasl?: { readonly mechanism: 'scram-sha-512' | 'plain'; readonly username: string; readonly password: string };
  /** Before the name of every topic and group: several platforms on one cluster. */
  readonly prefix?: string;
  readonly tell?: (line: KafkaLine) => void;
  /** A reader ended for good: the process is of no use any more and should exit. */
  readonly onCrash?: (error: unknown) => void;
};

/** Beyond this many tries an operation fails; who reads and who publishes begin it anew for ever. */
const RETRY = { retries: 10, initialRetryTime: 100, maxRetryTime: 2000 };

/** A client with the platform's settings. */
export const clientOf = ({ brokers, clientId, tls, sasl, tell }: KafkaOptions): Kafka => {
  calmIdleConnections();
  keepToOneLine();
  return new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    retry: RETRY,
    logLevel: kafkajs.logLevel.WARN,
    logCreator: logTo(tell),
    ...(tls ? { ssl: { ca: [readFileSync(tls.caFile, 'utf8')] } } : {}),
    ...(sasl ? { sasl: { ...sasl } as SASLOptions } : {}),
  });
};

const logTo = (tell: KafkaOptions['tell']): logCreator => () => ({ namespace, level, log }) => {
  const { broker, retryCount } = log as { readonly broker?: unknown; readonly retryCount?: unknown };
  tell?.({
    level: level === kafkajs.logLevel.ERROR ? 'error' : 'warn',
    part: namespace,
    ...(typeof broker === 'string' ? { broker } : {}),
    ...(typeof retryCount === 'number' ? { retryCount } : {}),
  });
};

/** The broker's own name of an error; kafkajs hides it under errors that it does not retry. */
export const typeOf = (error: unknown): string | undefined => {
  const { type, cause } = (error ?? {}) as { readonly type?: string; readonly cause?: unknown };
  return type ?? (cause ? typeOf(cause) : undefined);
};

/** True for what kafkajs raises: the broker is away, or it has no answer now. */
export const isKafkas = (error: unknown): boolean => error instanceof Error && error.name.startsWith('KafkaJS');
