import type { DeploymentEvent } from '@cpmp/gate';
import type { DomainEvent } from '@cpmp/kernel';
import type { News, Principal } from '@cpmp/shell';
import type { LooksAfter } from './holding.js';
import { mayKnow } from './may-know.js';
import { deployments } from './views.js';

/** What a service says of its own readers: who may read deployments, and who may hear of what else happens to a thing. */
export type Readers<E extends DomainEvent> = {
  readonly category: string;
  readonly readsDeployments: (principal: Principal) => boolean;
  readonly mayHear: News<E>['mayHear'];
  readonly looksAfter?: LooksAfter;
};

const isOfDeployment = (event: object): event is DeploymentEvent => 'answer' in event;

/** A holder's news: what happens to a deployment is news of the thing and of the case it is under, for those who may know of the deployment; all else is news of the thing. */
export const holderNews = <E extends DomainEvent>({ category, readsDeployments, mayHear, looksAfter }: Readers<E>): News<E> => ({
  of: ({ event, meta }) => {
    if (!meta.stream.startsWith(`${category}-`) || event.type === 'BookingRefused') return [];
    return isOfDeployment(event) ? [meta.stream, `authority-${event.answer.authorisation}`] : [meta.stream];
  },
  isEnd: ({ type }) => type === 'DeploymentRecalled',
  mayHear: async (principal, told, views) => {
    const { event } = told.recorded;
    if (!isOfDeployment(event)) return mayHear(principal, told, views);
    const row = await views.get(deployments, event.answer.permit);
    return row !== undefined && readsDeployments(principal) && mayKnow(principal, row, views, looksAfter);
  },
});
