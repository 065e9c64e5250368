import { holderNews } from '@cpmp/holder';
import { isPermitted, type News } from '@cpmp/shell';
import { OPERATIVE, type ResourceEvent, resource } from './domain/resource.js';
import type { TaskingEvent } from './domain/tasking.js';
import { holding } from './holding.js';
import { knowsResource, mayKnow, mayReadOperatives, permissions } from './permissions.js';
import { resources } from './views/resources.view.js';
import { taskings } from './views/taskings.view.js';

/** What of an operative the register shows to nobody but those who look after operatives. */
const OF_OPERATIVES: readonly ResourceEvent['type'][] = ['FitnessRecorded', 'OperativeRoleChanged'];

/** Who reads the register hears of bookings and fitness; of an operative's fitness, and of who looks after them, only who looks after operatives. */
const ofResources = holderNews<ResourceEvent>({
  category: resource.category,
  looksAfter: holding.looksAfter,
  readsDeployments: (principal) => isPermitted(principal, permissions, 'readDeployments'),
  mayHear: async (principal, { recorded: { event, meta } }, views) => {
    if (!isPermitted(principal, permissions, 'read')) return false;
    const doc = await views.get(resources, meta.streamId);
    if (!doc || !knowsResource(principal, doc)) return false;
    return !OF_OPERATIVES.includes(event.type) || mayReadOperatives(principal) || doc.kind !== OPERATIVE;
  },
});

const ofTaskings: News<TaskingEvent> = {
  of: ({ meta }) => [meta.stream],
  mayHear: async (principal, { recorded: { meta } }, views) => {
    const doc = await views.get(taskings, meta.streamId);
    return doc !== undefined && isPermitted(principal, permissions, 'readTaskings') && mayKnow(principal, doc);
  },
};

const newsOf = (stream: string): News => (stream.startsWith('tasking-') ? ofTaskings : ofResources);

/** News of resources, their deployments, and taskings. */
export const news: News = {
  of: (recorded, views) => newsOf(recorded.meta.stream).of(recorded, views),
  isEnd: (event) => ofResources.isEnd?.(event) ?? false,
  mayHear: (principal, told, views) => newsOf(told.recorded.meta.stream).mayHear(principal, told, views),
};
