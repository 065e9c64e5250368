import { createLog } from '@cpmp/shell';
import { budgetFrom, type Caller, calls, fuzz, type Hints, instantNear, isLong, Journey, knownOr, Later, type Opened, type Operation, operationsOf, type Plan, secretsKept, together, transportTo, words, type World } from '@cpmp/testing';
import fc from 'fast-check';
import { type Platform, startPlatform } from './platform.js';

const AT = '2026-03-02T09:00:00.000Z';
/** Each service has so many seconds by default; the last journey is gone to its end. */
const BUDGET = budgetFrom(process.env, { seed: 20_260_302, seconds: 20, steps: 60 });
/** For a machine that hangs, not for one that is slow. */
const LIMIT_MS = 3_600_000 + BUDGET.seconds * 10_000;

const OVERSIGHT = ['inspector-ipco', 'judicial-commissioner'];
type Player = { readonly person: string; readonly roles: readonly string[]; readonly rank?: string; readonly force?: string; readonly unit?: string };
const PLAYERS: readonly Player[] = [
  { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] },
  { person: 'ds-cole', rank: 'sergeant', force: 'met', unit: 'SCO35', roles: ['applicant', 'controller', 'cover-officer'] },
  { person: 'di-rourke', rank: 'inspector', force: 'met', unit: 'SCO35', roles: ['applicant', 'senior-investigating-officer', 'risk-owner'] },
  { person: 'dc-elsewhere', rank: 'constable', force: 'met', unit: 'SCO7', roles: ['applicant'] },
  { person: 'cab-lane', rank: 'sergeant', force: 'met', unit: 'CAB', roles: ['gatekeeper'] },
  { person: 'supt-okafor', rank: 'superintendent', force: 'met', unit: 'CAB', roles: ['authorising-officer'] },
  { person: 'ac-whitfield', rank: 'assistant-commissioner', force: 'met', unit: 'MGT', roles: ['authorising-officer'] },
  { person: 'cmdr-hale', rank: 'commander', force: 'met', unit: 'CAB', roles: ['senior-responsible-officer'] },
  { person: 'rm-price', rank: 'sergeant', force: 'met', unit: 'TSU', roles: ['resource-manager', 'asset-custodian'] },
  { person: 'duty-bello', rank: 'chief-inspector', force: 'met', unit: 'OPS', roles: ['duty-officer'] },
  { person: 'admin-shaw', roles: ['administrator'] },
  { person: 'ipco-frost', roles: ['inspector-ipco'] },
  { person: 'jc-stone', roles: ['judicial-commissioner'] },
  { person: 'dc-kent', rank: 'constable', force: 'kent', unit: 'SCO35', roles: ['applicant'] },
  { person: 'rm-kent', rank: 'sergeant', force: 'kent', unit: 'TSU', roles: ['resource-manager', 'asset-custodian', 'controller'] },
  { person: 'supt-kent', rank: 'superintendent', force: 'kent', unit: 'CAB', roles: ['authorising-officer', 'gatekeeper', 'risk-owner', 'senior-responsible-officer'] },
  { person: 'odd-one', rank: 'Grand Vizier', force: 'x'.repeat(60), unit: '👮‍♀️ "\\', roles: ['applicant', 'authorising-officer', 'handler', 'resource-manager'] },
  { person: 'nobody', roles: [] },
];
const playerOf = (person: string): Player => PLAYERS.find((one) => one.person === person) as Player;
const circleOf = ({ person, force, unit }: Player): string => (force ? `${force}/${unit ?? person}` : person);

/** Which roles do what: so that calls come far enough to be decided on. Whoever is not named here tries it too, less often. */
const DOES: Readonly<Record<string, readonly string[]>> = {
  apply: ['applicant'], startDraft: ['applicant'], changeReturned: ['applicant'], readDraft: ['applicant'], saveDraft: ['applicant'], discardDraft: ['applicant'], sendDraft: ['applicant'], checkAuthorisation: ['gatekeeper'], grant: ['authorising-officer'], refuse: ['authorising-officer'], notify: ['gatekeeper'], recordOralAct: ['authorising-officer'], review: ['authorising-officer'], renew: ['authorising-officer'], cancel: ['authorising-officer'],
  registerAsset: ['asset-custodian'], changeCustody: ['asset-custodian'], recordServiceability: ['asset-custodian'], bookAsset: ['asset-custodian'], releaseBooking: ['asset-custodian'], deployAsset: ['asset-custodian'], recoverAsset: ['asset-custodian'],
  ...Object.fromEntries(['registerSource', 'readSource', 'changeSourceRole', 'recordVulnerability', 'addSourceRecord', 'recordSourceMeeting', 'listSourceMeetings', 'listUnheldRoles'].map((id) => [id, ['controller', 'handler']])),
  registerResource: ['resource-manager'], recordFitness: ['resource-manager'], deployResource: ['resource-manager'], withdrawResource: ['resource-manager'], decideWithdrawal: ['resource-manager'], requestTasking: ['resource-manager', 'applicant'], allocate: ['resource-manager'], giveBack: ['resource-manager'],
  assessRisk: ['risk-owner', 'resource-manager'], reassessRisk: ['risk-owner'], acceptRisk: ['risk-owner'], closeRisk: ['risk-owner'], enterPerson: ['administrator'], acknowledgeNotice: ['gatekeeper', 'senior-responsible-officer', 'resource-manager', 'controller'], noteDeadline: ['gatekeeper', 'senior-responsible-officer'],
};
/** Those of the force in which most happens come three times as often. */
const likely = Object.fromEntries(Object.entries(DOES).map(([id, roles]) => [id, PLAYERS.flatMap((one, index) => (one.roles.some((role) => roles.includes(role)) ? Array<number>(one.force === 'met' ? 3 : 1).fill(index) : []))]));

/** Filled in when the call is made: the call's own canary, an instant so many minutes from now, what came back. */
const word = new Later((moment) => moment.word);
const soon = (minutes: number): Later => new Later(({ now }) => new Date(Date.parse(now) + minutes * 60_000).toISOString());
const came = (kind: string, nth = 0, before = ''): Later => new Later(({ known }) => `${before}${known(kind, nth)}`);

const minutes = (...of: number[]) => instantNear(fc.constantFrom(...of));
/** Now and then, the first or the last instant that there is. */
const orFar = (near: fc.Arbitrary<Later>) => fc.oneof({ weight: 11, arbitrary: near }, { weight: 1, arbitrary: fc.constantFrom('1900-01-01T00:00:00.000000001+14:00', '2999-12-31T23:59:59.999999999-14:00') });
const name = words(1, 100);
const people = fc.constantFrom(...PLAYERS.map(({ person }) => person));
const TACTICS: Readonly<Record<string, readonly string[]>> = { 'directed-surveillance': ['mobile-surveillance', 'foot-surveillance'], 'property-interference': ['vehicle-tracker'] };
const groundOf = (power: string): string => (power === 'directed-surveillance' ? 'crime-or-disorder' : 'serious-crime');
/** A component that the law may grant, in form. */
const component = fc.constantFrom('directed-surveillance', 'property-interference').chain((power) =>
  fc.record({
    handle: name.map((said) => new Later((moment) => `${power[0]} ${String(said.fill(moment))}`.slice(0, 100))), power: fc.constant(power), ground: fc.constant(groundOf(power)), tactics: fc.tuple(fc.record({ tactic: fc.constantFrom(...(TACTICS[power] ?? [])), because: words(1, 600) })),
    subjects: fc.tuple(name), vehicles: fc.tuple(name), necessity: words(1, 8_000), proportionality: words(1, 8_000), collateral: words(1, 8_000), otherMeans: words(1, 8_000), confidential: fc.constant('none'),
  }));
const window = fc.record({ from: orFar(minutes(0, 1, 10, 60, 1_440)), to: orFar(minutes(61 + 1_440, 2_880, 40_320)) });
/** What belongs together: a tactic of the component that it is asked under, on a target that the component names. */
const deployed = (thing: 'asset' | 'resource') => fc.constantFrom(['c1', 'mobile-surveillance'] as const, ['c2', 'vehicle-tracker'] as const).chain(([part, tactic]) =>
  fc.record({ [thing]: knownOr(thing, fc.constant('a'.repeat(16))), authorisation: fc.constantFrom(0, 0, 0, 1, 2).map((nth) => came('authorisation', nth)), component: fc.constant(part), tactic: fc.constant(tactic), target: fc.constant({ vehicle: came('vehicle') }), window }));
const note = (by: string) => fc.record({ by: fc.constant(by), madeAt: orFar(minutes(0, -10)), text: name });
const spoken = fc.oneof(fc.record({ form: fc.constant('written'), statement: name }), fc.record({ form: fc.constant('oral'), urgent: name, notes: fc.tuple(note('officer')), statement: name }));
const also = (more: Parameters<typeof fc.record>[0]) => fc.tuple(spoken, fc.record(more)).map((parts) => Object.assign({}, ...parts) as object);
const HINTS: Hints = {
  'deployAsset.': deployed('asset'), 'deployResource.': deployed('resource'), 'grant.': also({ reviewBy: orFar(minutes(1_440, 10_080, 40_320)) }), 'renew.': also({ value: name }),
  'cancel.': fc.record({ ceasedAt: orFar(minutes(0, -10)), told: fc.constant(['rm-price']), reason: name, value: name, productDirection: name }),
  'allocate.': fc.oneof(...(['asset', 'resource', 'resource'] as const).map((thing) => fc.record({ [thing]: knownOr(thing, fc.constant('a'.repeat(16))), window }))),
  window,
  components: fc.array(component, { minLength: 1, maxLength: 2 }),
  cleared: fc.constantFrom([], ['nobody-here']),
  tactic: fc.constantFrom('mobile-surveillance', 'foot-surveillance', 'vehicle-tracker'),
  target: fc.oneof(...(['subject', 'vehicle'] as const).map((key) => fc.record({ [key]: knownOr(key, fc.constant('nobody')) }))),
  reviewBy: orFar(minutes(1_440, 10_080, 40_320)), nextReview: orFar(minutes(1_440, 10_080, 40_320)), decidedAt: fc.oneof(orFar(minutes(-60)), fc.constant(undefined)), 'acceptRisk.until': orFar(minutes(1_440, 40_320)), 'moveClock.to': minutes(0, 0, 1, 1, 10, 10, 60, 600, 1_440, 10_080, 43_200, 144_000),
  'changeCustody.to': people, 'listNotices.to': people, 'namePersons.persons': fc.constantFrom('dc-ahmed', 'dc-ahmed,nobody-here'), person: people,
  about: fc.oneof(knownOr('thing', fc.constant('asset-aaaaaaaaaaaaaaaa')), knownOr('stream', fc.constant('authority-aaaaaaaaaaaaaaaa'), /^(asset|authority|resource|source)-/)),
  'registerAsset.kind': fc.constant('vehicle-tracker'), 'registerResource.kind': fc.constantFrom('surveillance-team', 'undercover-operative'), skill: fc.constantFrom('foot', 'mobile'),
  'checkAuthorisation.outcome': fc.constant('pass'), owner: fc.constant('nobody-here'),
  authorisation: fc.oneof(fc.constantFrom(came('authorisation'), came('authorisation', 1)), knownOr('authorisation', fc.constant('a'.repeat(16)))), component: fc.constantFrom('c1', 'c1', 'c2'),
  ...Object.fromEntries(['grant', 'refuse', 'checkAuthorisation'].map((id) => [`${id}.authorisation`, knownOr('authorisation', fc.constant('a'.repeat(16)))])), 'notify.authorisation': fc.constant(came('authorisation')), 'notify.component': fc.constant('c2'), 'notify.act': fc.constant('grant'),
  'requestTasking.needs': fc.tuple(fc.record({ skill: fc.constantFrom('foot', 'mobile'), count: fc.constantFrom(1, 2) })),
  limit: fc.constantFrom(1, 2, 200), after: fc.nat(99).map((nth) => new Later(({ known }) => known('next', nth))),
};
/** Rules that the document cannot say. */
const BEYOND = ['window-order', 'not-yet', 'needed', 'submissions-by', 'part-without-case', 'instant-without-zone', 'handle-repeated', 'not-allowed', 'not-a-cursor', 'not-a-checkpoint', 'no-such-tree', 'time-goes-forward', 'invalid-type'];

/** What is written with these is about things and people of the force, and covert to nobody who may read the registers. */
const PLAIN = ['registerAsset', 'registerResource', 'recordFitness', 'enterPerson', 'signIn', 'listAssets', 'listResources'];
/** Why a thing may not be deployed is sealed, and is for whoever may read the registers. */
const OF_THINGS = [...PLAIN, 'recordServiceability'];
/** What a tasking needs is said in the registers' words: kinds and skills. */
const REGISTER_WORDS = ['needs'];
const SIDES = { authorising: ['gatekeeper', 'senior-responsible-officer', 'authorising-officer'], holding: ['resource-manager', 'asset-custodian', 'cover-officer', 'controller', 'senior-responsible-officer', 'gatekeeper', 'authorising-officer', 'risk-owner', 'handler'] };

const isPlain: World['isPlain'] = ({ operations }) => [...operations].every((id) => PLAIN.includes(id));

const mayRead = (authorising: ReadonlySet<string>, telling: ReadonlySet<string>): World['mayRead'] => ({ person }, { by, operations, circles }, operation) => {
  if (telling.has(operation)) return false;
  const { roles, force, unit } = playerOf(person);
  if (by.has(person) || roles.some((role) => OVERSIGHT.includes(role)) || [...operations].every((id) => OF_THINGS.includes(id))) return true;
  const side = [...operations].every((id) => authorising.has(id)) ? SIDES.authorising : SIDES.holding;
  return [...circles].some((circle) => circle.startsWith(`${force}/`) && (circle === `${force}/${unit}` || roles.some((role) => side.includes(role))));
};

const documentsOf = ({ services }: Pick<Platform, 'services'>): ReadonlyMap<string, readonly Operation[]> => new Map(services.map((service) => [service.name, operationsOf(service.openapi())]));

let documents: ReadonlyMap<string, readonly Operation[]>;
let logged: string[];
beforeAll(async () => {
  const platform = await startPlatform({ data: ':memory:', port: 0, clock: { kind: 'virtual', startsAt: AT } });
  documents = documentsOf(platform);
  await platform.close();
});

const operation = (id: string): Operation => [...documents.values()].flat().find((one) => one.id === id) as Operation;
const idsOf = (service: string): ReadonlySet<string> => new Set(documents.get(service)?.map(({ id }) => id));

const WINDOW = { from: soon(1), to: soon(1_440) };
const asked = (power: string, tactic: string): object => ({
  handle: new Later((moment) => `${moment.word} ${power}`), power, ground: groundOf(power), tactics: [{ tactic, because: word }], subjects: [word], vehicles: [word], necessity: word, proportionality: word, collateral: word, otherMeans: word, confidential: 'none',
});
const oral: object = { form: 'oral', urgent: word, notes: [{ by: 'officer', madeAt: soon(0), text: word }], statement: word, reviewBy: soon(1_440) };
const granted: object = { form: 'written', statement: word, reviewBy: soon(28 * 1_440) };
const under = (component: string, tactic: string, nth = 0): object => ({ authorisation: came('authorisation', nth), component, tactic, target: { vehicle: came('vehicle') }, window: WINDOW });
const first = { authorisation: { id: came('authorisation') }, tasking: { id: came('tasking') } };
const second = { id: came('authorisation', 1) };

/** What every journey begins with: people, a case with two components in force, things, and some of each deployed, booked, allocated and at risk. */
const BEGINNING: readonly (readonly [person: string, id: string, body: object | undefined, path?: object])[] = [
  // The duty officer first: a force without one takes nobody else.
  ...['duty-bello', 'supt-kent', 'odd-one', 'cab-lane', 'supt-okafor', 'cmdr-hale', 'rm-price', 'di-rourke', 'ds-cole'].map((person) => {
    const { roles, force, unit, rank } = playerOf(person);
    return ['admin-shaw', 'enterPerson', { name: person, force, unit, rank, roles: roles.map((role) => ({ role })), dutyOfficer: ['duty-bello', 'supt-kent', 'odd-one'].includes(person) }, { person }] as const;
  }),
  ['dc-ahmed', 'apply', { operation: word, components: [asked('directed-surveillance', 'mobile-surveillance'), asked('property-interference', 'vehicle-tracker')] }],
  ['cab-lane', 'checkAuthorisation', { outcome: 'pass', comment: word }, first.authorisation],
  ['supt-okafor', 'grant', granted, { ...first.authorisation, component: 'c1' }],
  ['ac-whitfield', 'grant', granted, { ...first.authorisation, component: 'c2' }],
  ...[1, 2, 3].flatMap((nth) => [
    ['rm-price', 'registerAsset', { kind: 'vehicle-tracker', serial: `VT-000${nth}`, site: 'hendon' }] as const,
    ['rm-price', 'registerResource', { kind: 'surveillance-team', label: `Team ${nth}`, skills: ['foot', 'mobile'] }] as const,
  ]),
  ['rm-price', 'deployAsset', { asset: came('asset'), ...under('c2', 'vehicle-tracker') }],
  ['rm-price', 'deployResource', { resource: came('resource'), ...under('c1', 'mobile-surveillance') }],
  ['ds-cole', 'apply', { operation: word, components: [asked('directed-surveillance', 'foot-surveillance'), { ...asked('directed-surveillance', 'foot-surveillance'), handle: 'the other' }] }],
  ['ds-cole', 'sealNote', { officer: 'supt-okafor', madeAt: soon(0), text: word }, { ...second, component: 'c1' }],
  ['supt-okafor', 'grant', oral, { ...second, component: 'c1' }],
  ['supt-okafor', 'grant', granted, { ...second, component: 'c2' }],
  ['rm-price', 'deployResource', { resource: came('resource', 1), ...under('c2', 'foot-surveillance', 1), target: { vehicle: came('vehicle', 1) } }],
  ['supt-okafor', 'cancel', { ceasedAt: soon(0), told: ['rm-price'], reason: word, value: word, productDirection: word }, { ...second, component: 'c2' }],
  ['rm-price', 'bookAsset', { operation: word, window: WINDOW }, { id: came('asset', 1) }],
  ['dc-ahmed', 'requestTasking', { operation: word, needs: [{ skill: 'foot', count: 1 }], window: WINDOW, priority: 1 }],
  ['rm-price', 'allocate', { resource: came('resource', 2), window: WINDOW }, first.tasking],
  ['di-rourke', 'assessRisk', { about: came('asset', 1, 'asset-'), threat: word, likelihood: 3, impact: 3, controls: word, residual: [2, 2], owner: 'di-rourke' }],
  ['dc-kent', 'apply', { operation: word, components: [asked('directed-surveillance', 'foot-surveillance')] }],
  ['supt-kent', 'checkAuthorisation', { outcome: 'return', comment: word }, { id: came('authorisation', 2) }],
  ['dc-kent', 'changeReturned', {}, { id: came('authorisation', 2) }],
  ['ds-cole', 'startDraft', { operation: word, components: [asked('directed-surveillance', 'foot-surveillance')] }],
  ['admin-shaw', 'moveClock', { to: soon(60) }],
  ...['cab-lane', 'supt-okafor', 'cmdr-hale', 'rm-price', 'ds-cole'].map((person) => [person, 'listNotices', undefined] as const),
];

const open = async (): Promise<Opened<readonly Plan[]>> => {
  logged = [];
  const platform = await startPlatform({ data: ':memory:', port: 0, clock: { kind: 'virtual', startsAt: AT }, log: createLog('debug', { write: (line) => void logged.push(line) }) });
  const transport = transportTo(platform.url);
  const close = async (): Promise<void> => {
    transport.close();
    await platform.close();
  };
  const tokenOf = async (player: Player): Promise<string> => {
    const { text } = await transport.send({ method: 'POST', path: '/api/standalone/v1/sign-in', headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(player)) });
    return (JSON.parse(text) as { token: string }).token;
  };
  const callers: Caller[] = [];
  for (const player of PLAYERS) callers.push({ person: player.person, circle: circleOf(player), token: await tokenOf(player) });
  const world: World = { transport, rest: () => platform.topics.drain(), callers, likely, now: () => platform.clock.now(), logged, beyond: BEYOND, isPlain, mayRead: mayRead(idsOf('authorisation'), idsOf('notification')) };
  const journey = new Journey(world);
  try {
    await begin(journey);
  } catch (error) {
    await close();
    throw error;
  }
  const settled = async (): Promise<readonly string[]> => {
    await platform.topics.drain();
    const { services } = await platform.health();
    const unwell = services.filter(({ ready, deadLetters, dueFailing }) => !ready || deadLetters > 0 || dueFailing > 0).map((one) => `not well: ${JSON.stringify(one)}`);
    return [...unwell, ...(await secretsKept(platform.services, journey.memory, { isPlain, fields: REGISTER_WORDS }))];
  };
  return { journey, settled, close };
};

const begin = async (journey: Journey): Promise<void> => {
  const does = async (person: string, id: string, body: object | undefined, path: object = {}): Promise<void> => {
    const plan: Plan = { operation: operation(id), who: { likely: false, pick: PLAYERS.findIndex((one) => one.person === person) }, path: path as Plan['path'], query: {}, body, wrong: {}, again: 'no' };
    const faults = await journey.call([plan]);
    if (faults.length > 0 || !journey.reached.has(id)) throw new Error(`The beginning failed: ${faults.join('; ')}\n${journey.trace.slice(-2).join('\n')}`);
  };
  for (const step of BEGINNING) await does(...step);
  journey.begins();
};

it.each(['authorisation', 'asset-registry', 'resource-allocation', 'risk-assessment', 'notification', 'standalone'])('given %s, when it is called in any order by anybody with anything, then its document is kept, nothing breaks, and nobody learns what they may not', async (service) => {
  const own = documents.get(service) ?? [];
  const all = [...documents.values()].flat();
  const weights = Object.fromEntries(all.map(({ id, method }) => [id, id === 'moveClock' ? 2 : own.some((one) => one.id === id) ? (method === 'GET' ? 5 : 10) : method === 'GET' ? 0 : 1]));
  const each = calls(all.filter(({ id }) => (weights[id] ?? 0) > 0), HINTS, weights);
  // One after another the same seed is the same story; several callers at once, who come in no fixed order, are for long runs.
  const long = isLong(BUDGET);
  const { reached, failure, runs, steps } = await fuzz(long ? together(each) : each.map((plan) => [plan]), open, BUDGET);
  if (failure) throw new Error(failure);
  console.log(`${service}: ${steps} steps in ${runs} journeys`);
  // What is never done is not tried: HINTS and DOES help an operation along. Only a long run must have done everything.
  const never = own.map(({ id }) => id).filter((id) => !reached.has(id));
  if (never.length > 0) console.log(`never done in this run: ${never.join(', ')}`);
  // How far so many seconds go is the machine's to say; so many journeys go far enough.
  if (BUDGET.path === undefined && long && BUDGET.runs !== undefined) expect(never).toEqual([]);
}, LIMIT_MS);
