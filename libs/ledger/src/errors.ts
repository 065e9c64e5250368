/** The same cause came with another request: answered 422 at the edge. */
export class KeyReused extends Error {
  override readonly name = 'KeyReused';
  constructor() {
    super('The same key was used for another request.');
  }
}

/** The store could not take it now; nothing was written, or it is not known to be. Answered 503; consumers pause and retry. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  constructor(
    reason: string,
    readonly retryAfterSeconds = 1,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/**
 * An event of a type that this process does not know: it never folds past one, and turns unready, since a newer release wrote it.
 * To callers and consumers it is `Unavailable`: another process may know the type, and no message may become a dead letter for it.
 */
export class UnknownEvent extends Unavailable {
  constructor(type: string, category: string) {
    super(`This process knows no ${type} of ${category}.`);
  }
}

/** Text would be sealed with a key that was destroyed: what belonged to it was erased, and nothing more is written under it. */
export class KeyDestroyed extends Error {
  override readonly name = 'KeyDestroyed';
  constructor() {
    super('A destroyed key is never made again.');
  }
}

/** What is stored contradicts itself: a column, a hash, a chain. Names the position. */
export class Corrupt extends Error {
  override readonly name = 'Corrupt';
  constructor(
    readonly position: number,
    readonly fault: string,
  ) {
    super(`Commit ${position}: ${fault}`);
  }
}

/** A value without a canonical form, by JSON pointer and rule. */
export class IllFormed extends Error {
  override readonly name = 'IllFormed';
  constructor(
    readonly pointer: string,
    readonly rule: string,
  ) {
    super(`${pointer || '/'}: ${rule}`);
  }
}

/** A page was asked for with something that is no `next` of that list; answered 422 at the edge. */
export class BadCursor extends RangeError {
  override readonly name = 'BadCursor';
  constructor() {
    super('That is no cursor of this list.');
  }
}

/** A proof was asked of a tree that the log has not had; answered 422 at the edge. */
export class NoSuchTree extends RangeError {
  override readonly name = 'NoSuchTree';
  constructor() {
    super('The log has had no such size, or that commit is not in it.');
  }
}
