import { legalDay } from '@cpmp/law';
import { type Aggregate, type DeadlineChanges, type Decision, type Instant, never, refuse } from '@cpmp/kernel';

/** The force's risk policy: what a score is called, what needs an acceptance, and for how long one may run. Read from `matrix.yaml`. */
export type Matrix = {
  readonly likelihood: Readonly<Record<string, string>>;
  readonly impact: Readonly<Record<string, string>>;
  readonly appetite: number;
  readonly bands: readonly { readonly from: number; readonly name: string }[];
  readonly acceptanceDaysMax: number;
  /** Within so many hours its owner decides on a risk that needs an acceptance and has none. */
  readonly decisionHoursMax: number;
};

/** Likelihood and impact, 1 to 5 each. */
export type Score = readonly [likelihood: number, impact: number];

/** What an assessor writes down. `threat` and `controls` are covert text. */
export type Assessment = {
  readonly threat: string;
  readonly controls: string;
  readonly inherent: Score;
  readonly residual: Score;
};

/** How the risk stands after an event, for those who only need the outcome: the holders of things. */
export type Standing = {
  /** The stream it is about: `authority-…`, `asset-…`, `resource-…`. */
  readonly about: string;
  readonly residual: number;
  /** A residual score at or above this needs an acceptance in force. */
  readonly appetite: number;
  readonly acceptedUntil: Instant | null;
  /** Whose the risk is; absent in what was said before this was kept. */
  readonly force?: string;
  /** True once it is closed: it stands in nobody's way any more. */
  readonly closed?: true;
};

/** Everything that can happen to a risk. */
export type RiskEvent =
  | ({ type: 'RiskAssessed'; owner: string | null; by: string; at: Instant; stands: Standing; deadlines?: DeadlineChanges } & Assessment)
  /** `owner`: who owns it from now on; absent: who did. */
  | ({ type: 'RiskReassessed'; owner?: string; by: string; at: Instant; stands: Standing; deadlines?: DeadlineChanges } & Assessment)
  /** `force`: whose the risk is, so that its review is told there; absent where it is nobody's, and in what was accepted before this was kept. */
  | { type: 'RiskAccepted'; by: string; at: Instant; until: Instant; accepted: number; force?: string; stands: Standing; deadlines: DeadlineChanges }
  | { type: 'RiskClosed'; by: string; at: Instant; reason: string; stands: Standing; deadlines?: DeadlineChanges };

/** An owner's acceptance: it covers a residual score up to the one accepted, until an instant. */
export type Acceptance = { readonly by: string; readonly at: Instant; readonly until: Instant; readonly accepted: number };

/** A risk as it stands. */
export type Risk = {
  readonly about: string | null;
  readonly force?: string | undefined;
  readonly owner: string | null;
  readonly assessment: (Assessment & { readonly by: string; readonly at: Instant }) | null;
  readonly appetite: number;
  readonly acceptance: Acceptance | null;
  /** The deadline by which its owner looks at it: as the acceptance ends, or soon where it needs one and has none. */
  readonly review: string | null;
  /** Nothing can go wrong in this way any more, or it is another risk now. */
  readonly closed: boolean;
  /** Raised by every event: the ETag of the risk. */
  readonly edition: number;
};

/** Likelihood × impact. */
export const scoreOf = ([likelihood, impact]: Score): number => likelihood * impact;

const initial: Risk = { about: null, owner: null, assessment: null, appetite: 0, acceptance: null, review: null, closed: false, edition: 0 };

/** The review that stands after an event: the one that it sets, none where it only ends one, else the one that stood. */
const reviewOf = ({ review: stood }: Risk, deadlines: DeadlineChanges | undefined): string | null => deadlines?.set?.[0]?.id ?? (deadlines?.discharged ? null : stood);

const assessed = (risk: Risk, event: Assessment & { by: string; at: Instant; stands: Standing; deadlines?: DeadlineChanges }): Risk => ({
  ...risk,
  review: reviewOf(risk, event.deadlines),
  assessment: { threat: event.threat, controls: event.controls, inherent: event.inherent, residual: event.residual, by: event.by, at: event.at },
  appetite: event.stands.appetite,
  acceptance: risk.acceptance && covers(risk.acceptance, scoreOf(event.residual)) ? risk.acceptance : null,
  edition: risk.edition + 1,
});

const covers = (acceptance: Acceptance, residual: number): boolean => residual <= acceptance.accepted;

const evolve = (risk: Risk, event: RiskEvent): Risk => {
  switch (event.type) {
    case 'RiskAssessed':
      return assessed({ ...risk, about: event.stands.about, force: event.stands.force, owner: event.owner }, event);
    case 'RiskReassessed':
      return assessed({ ...risk, owner: event.owner ?? risk.owner }, event);
    case 'RiskAccepted':
      return {
        ...risk,
        acceptance: { by: event.by, at: event.at, until: event.until, accepted: event.accepted },
        review: reviewOf(risk, event.deadlines),
        edition: risk.edition + 1,
      };
    case 'RiskClosed':
      return { ...risk, acceptance: null, review: null, closed: true, edition: risk.edition + 1 };
    default:
      return never(event);
  }
};

/** One risk: its assessments and acceptances. */
export const risk: Aggregate<Risk, RiskEvent> = {
  category: 'risk',
  initial,
  evolve,
  personal: { RiskAssessed: ['threat', 'controls'], RiskReassessed: ['threat', 'controls'], RiskAccepted: [], RiskClosed: ['reason'] },
  belongsTo: (event) => (event.stands.about.startsWith('authority-') ? event.stands.about : undefined),
};

/** A review of a risk, which whoever owns it then holds. */
const review = ({ edition }: Risk, due: Instant, owner: string | null) => ({ id: `risk/risk-review/${edition + 1}`, what: 'risk-review', due, ...(owner === null ? {} : { persons: [owner] }), statutory: false });

/** Ends the review that stands. */
const without = ({ review: stood }: Risk, now: Instant, how: 'done' | 'superseded'): Pick<DeadlineChanges, 'discharged'> => (stood === null ? {} : { discharged: [{ id: stood, at: now, how }] });

/** A risk that needs an acceptance and has none is soon looked at: nobody would hear of it else. */
const decisionAwaited = (state: Risk, owner: string | null, now: Instant, { decisionHoursMax }: Matrix) => review(state, new Date(Date.parse(now) + decisionHoursMax * HOUR_MS).toISOString(), owner);

type Anew = { readonly residual: number; readonly owner: string | undefined };

/** What becomes of the review as a risk is assessed anew: it goes to another owner; where an acceptance is needed and none is in force any more, a decision is awaited; where none is needed it falls away. */
const reviewAfter = (state: Risk, { residual, owner }: Anew, now: Instant, matrix: Matrix): { readonly deadlines?: DeadlineChanges } => {
  const inForce = state.acceptance && state.acceptance.until > now ? state.acceptance : null;
  const ended = without(state, now, 'superseded');
  if (inForce && covers(inForce, residual)) return owner === undefined ? {} : { deadlines: { ...ended, set: [review(state, inForce.until, owner)] } };
  if (residual < matrix.appetite) return ended.discharged ? { deadlines: ended } : {};
  // It is awaited already, of the same person.
  if (!inForce && state.review !== null && owner === undefined) return {};
  return { deadlines: { ...ended, set: [decisionAwaited(state, owner ?? state.owner, now, matrix)] } };
};

const isScore = ([likelihood, impact]: Score, matrix: Matrix): boolean =>
  String(likelihood) in matrix.likelihood && String(impact) in matrix.impact;

const whose = ({ force }: Risk): Pick<Standing, 'force'> => (force === undefined ? {} : { force });

/** Who assesses, and when. */
export type By = { readonly person: string; readonly now: Instant };

/** Records the first assessment of a risk about a stream (`authority-…`, `asset-…`, `resource-…`). */
export const assess = (state: Risk, command: Assessment & { about: string; owner?: string; force: string }, { person, now }: By, matrix: Matrix): Decision<RiskEvent> => {
  if (state.about !== null) return [];
  const fault = faultOf(command, matrix);
  if (fault) return fault;
  const [owner, residual] = [command.owner ?? null, scoreOf(command.residual)];
  const stands = { about: command.about, residual, appetite: matrix.appetite, acceptedUntil: null, force: command.force };
  const awaited = residual >= matrix.appetite ? { deadlines: { set: [decisionAwaited(state, owner, now, matrix)] } } : {};
  return [{ type: 'RiskAssessed', owner, by: person, at: now, stands, ...awaited, ...assessmentOf(command) }];
};

/** Records a new assessment, and another owner where one is named. An acceptance that does not cover the new residual score no longer holds. */
export const reassess = (state: Risk, command: Assessment & { owner?: string | undefined }, { person, now }: By, matrix: Matrix): Decision<RiskEvent> => {
  if (state.about === null) return refuse('not-assessed', 'A risk is assessed before it is assessed again.', { instead: 'Assess it as a new risk.' });
  if (state.closed) return isClosed();
  const fault = faultOf(command, matrix);
  if (fault) return fault;
  const owner = command.owner === state.owner ? undefined : command.owner;
  if (owner === person && state.owner !== null)
    return refuse('not-the-owner', 'Nobody takes a risk over from its owner for themselves.', { instead: 'Somebody else who assesses it may name you.' });
  const residual = scoreOf(command.residual);
  const covered = state.acceptance && covers(state.acceptance, residual) ? state.acceptance : null;
  return [
    {
      type: 'RiskReassessed',
      ...(owner === undefined ? {} : { owner }),
      by: person,
      at: now,
      stands: { about: state.about, residual, appetite: matrix.appetite, acceptedUntil: covered?.until ?? null, ...whose(state) },
      ...assessmentOf(command),
      ...reviewAfter(state, { residual, owner }, now, matrix),
    },
  ];
};

/** The owner accepts the residual score until an instant, the first at which the acceptance no longer holds. */
export const accept = (state: Risk, { until, force }: { until: Instant; force?: string | null }, { person, now }: By, matrix: Matrix): Decision<RiskEvent> => {
  if (!state.assessment || state.about === null) return refuse('not-assessed', 'A risk is assessed before it is accepted.', { instead: 'Assess it first.' });
  if (state.closed) return isClosed();
  if (state.owner !== null && state.owner !== person)
    return refuse('not-the-owner', 'Only the owner of a risk may accept it.', { instead: 'Its owner may accept it.' });
  const latest = new Date(Date.parse(now) + matrix.acceptanceDaysMax * DAY_MS).toISOString();
  if (until <= now || until > latest)
    return refuse('acceptance-too-long', `An acceptance ends after now and within ${matrix.acceptanceDaysMax} days.`, { instead: `Accept it to the end of ${dayBefore(latest)} at the latest.` });
  const residual = scoreOf(state.assessment.residual);
  return [
    {
      type: 'RiskAccepted',
      by: person,
      at: now,
      until,
      accepted: residual,
      ...(force ? { force } : {}),
      stands: { about: state.about, residual, appetite: state.appetite, acceptedUntil: until, ...whose(state) },
      deadlines: { set: [review(state, until, person)], ...without(state, now, 'done') },
    },
  ];
};

/** The owner closes what can go wrong no more, such as a risk about a case that has ended: its review falls away, since nobody need accept it again. */
export const close = (state: Risk, { reason }: { reason: string }, { person, now }: By): Decision<RiskEvent> => {
  const { about, assessment, owner, appetite } = state;
  if (!assessment || about === null) return refuse('not-assessed', 'A risk is assessed before it is closed.', { instead: 'Assess it first.' });
  if (owner !== null && owner !== person) return refuse('not-the-owner', 'Only the owner of a risk may close it.', { instead: 'Its owner may close it.' });
  if (state.closed) return [];
  return [
    {
      type: 'RiskClosed', by: person, at: now, reason,
      stands: { about, residual: scoreOf(assessment.residual), appetite, acceptedUntil: null, ...whose(state), closed: true },
      ...(state.review === null ? {} : { deadlines: without(state, now, 'superseded') }),
    },
  ];
};

const isClosed = () => refuse('risk-closed', 'The risk is closed.', { instead: 'Assess it anew, as another risk.' });

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** The last whole legal day before an instant, in words. */
const dayBefore = (at: Instant): string => DAY.format(new Date(Date.parse(legalDay(at)) - DAY_MS)).replace(',', '');

const assessmentOf = ({ threat, controls, inherent, residual }: Assessment): Assessment => ({ threat, controls, inherent, residual });

const faultOf = ({ inherent, residual }: Assessment, matrix: Matrix) => {
  if (!isScore(inherent, matrix) || !isScore(residual, matrix)) return refuse('score-unknown', 'Likelihood and impact are whole numbers of the force\'s matrix.', { instead: 'Use 1 to 5 for each.' });
  if (scoreOf(residual) > scoreOf(inherent)) return refuse('residual-above-inherent', 'Controls never make a risk greater: the residual score is at most the inherent one.', { instead: 'Lower the residual score, or raise the inherent one.' });
  return undefined;
};
