/**
 * A force, for the one-node cluster: its identity provider (written by somebody else: oidc-provider), and its people, who do one case through the addresses of the Services.
 *   node force.mjs FOLDER ADDRESS    serves the provider at https://ADDRESS:8443 with FOLDER/tls.{crt,key}; NODE_EXTRA_CA_CERTS must name who signed that
 * POST http://127.0.0.1:8480/story, a JSON object of addresses by service, plays the case: a line a step; 500 where one went wrong. Each person's token comes by the code flow, as the console's do.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as oidc from 'openid-client';
import { createClient } from '../../libs/client/dist/index.js';
import { PlainBrowser } from '../../services/console/dist/entry/spec-browser.js';
import { CLIENT, RESOURCE, startProvider } from '../../services/console/dist/entry/spec-provider.js';

const [folder, address] = process.argv.slice(2);
const CONSOLE = 'https://covert.force.example';
const CALLBACK = `${CONSOLE}/sign-in/callback`;
const [PORT, OWN_PORT] = [8443, 8480];
const [DAY_MS, MINUTE_MS, PATIENCE_MS, AGAIN_MS] = [86_400_000, 60_000, 120_000, 250];
const person = (name, role, more = {}) => ({ name, force: 'met', roles: [role], ...more });
const PEOPLE = {
  'duty-1': person('Insp Rowe', 'duty-officer'),
  'admin-shaw': person('Robin Shaw', 'administrator'),
  'dc-ahmed': person('DC Sana Ahmed', 'applicant', { rank: 'constable', unit: 'SCO35' }),
  'cab-lane': person('PS Lane', 'gatekeeper', { rank: 'sergeant', unit: 'CAB' }),
  'supt-okafor': person('Supt Ada Okafor', 'authorising-officer', { rank: 'superintendent' }),
  'rm-price': person('PS Price', 'resource-manager', { rank: 'sergeant', unit: 'TSU' }),
  'cmdr-sro': person('Cmdr Bell', 'senior-responsible-officer', { rank: 'commander' }),
  'i-pcco': { name: 'I Inspector', roles: ['inspector-ipco'] },
};

const overTls = async (handle) => {
  const server = createTlsServer({ cert: readFileSync(join(folder, 'tls.crt')), key: readFileSync(join(folder, 'tls.key')) }, handle);
  await new Promise((ready) => server.listen(PORT, address, ready));
  return { url: `https://${address}:${PORT}`, close: async () => server.close() };
};
const provider = await startProvider(CONSOLE, PEOPLE, {}, overTls);
const config = await oidc.discovery(new URL(provider.issuer), CLIENT.id, undefined, oidc.ClientSecretBasic(CLIENT.secret));

const tokenOf = async (who) => {
  provider.person = who;
  const [verifier, state] = [oidc.randomPKCECodeVerifier(), oidc.randomState()];
  const asked = oidc.buildAuthorizationUrl(config, { redirect_uri: CALLBACK, scope: 'openid', resource: RESOURCE, state, code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' });
  const { url } = await new PlainBrowser().go(asked.href, undefined, /\/sign-in\/callback/);
  return (await oidc.authorizationCodeGrant(config, new URL(url), { pkceCodeVerifier: verifier, expectedState: state }, { resource: RESOURCE })).access_token;
};

const story = async (addresses, say) => {
  const clients = {};
  const as = async (who) => (clients[who] ??= createClient({ baseUrl: 'http://{service}', token: await tokenOf(who), fetch: (url, sent) => fetch(url.replace(/^http:\/\/([a-z-]+)/, (_, service) => addresses[service]), sent) }));
  const done = async (who, method, path, sent) => {
    const answer = await (await as(who)).call(method, path, sent);
    if (!answer.ok) throw new Error(`${method} ${path.split('/').slice(2, 5).join('/')} by ${who}: ${answer.status} ${answer.problem.code}`);
    return answer;
  };
  /** Asks until it is so, and answers how long that took. */
  const until = async (what, ask) => {
    for (const began = Date.now(); Date.now() - began < PATIENCE_MS; await wait(AGAIN_MS)) if (await ask()) return Date.now() - began;
    throw new Error(`${what}: not within ${PATIENCE_MS / 1000} s`);
  };
  /** The same of a deployment, which is shown where it never comes to that. */
  const untilIts = async (id, what, isSo) => {
    let seen;
    return until(what, async () => isSo((seen = await deployment(id)))).catch((error) => Promise.reject(new Error(`${error.message}; it is ${JSON.stringify(seen)}`)));
  };

  for (const [id, { name, rank = null, force = null, unit = null, roles }] of Object.entries(PEOPLE))
    await done('admin-shaw', 'PUT', `/api/notification/v1/directory/${id}`, { body: { name, rank, force, unit, roles: roles.map((role) => ({ role })), dutyOfficer: id === 'duty-1' } });
  say(`${Object.keys(PEOPLE).length} people entered`);
  const team = (await done('rm-price', 'POST', '/api/resource-allocation/v1/resources', { body: { kind: 'surveillance-team', label: `team-${Date.now()}`, site: 'hendon', skills: ['foot'] } })).value;

  const CASES = '/api/authorisation/v1/authorisations';
  const part = {
    handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', confidential: 'none', subjects: ['subject-a'], tactics: [{ tactic: 'foot-surveillance', because: 'Handovers are made on foot.' }],
    necessity: 'No other line of inquiry.', proportionality: 'Public places only.', collateral: 'Others are not recorded.',
  };
  const applied = (await done('dc-ahmed', 'POST', CASES, { body: { operation: 'Copper Weir', components: [part] } })).value;
  const at = `${CASES}/${applied.id}`;
  const versionFor = async (who, path) => (await done(who, 'GET', path)).etag;
  await done('cab-lane', 'POST', `${at}/check`, { ifMatch: await versionFor('cab-lane', at), body: { outcome: 'pass', comment: 'Complete.' } });
  const window = { from: new Date(Date.now() + MINUTE_MS).toISOString(), to: new Date(Date.now() + DAY_MS).toISOString() };
  const DEPLOYMENTS = '/api/resource-allocation/v1/deployments';
  const deploy = () => done('rm-price', 'POST', DEPLOYMENTS, { body: { resource: team.id, authorisation: applied.id, component: 'c1', tactic: 'foot-surveillance', target: { subject: 'subject-a' }, window } });
  const deployment = async (id) => (await done('rm-price', 'GET', `${DEPLOYMENTS}/${id}`)).value;
  const early = await deploy().then(({ value }) => value.id, () => undefined);
  if (early) await untilIts(early, 'refused', ({ state }) => state === 'refused');
  say(`${applied.reference} applied for and checked; nothing goes out before it is granted`);
  await done('supt-okafor', 'POST', `${at}/components/c1/grant`, { ifMatch: await versionFor('supt-okafor', `${at}/components/c1`), body: { form: 'written', statement: 'The only workable step.', reviewBy: new Date(Date.now() + 20 * DAY_MS).toISOString() } });
  const out = (await deploy()).value;
  say(`granted; out ${await untilIts(out.id, 'out', ({ state }) => state === 'deployed')} ms after the request was answered`);
  await done('supt-okafor', 'POST', `${at}/components/c1/cancel`, { ifMatch: await versionFor('supt-okafor', `${at}/components/c1`), body: { ceasedAt: new Date().toISOString(), told: ['rm-price'], reason: 'Arrests made.', value: 'Suppliers named.', productDirection: 'Keep the logs.' } });
  say(`cancelled; ordered back ${await untilIts(out.id, 'ordered back', ({ recalledAt }) => Boolean(recalledAt))} ms later`);
  await done('rm-price', 'POST', `${DEPLOYMENTS}/${out.id}/withdraw`, { body: { outcome: 'recovered', note: 'Back at base.' } });
  say(`told of it within ${await until('a notice', async () => (await done('rm-price', 'GET', '/api/notification/v1/notices')).value.items.length > 0)} ms`);

  writeFileSync(join(folder, 'pack.json'), JSON.stringify((await done('i-pcco', 'GET', `${at}/evidence`)).value));
  const verified = spawnSync(process.execPath, [new URL('../../libs/ledger/bin/verify-evidence.mjs', import.meta.url).pathname, join(folder, 'pack.json')], { encoding: 'utf8' });
  if (verified.status !== 0) throw new Error(`the pack: ${verified.stdout}${verified.stderr}`);
  say('the inspector’s pack is whole');

  provider.person = 'supt-okafor';
  const browser = new PlainBrowser({ [CONSOLE]: addresses.console });
  const { h1, words } = await browser.go(`${CONSOLE}/sign-in`, { to: `/cases/${applied.id}` });
  if (!words.includes(applied.reference)) throw new Error(`the console showed ${h1}`);
  say('the officer signed in to the console through the provider, and reads the case there');
};

createServer(async (request, response) => {
  const lines = [];
  try {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    await story(JSON.parse(Buffer.concat(chunks).toString('utf8')), (line) => lines.push(line));
    response.writeHead(200);
  } catch (error) {
    response.writeHead(500);
    lines.push(`FAILED: ${error.message}`);
  }
  response.end(`${lines.join('\n')}\n`);
}).listen(OWN_PORT, '127.0.0.1', () => console.log('ready'));
