import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Closes values so that only this console can read them, and nobody can change them. */
export type Seals = {
  readonly close: (value: unknown) => string;
  /** The value again; undefined for what this console did not close, or what somebody changed. */
  readonly open: <T>(sealed: string | undefined) => T | undefined;
};

/** AES-256-GCM under a key of its own for each purpose, so that what was closed for one never opens for another. */
export const sealsFor = (secret: Uint8Array, purpose: string): Seals => {
  const key = createHmac('sha256', secret).update(purpose).digest();
  return {
    close: (value) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const closed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), closed]).toString('base64url');
    },
    open: <T>(sealed: string | undefined) => {
      const bytes = Buffer.from(sealed ?? '', 'base64url');
      if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')) as T;
      } catch {
        return undefined;
      }
    },
  };
};
