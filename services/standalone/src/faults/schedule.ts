import { Dice } from '../simulation/dice.js';
import type { Engine } from '../distributed/engines.js';

/** Something that breaks, `atMs` after the load began, and is mended `forMs` later. A killed process is started again by whoever looks after it. */
export type Fault =
  | { readonly kind: 'kill'; readonly process: string; readonly atMs: number; readonly forMs: 0 }
  | { readonly kind: 'pause'; readonly process: string; readonly atMs: number; readonly forMs: number }
  | { readonly kind: 'kill-engine'; readonly engine: Engine; readonly atMs: number; readonly forMs: number };

const ENGINES: readonly Engine[] = ['kafka', 'mongo', 'redis'];
/** Between two faults, in milliseconds. */
const BETWEEN = [800, 4_000] as const;
/** How long a process stands still or an engine is away, in milliseconds: from less than anybody notices to longer than a call is waited for. */
const AWAY = [300, 9_000] as const;

/** What breaks within a time: the same for a seed. */
export const scheduleOf = (seed: string, { processes, lastsMs }: { readonly processes: readonly string[]; readonly lastsMs: number }): readonly Fault[] => {
  const dice = new Dice(`${seed} faults`);
  const faults: Fault[] = [];
  for (let atMs = dice.between(...BETWEEN); atMs < lastsMs; atMs += dice.between(...BETWEEN)) {
    const kind = dice.weighed([[4, 'kill'], [3, 'pause'], [3, 'kill-engine']] as const);
    if (kind === 'kill') faults.push({ kind, process: dice.pick(processes), atMs, forMs: 0 });
    if (kind === 'pause') faults.push({ kind, process: dice.pick(processes), atMs, forMs: dice.between(...AWAY) });
    if (kind === 'kill-engine') faults.push({ kind, engine: dice.pick(ENGINES), atMs, forMs: dice.between(...AWAY) });
  }
  return faults;
};

/** A fault in words, without anything covert. */
export const faultWords = (fault: Fault): string => `${fault.kind} ${fault.kind === 'kill-engine' ? fault.engine : fault.process} at ${fault.atMs} ms${fault.forMs > 0 ? ` for ${fault.forMs} ms` : ''}`;
