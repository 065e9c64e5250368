import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

/** What kafkajs's connection to one broker holds, as far as its line goes and what was half read on it. */
type Connection = {
  socket?: Socket | null;
  chunks: Buffer[];
  bytesBuffered: number;
  bytesNeeded: number;
  isConnected(): boolean;
  connect(): Promise<boolean>;
};

/** An answer begins with its length. */
const LENGTH_BYTES = 4;

const leave = (line: Socket): void => {
  for (const event of ['data', 'end', 'error', 'timeout', 'connect', 'secureConnect']) line.removeAllListeners(event);
  line.on('error', () => {}); // nobody waits for it any more
  line.destroy();
};

/**
 * Keeps each connection of kafkajs 2.2.4 to one line, and begins it afresh. What was half read when a line was lost stays in the connection, and so does its ear on the line: the first answer on the next one was
 * taken for the rest of another, or read among what a broker that had stood still sent late. Then the process ends, of an error that nobody can catch (https://github.com/tulios/kafkajs/issues/715), or every answer is waited for in vain.
 * And two who ask at once opened two lines, of which the broker closes the idle one after ten minutes, and kafkajs then both.
 */
export const keepToOneLine = (): void => {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/connection') as { readonly prototype: Connection };
  if (kept.has(prototype)) return;
  kept.add(prototype);
  const { connect } = prototype;
  const connecting = new WeakMap<Connection, Promise<boolean>>();
  prototype.connect = function (this: Connection) {
    const under = connecting.get(this);
    if (under || this.isConnected()) return under ?? Promise.resolve(true);
    if (this.socket) leave(this.socket);
    Object.assign(this, { chunks: [], bytesBuffered: 0, bytesNeeded: LENGTH_BYTES });
    const opened = connect.call(this).finally(() => connecting.delete(this));
    connecting.set(this, opened);
    return opened;
  };
};

const kept = new WeakSet<Connection>();
