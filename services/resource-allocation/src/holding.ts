import type { Holding } from '@cpmp/holder';
import { type Resource, type ResourceEvent, RULES, bookResource, deploy, resource, thingOf } from './domain/resource.js';
import { resources } from './views/resources.view.js';

/** What is particular to resources as things that are deployed and booked. */
export const holding: Holding<Resource, ResourceEvent> = { rules: RULES, aggregate: resource, thingOf, deploy, book: bookResource, find: (views, id) => views.get(resources, id) };
