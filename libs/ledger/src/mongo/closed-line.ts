import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

type Connection = new (line: Socket, options: object) => object;

/** The driver's own, of the version that mongoose brings; it exports none. */
const driver = createRequire(createRequire(import.meta.url).resolve('mongoose'))('mongodb/lib/cmap/connection') as { readonly Connection: Connection };

/**
 * A connection of the driver (7.8) that says so when its line is closed under a write. A write that is larger than the line takes at once waits until it takes more, and hears of nothing else than an error. Where the driver itself
 * gives the line up, because a server stood still for too long, there is none, and whoever wrote would wait for ever. Told that it may go on, the driver finds the line closed, and says that.
 */
export class ToldWhenClosed extends driver.Connection {
  constructor(line: Socket, options: object) {
    super(line, options);
    line.once('close', () => line.emit('drain'));
  }
}
