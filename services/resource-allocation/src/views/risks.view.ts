import type { RiskKnown } from '@cpmp/gate';
import type { View } from '@cpmp/ledger';

/** What risk-assessment said of a risk, as it is folded. */
export type RiskHeard = { readonly type: 'RiskHeard'; readonly about: string } & RiskKnown;

/** How each risk stands, as last heard; keyed by the risk's stream. */
export const risks: View<RiskKnown & { readonly about: string }, RiskHeard> = {
  name: 'risks',
  version: 1,
  from: { topic: 'risk-assessment.risks.v1' },
  key: (_event, meta) => meta.stream,
  indexes: ['about'],
  on: { RiskHeard: (_doc, { type: _type, ...risk }) => risk },
};
