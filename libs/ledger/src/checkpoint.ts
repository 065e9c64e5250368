import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify as verifySignature } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A log's size and root at one time: what must be kept elsewhere to see a truncation, a fork, a rollback or a whole rewrite. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Uint8Array };

/** Signs notes; a port, so that a hardware key can take its place. Its name is the origin of what it signs. */
export type Signer = { readonly name: string; readonly publicKey: Uint8Array; sign(text: Uint8Array): Uint8Array };

const ED25519 = 1;
const KEY_ID_BYTES = 4;
// An Ed25519 public key in DER is this prefix and the 32 raw bytes.
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The text of a C2SP tlog-checkpoint: origin, size, root. */
export const checkpointText = ({ origin, size, root }: Checkpoint): string => `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;

/** A key's id in a C2SP signed note: the first four bytes of SHA-256 over its name, its algorithm and its bytes. */
const keyId = (name: string, publicKey: Uint8Array): Buffer =>
  createHash('sha256').update(`${name}\n`).update(Uint8Array.of(ED25519)).update(publicKey).digest().subarray(0, KEY_ID_BYTES);

/** A text as a C2SP signed note. */
export const signedNote = (text: string, signer: Signer): string => {
  const signature = Buffer.concat([keyId(signer.name, signer.publicKey), signer.sign(Buffer.from(text))]);
  return `${text}\n— ${signer.name} ${signature.toString('base64')}\n`;
};

/** The verifier key of a signer, as C2SP writes it: `<name>+<id>+<key>`. */
export const verifierKey = ({ name, publicKey }: Signer): string =>
  `${name}+${keyId(name, publicKey).toString('hex')}+${Buffer.concat([Uint8Array.of(ED25519), publicKey]).toString('base64')}`;

const ROOT_BYTES = 32;
const KEY_BYTES = 32;

/** Reads a note's checkpoint without judging its signatures. @throws when it is none */
export const parseCheckpoint = (note: string): Checkpoint => {
  const [origin = '', size = '', hash = ''] = note.split('\n');
  const root = Buffer.from(hash, 'base64');
  const isOne = origin !== '' && /^(0|[1-9]\d{0,15})$/.test(size) && root.length === ROOT_BYTES && root.toString('base64') === hash;
  if (!isOne) throw new Error('That is no checkpoint: three lines of a name, a size and a root in base64, as C2SP tlog-checkpoint says.');
  return { origin, size: Number(size), root };
};

/** A note's text and its signature lines; the last empty line parts them. */
const partsOf = (note: string): { readonly text: string; readonly signatures: readonly string[] } => {
  const end = note.lastIndexOf('\n\n');
  return { text: note.slice(0, end + 1), signatures: note.slice(end + 2).split('\n') };
};

/** A log's name without its epoch; undefined for a name that has none. */
const logIn = (name: string): string | undefined => /^(.+)\/\d+$/.exec(name)?.[1];

/** True when the note carries a good signature of the verifier key. A log's key is its key in every epoch: it signs each checkpoint under the name that the log had then. */
export const isSignedBy = (note: string, verifier: string): boolean => {
  // The key is base64, which has plus signs of its own.
  const [name = '', , ...key] = verifier.trim().split('+');
  const [algorithm, ...publicKey] = Buffer.from(key.join('+'), 'base64');
  if (algorithm !== ED25519 || publicKey.length !== KEY_BYTES) return false;
  const spki = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, Buffer.from(publicKey)]), format: 'der', type: 'spki' });
  const { text, signatures } = partsOf(note);
  const origin = text.slice(0, text.indexOf('\n'));
  const signer = logIn(origin) !== undefined && logIn(origin) === logIn(name) ? origin : name;
  const id = keyId(signer, Buffer.from(publicKey));
  return signatures.some((line) => {
    const signed = line.startsWith(`— ${signer} `) ? Buffer.from(line.slice(`— ${signer} `.length), 'base64') : undefined;
    return signed?.subarray(0, KEY_ID_BYTES).equals(id) === true && verifySignature(null, Buffer.from(text), spki, signed.subarray(KEY_ID_BYTES));
  });
};

const signerWith = (name: string, key: KeyObject): Signer => {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(SPKI_PREFIX.length);
  return { name, publicKey, sign: (text) => sign(null, text, key) };
};

/** A signer whose Ed25519 key lies in a file, made on first use and readable by this user alone. */
export const fileSigner = (name: string, path: string): Signer => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (!existsSync(path)) writeFileSync(path, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  return signerWith(name, createPrivateKey(readFileSync(path)));
};

/** A signer whose key is kept nowhere: for logs in memory. */
export const memorySigner = (name: string): Signer => signerWith(name, generateKeyPairSync('ed25519').privateKey);
