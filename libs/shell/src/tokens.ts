import { createHash } from 'node:crypto';
import { createLocalJWKSet, createRemoteJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { Problem } from './problems.js';
import { personId, wellFormed } from './schemas.js';
import type { TokenVerifier } from './types.js';

/** A checked token is believed for so long, or until it expires. */
export const TOKEN_BELIEVED_MS = 60_000;
const TOKENS_MAX = 10_000;

const word = z.string().max(60);
/** What a token must say of its bearer. A claim stands in every event that they make: what a ledger could not hold is no token. */
export const bearerClaims = z
  .object({ sub: personId, name: z.string().max(120).optional(), rank: word.optional(), force: word.optional(), unit: word.optional(), roles: z.array(word).max(20), exp: z.number() })
  .refine((said) => !wellFormed(said));

/** Whose tokens are believed, and for whom they must be. */
type Issuer = { readonly issuer: string; readonly audience: string };

/** Checks tokens of one issuer for one audience against keys that are at hand. */
export const jwksVerifier = ({ jwks, ...issuer }: Issuer & { readonly jwks: JSONWebKeySet }): TokenVerifier => verifierWith(createLocalJWKSet(jwks), issuer);

/** The same against the keys that the identity provider publishes at an address, fetched when they are needed. @throws Problem 503 while it does not answer */
export const remoteVerifier = ({ jwksUrl, ...issuer }: Issuer & { readonly jwksUrl: string }): TokenVerifier => {
  const verify = verifierWith(createRemoteJWKSet(new URL(jwksUrl)), issuer);
  return (token) =>
    verify(token).catch((error: unknown) => {
      throw isAway(error) ? new Problem(503, 'sign-in-away', 'Nobody can be known just now; try again', { detail: 'The identity provider does not answer.', headers: { 'retry-after': '5' } }) : error;
    });
};

/** The keys could not be had: nothing is said of the token by it. */
const isAway = (error: unknown): boolean => error instanceof TypeError || error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || (error as object).constructor === errors.JOSEError;

const verifierWith =
  (keys: JWTVerifyGetKey, { issuer, audience }: Issuer): TokenVerifier =>
  async (token) => {
    const { payload } = await jwtVerify(token, keys, { issuer, audience, algorithms: ['ES256', 'EdDSA', 'RS256', 'PS256'] });
    const { sub, exp, ...rest } = bearerClaims.parse(payload);
    return { principal: { person: sub, ...rest }, expiresAtMs: exp * 1000 };
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
    const { principal, expiresAtMs } = await verify(token).catch((error: unknown) => {
      throw error instanceof Problem ? error : signInAgain('token-invalid');
    });
    if (expiresAtMs <= machine()) throw signInAgain('token-invalid');
    if (believed.size >= TOKENS_MAX) believed.delete(believed.keys().next().value as string);
    believed.set(hash, { principal, expiresAtMs, untilMs: Math.min(expiresAtMs, machine() + TOKEN_BELIEVED_MS) });
    return { principal, expiresAtMs };
  };
};

const signInAgain = (code: string): Problem =>
  new Problem(401, code, 'Sign in', { detail: code === 'token-missing' ? 'A bearer token is needed.' : 'The token has expired, or is not one of ours.', headers: { 'www-authenticate': 'Bearer' } });
