import { createHmac } from 'node:crypto';

/** The service's own ledger. */
export const LEDGER = Symbol('ledger');
/** The two clocks. */
export const CLOCK = Symbol('clock');
/** The store of the service's views, where consumers fold topic-fed ones with the ledger's `foldTopic`. */
export const VIEW_STORE = Symbol('view store');
/** The topics engine that the host gave. */
export const TOPICS = Symbol('topics');
/** `(name: string) => string`: an operation's id from its name. */
export const OPERATION_ID = Symbol('operation id');
/** The structured log: ids, codes and counts only, never text that a person wrote. */
export const LOGGER = Symbol('logger');

/** An operation travels as HMAC-SHA-256 of its NFC, case-folded, trimmed name under the force's key, so that its name stays at home. */
export const operationIds =
  (key: Uint8Array) =>
  (name: string): string =>
    createHmac('sha256', key).update(name.normalize('NFC').toLowerCase().normalize('NFC').trim()).digest('hex');
