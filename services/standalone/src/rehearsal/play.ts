import { wallClock } from '@cpmp/law';
import { type Outcome, perform } from './acts.js';
import { unmet } from './expectations.js';
import { isClocks, type Rehearsal, type Step } from './read.js';
import { enterWorld, NeverMade, type World } from './world.js';

/** What became of one step. `missing`: the platform has nothing yet to do it, or what it stands on, with. */
export type Played = { readonly step: number; readonly do: string; readonly verdict: 'ok' | 'missing' | 'failed'; readonly line: string };

/** Where and how to play. */
export type Stage = {
  readonly baseUrl: string;
  /** The same seed, file and fresh platform give the same ledgers. */
  readonly seed: string;
  /** Hears of each step as it is over. */
  readonly say: (line: string) => void;
  /** Watches what may take a while. */
  readonly watch?: <T>(what: string, work: Promise<T>) => Promise<T>;
};

/** What a step does something to, by handle. */
const touched = (step: Step): readonly string[] => {
  const component = 'under' in step ? step.under : 'authorisation' in step ? { component: undefined, ...step } : undefined;
  return [
    ...(component ? [component.component === undefined ? component.authorisation : `${component.authorisation}/${component.component}`] : []),
    ...(['as', 'asset', 'resource', 'tasking', 'about', 'deployments', 'central-record', 'proof', 'deadlines'] as const).flatMap((key) => {
      const handle = (step as Readonly<Record<string, unknown>>)[key];
      return typeof handle === 'string' ? [handle] : [];
    }),
  ];
};

/** What a step can fail on, by handle: what it touches, and what it expects something of. */
const concerned = (step: Step): readonly string[] => [...touched(step), ...Object.keys(step.expect?.open ?? {}), ...Object.keys(step.expect?.plan ?? {})];

const meets = (one: string, other: string): boolean => one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);

/** A step in few words: what it does, to what. Handles only, no text. */
const inWords = (step: Step): string => {
  const read = step.do === 'see' ? (['deployments', 'deadlines', 'central-record', 'proof', 'notices', 'statistics'] as const).find((key) => key in step) : undefined;
  const who = read && String((step as Readonly<Record<string, unknown>>)[read]);
  return [step.do, ...(read ? [read, who] : touched(step))].join(' ');
};

/** A step that did not come out: where, what it touched (a later failure there may come of it), and whether the platform had nothing to do it with. */
type Broken = { readonly step: number; readonly do: string; readonly touched: readonly string[]; readonly missing: boolean };

const doStep = async (step: Step, world: World): Promise<{ readonly missing?: string; readonly mismatches: readonly string[] }> => {
  try {
    await world.moveTo(step.at);
    const outcome: Outcome = await perform(step, world);
    if (outcome.kind === 'missing') return { missing: outcome.what, mismatches: [] };
    if (!isClocks(step)) await world.moveTo(step.at);
    return { mismatches: await unmet(step.expect ?? {}, { step, outcome, world }) };
  } catch (error) {
    if (error instanceof NeverMade) return { mismatches: [error.message] };
    throw error;
  }
};

/** Why a step that failed has failed: nothing to do it with, or standing on such a step, or simply so. */
const reasonOf = (step: Step, { missing, mismatches }: Awaited<ReturnType<typeof doStep>>, broken: readonly Broken[]): { readonly missing: boolean; readonly words: string } => {
  if (missing !== undefined) return { missing: true, words: `not available on this platform: ${missing}` };
  const mine = concerned(step);
  const cause = broken.find((earlier) => isClocks(step) || earlier.touched.some((one) => mine.some((other) => meets(one, other))));
  const words = mismatches.join('; ');
  if (!cause) return { missing: false, words };
  if (!cause.missing) return { missing: false, words: `${words} (step ${cause.step} ${cause.do} failed before)` };
  return { missing: true, words: `not available on this platform: it stands on step ${cause.step} ${cause.do}; ${words}` };
};

/** Plays a rehearsal from its start to its end, whatever fails on the way. @throws CannotPlay when there is no platform to play it on. */
export const play = async (rehearsal: Rehearsal, { baseUrl, seed, say, watch = (_, work) => work }: Stage): Promise<readonly Played[]> => {
  const world = await enterWorld(baseUrl, rehearsal, seed);
  const played: Played[] = [];
  const broken: Broken[] = [];
  for (const [index, step] of rehearsal.steps.entries()) {
    const found = await watch(`time moves to ${wallClock(step.at)}`, doStep(step, world));
    const about = `step ${index + 1} ${wallClock(step.at)} ${step.by} ${inWords(step)}`;
    const failed = found.missing !== undefined || found.mismatches.length > 0;
    const reason = failed ? reasonOf(step, found, broken) : undefined;
    if (reason) broken.push({ step: index + 1, do: step.do, touched: touched(step), missing: reason.missing });
    const line = reason ? `FAIL ${about}: ${reason.words}` : `ok   ${about}`;
    played.push({ step: index + 1, do: step.do, verdict: reason ? (reason.missing ? 'missing' : 'failed') : 'ok', line });
    say(line);
  }
  return played;
};
