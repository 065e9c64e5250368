import { z } from 'zod';
import { ConfigFaults, readConfig, type SettingFault } from '../config.js';

/** Who gives tokens in a development set-up, to whoever asks. No production process trusts it, since its keys are published nowhere else. */
export const DEVELOPMENT_ISSUER = 'https://sign-in.standalone.invalid';

type Environment = Readonly<Record<string, string | undefined>>;

const said = z.string().min(1);
const port = z.coerce.number().int().min(0).max(65_535);
/** 32 secret bytes in base64. */
export const secret = z.string().regex(/^[A-Za-z0-9+/]{43}=$/).transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const list = said.transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== ''));

/** What every process of the platform is given. */
export const processSettings = z.object({
  HOST: said.default('0.0.0.0'),
  PORT: port.default(8080),
  /** Where its measures are read: a port of its own, which no caller of the APIs reaches. */
  METRICS_PORT: port.default(9464),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  SIGN_IN_ISSUER: z.url(),
  /** Where a virtual clock is read: development alone. */
  CLOCK_URL: z.url().optional(),
});

/** The cache that processes share. */
export const cacheSettings = {
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  REDIS_CA_FILE: said.optional(),
  REDIS_USERNAME: said.optional(),
  REDIS_PASSWORD: said.optional(),
};

/** Where a service's log and read models are. */
const storeSettings = {
  MONGODB_URI: z.url({ protocol: /^mongodb(\+srv)?$/ }),
  MONGODB_CA_FILE: said.optional(),
  MONGODB_USERNAME: said.optional(),
  MONGODB_PASSWORD: said.optional(),
};

/** What a backup of a service's log is given, and a restore of it. */
export const backupSettings = z.object({ ...storeSettings, CHECKPOINT_KEY_FILE: said });

/** What a service's process is given beside it: its engines, its keys, and whose tokens it believes. */
export const serviceSettings = processSettings.extend({
  ...storeSettings,
  KEYS_MONGODB_URI: z.url({ protocol: /^mongodb(\+srv)?$/ }),
  KEYS_MASTER_KEY: secret,
  CHECKPOINT_KEY_FILE: said,
  KAFKA_BROKERS: list,
  KAFKA_CA_FILE: said.optional(),
  KAFKA_SASL_MECHANISM: z.enum(['scram-sha-512', 'plain']).optional(),
  KAFKA_SASL_USERNAME: said.optional(),
  KAFKA_SASL_PASSWORD: said.optional(),
  ...cacheSettings,
  SIGN_IN_AUDIENCE: said,
  SIGN_IN_JWKS_URL: z.url(),
  OPERATION_KEY: secret,
});

/** Settings that say something only together. */
const TOGETHER: readonly (readonly string[])[] = [
  ['MONGODB_USERNAME', 'MONGODB_PASSWORD'],
  ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'],
];
/** A user needs a password; a password may stand alone. */
const NEEDS: readonly (readonly [setting: string, needed: string])[] = [['REDIS_USERNAME', 'REDIS_PASSWORD']];

const half = (env: Environment): readonly SettingFault[] => [
  ...TOGETHER.flatMap((names) => {
    const there = names.filter((name) => env[name] !== undefined);
    return there.length === 0 ? [] : names.filter((name) => !there.includes(name)).map((setting) => ({ setting, rule: `is missing, and ${there.join(' and ')} ${there.length > 1 ? 'stand' : 'stands'} without it` }));
  }),
  ...NEEDS.flatMap(([name, setting]) => (env[name] !== undefined && env[setting] === undefined ? [{ setting, rule: `is missing, and ${name} stands without it` }] : [])),
];

/** A clock that can be moved is for development: whoever could move it could make an authority last, or end. */
const clock = (env: Environment): readonly SettingFault[] =>
  env['CLOCK_URL'] !== undefined && env['SIGN_IN_ISSUER'] !== DEVELOPMENT_ISSUER ? [{ setting: 'CLOCK_URL', rule: 'is for development: it goes only with the development sign-in as SIGN_IN_ISSUER' }] : [];

/** Reads a process's settings; an empty one counts as none. @throws ConfigFaults that names every fault of all of them, and no value */
export const readSettings = <S extends z.ZodType>(schema: S, environment: Environment): z.output<S> => {
  const env = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const faults = [...half(env), ...clock(env)];
  try {
    const settings = readConfig(schema, env);
    if (faults.length === 0) return settings;
  } catch (error) {
    if (error instanceof ConfigFaults) throw new ConfigFaults([...error.faults, ...faults]);
    throw error;
  }
  throw new ConfigFaults(faults);
};

/** A service's settings, read. */
export type ServiceSettings = z.output<typeof serviceSettings>;
