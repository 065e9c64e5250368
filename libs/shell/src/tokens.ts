import { createHash } from 'node:crypto';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { z } from 'zod';
import { Problem } from './problems.js';
import { personId, wellFormed } from './schemas.js';
import type { TokenVerifier } from './types.js';

/** A checked token is believed for so long, or until it expires. */
export const TOKEN_BELIEVED_MS = 60_000;
const TOKENS_MAX = 10_000;

const word = z.string().max(60);
/** A claim stands in every event that its bearer makes: what a ledger could not hold is no token. */
const claims = z
  .object({ sub: personId, name: z.string().max(120).optional(), rank: word.optional(), force: word.optional(), unit: word.optional(), roles: z.array(word).max(20), exp: z.number() })
  .refine((said) => !wellFormed(said));

/** Checks tokens of one issuer for one audience against its published keys. */
export const jwksVerifier = ({ issuer, audience, jwks }: { readonly issuer: string; readonly audience: string; readonly jwks: JSONWebKeySet }): TokenVerifier => {
  const keys = createLocalJWKSet(jwks);
  return async (token) => {
    const { payload } = await jwtVerify(token, keys, { issuer, audience, algorithms: ['ES256', 'EdDSA', 'RS256', 'PS256'] });
    const { sub, exp, ...rest } = claims.parse(payload);
    return { principal: { person: sub, ...rest }, expiresAtMs: exp * 1000 };
  };
};

/** Who bears a token, and until when it says so (milliseconds since 1970). */
export type Bearer = Awaited<ReturnType<TokenVerifier>>;

/** Remembers checked tokens by their hash, on machine time, so that a request costs no signature check. */
export const remembering = (verify: TokenVerifier, machine: () => number): ((header: string | undefined) => Promise<Bearer>) => {
  const believed = new Map<string, Bearer & { readonly untilMs: number }>();
  return async (header) => {
    const token = /^Bearer ([\w.~+/-]+=*)$/.exec(header ?? '')?.[1];
    if (!token) throw signInAgain('token-missing');
    const hash = createHash('sha256').update(token).digest('base64');
    const known = believed.get(hash);
    if (known && machine() < known.untilMs) return known;
    believed.delete(hash);
    const { principal, expiresAtMs } = await verify(token).catch(() => {
      throw signInAgain('token-invalid');
    });
    if (expiresAtMs <= machine()) throw signInAgain('token-invalid');
    if (believed.size >= TOKENS_MAX) believed.delete(believed.keys().next().value as string);
    believed.set(hash, { principal, expiresAtMs, untilMs: Math.min(expiresAtMs, machine() + TOKEN_BELIEVED_MS) });
    return { principal, expiresAtMs };
  };
};

const signInAgain = (code: string): Problem =>
  new Problem(401, code, 'Sign in', { detail: code === 'token-missing' ? 'A bearer token is needed.' : 'The token has expired, or is not one of ours.', headers: { 'www-authenticate': 'Bearer' } });
