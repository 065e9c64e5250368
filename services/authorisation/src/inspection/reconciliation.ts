import type { AuthorityEvent } from '../domain/index.js';
import type { ListedComponent } from '../views/listed.js';
import type { ListedCase } from '../views/register.view.js';
import { actsOf, type Life, type LogRead, lifeOf, nameOf, type Part } from './parts.js';

/** Something that is not the same on both sides. */
export type Difference = { readonly where: string; readonly what: string; readonly record: string | number | null; readonly other: string | number | null; readonly against: 'register' | 'log' };

const COUNTED = ['AuthorityGranted', 'AuthorityRefused', 'AuthorityReviewed', 'AuthorityRenewed', 'AuthorityCancelled', 'AuthorityApproved', 'AuthorityDeclined', 'AuthorityQuashed', 'CommissionerCommented', 'AppealMade', 'OralActRecorded', 'DeploymentReported'] as const satisfies readonly AuthorityEvent['type'][];

type Counted = (typeof COUNTED)[number];

/** How many of each act the register has of a part. */
const KEPT: Readonly<Record<Counted, (component: ListedComponent) => number>> = {
  AuthorityGranted: ({ granted }) => (granted ? 1 : 0),
  AuthorityRefused: ({ refused }) => (refused ? 1 : 0),
  AuthorityReviewed: ({ reviews }) => reviews.length,
  AuthorityRenewed: ({ renewals }) => renewals.length,
  AuthorityCancelled: ({ cancelled }) => (cancelled ? 1 : 0),
  AuthorityApproved: ({ dealings }) => dealings.approvals.length,
  AuthorityDeclined: ({ dealings }) => dealings.declines.length,
  AuthorityQuashed: ({ dealings }) => (dealings.quashed ? 1 : 0) + (dealings.quashedBefore?.length ?? 0),
  CommissionerCommented: ({ dealings }) => dealings.comments.length,
  AppealMade: ({ dealings }) => dealings.appeals.length,
  OralActRecorded: ({ records }) => records.length,
  DeploymentReported: ({ reported }) => reported.length,
};

const UNDECIDED: readonly string[] = ['submitted', 'returned', 'awaiting-decision'];

const standing = ({ state, from, until }: Pick<ListedComponent, 'state' | 'from' | 'until'> | Life) => ({ state: UNDECIDED.includes(state) ? 'undecided' : state, from, until });

type Units = Readonly<Record<string, string | number | null>>;

const unitsOf = (part: Part): Units => ({ ...standing(lifeOf(part)), ...Object.fromEntries(COUNTED.map((type) => [type, actsOf(part, type).length])) });
const unitsKept = (component: ListedComponent): Units => ({ ...standing(component), ...Object.fromEntries(COUNTED.map((type) => [type, KEPT[type](component)])) });

const differences = (where: string, { record, other, against }: { readonly record: Units; readonly other: Units; readonly against: Difference['against'] }): readonly Difference[] =>
  [...new Set([...Object.keys(record), ...Object.keys(other)])].flatMap((what) => (record[what] === other[what] ? [] : [{ where, what, record: record[what] ?? null, other: other[what] ?? null, against }]));

/**
 * Holds the record, as it was folded from the log, against the register, part by part and act by act, and against the log's own number of each act.
 * `unsettled`: cases that changed while the register was read; nothing is said of them. Whoever sees only some cases is told of those alone, and of the log nothing.
 */
export const reconcile = ({ parts, tally }: Pick<LogRead, 'parts'> & { readonly tally?: LogRead['tally'] }, register: readonly Pick<ListedCase, 'id' | 'reference' | 'state'>[], unsettled: ReadonlySet<string> = new Set()) => {
  const record = new Map<string, { readonly name: string; readonly units: Units }>(parts.filter(({ authorisation }) => !unsettled.has(authorisation)).map((part) => [`${part.authorisation}/${part.component}`, { name: nameOf(part), units: unitsOf(part) }]));
  const kept = new Map<string, { readonly name: string; readonly units: Units }>(register.filter(({ id }) => !unsettled.has(id)).flatMap(({ id, reference, state }) => Object.values(state.components).map((component) => [`${id}/${component.id}`, { name: `${reference}/${component.id}`, units: unitsKept(component) }] as const)));
  const byPart = [...new Set([...record.keys(), ...kept.keys()])].flatMap((key) => {
    const [one, other] = [record.get(key), kept.get(key)];
    return differences(one?.name ?? other?.name ?? key, { record: one?.units ?? {}, other: other?.units ?? {}, against: 'register' });
  });
  const sums = Object.fromEntries(COUNTED.map((type) => [type, parts.reduce((sum, part) => sum + actsOf(part, type).length, 0)]));
  const inLog = Object.fromEntries(COUNTED.map((type) => [type, tally?.[type] ?? 0]));
  const byAct = tally ? differences('all cases', { record: sums, other: inLog, against: 'log' }) : [];
  return { parts: record.size, acts: COUNTED.map((act) => ({ act, record: sums[act] ?? 0, ...(tally ? { log: inLog[act] ?? 0 } : {}) })), unsettled: unsettled.size, differences: [...byPart, ...byAct] };
};
