import { cacheSettings, DEVELOPMENT_ISSUER, doorTo, draining, FollowedClock, listenOn, machineClock, openCache, processSettings, runProcess, secret } from '@cpmp/shell';
import { z } from 'zod';
import { createConsole } from './app.module.js';

/** What the console's process is given beside what every process is. */
const settings = processSettings.extend({
  /** Where the services' public APIs are; `{service}` in it stands for the service's name. */
  API_URL: z.string().min(1),
  CONSOLE_SECRET: secret,
  ...cacheSettings,
  MARKING: z.enum(['OFFICIAL', 'OFFICIAL-SENSITIVE', 'SECRET', 'TOP SECRET']),
  /** Only the development sign-in is here yet. */
  SIGN_IN_ISSUER: z.literal(DEVELOPMENT_ISSUER),
});

runProcess('console', settings, async (given, { log }) => {
  const listening = await listenOn({ host: given.HOST, port: given.PORT });
  const clock = given.CLOCK_URL === undefined ? machineClock : await FollowedClock.from(given.CLOCK_URL);
  const shared = await openCache(given, given.CONSOLE_SECRET);
  const pages = await createConsole({ api: { baseUrl: given.API_URL }, clock: () => clock.now(), signIn: { kind: 'development' }, marking: given.MARKING, secret: given.CONSOLE_SECRET, shared, log });
  const { handle, drain } = draining(pages.handle);
  let closing = false;
  listening.open(
    doorTo({
      handle,
      live: () => undefined,
      ready: async () => (closing ? { why: 'it is stopping' } : shared.note() === undefined ? {} : { notes: [shared.note() as string] }),
      ...(clock instanceof FollowedClock ? { moved: { clock, drain: async () => {} } } : {}),
    }),
  );
  if (clock instanceof FollowedClock) await clock.catchUp();
  log.info({ port: listening.port }, 'started');
  return async () => {
    closing = true;
    for (const step of [listening.leave, drain, pages.close, shared.close.bind(shared), listening.close]) await step();
  };
});
