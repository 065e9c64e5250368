import type { Instant } from '@cpmp/kernel';
import type { View } from '@cpmp/ledger';
import { type RiskEvent, type Score, scoreOf } from '../domain/risk.js';

/** A risk as the register shows it; `threat` and `controls` stay sealed until the door opens them. */
export type RiskDoc = {
  readonly id: string;
  readonly about: string;
  /** The force of the case that it is about, else of whoever assessed it first. */
  readonly force: string | null;
  readonly owner: string | null;
  readonly threat: string;
  readonly controls: string;
  readonly inherent: Score;
  readonly residual: Score;
  readonly residualScore: number;
  readonly appetite: number;
  readonly assessed: { readonly by: string; readonly at: Instant };
  /** Everybody who assessed it, once each. */
  readonly wrote: readonly string[];
  readonly accepted: { readonly by: string; readonly at: Instant; readonly until: Instant } | null;
  /** Absent while it stands; `reason` stays sealed like the rest. */
  readonly closed?: { readonly by: string; readonly at: Instant; readonly reason: string };
  readonly edition: number;
};

/** Every risk, by what it is about and by when its acceptance ends. */
export const risks: View<RiskDoc, RiskEvent> = {
  name: 'risks',
  version: 3,
  from: 'log',
  key: (_, meta) => (meta.stream.startsWith('risk-') ? meta.streamId : undefined),
  indexes: ['about', 'residualScore', 'accepted.until'],
  on: {
    RiskAssessed: (_, event, meta) => ({ id: meta.streamId, force: (event.stands.force ?? meta.actor?.force) || null, owner: event.owner, accepted: null, edition: 1, wrote: [event.by], ...assessed(event) }),
    RiskReassessed: (doc, event) =>
      doc && { ...doc, ...assessed(event), owner: event.owner ?? doc.owner, wrote: [...new Set([...doc.wrote, event.by])], accepted: event.stands.acceptedUntil ? doc.accepted : null, edition: doc.edition + 1 },
    RiskAccepted: (doc, event) => doc && { ...doc, accepted: { by: event.by, at: event.at, until: event.until }, edition: doc.edition + 1 },
    RiskClosed: (doc, { by, at, reason }) => doc && { ...doc, accepted: null, closed: { by, at, reason }, edition: doc.edition + 1 },
  },
};

const assessed = (event: Extract<RiskEvent, { type: 'RiskAssessed' | 'RiskReassessed' }>) => ({
  about: event.stands.about,
  threat: event.threat,
  controls: event.controls,
  inherent: event.inherent,
  residual: event.residual,
  residualScore: scoreOf(event.residual),
  appetite: event.stands.appetite,
  assessed: { by: event.by, at: event.at },
});
