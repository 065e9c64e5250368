import { parseArgs } from 'node:util';
import type { Measure } from './ground.js';

/** What the command was asked for. */
export type Asked = {
  readonly measures: readonly Measure[];
  /** On real engines. */
  readonly engines: boolean;
  /** One figure alone, where one was named. */
  readonly figure?: string;
  readonly json: boolean;
  readonly record: boolean;
  readonly rounds?: number;
  readonly data?: string;
  /** Seconds of fuzzing a service; 0: none. */
  readonly fuzzSeconds: number;
};

/** An argument that means nothing; its message is the usage. */
export class Misused extends Error {}

const ROUNDS_MIN = 5;
const FUZZ_SECONDS = 120;

/** How the command is used. */
export const usageOf = (measures: readonly Measure[]): string => `npm run bench -- [--engines] [--only NAME] [--json] [--record | --no-record] [--rounds N] [--data DIR] [--fuzz [--fuzz-seconds N]]
  --engines      real Kafka, MongoDB and Redis, which it installs and starts unless KAFKA_BROKERS, MONGODB_URI, REDIS_URL name them
  --only NAME    one measure, or one of its figures
  --json         figures on standard output, nothing else there; exit 1 when a floor is missed, as without it
  --record       adds the run to libs/bench/history.ndjson and draws its page anew: done for a whole run that people read, not with --only, --json or where CI is set
  --rounds N     at least ${ROUNDS_MIN}
  --data DIR     the disk that is measured; the system's folder for temporary files by default
  --fuzz         the fuzzer instead: ${FUZZ_SECONDS} s for each service and the console (about a quarter of an hour); exit 1 when it finds something
${measures.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join('\n')}`;

const OPTIONS = {
  engines: { type: 'boolean', default: false },
  only: { type: 'string' }, json: { type: 'boolean', default: false }, record: { type: 'boolean' }, rounds: { type: 'string' }, data: { type: 'string' },
  fuzz: { type: 'boolean', default: false }, 'fuzz-seconds': { type: 'string', default: String(FUZZ_SECONDS) }, help: { type: 'boolean', default: false },
} as const;

const parse = (args: readonly string[], usage: string) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowNegative: true }).values;
  } catch (error) {
    throw new Misused(`${(error as Error).message}\n${usage}`);
  }
};

/** What can be measured, on which engines. */
export type Measures = { readonly embedded: readonly Measure[]; readonly onEngines: readonly Measure[] };

/** Reads the arguments. A figure's name begins with its measure's. @throws Misused */
export const readArguments = (args: readonly string[], { embedded, onEngines }: Measures, env: Readonly<Record<string, string | undefined>>): Asked => {
  const measures = args.includes('--engines') ? onEngines : embedded;
  const usage = usageOf(measures);
  const { engines, only, json, record, rounds, data, fuzz, 'fuzz-seconds': seconds, help } = parse(args, usage);
  if (help) throw new Misused(usage);
  const chosen = only === undefined ? measures : measures.filter(({ name, figures }) => name === only || figures.includes(only));
  if (chosen.length === 0) throw new Misused(`Nothing is called ${only}.\n${usage}`);
  const n = rounds === undefined ? undefined : Number(rounds);
  if (n !== undefined && !(Number.isInteger(n) && n >= ROUNDS_MIN)) throw new Misused(`--rounds is a whole number of at least ${ROUNDS_MIN}.`);
  const fuzzSeconds = fuzz ? Number(seconds) : 0;
  if (!(fuzzSeconds >= 0)) throw new Misused('--fuzz-seconds is a number.');
  return {
    measures: chosen, engines, json, fuzzSeconds,
    record: record ?? (!json && only === undefined && !env['CI']),
    ...(only !== undefined && !chosen.some(({ name }) => name === only) ? { figure: only } : {}),
    ...(n === undefined ? {} : { rounds: n }), ...(data === undefined ? {} : { data }),
  };
};
