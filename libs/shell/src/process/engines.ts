import { fileSigner, type Stores } from '@cpmp/ledger';
import { openMongoStores } from '@cpmp/ledger/mongo';
import { readManifest } from '@cpmp/messaging';
import { type KafkaTopics, kafkaTopics } from '@cpmp/messaging/kafka';
import type { Cache } from '../cache/cache.js';
import { redisCache } from '../cache/redis-cache.js';
import type { Around } from './run-process.js';
import type { ServiceSettings } from './settings.js';
import { cacheOptions } from './shared-cache.js';

/** The distributed engines of one process. */
export type Engines = { readonly stores: (service: string) => Promise<Stores>; readonly topics: KafkaTopics; readonly cache: Cache };

const tlsOf = (caFile: string | undefined) => (caFile === undefined ? {} : { tls: { caFile } });

/** Opens what the settings name. The stores are opened when they are asked for, since whoever starts a service waits for them. */
export const openEngines = (settings: ServiceSettings, service: string, { log, fatal }: Around): Engines => ({
  stores: () =>
    openMongoStores({
      service, uri: settings.MONGODB_URI, keysUri: settings.KEYS_MONGODB_URI, masterKey: settings.KEYS_MASTER_KEY,
      signer: (name) => fileSigner(name, settings.CHECKPOINT_KEY_FILE),
      ...tlsOf(settings.MONGODB_CA_FILE),
      ...(settings.MONGODB_USERNAME && settings.MONGODB_PASSWORD ? { auth: { username: settings.MONGODB_USERNAME, password: settings.MONGODB_PASSWORD } } : {}),
    }),
  topics: kafkaTopics(readManifest(), {
    brokers: settings.KAFKA_BROKERS, clientId: service, onCrash: fatal,
    tell: ({ level, part }) => log[level]({ what: part }, 'kafka'),
    ...tlsOf(settings.KAFKA_CA_FILE),
    ...(settings.KAFKA_SASL_MECHANISM && settings.KAFKA_SASL_USERNAME && settings.KAFKA_SASL_PASSWORD ? { sasl: { mechanism: settings.KAFKA_SASL_MECHANISM, username: settings.KAFKA_SASL_USERNAME, password: settings.KAFKA_SASL_PASSWORD } } : {}),
  }),
  cache: redisCache(cacheOptions(settings, settings.OPERATION_KEY)),
});
