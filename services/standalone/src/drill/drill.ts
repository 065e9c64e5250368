import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createClient } from '@cpmp/client';
import { type BackedUp, backUpKeys, backUpLedgers, type Checkpoint, type CommitBody, type Lost, lostBeyond, openBackupThere, openLogFile, type Orphan, parseCheckpoint, type Restored, restoreFolder, serviceOf, verifyLog } from '@cpmp/ledger';
import { machineClock } from '@cpmp/shell';
import { logViewsOf, PARTS, rebuilt } from '../faults/judged.js';
import { Load } from '../faults/load.js';
import { effectsLate } from '../faults/rules.js';
import { type Platform, startPlatform } from '../platform.js';
import { type Answered, type Before, keptWhole, namedExactly, noneLiveUnderLost, nothingUnnamed, opensEpoch, orphansListed } from './rules.js';

/** Authorities first: a holder whose backup is later may know of a permit that was lost, which is ended; the other way round something would be out that its holder does not know of. */
const FIRST = ['authorisation'];
const REST = [...PARTS.map(({ name }) => name), 'standalone'].flatMap((name) => [name, `${name}-access`]).filter((name) => !FIRST.includes(name));
const DEPLOYMENTS = '/api/resource-allocation/v1/deployments';
const ASSET_DEPLOYMENTS = '/api/asset-registry/v1/deployments';
const DRAFTS = '/api/authorisation/v1/authorisations';
const REST_LOOKS = 2;
const REST_LOOK_MS = 250;
/** Whoever does not come to rest within so long needs a hand, in milliseconds. */
const REST_MS_MAX = 120_000;
const READ = 1_000;

/** Where a drill happens, and how long each part of its load lasts, in milliseconds. */
export type DrillOptions = { readonly folder: string; readonly seed: string; readonly lastsMs: number };

/** What came of a drill. `faults`: what must not be, a sentence each. */
export type Drill = {
  readonly faults: readonly string[];
  readonly lost: readonly Lost[];
  readonly orphans: ReadonlyMap<string, readonly Orphan[]>;
  readonly restored: readonly Restored[];
  /** How much had been answered since the backup, and for how long; how long nobody could work. */
  readonly rpo: { readonly ms: number; readonly commits: number; readonly acts: number };
  readonly rto: { readonly ms: number; readonly commits: number };
};

type Places = Record<'data' | 'destroyed' | 'ledgers' | 'keys' | 'elsewhere', string>;

const bodiesIn = async (file: string): Promise<readonly CommitBody[]> => {
  if (!existsSync(file)) return [];
  const log = openLogFile(file);
  const bodies: CommitBody[] = [];
  for (let commits = await log.readAfter(0, READ); commits.length > 0; commits = await log.readAfter(commits.at(-1)?.position ?? 0, READ)) bodies.push(...commits.map(({ body }) => JSON.parse(Buffer.from(body as string, typeof body === 'string' ? 'latin1' : undefined).toString('utf8')) as CommitBody));
  await log.close();
  return bodies;
};

/** Ready, nothing waits, and no log has grown for a while. @throws when it does not come about */
const atRest = async ({ health, topics }: Platform): Promise<void> => {
  let before = '';
  for (let looks = 0, began = Date.now(); looks < REST_LOOKS; await wait(REST_LOOK_MS)) {
    await topics.drain();
    const { ready, services } = await health();
    const now = JSON.stringify(services.map(({ position }) => position));
    const waits = services.filter(({ untakenDeadlines, dueFailing, deadLetters }) => untakenDeadlines + dueFailing + deadLetters > 0);
    looks = ready && waits.length === 0 && now === before ? looks + 1 : 0;
    before = now;
    if (Date.now() - began > REST_MS_MAX) throw new Error(`it did not come to rest: ${waits.map((one) => `${one.service} ${one.untakenDeadlines}/${one.dueFailing}/${one.deadLetters}`).join(', ')}`);
  }
};

const started = (data: string): Promise<Platform> => startPlatform({ data, port: 0, clock: { kind: 'machine' }, demonstration: true });

/** Somebody begins an application and throws it away: its key is destroyed, and the log says so. Answers the key's line in a copy that was made before. */
const destroyed = async (url: string, data: string): Promise<string> => {
  const { value } = await createClient({ baseUrl: url }).call<{ token: string }>('POST', '/api/standalone/v1/sign-in', { body: { person: 'dc-ahmed' } });
  const client = createClient({ baseUrl: url, token: value?.token ?? '' });
  const keys = () => readFileSync(join(data, 'keys', 'authorisation.keys'), 'utf8');
  const begun = await client.call<{ id: string }>('POST', `${DRAFTS}/drafts`, { key: 'drill-draft', body: { operation: 'Drill' } });
  const line = keys().split('\n').find((text) => text.includes(`authority-${begun.value?.id}/`)) ?? '';
  await client.call('POST', `${DRAFTS}/${begun.value?.id}/draft/discard`, { key: 'drill-discard', ...(begun.etag === undefined ? {} : { ifMatch: begun.etag }) });
  for (const began = Date.now(); keys().includes(line); await wait(REST_LOOK_MS)) if (line === '' || Date.now() - began > REST_MS_MAX) throw new Error('no key was destroyed');
  return line;
};

const COMMANDS = new URL('../../../../libs/shell/dist/process/', import.meta.url);

/** Runs a command as a process of its own and kills it as soon as something is there that it makes; whoever ends before was too fast, and nothing would be shown. */
const killedOnce = async (command: 'backup' | 'restore', args: readonly string[], made: string): Promise<void> => {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`${command}.command.js`, COMMANDS)), ...args], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (!existsSync(made) && child.exitCode === null) await wait(1);
  child.kill('SIGKILL');
  const [, signal] = await ended;
  if (signal !== 'SIGKILL') throw new Error(`the ${command} that was to be killed had ended: nothing was shown of it`);
};

/** The platform under load, backed up while it runs, and gone. */
const lived = async (places: Places, { seed, lastsMs }: DrillOptions) => {
  const platform = await started(places.data);
  const [load, leaves] = [new Load(platform.url, seed, ['team-red']), new Load(platform.url, `${seed}-out`)];
  const labelled = async (path: string, query: string): Promise<string> => {
    const answer = await createClient({ baseUrl: platform.url, token: await signedIn(platform.url) }).call<{ items: readonly { id: string }[] }>('GET', `${path}?${query}`);
    return answer.value?.items[0]?.id ?? '';
  };
  const answered = () => [...load.acknowledged, ...leaves.acknowledged];
  const running = load.run();
  const line = await destroyed(platform.url, places.data);
  const out = await leaves.leaveOut('known', { route: DEPLOYMENTS, resource: await labelled('/api/resource-allocation/v1/resources', 'label=team-blue') });
  await wait(lastsMs);
  const before = Date.now();
  const kept = new Set(answered().map(({ service, cause }) => `${service} ${cause}`));
  await killedOnce('backup', ['--data', places.data, '--to', places.ledgers, '--keys-to', places.keys], join(places.ledgers, 'asset-registry.sqlite'));
  const first = await backUpLedgers({ data: places.data, to: places.ledgers, services: FIRST });
  // A holder has something out under a permit that is lost: authorities were backed up before it was issued, holders after.
  const under = await leaves.leaveOut('lost', { route: ASSET_DEPLOYMENTS, asset: await labelled('/api/asset-registry/v1/assets', 'kind=observation-vehicle') });
  const rest = await backUpLedgers({ data: places.data, to: places.ledgers, services: REST });
  backUpKeys({ data: places.data, to: places.keys });
  await wait(lastsMs);
  load.stop();
  await running;
  await backUpLedgers({ data: places.data, to: places.elsewhere });
  await platform.close();
  renameSync(places.data, places.destroyed);
  if (!out || !under) throw new Error('nothing could be left out: nothing would be shown');
  const all: Answered[] = answered().map((act) => ({ ...act, kept: kept.has(`${act.service} ${act.cause}`) }));
  return { line, out, under, answered: all, wrong: [...load.wrong, ...leaves.wrong], backedUp: [...first, ...rest], ms: Date.now() - before };
};

const signedIn = async (url: string): Promise<string> =>
  (await createClient({ baseUrl: url }).call<{ token: string }>('POST', '/api/standalone/v1/sign-in', { body: { person: 'rm-price' } })).value?.token ?? '';

const checkpointsIn = (folder: string, of: readonly BackedUp[]): readonly Checkpoint[] => of.flatMap(({ log, position }) => (position === 0 ? [] : [parseCheckpoint(readFileSync(join(folder, 'checkpoints', `${log.replaceAll('/', '-')}.checkpoint`), 'utf8'))]));

/** Each ledger holds against the checkpoint of its backup; one of what was lost is named an abandoned tail. */
const verified = async (places: Places, restored: readonly Restored[], checkpoints: readonly Checkpoint[]): Promise<readonly string[]> => {
  const faults: string[] = [];
  for (const { service } of restored) {
    const log = openLogFile(join(places.data, `${service}.sqlite`));
    const own = checkpoints.filter(({ origin }) => serviceOf(origin) === service);
    const { whole, fault, against } = await verifyLog(log, { checkpoints: own });
    await log.close();
    if (!whole || (own.length > 0 && !against)) faults.push(`the ledger of ${service} does not hold against its checkpoint: ${fault ? `position ${fault.position}, ${fault.what}` : 'it lacks what that knows'}`);
  }
  return faults;
};

/** Every reader is sent back to the beginning: an effect that comes about only then was passed over before. And every view of a log is what a rebuild makes. */
const heardAll = async (data: string): Promise<readonly string[]> => {
  for (const { name } of PARTS) {
    const store = openBackupThere(join(data, `${name}.sqlite`));
    for (const { key, revision } of (await store.notes()).filter((note) => note.key.startsWith('topics/'))) await store.putNote(key, { topics: {} }, revision);
    await store.close();
  }
  const ends = new Map<string, number>();
  for (const { name } of PARTS) ends.set(name, (await bodiesIn(join(data, `${name}.sqlite`))).length);
  const platform = await started(data);
  const views: string[] = [];
  try {
    await atRest(platform);
    for (const parts of PARTS) {
      const ledger = platform.services.find(({ name }) => name === parts.name)?.ledger;
      if (ledger) for (const view of logViewsOf(parts)) views.push(...(await rebuilt(parts.name, ledger, view)));
    }
  } finally {
    await platform.close();
  }
  const causes: { service: string; cause: string }[] = [];
  const ids = new Set<string>();
  for (const { name } of PARTS) {
    const bodies = await bodiesIn(join(data, `${name}.sqlite`));
    for (const { log, position, events } of bodies) events.forEach((_, index) => ids.add(` ${log}/${position}/${index}`));
    causes.push(...bodies.slice(ends.get(name)).map(({ cause }) => ({ service: name, cause })));
  }
  return [...views, ...effectsLate(causes, ids)];
};

/** Lives, destroys everything, restores, and judges by the logs alone. A backup and a restore are killed on the way, and run again. */
export const drill = async (options: DrillOptions): Promise<Drill> => {
  const places = Object.fromEntries(['data', 'destroyed', 'ledgers', 'keys', 'elsewhere'].map((name) => [name, join(options.folder, name)])) as Places;
  const { line, out, under, answered, wrong, backedUp, ms } = await lived(places, options);
  const checkpoints = checkpointsIn(places.ledgers, backedUp);
  const began = Date.now();
  await killedOnce('restore', ['--data', places.data, '--from', places.ledgers, '--keys-from', places.keys], join(places.data, 'notification.sqlite'));
  const restored = await restoreFolder({ from: places.ledgers, keysFrom: places.keys, data: places.data, at: machineClock.now(), checkpoints });
  const keyFile = join(places.data, 'keys', 'authorisation.keys');
  // As a key store would be that is older than the ledger: it has a key again that was destroyed.
  appendFileSync(keyFile, `\n${line}\n`);
  const platform = await started(places.data);
  const back = Date.now();
  const ready = (await platform.health()).ready;
  const revived = readFileSync(keyFile, 'utf8').includes(line);
  await atRest(platform);
  const orphans = new Map<string, readonly Orphan[]>();
  for (const { name, ledger } of platform.services) orphans.set(name, await ledger.orphans());
  await platform.close();
  const all: Before[] = [];
  const lost: Lost[] = [];
  for (const { service, position } of restored) {
    const file = `${service}.sqlite`;
    const log = openLogFile(join(places.destroyed, file));
    lost.push(...(await lostBeyond(log, position)));
    await log.close();
    all.push({ service, end: position, destroyed: await bodiesIn(join(places.destroyed, file)), restored: await bodiesIn(join(places.data, file)) });
  }
  const ledgers = all.filter(({ service }) => !service.endsWith('-access'));
  const faults = [
    ...wrong,
    ...(ready ? [] : ['it was not ready when it was back']),
    ...(revived ? ['a key is there again that the ledger says was destroyed'] : []),
    ...(await verified(places, restored, checkpoints)),
    ...all.flatMap(keptWhole), ...all.flatMap(opensEpoch), ...namedExactly(all, lost), ...nothingUnnamed(answered, ledgers, lost),
    ...orphansListed(ledgers, lost, orphans), ...noneLiveUnderLost(ledgers, [out]),
    ...(isShown(ledgers, under) ? [] : ['no permit was lost that something was out under: nothing was shown of it']),
    ...(await heardAll(places.data)),
  ];
  const acts = answered.filter(({ service, cause }) => lost.some((one) => serviceOf(one.log) === service && one.cause === cause)).length;
  return { faults, lost, orphans, restored, rpo: { ms, commits: lost.length, acts }, rto: { ms: back - began, commits: restored.reduce((sum, { position }) => sum + position, 0) } };
};

/** The permit was lost, and its thing was called back. */
const isShown = (ledgers: readonly Before[], permit: string): boolean =>
  ledgers.some(({ restored }) => restored.some(({ events }) => events.some((event) => event.type === 'UnknownPermitEnded' && (event['said'] as { readonly permit: string }).permit === permit)));
