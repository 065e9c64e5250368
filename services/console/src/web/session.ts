import { randomUUID } from 'node:crypto';
import type { OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Cache } from '@cpmp/shell';
import { type Seals, sealsFor } from './sealing.js';

/** A session ends after so long without a page, and after so long in all, in milliseconds of machine time. */
export const IDLE_MS = 20 * 60_000;
export const LONGEST_MS = 10 * 3_600_000;
/** The cookie is written again when it is older than this, so that not every answer carries it. */
const REWRITE_MS = 60_000;

/** Who is signed in, as the identity provider's token says. */
export type Person = { readonly id: string; readonly name?: string; readonly rank?: string; readonly force?: string; readonly unit?: string; readonly roles: readonly string[] };

/** A session as the cookie keeps it, sealed: the person's own token, and since when. Instants are milliseconds of machine time. */
type Kept = { readonly id: string; readonly token: string; readonly began: number; readonly seen: number; readonly expires: number };

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

const endOf = ({ began, seen, expires }: Kept): number => Math.min(seen + IDLE_MS, began + LONGEST_MS, expires);

/** The browser keeps a prefixed cookie only when it came over TLS; this machine's own address speaks plain HTTP. */
const nameOn = (secure: boolean): string => (secure ? '__Host-session' : 'session');

/** By what the consoles tell each other that somebody signed out. */
const SIGNED_OUT = 'signed-out';

/** What consoles share of sessions. */
export type Shared = Pick<Cache, 'ended' | 'say' | 'hear'>;

/** Sessions in one sealed cookie: the console keeps nobody's token, a restart signs nobody out, and a sign-out holds on every console. */
export class Sessions implements OnModuleDestroy {
  private readonly seals: Seals;
  /** What ends with a session, by its id. */
  private readonly ends = new Map<string, { readonly began: number; readonly all: Set<() => void> }>();
  private readonly deaf: () => void;

  constructor(secret: Uint8Array, private readonly shared: Shared) {
    this.seals = sealsFor(secret, 'session');
    this.deaf = shared.hear(SIGNED_OUT, () => void this.endWhatEnded());
  }

  /** The session of a request; where somebody reads a page it goes on, and is written again when it is time. `person` alone: it has ended, and whose it was. */
  async of(request: FastifyRequest, reply: FastifyReply, { reads }: { readonly reads: boolean }): Promise<{ readonly session?: Session; readonly person?: Person }> {
    const kept = this.kept(request);
    const person = kept && personOf(kept.token);
    if (!kept || !person) return {};
    const now = Date.now();
    if (endOf(kept) <= now || (await this.shared.ended.has(kept.id, kept.began))) return { person };
    const seen = reads ? { ...kept, seen: now } : kept;
    if (seen.seen - kept.seen > REWRITE_MS) this.write(request, reply, seen);
    return { session: { id: kept.id, began: kept.began, token: kept.token, person, secondsLeft: Math.floor((endOf(seen) - now) / 1000) }, person };
  }

  /** Begins a session with a token that is good until an instant of machine time. */
  begin(request: FastifyRequest, reply: FastifyReply, { token, expires }: { readonly token: string; readonly expires: number }): void {
    const now = Date.now();
    this.write(request, reply, { id: randomUUID(), token, began: now, seen: now, expires });
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

  /** Ends it, whoever still has the cookie. */
  async end(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const kept = this.kept(request);
    void reply.clearCookie(nameOn(isSecure(request)), { path: '/' });
    if (!kept) return;
    await this.shared.ended.end(kept.id, endOf(kept));
    this.shared.say(SIGNED_OUT);
    this.callBack(kept.id);
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
