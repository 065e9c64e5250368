import { cacheSettings, DEVELOPMENT_ISSUER, processSettings, secret } from '@cpmp/shell';
import { z } from 'zod';

const said = z.string().min(1);
const https = z.url({ protocol: /^https$/ });

/** What the console's process is given beside what every process is. */
const settings = processSettings.extend({
  /** Where the services' public APIs are; `{service}` in it stands for the service's name. */
  API_URL: said,
  CONSOLE_SECRET: secret,
  ...cacheSettings,
  MARKING: z.enum(['OFFICIAL', 'OFFICIAL-SENSITIVE', 'SECRET', 'TOP SECRET']),
});

const development = settings.extend({ SIGN_IN_ISSUER: z.literal(DEVELOPMENT_ISSUER) });

/** How it stands at the force's identity provider. */
const production = settings
  .extend({
    SIGN_IN_ISSUER: https,
    /** For whom the services want tokens to be. */
    SIGN_IN_AUDIENCE: said,
    SIGN_IN_CLIENT_ID: said,
    /** One of the two: a secret, or a private key to sign with (PEM, PKCS 8). */
    SIGN_IN_CLIENT_SECRET: said.optional(),
    SIGN_IN_CLIENT_KEY_FILE: said.optional(),
    SIGN_IN_SCOPE: z.string().regex(/^(.* )?openid( .*)?$/).default('openid'),
    /** What the tokens are for, where the provider wants it named. */
    SIGN_IN_RESOURCE: z.url().optional(),
    /** Where browsers find the console: an origin, with nothing behind it. */
    CONSOLE_URL: https.regex(/^https:\/\/[^/]+$/),
  })
  // Missing and double alike, whatever else is at fault.
  .refine((given) => (given.SIGN_IN_CLIENT_SECRET === undefined) !== (given.SIGN_IN_CLIENT_KEY_FILE === undefined), { path: ['SIGN_IN_CLIENT_SECRET'], when: () => true });

/** The console's settings, read as they are for the kind of sign-in that they name. */
export type ConsoleSettings = z.output<typeof development> | z.output<typeof production>;

/** What settings of a process must be: the development sign-in needs no client, and any other does. */
export const consoleSettings = (environment: Readonly<Record<string, string | undefined>>): z.ZodType<ConsoleSettings> => (environment['SIGN_IN_ISSUER'] === DEVELOPMENT_ISSUER ? development : production);
