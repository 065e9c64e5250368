import { setTimeout as wait } from 'node:timers/promises';
import { instant, processSettings, runProcess } from '@cpmp/shell';
import { z } from 'zod';
import { openDataFolder } from './data-folder.js';
import { CONSOLE, openHost, SERVICES } from './distributed/host.js';
import { takePort } from './front-door.js';
import { StartFault } from './start-fault.js';

/** Processes that are starting are asked again after so long, in milliseconds. */
const READY_EVERY_MS = 1000;

const list = z.string().min(1).transform((text) => text.split(','));

/** What the development host of a cluster is told. It has no part in production: no chart of production runs it, and no process there believes it. */
const settings = processSettings.omit({ SIGN_IN_ISSUER: true, CLOCK_URL: true }).extend({
  /** Its own notes and keys. */
  DATA: z.string().min(1),
  /** The names by which it may be asked, with commas. */
  NAMES: list,
  /** Where the processes are; `{service}` in it stands for the process's name. */
  PROCESS_URL: z.string().regex(/^http:\/\/[^/]*\{service\}[^/]*$/),
  CLOCK: z.enum(['machine', 'virtual']),
  /** Where a virtual clock begins. */
  STARTS: instant.optional(),
  DEMONSTRATION: z.enum(['yes', 'no']),
});

runProcess('development', settings, async (given, { log, stopping }) => {
  const folder = openDataFolder(given.DATA);
  const door = await takePort(given.PORT, { host: given.HOST, names: given.NAMES });
  const processes = [...SERVICES, CONSOLE].map((name) => ({ name, url: given.PROCESS_URL.replace('{service}', name) }));
  const host = await openHost({ door, folder, log, processes, clock: given.CLOCK === 'machine' ? { kind: 'machine' } : { kind: 'virtual', startsAt: given.STARTS ?? new Date().toISOString() } });
  log.info({ port: given.PORT }, 'started');
  const load = async (): Promise<void> => {
    while (!(await host.health()).ready) await wait(READY_EVERY_MS, undefined, { signal: stopping });
    await host.loadDemonstration();
    log.info({}, 'the demonstration force is there');
  };
  if (given.DEMONSTRATION === 'yes') {
    load().catch((error: unknown) => {
      if (!stopping.aborted) log.error({ why: error instanceof StartFault ? error.message : 'unknown' }, 'the demonstration force is not there');
    });
  }
  return async () => {
    for (const step of [host.close, door.close, folder.release]) await step();
  };
});
