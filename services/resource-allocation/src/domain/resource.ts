import { type Aggregate, type DeadlineChanges, type Decision, type Instant, type Refusal, later, never, refuse } from '@cpmp/kernel';
import {
  type BookingAsk,
  type Calendar,
  type DeploymentAsk,
  GATE_PERSONAL,
  type GateEvent,
  type HolderRules,
  type Need,
  type Thing,
  type Window,
  authorityOf,
  book,
  emptyCalendar,
  evolveCalendar,
  isGateEvent,
  request,
} from '@cpmp/gate';
import { legalDay, type RoleHeld, roleChanges, startOfDay } from '@cpmp/law';
import { asOn, enteredAt, FITNESS, type FitnessDeadline, lastFitDay, nextFitness, ofForce, OPERATIVE, type Role } from './looked-after.js';

/** How people are held: committed for their windows, withdrawn in the time that it takes. */
export const RULES: HolderRules = { holder: 'resource-allocation', commitment: 'window', recalled: 'withdrawing', freesBookings: false };

export { OPERATIVE };

/** An operative outside its register: its label may be a pseudonym, so topics, notices and refusals bear this. */
export const operativeReference = (id: string): string => `OP-${id.slice(0, 6).toUpperCase()}`;

/** What people call a resource, without covert text. */
export const referenceOf = ({ kind, label }: Pick<Particulars, 'kind' | 'label'>, id: string): string => (kind === OPERATIVE ? operativeReference(id) : label);

/** What a resource can do, and until when: each day is the last fit one, in London. No clinical content. */
export type Fitness = {
  readonly skills?: readonly string[];
  readonly accredited?: Readonly<Record<string, string>>;
  readonly assessedUntil?: string;
};

/** What is entered of a resource. */
export type Particulars = Fitness & {
  readonly kind: string;
  readonly label: string;
  readonly site?: string;
  readonly handler?: string;
  readonly controller?: string;
  readonly recordMaintainer?: string;
  readonly coverOfficer?: string;
  /** Of an operative: who looks after them by London days, the whole of it; the four above are as they were entered. */
  readonly roles?: readonly RoleHeld<Role>[];
};

/** Everything that happens to a resource. */
export type ResourceEvent =
  | ({ readonly type: 'ResourceRegistered'; readonly by: string; readonly deadlines?: DeadlineChanges } & Particulars)
  /** `reference`: what a team is called, so that its deadline is; an operative is called by its id. */
  | ({ readonly type: 'FitnessRecorded'; readonly by: string; readonly force?: string; readonly reference?: string; readonly deadlines?: DeadlineChanges } & Fitness)
  /** `force`, here and above: whose the resource is, so that its deadlines are told there; absent where it is everybody's, and in what was recorded before this was kept. */
  | { readonly type: 'OperativeRoleChanged'; readonly by: string; readonly force?: string; readonly reason: string; readonly roles: readonly RoleHeld<Role>[]; readonly deadlines?: DeadlineChanges }
  | GateEvent;

/** A resource as its stream knows it. */
export type Resource = {
  /** Undefined until it is registered. */
  readonly particulars?: Particulars;
  /** Of each deadline of its fitness, the one that stands, and how many there have been. */
  readonly fitness: Readonly<Record<FitnessDeadline, { readonly stands?: string; readonly set: number }>>;
  readonly calendar: Calendar;
};

const initial: Resource = { fitness: { reassessment: { set: 0 }, reaccreditation: { set: 0 } }, calendar: emptyCalendar };

/** An event's own deadlines of fitness, beside what stood: one that it sets, or none where it only ends one. */
const fitnessOf = ({ fitness }: Resource, deadlines: DeadlineChanges | undefined): Pick<Resource, 'fitness'> => {
  const after = (what: FitnessDeadline) => {
    const { stands, set } = fitness[what];
    const next = deadlines?.set?.find((one) => one.what === what);
    if (next) return { stands: next.id, set: set + 1 };
    return deadlines?.discharged?.some(({ id }) => id === stands) ? { set } : fitness[what];
  };
  return { fitness: { reassessment: after('reassessment'), reaccreditation: after('reaccreditation') } };
};

const evolve = (resource: Resource, event: ResourceEvent): Resource => {
  if (isGateEvent(event)) return { ...resource, calendar: evolveCalendar(resource.calendar, event) };
  switch (event.type) {
    case 'ResourceRegistered': {
      const { type: _type, by: _by, deadlines, ...particulars } = event;
      return { ...resource, particulars, ...fitnessOf(resource, deadlines) };
    }
    case 'FitnessRecorded': {
      const { type: _type, by: _by, force: _force, reference: _called, deadlines, ...fitness } = event;
      return { ...resource, particulars: resource.particulars && { ...resource.particulars, ...fitness }, ...fitnessOf(resource, deadlines) };
    }
    case 'OperativeRoleChanged':
      return { ...resource, particulars: resource.particulars && { ...resource.particulars, roles: event.roles }, ...fitnessOf(resource, event.deadlines) };
    default:
      return never(event);
  }
};

/** The resource's stream: what it can do, and its own calendar. */
export const resource: Aggregate<Resource, ResourceEvent> = {
  category: 'resource',
  initial,
  evolve,
  personal: { ...GATE_PERSONAL, ResourceRegistered: [], FitnessRecorded: [], OperativeRoleChanged: ['reason'] },
  belongsTo: authorityOf,
};

/** The resource as the gate sees it. An operative's recall goes to cover officer and controller only; a team's to the resource manager, by role. */
export const thingOf = ({ particulars, calendar }: Resource, id: string, now: Instant): Thing => {
  const { kind, coverOfficer, controller }: Partial<Particulars> = particulars ? asOn(particulars, legalDay(now)) : {};
  const named = (persons: readonly (string | undefined)[]): readonly string[] =>
    kind === OPERATIVE ? [...new Set(persons.filter((person) => person !== undefined))] : [];
  return { rules: RULES, stream: `resource-${id}`, label: particulars ? referenceOf(particulars, id) : id, tell: named([coverOfficer, controller]), tellOverdue: named([controller]), calendar };
};

type Use = { readonly window: Window; readonly needs: readonly Need[] };

/** The first London day on which a use needs it: nobody is used before now. */
const firstDay = ({ from }: Window, now: Instant): string => legalDay(later(now, from));

/** The last London day that a window reaches; its end is the first instant outside it. */
const lastDay = ({ to }: Window): string => legalDay(new Date(Date.parse(to) - 1).toISOString());

const accreditedOn = (accredited: Readonly<Record<string, string>>, day: string): readonly string[] =>
  Object.entries(accredited).flatMap(([name, lastFitDay]) => (day <= lastFitDay ? [name] : []));

/** Which needs a resource meets, by their places. */
const meetsOf = ({ kind, skills = [], accredited = {} }: Particulars, { needs, window }: Use): readonly number[] => {
  const able = [...skills, ...accreditedOn(accredited, lastDay(window))];
  return needs.flatMap((need, place) => ((need.kind === undefined || need.kind === kind) && (need.skill === undefined || able.includes(need.skill)) ? [place] : []));
};

const notFit = (because: string, instead: string): Refusal => refuse('not-fit', because, { instead });

/** The rules that say whether a resource will do, by name. What is in the way, and risk, are the gate's. */
export const CONSTRAINTS: Readonly<Record<string, (resource: Particulars, use: Use) => Refusal | undefined>> = {
  'kind-or-skill-matches': (particulars, { needs, window }) => {
    return needs.length === 0 || meetsOf(particulars, { needs, window }).length > 0 ? undefined : refuse('not-suited', 'It has neither the kind nor the skill that the tasking still needs.', { instead: 'Choose one that has what the tasking asks for.' });
  },
  assessed: ({ kind, assessedUntil }, { window }) => {
    if (assessedUntil === undefined) return kind === OPERATIVE ? notFit('There is no assessment.', 'Record an assessment first.') : undefined;
    return lastDay(window) > assessedUntil ? notFit(`The assessment ends with ${assessedUntil}.`, `Fit until the end of ${assessedUntil}.`) : undefined;
  },
  accredited: ({ kind, accredited = {} }, { window }) => {
    const days = Object.values(accredited).toSorted();
    const last = days.at(-1);
    if (last === undefined) return kind === OPERATIVE ? notFit('There is no accreditation.', 'Record an accreditation first.') : undefined;
    return lastDay(window) > last ? notFit(`The accreditation ends with ${last}.`, `Fit until the end of ${last}.`) : undefined;
  },
  // A recall that reaches nobody would strand it.
  'looked-after': ({ kind, coverOfficer, controller }) =>
    kind === OPERATIVE && coverOfficer === undefined && controller === undefined
      ? refuse('arrangements-incomplete', 'Neither a cover officer nor a controller is named to be told of its recall.', { instead: 'Enter the operative with a cover officer or a controller.' })
      : undefined,
};

const unfit = ({ particulars }: Resource, use: Use, now: Instant): readonly (Refusal | undefined)[] =>
  particulars
    ? Object.values(CONSTRAINTS).map((breach) => breach(asOn(particulars, firstDay(use.window, now)), use))
    : [refuse('not-registered', 'There is no such resource.', { instead: 'Register it first, or choose one that is registered.' })];

/** What stands against a resource for a use, of itself: whether it is free is the gate's to say. */
export const against = (particulars: Particulars, use: Use): Refusal | undefined => {
  const then = asOn(particulars, legalDay(use.window.from));
  for (const breach of Object.values(CONSTRAINTS)) {
    const no = breach(then, use);
    if (no) return no;
  }
  return undefined;
};

/** From when on the resource will not do, as its record stands, and why: asked of the rules themselves, now and after each last fit day. */
export const unfitFrom = (particulars: Particulars, now: Instant): { readonly from: Instant; readonly because: string } | undefined => {
  const days = [particulars.assessedUntil, ...Object.values(particulars.accredited ?? {})].flatMap((day) => (day === undefined ? [] : [startOfDay(day, 1)]));
  const changes = roleChanges(particulars.roles ?? []).map((day) => startOfDay(day));
  const instants = [now, ...[...days, ...changes].filter((at) => at > now).toSorted()];
  const justAfter = (at: Instant): Instant => new Date(Date.parse(at) + 1).toISOString();
  return instants.flatMap((at) => Object.values(CONSTRAINTS).flatMap((breach) => {
    const no = breach(asOn(particulars, legalDay(at)), { window: { from: at, to: justAfter(at) }, needs: [] });
    return no ? [{ from: at, because: no.because }] : [];
  }))[0];
};

/** The deadlines of what is entered: by the end of the last fit day it is assessed and accredited again. Whoever is its cover officer on that day holds them. */
const fitnessEntered = (state: Resource, entered: Fitness & Partial<Pick<Particulars, 'kind' | 'coverOfficer'>>, now: Instant): { readonly deadlines?: DeadlineChanges } => {
  const today = legalDay(now);
  // Of a team nobody is named: whom a matter of a resource names look after an operative.
  const isOperative = (state.particulars?.kind ?? entered.kind) === OPERATIVE;
  const changes = FITNESS.map((what) => {
    const last = lastFitDay(entered, what);
    const { stands } = state.fitness[what];
    const isNamed = what === 'reassessment' ? entered.assessedUntil !== undefined : entered.accredited !== undefined;
    if (!isNamed) return {};
    const coverOfficer = last === undefined ? undefined : (entered.coverOfficer ?? (state.particulars && asOn(state.particulars, last > today ? last : today).coverOfficer));
    return {
      ...(last === undefined ? {} : { set: nextFitness(state, what, { last, coverOfficer: isOperative ? coverOfficer : undefined }) }),
      ...(stands === undefined ? {} : { discharged: { id: stands, at: now, how: last === undefined ? ('superseded' as const) : ('done' as const) } }),
    };
  });
  const [set, discharged] = [changes.flatMap((each) => each.set ?? []), changes.flatMap((each) => each.discharged ?? [])];
  return set.length + discharged.length === 0 ? {} : { deadlines: { ...(set.length > 0 ? { set } : {}), ...(discharged.length > 0 ? { discharged } : {}) } };
};

/** Who acts, when, and whose the resource is. */
export type By = { readonly person: string; readonly now: Instant; readonly force?: string | undefined };

/** Enters a resource. */
export const register = (state: Resource, particulars: Particulars, { person, now }: By): Decision<ResourceEvent> =>
  state.particulars ? [] : [{ type: 'ResourceRegistered', ...enteredAt(particulars, now), by: person, ...fitnessEntered(state, particulars, now) }];

const called = ({ particulars }: Resource): { readonly reference?: string } => (particulars === undefined || particulars.kind === OPERATIVE ? {} : { reference: particulars.label });

/** Records a new assessment, accreditation or skill; what is not named stays. */
export const recordFitness = (state: Resource, fitness: Fitness, by: By): Decision<ResourceEvent> => [
  { type: 'FitnessRecorded', ...fitness, by: by.person, ...ofForce(by), ...called(state), ...fitnessEntered(state, fitness, by.now) },
];

/** Asks for a permit to deploy the resource. */
export const deploy = (state: Resource, id: string, ask: Omit<DeploymentAsk, 'unfit'>, now: Instant): Decision<ResourceEvent> =>
  request(thingOf(state, id, now), { ...ask, unfit: unfit(state, { window: ask.window, needs: [] }, now) }, now);

/** Books the resource for a tasking that still needs such a one. */
export const bookResource = (state: Resource, id: string, ask: Omit<BookingAsk, 'unfit'> & { readonly needs: readonly Need[] }, now: Instant): Decision<ResourceEvent> => {
  const { needs, ...booking } = ask;
  const meets = state.particulars && needs.length > 0 ? { meets: meetsOf(state.particulars, { needs, window: ask.window }) } : {};
  return book(thingOf(state, id, now), { ...booking, ...meets, unfit: unfit(state, { window: ask.window, needs }, now) }, now);
};
