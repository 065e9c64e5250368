import type { Engine } from '../distributed/engines.js';
import { Dice } from '../simulation/dice.js';

/** What can be cut and slowed: the lines of the processes to an engine, and those of callers to the platform. */
export type Line = Engine | 'callers';

/**
 * Something that breaks, `atMs` after the load began, and is mended `forMs` later. A killed process is started again by whoever looks after it; a line that is slow holds each piece for `byMs`; a process whose clock is skewed
 * believes it to be `byMs` later than it is.
 */
export type Fault = { readonly atMs: number; readonly forMs: number } & (
  | { readonly kind: 'kill' | 'pause'; readonly process: string }
  | { readonly kind: 'skew'; readonly process: string; readonly byMs: number }
  | { readonly kind: 'kill-engine' | 'pause-engine'; readonly engine: Engine }
  | { readonly kind: 'fill'; readonly engine: 'mongo' }
  | { readonly kind: 'cut'; readonly line: Line }
  | { readonly kind: 'slow'; readonly line: Line; readonly byMs: number }
);

const ENGINES: readonly Engine[] = ['kafka', 'mongo', 'redis'];
const LINES: readonly Line[] = [...ENGINES, 'callers'];
const KINDS = [[3, 'kill'], [3, 'pause'], [3, 'kill-engine'], [2, 'pause-engine'], [3, 'cut'], [2, 'slow'], [3, 'skew'], [2, 'fill']] as const;
/** Between two faults, in milliseconds. */
const BETWEEN = [300, 2_000] as const;
/** How long something is broken, in milliseconds: from less than anybody notices to longer than a call is waited for. */
const AWAY = [300, 9_000] as const;
/** So many in a hundred paused processes stand still for longer than a broker believes in them (30 s), in milliseconds: their group goes on without them. */
const LONG_PERCENT = 20;
const LONG = [31_000, 40_000] as const;
/** Each piece on a slow line, in milliseconds. */
const SLOW = [5, 400] as const;
/** A clock is off by so much, before or behind, in milliseconds: from what is borne to what nobody may stamp anything with. */
const SKEW = [500, 120_000] as const;

/** What breaks within a time: the same for a seed. */
export const scheduleOf = (seed: string, { processes, lastsMs }: { readonly processes: readonly string[]; readonly lastsMs: number }): readonly Fault[] => {
  const dice = new Dice(`${seed} faults`);
  const faults: Fault[] = [];
  for (let atMs = dice.between(...BETWEEN); atMs < lastsMs; atMs += dice.between(...BETWEEN)) {
    const kind = dice.weighed(KINDS);
    const [least, most] = kind === 'pause' && dice.chance(LONG_PERCENT) ? LONG : AWAY;
    const when = { atMs, forMs: kind === 'kill' ? 0 : dice.between(least, most) };
    if (kind === 'kill' || kind === 'pause') faults.push({ kind, ...when, process: dice.pick(processes) });
    if (kind === 'skew') faults.push({ kind, ...when, process: dice.pick(processes), byMs: dice.between(...SKEW) * dice.pick([1, -1]) });
    if (kind === 'kill-engine' || kind === 'pause-engine') faults.push({ kind, ...when, engine: dice.pick(ENGINES) });
    if (kind === 'fill') faults.push({ kind, ...when, engine: 'mongo' });
    if (kind === 'cut') faults.push({ kind, ...when, line: dice.pick(LINES) });
    if (kind === 'slow') faults.push({ kind, ...when, line: dice.pick(LINES), byMs: dice.between(...SLOW) });
  }
  return faults;
};

/** What it befalls. */
const subjectOf = (fault: Fault): string => ('process' in fault ? fault.process : 'engine' in fault ? fault.engine : `line to ${fault.line}`);

/** Faults by what they befall, each in order of time. */
export const bySubject = (faults: readonly Fault[]): readonly (readonly Fault[])[] => Object.values(Object.groupBy(faults, subjectOf)).map((own = []) => own);

/** A fault in words, without anything covert. */
export const faultWords = (fault: Fault): string =>
  `${fault.kind} ${subjectOf(fault)} at ${fault.atMs} ms${fault.forMs > 0 ? ` for ${fault.forMs} ms` : ''}${'byMs' in fault ? ` by ${fault.byMs} ms` : ''}`;
