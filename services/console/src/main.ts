import { readFileSync } from 'node:fs';
import { doorTo, draining, FollowedClock, listenOn, machineClock, openCache, runProcess } from '@cpmp/shell';
import { type ConsoleOptions, createConsole } from './app.module.js';
import { type ConsoleSettings, consoleSettings } from './settings.js';

const signInOf = (given: ConsoleSettings): ConsoleOptions['signIn'] => {
  if (!('CONSOLE_URL' in given)) return { kind: 'development' };
  return {
    kind: 'provider', issuer: given.SIGN_IN_ISSUER, audience: given.SIGN_IN_AUDIENCE, scope: given.SIGN_IN_SCOPE, consoleUrl: given.CONSOLE_URL, clientId: given.SIGN_IN_CLIENT_ID,
    client: given.SIGN_IN_CLIENT_KEY_FILE === undefined ? { secret: given.SIGN_IN_CLIENT_SECRET ?? '' } : { keyPem: readFileSync(given.SIGN_IN_CLIENT_KEY_FILE, 'utf8') },
    ...(given.SIGN_IN_RESOURCE === undefined ? {} : { resource: given.SIGN_IN_RESOURCE }),
  };
};

runProcess('console', consoleSettings(process.env), async (given, { log }) => {
  const listening = await listenOn({ host: given.HOST, port: given.PORT });
  const clock = given.CLOCK_URL === undefined ? machineClock : await FollowedClock.from(given.CLOCK_URL);
  const shared = await openCache(given, given.CONSOLE_SECRET);
  const pages = await createConsole({ api: { baseUrl: given.API_URL }, clock: () => clock.now(), signIn: signInOf(given), marking: given.MARKING, secret: given.CONSOLE_SECRET, shared, log });
  const { handle, drain } = draining(pages.handle);
  let closing = false;
  listening.open(
    doorTo({
      handle,
      live: () => undefined,
      ready: async () => {
        const notes = [shared.note(), pages.note()].filter((note) => note !== undefined);
        return closing ? { why: 'it is stopping' } : notes.length > 0 ? { notes } : {};
      },
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
