import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Answer, type Client, createClient, patient } from '@cpmp/client';
import type { Instant } from '@cpmp/kernel';
import { personId, type Principal, type RunningService } from '@cpmp/shell';
import { StartFault } from './start-fault.js';

/** The roles that a token may name. */
export const ROLES = [
  'applicant', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer', 'handler', 'controller', 'record-maintainer', 'cover-officer', 'senior-investigating-officer', 'resource-manager',
  'asset-custodian', 'risk-owner', 'operational-security', 'product-officer', 'judicial-commissioner', 'inspector-ipco', 'data-protection-officer', 'administrator', 'partner-system', 'duty-officer',
] as const;

/** Oversight belongs to no force. */
const OVERSIGHT: ReadonlySet<string> = new Set(['inspector-ipco', 'judicial-commissioner']);

const days = z.int().positive();
const person = z.strictObject({ name: z.string(), rank: z.string().optional(), unit: z.string().optional(), roles: z.array(z.enum(ROLES)).min(1), 'duty-officer': z.literal(true).optional() });
const asset = z.strictObject({ kind: z.string(), serial: z.string(), site: z.string(), 'inspection-due': days.optional() });
const resource = z.strictObject({
  kind: z.string(), site: z.string().optional(), skills: z.array(z.string()).optional(), accredited: z.record(z.string(), days).optional(), 'assessed-until': days.optional(),
  handler: personId.optional(), controller: personId.optional(), 'record-maintainer': personId.optional(), 'cover-officer': personId.optional(),
});
const score = z.int().min(1).max(5);
const risk = z.strictObject({ about: z.string(), owner: personId, threat: z.string(), likelihood: score, impact: score, controls: z.string(), residual: z.tuple([score, score]) });
const schema = z.strictObject({ force: z.string(), people: z.record(personId, person), assets: z.record(z.string(), asset), resources: z.record(z.string(), resource), risks: z.array(risk) });

/** The demonstration force, read and checked when the process starts: a wrong file stops it. */
const demonstration = schema.parse(parse(readFileSync(new URL('../demonstration.yaml', import.meta.url), 'utf8')));

/** Who can sign in at once. */
export type Person = Principal & { readonly name: string; readonly dutyOfficer: boolean };

export const people: readonly Person[] = Object.entries(demonstration.people).map(([id, { name, rank, unit, roles, 'duty-officer': dutyOfficer = false }]) => {
  const force = roles.some((role) => OVERSIGHT.has(role)) ? undefined : demonstration.force;
  return { person: id, name, roles, dutyOfficer, ...(rank ? { rank } : {}), ...(unit ? { unit } : {}), ...(force ? { force } : {}) };
});

type Loaded = { readonly url: string; readonly now: () => Instant; readonly own: Pick<RunningService, 'ledger'> };
type Begun = { readonly at: Instant; readonly done: boolean };

const NOTE = 'standalone/demonstration';
const DAY_MS = 86_400_000;
/** Who enters what: their roles allow it. */
const BY = { people: 'admin-shaw', things: 'rm-price' } as const;

/**
 * Loads the demonstration force through the public APIs, once in a data folder's life. Every call has a key that says what it makes, and dates count from the instant at which
 * loading first began: what was killed half way is taken up again and makes nothing twice. @throws StartFault when a service says no.
 */
export const loadDemonstration = async ({ url, now, own }: Loaded): Promise<void> => {
  const { notes } = own.ledger;
  const kept = await notes.note(NOTE);
  const begun = (kept?.value as Begun | undefined) ?? { at: now(), done: false };
  if (begun.done) return;
  if (!kept) await notes.putNote(NOTE, begun, 0);
  await enterPeople(await signedIn(url, BY.people));
  const things = await registerThings(await signedIn(url, BY.things), (days) => new Date(Date.parse(begun.at) + days * DAY_MS).toISOString().slice(0, 10));
  await assessRisks(url, things);
  await notes.putNote(NOTE, { ...begun, done: true }, 1);
};

const enterPeople = async (client: Client): Promise<void> => {
  // A force begins with its duty officer: without one the directory takes nobody else.
  for (const { person, name, rank, force, unit, roles, dutyOfficer } of people.toSorted((a, b) => Number(b.dutyOfficer) - Number(a.dutyOfficer))) {
    const body = { name, rank: rank ?? null, force: force ?? null, unit: unit ?? null, roles: roles.map((role) => ({ role })), dutyOfficer };
    made(await client.notification.enterPerson({ params: { person }, body, key: keyOf(person) }), person);
  }
};

/** Answers each thing's stream by its handle. */
const registerThings = async (client: Client, dayIn: (days: number) => string): Promise<ReadonlyMap<string, string>> => {
  const streams = new Map<string, string>();
  for (const [label, { 'inspection-due': due, ...asset }] of Object.entries(demonstration.assets)) {
    const body = { ...asset, label, ...(due ? { inspectionDue: dayIn(due) } : {}) };
    streams.set(label, `asset-${made(await client.assetRegistry.registerAsset({ body, key: keyOf(label) }), label).id}`);
  }
  for (const [label, { accredited = {}, 'assessed-until': assessed, 'record-maintainer': recordMaintainer, 'cover-officer': coverOfficer, ...resource }] of Object.entries(demonstration.resources)) {
    const fit = { accredited: Object.fromEntries(Object.entries(accredited).map(([what, until]) => [what, dayIn(until)])), ...(assessed ? { assessedUntil: dayIn(assessed) } : {}) };
    const body = { ...resource, label, ...fit, ...(recordMaintainer ? { recordMaintainer } : {}), ...(coverOfficer ? { coverOfficer } : {}) };
    streams.set(label, `resource-${made(await client.resourceAllocation.registerResource({ body, key: keyOf(label) }), label).id}`);
  }
  return streams;
};

const assessRisks = async (url: string, streams: ReadonlyMap<string, string>): Promise<void> => {
  for (const { about, ...risk } of demonstration.risks) {
    const client = await signedIn(url, risk.owner);
    made(await client.riskAssessment.assessRisk({ body: { ...risk, about: streams.get(about) ?? about }, key: keyOf(`risk-${about}`) }), `the risk about ${about}`);
  }
};

const keyOf = (name: string): string => `demonstration-${name}`;

const signedIn = async (url: string, person: string): Promise<Client> => {
  const answer = await createClient({ baseUrl: url, fetch: patient }).call<{ readonly token: string }>('POST', '/api/standalone/v1/sign-in', { body: { person } });
  return createClient({ baseUrl: url, fetch: patient, token: made(answer, person).token });
};

const made = <T>(answer: Answer<T>, what: string): T => {
  if (answer.ok) return answer.value;
  throw new StartFault(`The demonstration force cannot be loaded: ${what} was answered ${answer.status} ${answer.problem.code}.`);
};
