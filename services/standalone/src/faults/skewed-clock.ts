import { readFileSync } from 'node:fs';
import { setInterval } from 'node:timers';

/**
 * Makes this process believe that it is another time, as one on a machine whose clock is off does: loaded before anything else (`node --import`), it reads how far off, in milliseconds, from a file that
 * the fault suite writes. Waiting takes as long as ever.
 */
const file = process.env['SKEW_FILE'] ?? '';
const LOOK_MS = 50;
const Right = Date;
let byMs = 0;

const look = (): void => {
  try {
    byMs = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    byMs = 0; // nobody has skewed it yet
  }
};

look();
setInterval(look, LOOK_MS).unref();

const now = (): number => Right.now() + byMs;
globalThis.Date = new Proxy(Right, {
  construct: (target, given: readonly unknown[], as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as) as Date,
  apply: () => new Right(now()).toString(),
  get: (target, name, as) => (name === 'now' ? now : (Reflect.get(target, name, as) as unknown)),
});
