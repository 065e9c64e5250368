import { createCipheriv, createDecipheriv } from 'node:crypto';
import { IV_BYTES, type Random, TAG_BYTES } from './sealing.js';

/** A key as it is kept: closed with the master key for this id alone, in base64. */
export const wrapKey = (master: Uint8Array, id: string, { key, random }: { readonly key: Uint8Array; readonly random: Random }): string => {
  const iv = random(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', master, iv).setAAD(Buffer.from(id));
  const wrapped = Buffer.concat([cipher.update(key), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), wrapped]).toString('base64');
};

/** Opens a wrapped key. `where` it lies is said when it does not open. @throws when the master key is another one, or what is kept was changed */
export const unwrapKey = (master: Uint8Array, id: string, { wrapped, where }: { readonly wrapped: string; readonly where: string }): Uint8Array => {
  const bytes = Buffer.from(wrapped, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', master, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(id));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  } catch (error) {
    throw new Error(`A key in ${where} does not open: the master key is another one, or it was changed.`, { cause: error });
  }
};
