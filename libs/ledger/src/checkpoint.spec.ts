import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointText, fileSigner, isSignedBy, parseCheckpoint, type Signer, signedNote, verifierKey } from './checkpoint.js';
import { newFolder, removeFolders } from './specimen.js';

/** The known example of the note format (golang.org/x/mod/sumdb/note, in its documentation and tests). */
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const PETER_SEED = 'gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=';
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const NOTE = `${TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

/** The example of C2SP tlog-checkpoint. */
const CHECKPOINT = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`;

const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const signerOf = (name: string, seed: Uint8Array): Signer => {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  return { name, publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32), sign: (text) => sign(null, text, key) };
};
const peter = (): Signer => signerOf('PeterNeumann', Buffer.from(PETER_SEED, 'base64'));

afterAll(removeFolders);

describe('a signed note', () => {
  it('given the known example, when it is signed with its key, then it is the published note, and its key is the published one', () => {
    expect(signedNote(TEXT, peter())).toBe(NOTE);
    expect(verifierKey(peter())).toBe(PETER);
  });

  it('given the known example, when it is verified, then it is good; changed in its text, its name or its key, it is not', () => {
    expect(isSignedBy(NOTE, PETER)).toBe(true);
    expect(isSignedBy(NOTE.replace('answer', 'anwser'), PETER)).toBe(false);
    expect(isSignedBy(NOTE.replace('— PeterNeumann', '— EnochRoot'), PETER)).toBe(false);
    expect(isSignedBy(NOTE, 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop')).toBe(false);
    expect(isSignedBy(TEXT, PETER)).toBe(false);
  });

  it('given signatures of others before it, and a text with empty lines, then it is found all the same', () => {
    const text = 'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n';
    const signed = signedNote(text, peter());
    expect(isSignedBy(signed, PETER)).toBe(true);
    const other = '— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n';
    expect(isSignedBy(signed.replace('— PeterNeumann', `${other}— PeterNeumann`), PETER)).toBe(true);
  });

  it('given a key whose base64 has a plus sign, then it is read whole', () => {
    const signer = signerOf('specimen/1', new Uint8Array(32).fill(10));
    expect(verifierKey(signer).split('+').length).toBeGreaterThan(3);
    expect(isSignedBy(signedNote(TEXT, signer), verifierKey(signer))).toBe(true);
  });
});

describe('a checkpoint', () => {
  it('given the example of the specification, then it is read', () => {
    const checkpoint = parseCheckpoint(CHECKPOINT);
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 });
    expect(checkpointText(checkpoint)).toBe(CHECKPOINT.slice(0, CHECKPOINT.indexOf('\n\n') + 1));
  });

  it.each([
    ['nothing', ''],
    ['no size', 'specimen/1\n\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'],
    ['a size with a zero before it', 'specimen/1\n07\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'],
    ['a root that is too short', 'specimen/1\n7\nCsUYapGGPo4d\n'],
    ['a root that is no base64', 'specimen/1\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2!=\n'],
  ])('given %s, then it is none', (_, note) => {
    expect(() => parseCheckpoint(note)).toThrow('That is no checkpoint');
  });

  it('given a signer in a file, then it is made once, is this user’s alone, and signs under the name of the log', () => {
    const path = join(newFolder(), 'keys', 'checkpoints.pem');
    const signer = fileSigner('specimen/1', path);
    const pem = readFileSync(path, 'utf8');
    const note = signedNote(checkpointText({ origin: 'specimen/1', size: 0, root: new Uint8Array(32) }), signer);
    expect(verifierKey(fileSigner('specimen/1', path))).toBe(verifierKey(signer));
    expect(readFileSync(path, 'utf8')).toBe(pem);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(note).toContain('\n\n— specimen/1 ');
    expect(isSignedBy(note, verifierKey(signer))).toBe(true);
  });
});
