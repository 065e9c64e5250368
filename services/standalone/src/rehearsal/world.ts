import { type Answer, type Client, createClient, type riskAssessment } from '@cpmp/client';
import type { Instant } from '@cpmp/kernel';
import { wallClock } from '@cpmp/law';
import type { Person, Rehearsal } from './read.js';

/** A platform that cannot be played on, in a sentence for whoever asked. */
export class CannotPlay extends Error {
  override readonly name = 'CannotPlay';
}

/** A step stands on something that the file names and no step has made. */
export class NeverMade extends Error {
  override readonly name = 'NeverMade';
}

/** A thing in its register: the service that holds it, and its stream there. */
export type Thing = { readonly id: string; readonly stream: string; readonly holder: 'assetRegistry' | 'resourceAllocation' };

/** A source in asset-registry: they are deployed by nobody. */
export type SourceKept = Pick<Thing, 'id' | 'stream'>;

/** The platform as a rehearsal meets it: its people signed in, and the ids of what its handles stand for. */
export type World = {
  /** A person's client. */
  readonly as: (person: string) => Client;
  /** Who may see everything and do nothing: reads what must have come of a step. */
  readonly observer: Client;
  /** Moves time, and answers when everything due by then is done. */
  readonly moveTo: (at: Instant) => Promise<void>;
  readonly things: ReadonlyMap<string, Thing>;
  readonly sources: ReadonlyMap<string, SourceKept>;
  /** Case ids, case handle and component handle (`weir/track`) to `c1`, tasking ids and error ids, as they are made. */
  readonly made: { readonly cases: Map<string, string>; readonly components: Map<string, string>; readonly taskings: Map<string, string>; readonly errors: Map<string, string> };
};

/** Whom the runner adds: who keeps the registers and the directory, and who sees that what must come of a step has come. */
const ADMINISTRATOR = { person: 'rehearsal-administrator', roles: ['administrator'] };
const OBSERVER = { person: 'rehearsal-observer', roles: ['inspector-ipco'] };
/** Whoever enters the sources. An administrator has no business with them. */
const SOURCE_UNIT = { person: 'rehearsal-source-unit', roles: ['controller'], rank: 'sergeant', force: 'met' };

const CLOCK_PATH = '/api/standalone/v1/clock';
const SIGN_IN_PATH = '/api/standalone/v1/sign-in';
/** Time is moved in strides of a week, so that each is answered well within the client's patience; it stops at the same instants all the same. */
const STRIDE_MS = 7 * 86_400_000;

/** What an answer says when it is yes. @throws CannotPlay */
const granted = <T>(answer: Answer<T>, what: string): T => {
  if (answer.ok) return answer.value;
  const { code, detail, errors = [] } = answer.problem;
  throw new CannotPlay(`The platform could not ${what}: ${code}${detail ? `, ${detail}` : ''}${errors.map(({ pointer, rule }) => ` ${pointer} ${rule}`).join('')}`);
};

/** Moves the platform's clock to a rehearsal's start. @throws CannotPlay when it has none that can be moved there. */
const clockOf = async (anyone: Client, baseUrl: string, starts: Instant): Promise<(at: Instant) => Promise<void>> => {
  const read = await anyone.call<{ kind: string; now: Instant }>('GET', CLOCK_PATH);
  if (!read.ok) throw new CannotPlay(`At ${baseUrl} there is no standalone platform (${read.problem.code}).`);
  if (read.value.kind !== 'virtual') throw new CannotPlay(`The platform at ${baseUrl} lives in the machine's time; a rehearsal needs one that was started on a virtual clock.`);
  let { now } = read.value;
  /** What takes longer than the client's patience goes on meanwhile, and whoever asks again waits for it. */
  const move = async (to: string): Promise<unknown> => {
    const answer = await anyone.call('POST', CLOCK_PATH, { body: { to } });
    const there = answer.status === 0 && (await anyone.call('GET', CLOCK_PATH)).ok;
    return there ? move(to) : granted(answer, `move its clock to ${wallClock(to)}`);
  };
  if (now > starts) throw new CannotPlay(`The platform's clock stands at ${wallClock(now)}, after the rehearsal's start ${wallClock(starts)}; time only moves forward.`);
  return async (at) => {
    do {
      now = new Date(Math.min(Date.parse(now) + STRIDE_MS, Date.parse(at))).toISOString();
      await move(now);
    } while (now < at);
  };
};

const enterPerson = async (administrator: Client, person: string, { roles, ...claims }: Partial<Person> & Pick<Person, 'roles'>): Promise<void> => {
  const body = { ...claims, roles: roles.map((role) => ({ role })), dutyOfficer: roles.includes('duty-officer') };
  granted(await administrator.notification.enterPerson({ params: { person }, body }), `enter ${person} into the directory`);
};

/** Enters everybody whom people could have to be told through. A force starts with its duty officer, so each force's comes first; one is added where the file names none. */
const fillDirectory = async (administrator: Client, people: Rehearsal['people']): Promise<void> => {
  const named = Object.entries(people);
  const isDuty = ([, { roles }]: (typeof named)[number]): boolean => roles.includes('duty-officer');
  const served = new Set(named.filter(isDuty).map(([, { force }]) => force));
  const forces = new Set(named.flatMap(([, { force }]) => (force === undefined || served.has(force) ? [] : [force])));
  for (const force of forces) await enterPerson(administrator, `duty-officer-${force.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`, { force, roles: ['duty-officer'] });
  for (const [person, entry] of [...named.filter(isDuty), ...named.filter((one) => !isDuty(one))]) await enterPerson(administrator, person, entry);
};

/** Enters assets and resources. Sources have no register on this platform yet: a step that needs one says so. */
const register = async (administrator: Client, { assets, resources }: Rehearsal): Promise<ReadonlyMap<string, Thing>> => {
  const things = new Map<string, Thing>();
  for (const [handle, body] of Object.entries(assets)) {
    const { id } = granted(await administrator.assetRegistry.registerAsset({ body }), `register ${handle}`);
    things.set(handle, { id, stream: `asset-${id}`, holder: 'assetRegistry' });
  }
  for (const [handle, resource] of Object.entries(resources)) {
    const { 'assessed-until': assessedUntil, 'record-maintainer': recordMaintainer, 'cover-officer': coverOfficer, ...same } = resource;
    const body = { ...same, label: handle, assessedUntil, recordMaintainer, coverOfficer };
    const { id } = granted(await administrator.resourceAllocation.registerResource({ body }), `register ${handle}`);
    things.set(handle, { id, stream: `resource-${id}`, holder: 'resourceAllocation' });
  }
  return things;
};

const enterSources = async (unit: Client, entered: Rehearsal['sources']): Promise<ReadonlyMap<string, SourceKept>> => {
  const sources = new Map<string, SourceKept>();
  for (const [handle, { 'record-maintainer': recordMaintainer, ...same }] of Object.entries(entered)) {
    const { id } = granted(await unit.assetRegistry.registerSource({ body: { ...same, recordMaintainer } }), `enter ${handle}`);
    sources.set(handle, { id, stream: `source-${id}` });
  }
  return sources;
};

/** Signs everybody in, moves time to the start, and fills directory and registers. `seed`: what the acts' keys are counted from. @throws CannotPlay */
export const enterWorld = async (baseUrl: string, rehearsal: Rehearsal, seed: string): Promise<World> => {
  let acts = 0;
  const newKey = (): string => `rehearsal-${seed}-${(acts += 1)}`;
  const anyone = createClient({ baseUrl, newKey });
  const moveTo = await clockOf(anyone, baseUrl, rehearsal.starts);
  const signIn = async (claims: { readonly person: string }): Promise<Client> => {
    const { token } = granted(await anyone.call<{ token: string }>('POST', SIGN_IN_PATH, { body: claims }), `sign ${claims.person} in`);
    return createClient({ baseUrl, token, newKey });
  };
  await moveTo(rehearsal.starts);
  const administrator = await signIn(ADMINISTRATOR);
  const observer = await signIn(OBSERVER);
  const clients = new Map<string, Client>();
  for (const [person, claims] of Object.entries(rehearsal.people)) clients.set(person, await signIn({ person, ...claims }));
  await fillDirectory(administrator, rehearsal.people);
  const things = await register(administrator, rehearsal);
  const sources = await enterSources(Object.keys(rehearsal.sources).length > 0 ? await signIn(SOURCE_UNIT) : administrator, rehearsal.sources);
  return { as: (person) => known(clients, person), observer, moveTo, things, sources, made: { cases: new Map(), components: new Map(), taskings: new Map(), errors: new Map() } };
};

/** A component by its handles. */
export type OfComponent = { readonly authorisation: string; readonly component: string };

/** A deployment as either holder shows it. */
export type Deployment = { readonly id: string; readonly thing: string; readonly authorisation: string; readonly component: string; readonly state: string; readonly startedAt?: string };

/** What a handle stands for by now. @throws NeverMade */
export const known = <T>(map: ReadonlyMap<string, T>, handle: string): T => {
  const found = map.get(handle);
  if (found === undefined) throw new NeverMade(`${handle} was never made`);
  return found;
};

/** The path of a component by its handles. @throws NeverMade */
export const pathOf = ({ made }: World, { authorisation, component }: OfComponent) => ({
  id: known(made.cases, authorisation), component: known(made.components, `${authorisation}/${component}`),
});

/** The stream of a thing, a source or a case. */
export const streamOf = ({ things, sources, made }: World, handle: string): string | undefined => {
  const held = made.cases.get(handle);
  return held === undefined ? (things.get(handle) ?? sources.get(handle))?.stream : `authority-${held}`;
};

/** Every item of a list, page after page. */
export const allOf = async <T>(page: (after?: string) => Promise<Answer<{ readonly items: readonly T[]; readonly next?: string }>>): Promise<Answer<{ readonly items: readonly T[] }>> => {
  const items: T[] = [];
  for (let after: string | undefined; ; ) {
    const answer = await page(after);
    if (!answer.ok) return answer;
    items.push(...answer.value.items);
    after = answer.value.next;
    if (after === undefined) return { ...answer, value: { items } };
  }
};

/** What a reader sees of a thing's deployments, or of a case's at both holders. */
export const deploymentsOf = async (client: Client, of: { readonly thing: Thing } | { readonly authorisation: string }): Promise<Answer<{ readonly items: readonly Deployment[] }>> => {
  const from = (holder: Thing['holder'], query: object) => allOf<Deployment>((after) => client[holder].listDeployments({ query: { ...query, after } }));
  if ('thing' in of) return from(of.thing.holder, { thing: of.thing.stream });
  const assets = await from('assetRegistry', of);
  if (!assets.ok) return assets;
  const resources = await from('resourceAllocation', of);
  return resources.ok ? { ...resources, value: { items: [...assets.value.items, ...resources.value.items] } } : resources;
};

/** The last of several by an instant of each. */
export const newest = <T>(items: readonly T[], at: (item: T) => Instant): T | undefined =>
  items.reduce<T | undefined>((last, item) => (last === undefined || at(item) >= at(last) ? item : last), undefined);

/** The latest of the deployments that started. */
export const latest = (deployments: readonly Deployment[]): Deployment | undefined =>
  newest(deployments.filter(({ startedAt }) => startedAt !== undefined), ({ startedAt = '' }) => startedAt);

/** The risk about a thing or a case that was assessed last. */
export const riskAbout = async (client: Client, about: string): Promise<riskAssessment.AssessRiskAnswer | undefined> => {
  const listed = await allOf((after) => client.riskAssessment.listRisks({ query: { about, after } }));
  return newest(listed.value?.items ?? [], ({ assessed }) => assessed.at);
};
