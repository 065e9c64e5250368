import { createWriteStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { authorisation } from '@cpmp/authorisation';
import { createClient } from '@cpmp/client';
import { machineClock, openSqliteStores } from '@cpmp/ledger';
import { embeddedTopics, readManifest } from '@cpmp/messaging';
import { createLog, createService, jwksVerifier, type Principal, remembering } from '@cpmp/shell';
import { startBareApp } from '../bare-app.js';
import { startCaller } from '../caller.js';
import { type Figure, ratio } from '../figure.js';
import { type Ground, inRounds, type Measure } from '../ground.js';

const ISSUER = 'https://sign-in.bench.invalid';
const AUDIENCE = 'cpmp';
const APPLICANT: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
/** So many callers at once. */
const WIDTH = 16;

/** A signed token, and what checks it. */
const signIn = async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'bench' }] };
  const { person, ...claims } = APPLICANT;
  const token = await new SignJWT({ ...claims }).setProtectedHeader({ alg: 'ES256', kid: 'bench' }).setSubject(person).setIssuer(ISSUER).setAudience(AUDIENCE).setExpirationTime('2h').sign(privateKey);
  return { token, verify: jwksVerifier({ issuer: ISSUER, audience: AUDIENCE, jwks }) };
};

const body = {
  operation: 'Copper Weir',
  components: [{
    handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', confidential: 'none', subjects: ['subject-a'], tactics: [{ tactic: 'foot-surveillance', because: 'Handovers are made on foot.' }],
    necessity: 'The suppliers are not known.', proportionality: 'Public places only.', collateral: 'No pictures of others are kept.', otherMeans: 'Cameras do not cover the estate.',
  }],
};

const run = async ({ scale, folder }: Ground): Promise<readonly Figure[]> => {
  const directory = folder();
  const { token, verify } = await signIn();
  const log = createLog('info', createWriteStream(join(directory, 'log')));
  const stores = (service: string) => openSqliteStores({ directory, service });
  const service = await createService(authorisation, { clock: machineClock, stores, topics: embeddedTopics(readManifest()), tokens: verify, secrets: { operationKey: randomBytes(32) }, log, rate: { take: () => 0 } });
  const server = createServer((request, response) => service.handle(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const applied = await createClient({ baseUrl: url, token }).authorisation.apply({ body } as never);
  if (!applied.ok) throw new Error(`apply: ${applied.problem.code}`);
  const bare = await startBareApp(remembering(verify, () => Date.now()), applied.value as object);
  const caller = startCaller();
  try {
    const calls = { headers: { authorization: `Bearer ${token}` }, count: scale.operations, width: WIDTH };
    const rates = await inRounds(scale.rounds, async () => ({
      ours: (await caller.call({ ...calls, url: `${url}/api/authorisation/v1/authorisations/${(applied.value as { id: string }).id}` })).rate,
      bare: (await caller.call({ ...calls, url: `${bare.url}/bare` })).rate,
    }));
    return [{ name: 'read', value: ratio(rates.ours, rates.bare), goal: 0.5, better: 'higher' }];
  } finally {
    await caller.close();
    await bare.close();
    server.closeAllConnections();
    server.close();
    await service.close();
  }
};

/** One case over HTTP. */
export const read: Measure = { name: 'read', about: 'GET of one authority (signed token, seals opened, access log and log on) ÷ a bare NestJS handler that answers the same with the same token check', figures: ['read'], run };
