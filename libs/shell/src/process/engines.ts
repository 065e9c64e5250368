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

/** The server of a service's log, as its settings name it. */
export const mongoServer = ({ MONGODB_URI, MONGODB_CA_FILE, MONGODB_USERNAME, MONGODB_PASSWORD }: Pick<ServiceSettings, 'MONGODB_URI' | 'MONGODB_CA_FILE' | 'MONGODB_USERNAME' | 'MONGODB_PASSWORD'>) => ({
  uri: MONGODB_URI,
  ...tlsOf(MONGODB_CA_FILE),
  ...(MONGODB_USERNAME && MONGODB_PASSWORD ? { auth: { username: MONGODB_USERNAME, password: MONGODB_PASSWORD } } : {}),
});

/** Opens what the settings name. The stores are opened when they are asked for, since whoever starts a service waits for them. */
export const openEngines = (settings: ServiceSettings, service: string, { log, fatal }: Around): Engines => ({
  stores: () =>
    openMongoStores({
      service, ...mongoServer(settings), keysUri: settings.KEYS_MONGODB_URI, masterKey: settings.KEYS_MASTER_KEY,
      signer: (name) => fileSigner(name, settings.CHECKPOINT_KEY_FILE),
    }),
  topics: kafkaTopics(readManifest(), {
    brokers: settings.KAFKA_BROKERS, clientId: service, onCrash: fatal,
    tell: ({ level, part }) => log[level]({ what: part }, 'kafka'),
    ...tlsOf(settings.KAFKA_CA_FILE),
    ...(settings.KAFKA_SASL_MECHANISM && settings.KAFKA_SASL_USERNAME && settings.KAFKA_SASL_PASSWORD ? { sasl: { mechanism: settings.KAFKA_SASL_MECHANISM, username: settings.KAFKA_SASL_USERNAME, password: settings.KAFKA_SASL_PASSWORD } } : {}),
  }),
  cache: redisCache(cacheOptions(settings, settings.OPERATION_KEY)),
});
