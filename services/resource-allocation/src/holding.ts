import type { Holding } from '@cpmp/holder';
import { legalDay } from '@cpmp/law';
import { type Resource, type ResourceEvent, RULES, bookResource, deploy, resource, thingOf } from './domain/resource.js';
import { carersOf } from './permissions.js';
import { resources } from './views/resources.view.js';

/** What is particular to resources as things that are deployed and booked. */
export const holding = {
  rules: RULES, aggregate: resource, thingOf, deploy, book: bookResource, find: (views, id) => views.get(resources, id),
  looksAfter: async (views, id, { person, since }) => {
    const doc = await views.get(resources, id);
    return doc !== undefined && carersOf(doc).some((held) => held.person === person && (held.until === undefined || legalDay(since) < held.until));
  },
} satisfies Holding<Resource, ResourceEvent>;
