import type { Person } from '../web/session.js';

/** Roles that the way to the record itself is shown to. The API has the last word. */
const INSPECTING: readonly string[] = ['inspector-ipco', 'judicial-commissioner', 'senior-responsible-officer'];

/** Whether a person's pages lead to the record and its verification. */
export const inspects = ({ roles }: Person): boolean => roles.some((role) => INSPECTING.includes(role));

const SETS: readonly string[] = [...INSPECTING, 'administrator'];

/** Whether a person's pages lead to the sets of law. */
export const readsSets = ({ roles }: Person): boolean => roles.some((role) => SETS.includes(role));
