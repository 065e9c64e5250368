import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ConsoleOptions, OPTIONS } from '../web/console-options.js';
import { Keeping, type Seals, sealsFor } from '../web/sealing.js';
import { isSecure } from '../web/session.js';
import { type Begun, SIGN_IN_SECONDS, type Why } from './provider.js';

/** Where somebody goes on after a sign-in. `kept`: by which name what they typed lies aside. */
type After = { readonly to: string; readonly kept?: string };

/** A sign-in that somebody began, and what became of it; `reference` names the log's line of a failure. */
export type Begins = After & Begun;
export type Became = After & { readonly why?: Why; readonly reference?: string };

type Timed<T> = T & { readonly until: number };

/** A browser may have so many sign-ins under way, a tab each; one more forgets those before. */
const AT_ONCE_MAX = 5;
const NAME = 'sign-in-';

/**
 * Sign-ins under way at the identity provider, each in a sealed cookie of its own that the browser sends when it comes back: a callback that another browser began, or that was used, finds none.
 * `SameSite=Lax`, since it comes back from another site, where the session's own cookie would not be sent.
 */
@Injectable()
export class Logins {
  private readonly begun: Seals;
  private readonly became: Seals;

  constructor(
    @Inject(OPTIONS) private readonly options: ConsoleOptions,
    private readonly keeping: Keeping,
  ) {
    this.begun = sealsFor(options.secret, 'sign-in');
    this.became = sealsFor(options.secret, 'signed-in');
  }

  /** Remembers a sign-in in the browser that begins it. */
  begin(request: FastifyRequest, reply: FastifyReply, begins: Begins): void {
    const others = Object.keys(request.cookies).filter((name) => name.startsWith(prefixOn(request)));
    if (others.length >= AT_ONCE_MAX) for (const name of others) void reply.clearCookie(name, { path: '/', secure: isSecure(request) });
    this.write(request, reply, { handle: handleOf(begins.state), sealed: this.begun.close(timed(begins)) });
  }

  /** The sign-in that a browser comes back from; undefined for one that it did not begin, that took too long, or that has an end. */
  beginningOf(request: FastifyRequest, state: string): Begins | undefined {
    return opened<Begins>(this.begun, this.cookie(request, handleOf(state)));
  }

  /** Says what became of it, once; answers by which handle it is asked for, which nobody can sign in with. */
  end(request: FastifyRequest, reply: FastifyReply, state: string, became: Became): string {
    const handle = handleOf(state);
    this.write(request, reply, { handle, sealed: this.became.close(timed(became)) });
    return handle;
  }

  /** What became of a sign-in. */
  endOf(request: FastifyRequest, handle: string): Became | undefined {
    return opened<Became>(this.became, this.cookie(request, handle));
  }

  /** Lays aside what somebody typed until they are signed in: it is too much for a cookie. Only what we sealed ourselves, under its own hash, so that nobody fills the place with it. */
  async layAside(sealed: string): Promise<Pick<After, 'kept'>> {
    const until = this.keeping.until(sealed);
    if (until === undefined) return {};
    const kept = `typed/${createHash('sha256').update(sealed).digest('base64url')}`;
    await this.options.shared.aside.lay(kept, sealed, until);
    return { kept };
  }

  /** What lies aside by a name, as it was sealed. */
  async laidAside(kept: string | undefined): Promise<string | undefined> {
    return kept === undefined ? undefined : this.options.shared.aside.find(kept);
  }

  /** Whether something sealed is what a person typed. */
  isOf(person: string, sealed: string | undefined): boolean {
    return this.keeping.open(sealed, person) !== undefined;
  }

  private cookie(request: FastifyRequest, handle: string): string | undefined {
    return request.cookies[prefixOn(request) + handle];
  }

  private write(request: FastifyRequest, reply: FastifyReply, { handle, sealed }: { readonly handle: string; readonly sealed: string }): void {
    void reply.setCookie(prefixOn(request) + handle, sealed, { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(request), maxAge: SIGN_IN_SECONDS });
  }
}

/** Names a sign-in without saying its state. */
export const handleOf = (state: string): string => createHash('sha256').update(state).digest('hex').slice(0, 16);

const prefixOn = (request: FastifyRequest): string => (isSecure(request) ? `__Host-${NAME}` : NAME);

const timed = <T>(what: T): Timed<T> => ({ ...what, until: Date.now() + SIGN_IN_SECONDS * 1000 });

const opened = <T>(seals: Seals, sealed: string | undefined): T | undefined => {
  const found = seals.open<Timed<T>>(sealed);
  return found && found.until > Date.now() ? found : undefined;
};
