import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Engine } from '../distributed/engines.js';
import { type Distributed, type DistributedOptions, startDistributed } from '../distributed/start.js';
import { TcpProxy } from './proxy.js';
import { bySubject, type Fault, type Line } from './schedule.js';

const STARTS_MAX = 4;

/** A distributed platform that can be broken: proxies stand on its lines, and each process's clock can be skewed. */
export class Breakable {
  private constructor(
    readonly platform: Distributed,
    private readonly lines: ReadonlyMap<Line, TcpProxy>,
    private readonly skewFile: (process: string) => string,
  ) {}

  static async start(options: DistributedOptions): Promise<Breakable> {
    const lines = new Map<Line, TcpProxy>();
    const between = async (engine: Engine, port: number): Promise<number> => {
      const proxy = await TcpProxy.to(port);
      lines.set(engine, proxy);
      return proxy.port;
    };
    const skewFile = (name: string): string => join(options.data, `${name}.skew`);
    const beside = (name: string) => ({ NODE_OPTIONS: `--import=${new URL('./skewed-clock.js', import.meta.url).href}`, SKEW_FILE: skewFile(name) });
    try {
      const platform = await startDistributed({ ...options, beside, engines: { ...options.engines, between } });
      lines.set('callers', await TcpProxy.to(Number(new URL(platform.url).port)));
      return new Breakable(platform, lines, skewFile);
    } catch (error) {
      for (const line of lines.values()) await line.close();
      throw error;
    }
  }

  /** Where callers come in: a line that may be cut. */
  get url(): string {
    return `http://127.0.0.1:${this.line('callers').port}`;
  }

  /** What befalls one process, engine or line comes one after the other: what is still being mended is not broken again. */
  async breakAll(faults: readonly Fault[]): Promise<void> {
    const began = Date.now();
    const passed = (): number => Date.now() - began;
    await Promise.all(
      bySubject(faults).map(async (own) => {
        for (const fault of own) {
          if (fault.atMs < passed()) continue;
          await wait(fault.atMs - passed());
          const mend = await this.breakOne(fault);
          await wait(fault.forMs);
          await mend();
        }
      }),
    );
  }

  /** Breaks one thing; answers what mends it. */
  private async breakOne(fault: Fault): Promise<() => unknown> {
    const { command } = this.platform.engines;
    switch (fault.kind) {
      case 'kill':
        this.signal(fault.process, 'SIGKILL');
        return () => {};
      case 'pause':
        this.signal(fault.process, 'SIGSTOP');
        return () => this.signal(fault.process, 'SIGCONT');
      case 'skew':
        this.skew(fault.process, fault.byMs);
        return () => this.skew(fault.process, 0);
      case 'kill-engine':
        await command(fault.engine, 'kill');
        return () => this.started(fault.engine);
      case 'pause-engine':
        await command(fault.engine, 'pause');
        return () => command(fault.engine, 'resume');
      case 'fill':
        await command(fault.engine, 'fill');
        // A store that met a full disk stands still for good, as MongoDB's own engine does: whoever looks after it starts it again.
        return async () => {
          await command(fault.engine, 'kill');
          await this.started(fault.engine);
        };
      case 'cut':
        this.line(fault.line).cut();
        return () => this.line(fault.line).mend();
      case 'slow':
        this.line(fault.line).slow(fault.byMs);
        return () => this.line(fault.line).mend();
    }
  }

  /** Whoever looks after an engine does not give up because it takes long. */
  private async started(engine: Engine): Promise<void> {
    const { command } = this.platform.engines;
    for (let tries = 1; tries < STARTS_MAX; tries++) if (await command(engine, 'start').then(() => true, () => false)) return;
    await command(engine, 'start');
  }

  private signal(name: string, signal: NodeJS.Signals): void {
    this.platform.processes.find((one) => one.name === name)?.supervised.signal(signal);
  }

  private skew(name: string, byMs: number): void {
    writeFileSync(this.skewFile(name), String(byMs));
  }

  private line(line: Line): TcpProxy {
    const found = this.lines.get(line);
    if (!found) throw new RangeError(`There is no line to ${line}: its engine was named from outside.`);
    return found;
  }

  async close(): Promise<void> {
    await this.platform.close();
    for (const line of this.lines.values()) await line.close();
  }
}
