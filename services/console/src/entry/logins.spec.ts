import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleOptions } from '../web/console-options.js';
import { Keeping } from '../web/sealing.js';
import { Logins } from './logins.js';

const SECRET = new Uint8Array(32).fill(7);
const logins = new Logins({ secret: SECRET } as ConsoleOptions, new Keeping(SECRET));

/** A browser that speaks TLS: as each does, it passes over whatever sets or takes away a cookie with a prefixed name and is not secure. */
const browser = () => {
  const cookies: Record<string, string> = {};
  const keeps = (name: string, { secure }: { readonly secure?: boolean }): boolean => secure === true || !name.startsWith('__Host-');
  const reply = {
    setCookie: (name: string, value: string, options: object) => void (keeps(name, options) && (cookies[name] = value)), clearCookie: (name: string, options: object) => void (keeps(name, options) && delete cookies[name]),
  } as unknown as FastifyReply;
  return { cookies, reply, request: { cookies, protocol: 'https', headers: {} } as unknown as FastifyRequest };
};

describe('sign-ins that are begun and never come back', () => {
  it('given one more than a browser may have under way, when it is begun, then those before are forgotten, over TLS as well', () => {
    const { cookies, request, reply } = browser();
    for (const n of [1, 2, 3, 4, 5, 6]) logins.begin(request, reply, { to: '/', state: `state-${n}`, nonce: 'n', verifier: 'v' });
    expect([Object.keys(cookies).length, logins.beginningOf(request, 'state-5'), logins.beginningOf(request, 'state-6')?.to]).toEqual([1, undefined, '/']);
  });
});
