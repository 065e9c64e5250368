import { setTimeout as wait } from 'node:timers/promises';
import type { Aside } from '@cpmp/shell';
import { sealsFor } from './sealing.js';

/** A person's own access token, until when it is good in milliseconds of machine time, and what it is renewed with, if it can be. */
export type Tokens = { readonly token: string; readonly expires: number; readonly renewal?: string };

/** Gets new tokens for what they are renewed with; `over`: there will be none. @throws while nobody can say */
export type Renew = (renewal: string) => Promise<Tokens | 'over'>;

/** A token that is good for less than this is renewed before it is used. */
const SPARE_MS = 30_000;
/** One renewal takes no longer, with every wait in it. */
const RENEWAL_MS = 15_000;
const ASK_EVERY_MS = 100;

/**
 * The tokens of sessions begun at the force's identity provider. They are too large for a cookie, and a provider may take what renews them only once: so they lie, sealed, in what the
 * consoles share, by the session's id, and one console at a time renews them for all.
 */
export class HeldTokens {
  private readonly seals;
  private readonly renewals = new Map<string, Promise<Tokens | undefined>>();

  constructor(secret: Uint8Array, private readonly aside: Aside, private readonly renew: Renew) {
    this.seals = sealsFor(secret, 'tokens');
  }

  /** Keeps a session's tokens until it ends at the latest; false where only this process can find them. */
  hold(id: string, tokens: Tokens, untilMs: number): Promise<boolean> {
    return this.aside.lay(`tokens/${id}`, this.seals.close(tokens), untilMs);
  }

  /** A session's tokens, renewed if it is time; undefined when they are gone, or can be renewed no more. */
  async of(id: string, untilMs: number): Promise<Tokens | undefined> {
    const held = await this.held(id);
    if (!held || isFresh(held) || held.renewal === undefined) return held;
    const renewal = this.renewals.get(id) ?? this.renewed(id, held, untilMs).finally(() => this.renewals.delete(id));
    this.renewals.set(id, renewal);
    return renewal;
  }

  /** Forgets them; answers what they were. */
  async drop(id: string): Promise<Tokens | undefined> {
    await this.renewals.get(id);
    const turn = turnOf(id);
    // Another console that renews them just now would lay the new ones aside after this: they are waited for, so that they are taken back too.
    for (let waited = 0; waited < RENEWAL_MS && !(await this.aside.take(turn, Date.now() + RENEWAL_MS)); waited += ASK_EVERY_MS) await wait(ASK_EVERY_MS);
    const held = await this.held(id);
    await this.aside.drop(`tokens/${id}`);
    await this.aside.drop(turn);
    return held;
  }

  private async held(id: string): Promise<Tokens | undefined> {
    return this.seals.open<Tokens>(await this.aside.find(`tokens/${id}`));
  }

  private async renewed(id: string, before: Tokens, untilMs: number): Promise<Tokens | undefined> {
    const turn = turnOf(id);
    if (!(await this.aside.take(turn, Date.now() + RENEWAL_MS))) return this.renewedElsewhere(id, before);
    try {
      const held = await this.held(id);
      if (!held || isFresh(held) || held.renewal === undefined) return held;
      const next = await this.renew(held.renewal);
      if (next !== 'over') return (await this.hold(id, next, untilMs), next);
      await this.aside.drop(`tokens/${id}`);
      return undefined;
    } catch {
      // The provider is away: what is there is good until it expires.
      return before;
    } finally {
      await this.aside.drop(turn);
    }
  }

  /** Waits for what another console makes of it. */
  private async renewedElsewhere(id: string, before: Tokens): Promise<Tokens | undefined> {
    for (let waited = 0; waited < RENEWAL_MS; waited += ASK_EVERY_MS) {
      await wait(ASK_EVERY_MS);
      const held = await this.held(id);
      if (held?.token !== before.token) return held;
    }
    return before;
  }
}

/** What a console takes while it alone may change a session's tokens. */
const turnOf = (id: string): string => `renewal/${id}`;

const isFresh = ({ expires }: Tokens): boolean => expires - SPARE_MS > Date.now();
