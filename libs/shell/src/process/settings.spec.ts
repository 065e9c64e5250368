import { ConfigFaults } from '../config.js';
import { DEVELOPMENT_ISSUER, readSettings, serviceSettings } from './settings.js';

const KEY = Buffer.alloc(32, 7).toString('base64');
const whole = {
  REDIS_URL: 'redis://cache:6379', MONGODB_URI: 'mongodb://store:27017', KEYS_MONGODB_URI: 'mongodb://keys:27017', KEYS_MASTER_KEY: KEY, CHECKPOINT_KEY_FILE: '/keys/checkpoints.pem',
  KAFKA_BROKERS: 'one:9092, two:9092', SIGN_IN_ISSUER: 'https://sign-in.force.example', SIGN_IN_AUDIENCE: 'cpmp', SIGN_IN_JWKS_URL: 'https://sign-in.force.example/keys', OPERATION_KEY: KEY,
};

const faultsOf = (env: Record<string, string | undefined>): readonly string[] => {
  try {
    readSettings(serviceSettings, env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigFaults);
    return (error as ConfigFaults).faults.map(({ setting, rule }) => `${setting} ${rule}`);
  }
};

describe('the settings of a process', () => {
  it('given what it needs, then they are read, lists and keys too', () => {
    const { KAFKA_BROKERS, OPERATION_KEY, PORT } = readSettings(serviceSettings, { ...whole, PORT: '', MONGODB_USERNAME: '' });
    expect([KAFKA_BROKERS, OPERATION_KEY.length, PORT]).toEqual([['one:9092', 'two:9092'], 32, 8080]);
  });

  it('given half of what belongs together, then every missing half is named with the other faults', () => {
    expect(faultsOf({ ...whole, MONGODB_URI: undefined, MONGODB_USERNAME: 'a-name', KAFKA_SASL_USERNAME: 'a-name', KAFKA_SASL_MECHANISM: 'plain', REDIS_USERNAME: 'a-name' })).toEqual([
      'MONGODB_URI is missing',
      'MONGODB_PASSWORD is missing, and MONGODB_USERNAME stands without it',
      'KAFKA_SASL_PASSWORD is missing, and KAFKA_SASL_MECHANISM and KAFKA_SASL_USERNAME stand without it',
      'REDIS_PASSWORD is missing, and REDIS_USERNAME stands without it',
    ]);
  });

  it('given wrong values, then they are named and not told', () => {
    const faults = faultsOf({ ...whole, MONGODB_URI: 'http://secret', OPERATION_KEY: 'secret', KAFKA_SASL_MECHANISM: 'secret' });
    expect(faults).toEqual(expect.arrayContaining([expect.stringMatching(/^MONGODB_URI /), expect.stringMatching(/^OPERATION_KEY /), expect.stringMatching(/^KAFKA_SASL_MECHANISM /)]));
    expect(faults.join()).not.toContain('secret');
  });

  it('given nothing, then every setting without a default is named once', () => {
    expect(faultsOf({}).map((fault) => fault.split(' ')[0]).toSorted()).toEqual(Object.keys(whole).toSorted());
  });

  it('given a virtual clock, then only the development sign-in goes with it', () => {
    const CLOCK_URL = 'http://127.0.0.1/clock';
    expect(faultsOf({ ...whole, CLOCK_URL })).toEqual(['CLOCK_URL is for development: it goes only with the development sign-in as SIGN_IN_ISSUER']);
    expect(faultsOf({ ...whole, CLOCK_URL, SIGN_IN_ISSUER: DEVELOPMENT_ISSUER })).toEqual([]);
  });
});
