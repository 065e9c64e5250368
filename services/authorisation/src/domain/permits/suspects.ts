import { type Instant, later } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import type { ErrorSuspected } from '../events.js';
import { type Permit, type PermitSaid, repeatAfter } from './permit.js';

/** What was out for a time under a permit. `stoppedAt`: it was recalled, or closed; none while it is out. */
export type Run = Pick<PermitSaid, 'permit' | 'component' | 'thing' | 'switched' | 'end'> & {
  readonly startedAt: Instant;
  readonly stoppedAt?: Instant;
  /** A start after an end is on record already. */
  readonly suspected: boolean;
};

/** An end that is entered later than it was decided: of which parts, the one first that was ended and then what stands on it, and since when. `power`: what that one had, unless another part has it all the same. */
export type LateEnd = { readonly components: readonly string[]; readonly at: Instant; readonly power?: string };

const runOf = ({ said: { permit, component, thing, switched, end }, heard, errorSuspected }: Permit): readonly Run[] => {
  const { startedAt, recalledAt } = heard ?? {};
  if (startedAt === undefined) return [];
  return [{ permit, component, thing, ...(switched ? { switched } : {}), ...(end ? { end } : {}), startedAt, ...(recalledAt === undefined ? {} : { stoppedAt: recalledAt }), suspected: errorSuspected }];
};

/** When nothing of it went on any more, as far as its own permit says: recalled, closed, or ended in time. */
const over = ({ stoppedAt, end }: Run, at: Instant): boolean => (stoppedAt !== undefined && stoppedAt <= at) || (end !== undefined && end.at <= at);

/** When it last stopped running: ended, or switched off. */
const ranUntil = ({ stoppedAt, switched }: Run): Instant | undefined => [stoppedAt, switched?.on === false ? switched.at : undefined].filter((at) => at !== undefined).toSorted()[0];

const suspect = (state: AuthorityState, { permit, thing, startedAt, stoppedAt }: Run, said: Pick<ErrorSuspected, 'component' | 'endedAt' | 'cause'>): ErrorSuspected =>
  ({ type: 'ErrorSuspected', about: caseRef(state), permit, thing, startedAt, ...said, ...(stoppedAt === undefined ? {} : { stoppedAt }) });

/** What was out under the parts themselves. What is open and has no end yet gets it in this commit, which sees by itself a start that came after. */
const ownRun = (state: AuthorityState, { at }: LateEnd, run: Run): readonly ErrorSuspected[] => {
  if (run.suspected || over(run, at)) return [];
  if (run.startedAt < at) return [suspect(state, run, { component: run.component, endedAt: at, cause: 'active-after-end' })];
  return run.end === undefined && state.permits[run.permit] ? [] : [suspect(state, run, { component: run.component, endedAt: at, cause: 'start-after-end' })];
};

/** What needed their power. What is out and switched on is switched off in this commit, which sees by itself that it ran on. */
const needingRun = (state: AuthorityState, { components: [component = ''], at, power }: LateEnd, run: Run): readonly ErrorSuspected[] => {
  const { switched, startedAt } = run;
  if (power === undefined || !switched?.needs.includes(power) || (switched.on && state.permits[run.permit])) return [];
  const until = ranUntil(run);
  if (over(run, at) || (until !== undefined && until < repeatAfter(at))) return [];
  return [suspect(state, { ...run, startedAt: switched.on ? later(startedAt, switched.at) : startedAt, ...(until === undefined ? {} : { stoppedAt: until }) }, { component, endedAt: at, cause: 'running-after-end' })];
};

/** Suspects an error of each permit under which something was out, or ran, when an end was decided that is entered only now. `closed`: what has left the state. */
export const suspectSince = (state: AuthorityState, end: LateEnd, closed: readonly Run[]): readonly ErrorSuspected[] => {
  const runs = [...Object.values(state.permits).flatMap(runOf), ...closed];
  return runs.flatMap((run) => (end.components.includes(run.component) ? ownRun(state, end, run) : needingRun(state, end, run)));
};
