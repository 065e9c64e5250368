import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

/** The platform as a process of its own, as `npm start` runs it. */
export class Child {
  /** What it printed, and what it said on standard error. */
  out = '';
  err = '';
  /** How it ended: its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  private readonly process: ChildProcess;

  constructor(...args: readonly string[]) {
    this.process = spawn(process.execPath, ['--enable-source-maps', MAIN, '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.stdout?.on('data', (bytes: Buffer) => void (this.out += bytes.toString()));
    this.process.stderr?.on('data', (bytes: Buffer) => void (this.err += bytes.toString()));
    this.ended = new Promise((settle) => this.process.once('close', (code, signal) => settle(code ?? signal ?? 1)));
  }

  /** Where it answers, once it said so. @throws what it said when it ended before. */
  async url(): Promise<string> {
    const said = () => /^The platform: (http:\S+)$/m.exec(this.out)?.[1];
    return new Promise((settle, fail) => {
      const look = (): void => {
        const url = said();
        if (url) settle(url);
      };
      this.process.stdout?.on('data', look);
      void this.ended.then(() => fail(new Error(`it ended: ${this.err}`)));
      look();
    });
  }

  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    this.process.kill(signal);
    return this.ended;
  }
}
