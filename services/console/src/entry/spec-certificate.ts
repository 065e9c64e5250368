import { generateKeyPairSync, sign } from 'node:crypto';

const DAY_MS = 86_400_000;

/** One DER value: tag, length, content. */
const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const length = content.length < 0x80 ? [content.length] : content.length < 0x100 ? [0x81, content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...length), content]);
};
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

const ECDSA_SHA256 = sequence(hex('06082a8648ce3d040302'));
const COMMON_NAME = hex('0603550403');
const SUBJECT_NAMES = hex('0603551d11');
const CONSTRAINTS = hex('0603551d13');
const TRUE = hex('0101ff');

const utc = (ms: number): Buffer => der(0x17, Buffer.from(`${new Date(ms).toISOString().slice(2, 19).replaceAll(/[-T:]/g, '')}Z`));

/** A key and its own certificate for this machine's name, good until tomorrow: an authority that nobody knows but who is told of it. PEM both. */
export const selfMade = (): { readonly key: string; readonly cert: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from('localhost')))));
  const names = sequence(SUBJECT_NAMES, der(0x04, sequence(der(0x82, Buffer.from('localhost')))));
  const authority = sequence(CONSTRAINTS, TRUE, der(0x04, sequence(TRUE)));
  const body = sequence(
    der(0xa0, hex('020102')), hex('020101'), ECDSA_SHA256, name, sequence(utc(Date.now() - DAY_MS), utc(Date.now() + DAY_MS)), name,
    publicKey.export({ type: 'spki', format: 'der' }), der(0xa3, sequence(authority, names)),
  );
  const whole = sequence(body, ECDSA_SHA256, der(0x03, Uint8Array.of(0), sign('sha256', body, privateKey)));
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, cert: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n` };
};
