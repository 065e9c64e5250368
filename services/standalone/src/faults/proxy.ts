import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

const HOST = '127.0.0.1';

/** Which way a piece goes: what is asked, or what is answered to it. */
export type Way = 'asked' | 'answered';
/** What becomes of a piece on its way. `last`: nothing comes behind it, in any line; undefined: the line is cut before it. */
export type Between = (piece: Buffer, way: Way) => { readonly piece: Buffer; readonly last: boolean } | undefined;

/** A line between two ends that can be cut and slowed: everything of one TCP port, handed on to another of this machine. */
export class TcpProxy {
  private readonly lines = new Set<Socket>();
  private isCut = false;
  private delayMs = 0;
  private between: Between | undefined;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** Listens on a free port; whether anybody is at the other is asked anew for each line. */
  static async to(target: number): Promise<TcpProxy> {
    const server = createServer();
    server.listen(0, HOST);
    await once(server, 'listening');
    const proxy = new TcpProxy(server, (server.address() as { port: number }).port);
    server.on('connection', (near) => proxy.join(near, target));
    return proxy;
  }

  private join(near: Socket, port: number): void {
    if (this.isCut) return void near.resetAndDestroy();
    const far = connect(port, HOST);
    for (const [from, to, way] of [[near, far, 'asked'], [far, near, 'answered']] as const) {
      this.lines.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => this.lines.delete(from));
      void this.hand(from, to, way);
    }
  }

  /** In order, each piece as late as the line is slow when it comes. Whichever end goes, the other hears of it: a line does not hang half open. */
  private async hand(from: Socket, to: Socket, way: Way): Promise<void> {
    try {
      for await (const piece of from) {
        if (this.delayMs > 0) await wait(this.delayMs);
        const handed = this.between ? this.between(piece as Buffer, way) : { piece: piece as Buffer, last: false };
        if (!handed) return this.cut();
        if (handed.last) return void to.end(handed.piece, () => this.cut());
        if (!to.write(handed.piece)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
      }
      to.end();
    } catch {
      to.destroy();
    }
  }

  /** Breaks every connection, in whatever is under way on it, and takes none until it is mended. */
  cut(): void {
    this.isCut = true;
    for (const line of this.lines) line.resetAndDestroy();
  }

  /** Something is done to each piece from now on. */
  spoil(between: Between): void {
    this.between = between;
  }

  /** What comes from now on comes so much later, in milliseconds. */
  slow(ms: number): void {
    this.delayMs = ms;
  }

  mend(): void {
    this.isCut = false;
    this.delayMs = 0;
    this.between = undefined;
  }

  async close(): Promise<void> {
    this.server.close();
    for (const line of this.lines) line.destroy();
    await once(this.server, 'close');
  }
}
