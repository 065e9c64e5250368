import { createECDH, type ECDH } from 'node:crypto';
import { importJWK, type JSONWebKeySet, type JWK, SignJWT } from 'jose';
import type { Instant } from '@cpmp/kernel';
import { DEVELOPMENT_ISSUER, jwksVerifier, type Principal, type TokenVerifier } from '@cpmp/shell';

/** Whom development tokens are for. */
export const AUDIENCE = 'cpmp';
const KEY_ID = 'standalone';
/** A development token is good for so long, in seconds of machine time. */
const TOKEN_SECONDS = 10 * 3600;

/** Gives tokens to whoever asks, and checks them: it stands where a force's identity provider stands, and only in this host. */
export type DevelopmentIssuer = {
  /** `seconds`: how long it is good, of machine time. */
  readonly tokenFor: (principal: Principal, seconds?: number) => Promise<{ readonly token: string; readonly expiresAt: Instant }>;
  readonly verify: TokenVerifier;
  /** The public keys, for processes that check for themselves. */
  readonly jwks: JSONWebKeySet;
};

/** The issuer whose key comes from 32 secret bytes: the same bytes keep the tokens of an earlier start valid. */
export const developmentIssuer = async (secret: Uint8Array): Promise<DevelopmentIssuer> => {
  const { privateKey, publicKey } = keyPairOf(secret);
  const key = await importJWK(privateKey, 'ES256');
  const jwks: JSONWebKeySet = { keys: [{ ...publicKey, kty: 'EC' }] };
  return {
    jwks,
    verify: jwksVerifier({ issuer: DEVELOPMENT_ISSUER, audience: AUDIENCE, jwks }),
    tokenFor: async ({ person, ...claims }, seconds = TOKEN_SECONDS) => {
      const expires = Math.floor(Date.now() / 1000) + seconds;
      const token = await new SignJWT({ ...claims }).setProtectedHeader({ alg: 'ES256', kid: KEY_ID }).setSubject(person).setIssuer(DEVELOPMENT_ISSUER).setAudience(AUDIENCE).setExpirationTime(expires).sign(key);
      return { token, expiresAt: new Date(expires * 1000).toISOString() };
    },
  };
};

const keyPairOf = (secret: Uint8Array): { readonly privateKey: JWK; readonly publicKey: JWK } => {
  const curve: ECDH = createECDH('prime256v1');
  curve.setPrivateKey(secret);
  const point = curve.getPublicKey();
  const publicKey: JWK = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url'), alg: 'ES256', kid: KEY_ID };
  return { publicKey, privateKey: { ...publicKey, d: Buffer.from(secret).toString('base64url') } };
};
