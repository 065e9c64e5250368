import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** A process that ended by itself is started again after so long, in milliseconds. */
const RESTART_MS = 500;
/** One that does not stop when it is told to is ended after so long, in milliseconds. */
const STOP_MS = 30_000;

/** What is run, and where its lines go. */
export type ChildParts = { readonly entry: string; readonly env: Readonly<Record<string, string>>; readonly say: (line: Buffer) => void };

/** Where a process's lines go: behind those in a file. */
export const linesTo = (file: string): ChildParts['say'] => {
  const lines = createWriteStream(file, { flags: 'a' });
  // A disk that takes no line more is no reason to end whom it is of, and whoever looks after them.
  lines.on('error', () => {});
  return (line) => void lines.write(line);
};

/** A process that is started again whenever it ends, until it is stopped: what a cluster does for a service. */
export class SupervisedProcess {
  private child: ChildProcess | undefined;
  private stopped = false;
  /** How often it was started. */
  starts = 0;

  constructor(private readonly parts: ChildParts) {}

  start(): void {
    const { entry, env, say } = this.parts;
    this.starts += 1;
    const child = spawn(process.execPath, ['--enable-source-maps', entry], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    // Of one that cannot be started an error is told, and then that it has ended; where nothing more can be opened it has no streams either.
    child.once('error', ({ message }) => say(Buffer.from(`${message}\n`)));
    child.stdout?.on('data', say);
    child.stderr?.on('data', say);
    child.once('close', () => {
      if (this.stopped) return;
      void wait(RESTART_MS, undefined, { ref: false }).then(() => this.stopped || this.start());
    });
  }

  /** Undefined while it does not run. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Sends a signal, e.g. `SIGKILL`: a crash, for tests. */
  signal(name: NodeJS.Signals): void {
    this.child?.kill(name);
  }

  /** Lets it finish what it has in hand, and does not start it again. */
  async stop(): Promise<void> {
    this.stopped = true;
    const { child } = this;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    const ended = once(child, 'close');
    child.kill('SIGTERM');
    await ended;
    clearTimeout(late);
  }
}
