import { randomUUID } from 'node:crypto';
import type { OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Cache } from '@cpmp/shell';
import type { HeldTokens, Tokens } from './held-tokens.js';
import { type Seals, sealsFor } from './sealing.js';

/** A session ends after so long without a page, and after so long in all, in milliseconds of machine time. */
export const IDLE_MS = 20 * 60_000;
export const LONGEST_MS = 10 * 3_600_000;
/** The cookie is written again when it is older than this, so that not every answer carries it. */
const REWRITE_MS = 60_000;

/** Who is signed in, as the identity provider's token says. */
export type Person = { readonly id: string; readonly name?: string; readonly rank?: string; readonly force?: string; readonly unit?: string; readonly roles: readonly string[] };

/** A session as the cookie keeps it, sealed: whose, and since when. Without a token in it, its tokens are held for it. Instants are milliseconds of machine time. */
type Kept = { readonly id: string; readonly person: string; readonly token?: string; readonly began: number; readonly seen: number; readonly expires: number };

/** Browsers keep no cookie of 4096 bytes or more, its name and attributes included. */
const COOKIE_BYTES_MAX = 3_900;

/** A session that is going on. */
export type Session = { readonly id: string; readonly began: number; readonly token: string; readonly person: Person; readonly secondsLeft: number };

/** What a token says of its person. It was checked by whoever gave it, and is checked again by every API it is sent to. */
const personOf = (token: string): Person | undefined => {
  try {
    const { sub, name, rank, force, unit, roles } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, any>;
    return typeof sub === 'string' ? { id: sub, name, rank, force, unit, roles: Array.isArray(roles) ? roles : [] } : undefined;
  } catch {
    return undefined;
  }
};

/** When it ends however often its pages are read. */
const lastOf = ({ began, expires }: Kept): number => Math.min(began + LONGEST_MS, expires);
const endOf = (kept: Kept): number => Math.min(kept.seen + IDLE_MS, lastOf(kept));

/** The browser keeps a prefixed cookie only when it came over TLS; this machine's own address speaks plain HTTP. */
const nameOn = (secure: boolean): string => (secure ? '__Host-session' : 'session');

/** By what the consoles tell each other that somebody signed out. */
const SIGNED_OUT = 'signed-out';

/** What consoles share of sessions. */
export type Shared = Pick<Cache, 'ended' | 'aside' | 'say' | 'hear'>;

/** Sessions in one sealed cookie: a restart signs nobody out, and a sign-out holds on every console. Tokens of the force's identity provider are held beside it; development's are in it. */
export class Sessions implements OnModuleDestroy {
  private readonly seals: Seals;
  /** What ends with a session, by its id. */
  private readonly ends = new Map<string, { readonly began: number; readonly all: Set<() => void> }>();
  private readonly deaf: () => void;

  constructor(secret: Uint8Array, private readonly shared: Shared, private readonly held?: HeldTokens) {
    this.seals = sealsFor(secret, 'session');
    this.deaf = shared.hear(SIGNED_OUT, () => void this.endWhatEnded());
  }

  /** The session of a request; where somebody reads a page it goes on, and is written again when it is time. `whose` alone: it has ended, and whose it was. */
  async of(request: FastifyRequest, reply: FastifyReply, { reads }: { readonly reads: boolean }): Promise<{ readonly session?: Session; readonly whose?: string }> {
    const kept = this.kept(request);
    if (!kept) return {};
    const whose = kept.person;
    if (endOf(kept) <= Date.now() || (await this.shared.ended.has(kept.id, kept.began))) return { whose };
    const { token, expires } = (kept.token === undefined ? await this.held?.of(kept.id, kept.expires) : { token: kept.token, expires: kept.expires }) ?? { token: '', expires: 0 };
    const person = personOf(token);
    const now = Date.now();
    if (person?.id !== whose || expires <= now) return { whose };
    // What the page says is left is what the browser's cookie holds: one that is not written again ends when it would have.
    const seen = reads && now - kept.seen > REWRITE_MS ? { ...kept, seen: now } : kept;
    if (seen !== kept) this.write(request, reply, seen);
    return { session: { id: kept.id, began: kept.began, token, person, secondsLeft: Math.floor((endOf(seen) - now) / 1000) }, whose };
  }

  /** Begins a session with a person's tokens; answers who they are. @throws when the token names nobody */
  async begin(request: FastifyRequest, reply: FastifyReply, tokens: Tokens): Promise<Person> {
    const person = personOf(tokens.token);
    if (!person) throw new Error('A token without a person.');
    const now = Date.now();
    const whole = { id: randomUUID(), person: person.id, token: tokens.token, began: now, seen: now, expires: tokens.expires };
    if (!this.held) return (this.write(request, reply, whole), person);
    const { token: _, ...named } = { ...whole, expires: tokens.renewal === undefined ? tokens.expires : now + LONGEST_MS };
    const isShared = await this.held.hold(named.id, tokens, named.expires);
    // No other console would find them: what fits goes along, and ends with the token.
    const goesAlong = !isShared && this.seals.close(whole).length <= COOKIE_BYTES_MAX;
    this.write(request, reply, goesAlong ? whole : named);
    return person;
  }

  /** Goes on as if a page had just been read; answers the seconds that are left then. Asked for a session that is going on. */
  extend(request: FastifyRequest, reply: FastifyReply): number {
    const kept = this.kept(request);
    if (!kept) return 0;
    const now = Date.now();
    const seen = { ...kept, seen: now };
    this.write(request, reply, seen);
    return Math.floor((endOf(seen) - now) / 1000);
  }

  /** Ends it, whoever still has the cookie; answers the tokens that were held for it. */
  async end(request: FastifyRequest, reply: FastifyReply): Promise<Tokens | undefined> {
    const kept = this.kept(request);
    const secure = isSecure(request);
    // A browser takes away a prefixed cookie only at the word of one that is secure itself.
    void reply.clearCookie(nameOn(secure), { path: '/', secure });
    if (!kept) return undefined;
    // A page that was asked for before may bring a newer cookie after it.
    await this.shared.ended.end(kept.id, lastOf(kept));
    this.shared.say(SIGNED_OUT);
    this.callBack(kept.id);
    return this.held?.drop(kept.id);
  }

  /** Calls back when a session is signed out, here or on another console; answers the function that forgets it. */
  whenEnded({ id, began }: Session, end: () => void): () => void {
    const { all } = this.ends.get(id) ?? { all: new Set<() => void>() };
    this.ends.set(id, { began, all: all.add(end) });
    return () => {
      all.delete(end);
      if (all.size === 0 && this.ends.get(id)?.all === all) this.ends.delete(id);
    };
  }

  onModuleDestroy(): void {
    this.deaf();
  }

  private callBack(id: string): void {
    for (const end of this.ends.get(id)?.all ?? []) end();
  }

  private async endWhatEnded(): Promise<void> {
    for (const [id, { began }] of this.ends) if (await this.shared.ended.has(id, began)) this.callBack(id);
  }

  private kept(request: FastifyRequest): Kept | undefined {
    return this.seals.open<Kept>(request.cookies[nameOn(isSecure(request))]);
  }

  private write(request: FastifyRequest, reply: FastifyReply, kept: Kept): void {
    const secure = isSecure(request);
    void reply.setCookie(nameOn(secure), this.seals.close(kept), { path: '/', httpOnly: true, sameSite: 'strict', secure });
  }
}

/** Did the browser speak TLS, to us or to what stands before us? A false claim only changes the claimant's own cookie. */
export const isSecure = (request: FastifyRequest): boolean => request.protocol === 'https' || request.headers['x-forwarded-proto'] === 'https';
