import { type Instant, type Refusal, refuse } from '@cpmp/kernel';

/** What is last known of a risk about a thing or its authority. */
export type RiskKnown = {
  readonly residual: number;
  /** A residual at or above this needs an acceptance in force. */
  readonly appetite: number;
  /** First instant at which the acceptance no longer holds. */
  readonly acceptedUntil?: Instant;
  readonly closed: boolean;
  /** Whose the risk is; absent in what was said before this was. */
  readonly force?: string;
};

/** The refusal of a deployment whose residual risk nobody accepts at this instant. */
export const riskNotAccepted = (risks: readonly RiskKnown[], now: Instant): Refusal | undefined =>
  risks.some(({ closed, residual, appetite, acceptedUntil }) => !closed && residual >= appetite && !(acceptedUntil !== undefined && now < acceptedUntil))
    ? refuse('risk-not-accepted', 'A residual risk at or above the appetite needs an acceptance in force.', { instead: 'Deploy once the risk owner has accepted it.' })
    : undefined;
