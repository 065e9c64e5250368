import type { z } from 'zod';
import { ConfigFaults } from '../config.js';
import { causesOf } from '../filter.js';
import { createLog, type Log } from '../log.js';
import { startTelemetry } from '../telemetry/start.js';
import { readSettings } from './settings.js';
import { stopAtSignal } from './signals.js';

/** What a process has before it has anything else. `fatal`: ends it with 1, saying why by class and place alone. `stopping`: aborted at the first signal, for what waits while it starts. */
export type Around = { readonly log: Log; readonly fatal: (error: unknown) => never; readonly stopping: AbortSignal };

/** Settings without which there is no process. */
type Least = z.ZodType<{ readonly LOG_LEVEL: string; readonly HOST: string; readonly METRICS_PORT: number }>;

/** Runs a process, traced and measured under its name, from the environment's settings until a signal ends it in order; `start` answers what stops it. Faulty settings are all named, and no value. */
export const runProcess = <S extends Least>(name: string, schema: S, start: (settings: z.output<S>, around: Around) => Promise<() => Promise<void>>): void => {
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
    const telemetry = await startTelemetry({ serviceName: `cpmp-${name}`, metricsAt: { host: settings.HOST, port: settings.METRICS_PORT } });
    const stopping = new AbortController();
    const starting = start(settings, { log, fatal, stopping: stopping.signal });
    const stop = async (): Promise<void> => {
      stopping.abort();
      await (await starting)();
      await telemetry.stop();
    };
    // One that was only waiting for its stores has nothing to stop.
    stopAtSignal(() => stop().catch((error: unknown) => (stopping.signal.aborted && (error as Error).name === 'AbortError' ? undefined : fatal(error))), fatal);
    await starting.catch((error: unknown) => {
      if (!stopping.signal.aborted) throw error;
    });
  };
  main().catch(fatal);
};
