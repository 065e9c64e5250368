#!/usr/bin/env node
/**
 * Checks an evidence pack offline, with nothing but this file and Node 20 or later:
 *
 *   node verify-evidence.mjs PACK.json [--key FILE] [--checkpoint FILE]
 *
 * --key FILE         the verifier key that you were given by another way; without it the pack's own key is taken, and the answer says so
 * --checkpoint FILE  a checkpoint that you kept: the pack must show that the log has only grown since
 *
 * It hashes every commit's own bytes (SHA-256), holds them against what they say, against each other and against the tree that the signed
 * checkpoint names (RFC 6962, C2SP tlog-checkpoint), and names the log and the position of the first fault.
 * Exit code: 0 whole, 1 a fault, 2 nothing could be checked.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The pack is not whole: where, and why. */
class Fault extends Error {
  constructor(where, what) {
    super(`${where}: ${what}`);
  }
}

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const leafHash = (data) => sha256(Uint8Array.of(0), data);
const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);
const bytes = (base64) => Buffer.from(String(base64), 'base64');

/** JSON in the one form that is hashed (RFC 8785): members in order of their names, no space between. */
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
};

/** The root that a leaf and its path lead to (RFC 9162 §2.1.3.2); undefined for a path that cannot be one. */
const rootFrom = (leaf, index, size, path) => {
  let [at, last, root] = [index, size - 1, leaf];
  for (const step of path) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      root = nodeHash(step, root);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else root = nodeHash(root, step);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? root : undefined;
};

/** The roots of both sizes that a consistency proof leads to (RFC 9162 §2.1.4.2); undefined for a proof that cannot be one. */
const rootsFrom = (from, size, fromRoot, proof) => {
  const steps = Number.isInteger(Math.log2(from)) ? [fromRoot, ...proof] : [...proof];
  let [at, last] = [from - 1, size - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  const first = steps.shift();
  if (!first) return undefined;
  let [earlier, later] = [first, first];
  for (const step of steps) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      [earlier, later] = [nodeHash(step, earlier), nodeHash(step, later)];
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else later = nodeHash(later, step);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? [earlier, later] : undefined;
};

/** Reads a checkpoint: name, size and root, one a line. */
const checkpointOf = (note, what) => {
  const [log, size, hash] = String(note).split('\n');
  const root = bytes(hash);
  if (!/^(0|[1-9]\d{0,15})$/.test(size ?? '') || root.length !== 32) throw new Fault(what, 'it is no checkpoint');
  return { log, size: Number(size), root };
};

/** True when a note carries a good Ed25519 signature of a verifier key (`<name>+<id>+<key>`, C2SP signed-note). A log that was restored signs with the same key under another name: what counts is the service's. */
const isSignedBy = (note, key) => {
  const [given = '', , ...rest] = String(key).trim().split('+');
  const [name] = String(note).split('\n');
  if (name.split('/')[0] !== given.split('/')[0]) return false;
  const keyBytes = bytes(rest.join('+'));
  if (keyBytes.length !== 33 || keyBytes[0] !== 1) return false;
  const id = sha256(`${name}\n`, keyBytes).subarray(0, 4);
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), keyBytes.subarray(1)]);
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const end = note.lastIndexOf('\n\n');
  return note.slice(end + 2).split('\n').some((line) => {
    const signed = line.startsWith(`— ${name} `) ? bytes(line.slice(`— ${name} `.length)) : undefined;
    return signed?.subarray(0, 4).equals(id) && verify(null, Buffer.from(note.slice(0, end + 1)), publicKey, signed.subarray(4));
  });
};

/** A log keeps its service's name; its epoch, the number behind, grows at each restore. */
const isOf = (log, now) => {
  const [[service, epoch], [own, last]] = [log, now].map((name) => String(name).split('/'));
  return service === own && Number(epoch) <= Number(last);
};

/** Holds one commit against its bytes, its stream, the commit before it in the pack, and the tree. */
const holdCommit = (commit, before, { pack, checkpoint }) => {
  const where = `${checkpoint.log} position ${commit.position}`;
  const fault = (what) => new Fault(where, what);
  const hash = sha256(Buffer.from(String(commit.body), 'utf8'));
  if (hash.toString('hex') !== commit.hash) throw fault('its hash is not the hash of its bytes');
  let body;
  try {
    body = JSON.parse(commit.body);
  } catch {
    throw fault('its bytes are not JSON');
  }
  if (canonical(body) !== commit.body) throw fault('its bytes are not canonical');
  if (!isOf(body.log, checkpoint.log)) throw fault(`it belongs to log ${body.log}`);
  if (body.position !== commit.position) throw fault(`its bytes say position ${body.position}`);
  if (body.stream !== pack.stream) throw fault(`it belongs to ${body.stream}`);
  if (body.version !== (before?.body.version ?? 0) + 1) throw fault(`version ${body.version} of its stream stands where ${(before?.body.version ?? 0) + 1} should`);
  if (before && body.position <= before.body.position) throw fault('it stands after a commit that came later');
  if (before && body.at < before.body.at) throw fault('it is earlier than the commit before it');
  if (before && body.position === before.body.position + 1 && body.prev !== before.hash) throw fault('it does not follow the commit before it');
  const path = (commit.inclusion ?? []).map(bytes);
  const index = commit.position - 1;
  if (index >= checkpoint.size) throw fault(`the checkpoint knows ${checkpoint.size} commits only`);
  if (!rootFrom(leafHash(hash), index, checkpoint.size, path)?.equals(checkpoint.root)) throw fault('it is not in the tree that the checkpoint names');
  // The leaf to the left of an odd one is the commit before it in the log: the first step of its path.
  if (index % 2 === 1 && !leafHash(Buffer.from(body.prev, 'hex')).equals(path[0])) throw fault('it does not follow the commit before it in the log');
  return { body, hash: commit.hash };
};

/** Every pack of law that a commit's decisions pin. */
const pinnedBy = ({ body }) => body.events.flatMap((event) => (event.basis?.pack ? [event.basis.pack] : []));

/** What a case is called stands in its commits too; a pack that calls it otherwise is another's. */
const holdReference = ({ body }, { pack, checkpoint }) => {
  const other = body.events.find(({ about }) => about?.reference !== undefined && about.reference !== pack.reference);
  if (other) throw new Fault(`${checkpoint.log} position ${body.position}`, `it is of ${other.about.reference}, not of ${pack.reference}`);
};

/** The log since a checkpoint that was kept: the same, or only grown. */
const holdKept = (note, { pack, key, checkpoint }) => {
  const kept = checkpointOf(note, 'the checkpoint that you kept');
  const fault = (what) => new Fault(`${checkpoint.log} position ${kept.size}`, what);
  if (!isOf(kept.log, checkpoint.log)) throw fault(`the checkpoint that you kept is of ${kept.log}`);
  const since = kept.log === checkpoint.log ? '' : `; it goes on as ${checkpoint.log} since it was restored, and what you kept may know of what was given up then: a person must know of that restore`;
  if (!isSignedBy(note, key)) throw fault('the checkpoint that you kept is not signed with this key');
  if (kept.size > checkpoint.size) throw fault(`the pack knows ${checkpoint.size} commits, the checkpoint that you kept ${kept.size}: the log was cut off or rolled back${since}`);
  if (kept.size === 0) return kept;
  if (kept.size === checkpoint.size) {
    if (!kept.root.equals(checkpoint.root)) throw fault('the roots differ: some commit up to here is not the one that was there');
    return kept;
  }
  if (pack.consistency?.from !== kept.size) throw fault(`the pack does not prove what it was at ${kept.size} commits: ask for it with since=${kept.size}`);
  const roots = rootsFrom(kept.size, checkpoint.size, kept.root, pack.consistency.proof.map(bytes));
  if (!roots?.[0].equals(kept.root) || !roots[1].equals(checkpoint.root)) throw fault(`the log does not begin as it did: some commit up to here is not the one that was there${since}`);
  return kept;
};

/** Checks a pack. @throws Fault at the first thing that is wrong */
export const check = (pack, given = {}) => {
  if (pack?.format !== 'cpmp-evidence/1' || !Array.isArray(pack.commits)) throw new Fault('the file', 'it is no evidence pack of format cpmp-evidence/1');
  const checkpoint = checkpointOf(pack.checkpoint, 'the checkpoint');
  if (pack.log !== checkpoint.log) throw new Fault(pack.log, `the checkpoint is of ${checkpoint.log}`);
  const key = given.key ?? pack.key;
  if (!isSignedBy(pack.checkpoint, key)) throw new Fault(checkpoint.log, `the checkpoint of ${checkpoint.size} commits is not signed with ${given.key ? 'the key that you gave' : 'the key in the pack'}`);
  let before;
  const commits = pack.commits.map((commit) => (before = holdCommit(commit, before, { pack, checkpoint })));
  if (commits.length === 0) throw new Fault(checkpoint.log, `there is no commit of ${pack.stream}`);
  for (const commit of commits) holdReference(commit, { pack, checkpoint });
  const listed = new Set(pack.packs ?? []);
  for (const commit of commits) for (const digest of pinnedBy(commit)) if (!listed.delete(digest) && !pack.packs?.includes(digest)) throw new Fault(`${checkpoint.log} position ${commit.body.position}`, `the pack of law that it was decided under is not listed: ${digest}`);
  if (listed.size > 0) throw new Fault(checkpoint.log, `a pack of law is listed that nothing was decided under: ${[...listed][0]}`);
  const kept = given.checkpoint === undefined ? undefined : holdKept(given.checkpoint, { pack, key, checkpoint });
  return { log: checkpoint.log, size: checkpoint.size, root: checkpoint.root.toString('hex'), stream: pack.stream, reference: pack.reference, commits: commits.length, key, kept: kept?.size };
};

/** What is said of a pack that is whole, and what would not show. */
export const sentences = ({ log, size, root, stream, reference, commits, key, kept }, trusted) => [
  `ok   ${log}: ${reference ? `${reference}, ` : ''}${stream}: ${commits} commits, each in the tree of ${size} commits with root ${root}`,
  trusted ? '     signed with the key that you gave' : `     signed with the pack's own key: hold it against the one that you were given: ${key}`,
  kept === undefined ? '     without a checkpoint that you kept, a log that was rewritten whole would not show' : `     the log has only grown since your checkpoint of ${kept} commits`,
  '     commits of this case after the last one here would not show: ask for a newer pack',
];

const main = () => {
  const { values, positionals } = parseArgs({ options: { key: { type: 'string' }, checkpoint: { type: 'string' } }, allowPositionals: true });
  const [file] = positionals;
  if (!file) throw new Error('node verify-evidence.mjs PACK.json [--key FILE] [--checkpoint FILE]');
  const given = Object.fromEntries(Object.entries(values).map(([name, path]) => [name, readFileSync(path, 'utf8')]));
  const found = check(JSON.parse(readFileSync(file, 'utf8')), given);
  console.log(sentences(found, given.key !== undefined).join('\n'));
};

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    main();
  } catch (error) {
    if (error instanceof Fault) console.log(`FAIL ${error.message}`);
    else console.error(error.message);
    process.exitCode = error instanceof Fault ? 1 : 2;
  }
}
