import type { authorisation, Client, notification } from '@cpmp/client';
import { everything, orNone } from '../web/lists.js';
import { capital, partNumber, plain } from '../web/words.js';
import { type Left, readOrphans } from './orphans.js';

export type Deadline = notification.ListDeadlinesAnswer['items'][number];
export type Telling = notification.ListTellingsAnswer['items'][number];
export type Doubt = authorisation.ListDoubtsAnswer['items'][number];
type CaseListed = authorisation.ListAuthorisationsAnswer['items'][number];
type ErrorListed = authorisation.ListErrorsAnswer['items'][number];

/** A service as its health says: how many of its deadlines notification has not taken on; absent when it does not answer. */
export type Untaken = { readonly service: string; readonly deadlines?: number };

/** What a senior responsible officer looks into. */
export type Overseen = {
  readonly late: readonly Deadline[];
  readonly suspected: readonly Doubt[];
  readonly gaps: readonly Doubt[];
  readonly unchecked: readonly CaseListed[];
  /** Errors that are to be judged, reported or closed, what is due soonest first. */
  readonly errors: readonly ErrorListed[];
  /** Granted where a renewal was to be expected. */
  readonly regranted: readonly CaseListed[];
  /** In force while somebody is missing who must look after its source or operative. */
  readonly lacking: readonly CaseListed[];
  /** What went up the ladder and still waits. */
  readonly escalated: readonly Telling[];
  /** What was told of suspected errors and alarms, to say of each who heard. */
  readonly told: readonly Telling[];
  readonly untaken: readonly Untaken[];
  /** What of each service's record rests on what another lost in a restore. */
  readonly orphans: readonly Left[];
};

/** Everything that is late, in doubt, unchecked, unanswered or untaken, in the reader's force, each kind whole: what waits longest may stand last. @throws ApiNo for who does not oversee */
export const readOverseen = async (client: Client): Promise<Overseen> => {
  const { authorisation: cases, notification: notices } = client;
  const [late, suspected, gaps, unchecked, errors, regranted, lacking, escalated, suspicions, alarms, untaken, orphans] = await Promise.all([
    readLate(client),
    everything((paged) => cases.listDoubts({ query: { state: 'suspected', ...paged } })),
    everything((paged) => cases.listDoubts({ query: { state: 'gap', ...paged } })),
    everything((paged) => cases.listAuthorisations({ query: { unchecked: 'true', ...paged } })),
    readOpenErrors(client),
    everything((paged) => cases.listAuthorisations({ query: { regranted: 'true', ...paged } })),
    everything((paged) => cases.listAuthorisations({ query: { gap: 'true', ...paged } })),
    everything((paged) => notices.listTellings({ query: { escalated: 'true', waiting: 'true', ...paged } })),
    everything((paged) => notices.listTellings({ query: { about: 'error-suspected', ...paged } })),
    everything((paged) => notices.listTellings({ query: { about: 'alarm', ...paged } })),
    readUntaken(client),
    readOrphans(client),
  ]);
  return { late, suspected, gaps, unchecked, errors, regranted, lacking, escalated: escalated.toSorted(latest), told: [...suspicions, ...alarms], untaken, orphans };
};

/** What stands at one instant stands by its case and part: the APIs' own order among those follows ids. */
const byReference = (a: Placed, b: Placed): number => a.reference.localeCompare(b.reference) || (a.component ?? '').localeCompare(b.component ?? '', 'en-GB', { numeric: true });

type Placed = { readonly reference: string; readonly component: string | null };

/** What went further last stands first; what did at once, by its case. */
const latest = (a: Telling, b: Telling): number => (b.escalatedAt ?? '').localeCompare(a.escalatedAt ?? '') || byReference(a, b) || a.text.localeCompare(b.text);

/** The errors that wait for somebody, what is due soonest first; nothing for who may read none. */
export const readOpenErrors = async (client: Client): Promise<readonly ErrorListed[]> => {
  const found = await everything((paged) => client.authorisation.listErrors({ query: { due: 'true', ...paged } }), orNone);
  return found.filter(({ stage }) => stage === 'suspected' || stage === 'established');
};

/** What is late, the oldest first; nothing for who may read no deadlines. */
export const readLate = async (client: Client): Promise<readonly Deadline[]> => (await everything((paged) => client.notification.listDeadlines({ query: { late: 'true', ...paged } }), orNone)).toSorted((a, b) => a.due.localeCompare(b.due) || byReference(a, b) || a.what.localeCompare(b.what));

const readUntaken = async (client: Client): Promise<readonly Untaken[]> => {
  const asked = [client.authorisation, client.assetRegistry, client.resourceAllocation, client.riskAssessment] as const;
  const names = ['authorisation', 'asset-registry', 'resource-allocation', 'risk-assessment'];
  const answers = await Promise.all(asked.map((service) => service.readHealth({})));
  return answers.map((answer, index) => ({ service: names[index] ?? '', ...(answer.ok ? { deadlines: answer.value.untakenDeadlines } : {}) }));
};

const SERVICES: Readonly<Record<string, string>> = { authorisation: 'Authorities', 'asset-registry': 'Equipment', 'resource-allocation': 'Teams and operatives', 'risk-assessment': 'Risks', notification: 'Notices and deadlines' };

/** A service in people's words. */
export const serviceWords = (name: string): string => SERVICES[name] ?? capital(plain(name));

const DEADLINES: Readonly<Record<string, string>> = {
  review: 'Review', expiry: 'End of the authority', 'commissioner-notice': 'Notice to the commissioner', 'commissioner-notice-urgent': 'Urgent notice to the commissioner', 'written-record': 'Written record of an oral decision',
  recovery: 'Recovery of equipment', 'switch-off': 'To be switched off', 'withdrawal-overdue': 'Withdrawal without a decision', 'risk-review': 'Review of a risk', 'error-triage': 'To be judged', 'error-report': 'Report to the Commissioner', 'error-submission': 'Submission to the Commissioner', 'error-measure': 'A measure to be carried out',
};

/** What a deadline is, and of which part. */
export const deadlineWords = ({ what, component }: Pick<Deadline, 'what' | 'component'>): string => `${DEADLINES[what] ?? capital(plain(what))}${component ? `, part ${partNumber(component)}` : ''}`;

/** The instant by which something of an error must be done first. */
export const firstDue = ({ deadlines }: Pick<ErrorListed, 'deadlines'>): string | undefined => Object.values(deadlines).toSorted()[0];

/** Where that is about which a deadline or a notice speaks; undefined for what has no page. */
export const pageOf = (stream: string): string | undefined => {
  const [kind = '', id = ''] = stream.split('-');
  return { authority: `/cases/${id}`, error: `/errors/${id}`, risk: `/risks/${id}`, product: `/product/${id}`, asset: `/assets/${id}`, resource: `/resources/${id}` }[kind];
};

/** What a link to a thing says beside what the thing is called: a link to a case may be called so too. */
export const thingIn = (stream: string): string | undefined => ({ asset: 'the item', resource: 'the team or operative' })[stream.split('-')[0] ?? ''];

/** Everybody whom any of it names. */
export const peopleIn = ({ late, unchecked, regranted, escalated, told }: Overseen): readonly string[] => [
  ...late.flatMap((one) => [...one.told.map(({ person }) => person), ...one.notes.map(({ by }) => by)]),
  ...[...unchecked, ...regranted].flatMap(({ components }) => components.flatMap(({ officer }) => officer ?? [])),
  ...[...escalated, ...told].flatMap((one) => [...one.told, ...one.acknowledged.map(({ by }) => by)]),
];

/** Each part that was granted where a renewal was to be expected, with its arithmetic. */
export const regrantsIn = (cases: readonly CaseListed[]) =>
  cases.flatMap(({ id, reference, components }) => components.flatMap(({ id: part, power, since, officer, regrant }) => (regrant ? [{ id, reference, part, power, since, officer: officer ?? '', ...regrant, days: regrant.usedDays + regrant.leftDays }] : [])));

/** Each part that is in force while somebody is missing, the oldest gap first. */
export const lackingIn = (cases: readonly CaseListed[]) =>
  cases.flatMap(({ id, reference, components }) => components.flatMap(({ id: part, power, gap }) => (gap ? [{ id, reference, part, power, gap }] : []))).toSorted((a, b) => a.gap.from.localeCompare(b.gap.from) || a.reference.localeCompare(b.reference));

/** One line of the export: ids, states and instants, nothing that anybody wrote. */
type Line = readonly [list: string, reference: string, stream: string, component: string, what: string, instant: string];

const linesOf = ({ late, suspected, gaps, unchecked, errors, regranted, lacking, escalated, orphans }: Overseen): readonly Line[] => [
  ...late.map(({ reference, about, component, what, due }): Line => ['late', reference, about, component ?? '', what, due]),
  ...[...suspected, ...gaps].map(({ state, reference, authorisation: id, component, permit, endedAt }): Line => [state, reference, `authority-${id}`, component, `permit-${permit}`, endedAt ?? '']),
  ...unchecked.flatMap(({ id, reference, components }) => components.filter(({ checked }) => checked === false).map((part): Line => ['unchecked', reference, `authority-${id}`, part.id, part.state, part.since])),
  ...errors.map(({ id, reference, stage, component, discoveredAt }): Line => ['error', reference, `error-${id}`, component ?? '', stage, discoveredAt]),
  ...regrantsIn(regranted).map(({ id, reference, part, since }): Line => ['regranted', reference, `authority-${id}`, part, 'granted-anew', since]),
  ...lackingIn(lacking).map(({ id, reference, part, gap }): Line => ['lacking', reference, `authority-${id}`, part, [...gap.missing, ...gap.shared].join(' '), gap.from]),
  ...escalated.map(({ reference, stream, component, about, escalatedAt }): Line => ['escalated', reference, stream, component ?? '', about, escalatedAt ?? '']),
  ...orphans.flatMap(({ service, open, items }) => (open === undefined ? [['orphan', service, '', '', 'does-not-answer', ''] as const] : items.map(({ position, stream, at }): Line => ['orphan', `${service}/${position}`, stream, '', 'rests-on-lost', at]))),
];

/** The export as RFC 4180 has it. */
export const csvOf = (overseen: Overseen): string => [['list', 'reference', 'stream', 'component', 'what', 'instant'], ...linesOf(overseen)].map((line) => `${line.map((field) => `"${field.replaceAll('"', '""')}"`).join(',')}\r\n`).join('');
