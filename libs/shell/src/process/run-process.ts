import type { z } from 'zod';
import { ConfigFaults } from '../config.js';
import { causesOf } from '../filter.js';
import { createLog, type Log } from '../log.js';
import { readSettings } from './settings.js';
import { stopAtSignal } from './signals.js';

/** What a process has before it has anything else. `fatal`: ends it with 1, saying why by class and place alone. */
export type Around = { readonly log: Log; readonly fatal: (error: unknown) => never };

/** Settings without which there is no process. */
type Least = z.ZodType<{ readonly LOG_LEVEL: string }>;

/** Runs a process from the environment's settings until a signal ends it in order; `start` answers what stops it. Faulty settings are all named, and no value. */
export const runProcess = <S extends Least>(schema: S, start: (settings: z.output<S>, around: Around) => Promise<() => Promise<void>>): void => {
  let log = createLog('info');
  const fatal = (error: unknown): never => {
    if (error instanceof ConfigFaults) process.stderr.write(`${error.message}\n`);
    else log.fatal({ causes: causesOf(error) }, 'stopped by an error');
    process.exit(1);
  };
  process.on('uncaughtException', fatal);
  const main = async (): Promise<void> => {
    const settings = readSettings(schema, process.env);
    log = createLog(settings.LOG_LEVEL);
    const starting = start(settings, { log, fatal });
    stopAtSignal(async () => (await starting)(), fatal);
    await starting;
  };
  main().catch(fatal);
};
