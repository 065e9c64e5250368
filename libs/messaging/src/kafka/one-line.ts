import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

/** What kafkajs's connection to one broker holds, as far as its line goes and what was half read on it. */
type Connection = {
  socket?: Socket | undefined;
  chunks: Buffer[];
  bytesBuffered: number;
  bytesNeeded: number;
  isConnected(): boolean;
  connect(): Promise<boolean>;
  disconnect(): Promise<boolean>;
};

/** An answer begins with its length. */
const LENGTH_BYTES = 4;

/** What keeps to one line already: a process may have many clients. */
const kept = new WeakSet<Connection>();

/** Hears nothing more of a line. Whoever leaves has waited for its answers, and a broker that stands still would never take the rest. */
const leave = (line: Socket): void => {
  for (const event of ['data', 'end', 'error', 'timeout']) line.removeAllListeners(event);
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
  const { connect, disconnect } = prototype;
  const connecting = new WeakMap<Connection, Promise<boolean>>();
  prototype.connect = function (this: Connection) {
    const under = connecting.get(this);
    if (under || this.isConnected()) return under ?? Promise.resolve(true);
    Object.assign(this, { chunks: [], bytesBuffered: 0, bytesNeeded: LENGTH_BYTES });
    const opened = connect.call(this).finally(() => connecting.delete(this));
    connecting.set(this, opened);
    return opened;
  };
  prototype.disconnect = async function (this: Connection) {
    const { socket } = this;
    const done = await disconnect.call(this);
    if (!socket || socket !== this.socket) return done;
    // Whoever waits for it hears that it will not open.
    if (connecting.has(this)) socket.destroy(new Error('The line was left before it was open.'));
    else {
      leave(socket);
      this.socket = undefined;
    }
    return done;
  };
};
