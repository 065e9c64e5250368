/** What the specs of the domain share: a case of two components, and a law of three rules. Only specs import it. */
import type { DeploymentAnswer, PermitRequest } from '@cpmp/gate';
import { type Decision, type Instant, isRefusal, refuse } from '@cpmp/kernel';
import { type AuthorityState, after, apply, authority, type Answer, type AuthorityEvent, grant, type Law } from './index.js';

/** Minutes after the beginning of the story. */
export const T = (minutes: number): Instant => new Date(Date.UTC(2026, 2, 2, 9) + minutes * 60_000).toISOString();

/** How long a period is in the specs, in minutes. */
export const PERIOD = 1_000;

export const APPLICANT = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35' };
export const OFFICER = { person: 'supt-okafor', rank: 'superintendent', force: 'met' };

const later = (at: Instant, minutes: number): Instant => new Date(Date.parse(at) + minutes * 60_000).toISOString();

/** A superintendent grants; a renewal starts where the old period ends; a cancellation needs a direction. */
export const LAW: Law = {
  evaluate: (ask): Answer => {
    const basis = { regime: 'directed-surveillance', rule: 'spec', clause: 'RIPA 2000 s.28', pack: 'sha256:spec', unconfirmed: [], steps: [], practice: {}, urgentOnly: false, commissioner: 'notify' as const };
    const no = (refused: string, clause: string) => ({ ...basis, allowed: false, refusal: refuse(refused, 'It says no.', { clause, instead: 'Ask another.' }), state: null, from: null, until: null, deadlines: {} });
    if (ask.officer.person === ask.applicant.person) return no('self-authorisation', '');
    if (ask.officer.rank !== 'superintendent') return no('rank-too-low', 'SI 2010/521');
    if (ask.event === 'grant') return { ...basis, allowed: true, state: 'in-force', from: ask.at, until: later(ask.at, PERIOD), deadlines: { 'commissioner-notice': later(ask.at, 600) } };
    if (ask.event === 'cancel') {
      if (!ask['product-direction'] || !ask['ceased-at']) return no('direction-missing', '');
      return { ...basis, allowed: true, state: 'cancelled', from: null, until: ask.at, deadlines: {} };
    }
    if (ask.event !== 'renew') return no(`nothing-to-${ask.event}`, '');
    const { state, until } = ask.current;
    if (state !== 'in-force' || !until) return no(state === 'expired' ? 'expired' : 'not-in-force', 'RIPA 2000 s.43(4)');
    return { ...basis, allowed: true, state: 'in-force', from: until, until: later(until, PERIOD), deadlines: {} };
  },
  requirements: () => ({ section: 'RIPA 2000 s.28', mayGrant: ['Superintendent'], told: [], unconfirmed: [], rank: 'superintendent' }),
};

/** The events of a decision that must not refuse. */
export const yes = (decision: Decision<AuthorityEvent>): readonly AuthorityEvent[] => {
  if (isRefusal(decision)) throw new Error(`refused: ${decision.refused}`);
  return decision;
};

/** The code of a decision that must refuse. */
export const no = (decision: Decision<AuthorityEvent>): string => (isRefusal(decision) ? decision.refused : `not refused: ${decision.map(({ type }) => type).join()}`);

export const types = (events: Decision<AuthorityEvent>): readonly string[] => yes(events).map(({ type }) => type);

const draft = (handle: string, tactic: string) => ({
  handle, power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic, because: 'They meet on foot.' }],
  subjects: ['subject-a'], vehicles: ['AB12CDE'], places: [{ handle: 'flat-9', kind: 'dwelling', inArea: true }],
  necessity: 'No other line of inquiry.', proportionality: 'Public places only.', collateral: 'Others are not recorded.',
});

/** Applied for at the beginning, c1 and c2. */
export const applied: AuthorityState = after(
  authority.initial,
  yes(apply(authority.initial, { operation: 'Copper Weir', operationId: 'op', applicant: APPLICANT, cleared: [], components: [draft('watch', 'foot-surveillance'), draft('track', 'vehicle-tracker')] }, T(0), {})),
);

/** c1 granted at minute 10, so that it ends at minute 1,010. */
export const granted: AuthorityState = after(
  applied,
  yes(grant(applied, { component: 'c1', by: OFFICER, form: 'written', statement: 'Needed, and no more than is needed.', reviewBy: T(500) }, T(10), LAW)),
);

/** The instant c1 of `granted` ends. */
export const END = T(10 + PERIOD);

export const request = (change: Partial<PermitRequest> = {}): PermitRequest => ({
  permit: 'p1', holder: 'asset-registry', thing: 'asset-a', authorisation: 'x', component: 'c1', tactic: 'foot-surveillance', target: { subject: 'subject-a' },
  window: { from: T(30), to: T(90) }, requestedAt: T(20), answerBy: T(22), requestedBy: 'rm-price', ...change,
});

export const answer = (change: Partial<DeploymentAnswer> = {}): DeploymentAnswer => ({
  permit: 'p1', holder: 'asset-registry', thing: 'asset-a', authorisation: 'x', component: 'c1', state: 'deployed', startedAt: T(21), untilRead: END,
  windowTo: T(90), force: 'met', event: 'started', tell: [], label: 'VT-0001', ...change,
});

/** The state after a decision that must not refuse. */
export const next = (state: AuthorityState, decision: Decision<AuthorityEvent>): AuthorityState => after(state, yes(decision));
