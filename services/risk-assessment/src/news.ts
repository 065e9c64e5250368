import { authorities, isPermitted, type News } from '@cpmp/shell';
import type { RiskEvent } from './domain/risk.js';
import { mayKnow, permissions } from './permissions.js';
import { risks } from './views/risks.view.js';

/** A change of a risk is news of it, and of what it is about. */
export const news: News<RiskEvent> = {
  of: async ({ meta }, views) => {
    const doc = await views.get(risks, meta.streamId);
    return doc ? [meta.stream, doc.about] : [];
  },
  mayHear: async (principal, { recorded: { meta } }, views) => {
    const doc = await views.get(risks, meta.streamId);
    return doc !== undefined && isPermitted(principal, permissions, 'read') && mayKnow(principal, doc, await views.get(authorities, doc.about));
  },
};
