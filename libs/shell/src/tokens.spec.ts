import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Problem } from './problems.js';
import { remembering, remoteVerifier } from './tokens.js';

const ISSUER = 'https://sign-in.test';
const AUDIENCE = 'cpmp';

const made = async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const token = (audience = AUDIENCE) => new SignJWT({ roles: ['applicant'] }).setProtectedHeader({ alg: 'ES256', kid: 'one' }).setSubject('dc-ahmed').setIssuer(ISSUER).setAudience(audience).setExpirationTime('1h').sign(privateKey);
  return { token, jwks: { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'one' }] } };
};

const codeOf = (asked: Promise<unknown>): Promise<unknown> => asked.then(() => 'known', (error: unknown) => (error as Problem).code);

describe('given an identity provider that publishes its keys', () => {
  it('when it is away, then nobody is told that their token is wrong; once it is back they are known, and others’ tokens are not', async () => {
    const { token, jwks } = await made();
    let away = true;
    const server = createServer((_, response) => void (away ? response.writeHead(502).end() : response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(jwks))));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
    const whoBears = remembering(remoteVerifier({ issuer: ISSUER, audience: AUDIENCE, jwksUrl }), () => Date.now());
    const bearer = `Bearer ${await token()}`;
    expect(await codeOf(whoBears(bearer))).toBe('sign-in-away');
    away = false;
    expect(await codeOf(whoBears(bearer))).toBe('known');
    expect(await codeOf(whoBears(`Bearer ${await token('somebody-else')}`))).toBe('token-invalid');
    expect(await codeOf(whoBears(`Bearer ${await (await made()).token()}`))).toBe('token-invalid');
    await new Promise((closed) => server.close(closed));
  });

  it('when nobody listens there, then it is away', async () => {
    const { token } = await made();
    const whoBears = remembering(remoteVerifier({ issuer: ISSUER, audience: AUDIENCE, jwksUrl: 'http://127.0.0.1:1/keys' }), () => Date.now());
    await expect(whoBears(`Bearer ${await token()}`)).rejects.toMatchObject({ code: 'sign-in-away', status: 503 });
  });
});
