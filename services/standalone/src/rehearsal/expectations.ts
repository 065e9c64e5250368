import { wallClock } from '@cpmp/law';
import type { Outcome } from './acts.js';
import type { Expectation, Step } from './read.js';
import { camel } from './reads.js';
import { allOf, type Deployment, deploymentsOf, known, latest, type OfComponent, pathOf, riskAbout, streamOf, type World } from './world.js';

/** A step that was done, or refused, and the platform as it stands straight after. */
type After = { readonly step: Step; readonly outcome: Outcome; readonly world: World };

/** What was said must hold, and what holds instead, in words. */
type Mismatch = string;

/** A part of a case as its page answers it. */
type Component = { readonly state: string; readonly from: string | null; readonly until: string | null; readonly deadlines: Readonly<Record<string, string>> };

const NOTHING = 'nothing';
const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

const shown = (value: unknown): string => {
  if (typeof value === 'string') return INSTANT.test(value) ? wallClock(value) : value;
  return value === undefined || value === null ? NOTHING : JSON.stringify(value);
};

const mismatch = (what: string, expected: unknown, got: unknown): Mismatch => `expected ${what} ${shown(expected)}, got ${shown(got)}`;

/** Each of several that must be so; none at all is not so either. */
const every = <T>(what: string, expected: unknown, { items, of }: { readonly items: readonly T[]; readonly of: (item: T) => unknown }): readonly Mismatch[] => {
  const values = items.map(of);
  if (values.length > 0 && values.every((value) => value === expected)) return [];
  return [mismatch(what, expected, values.length === 0 ? undefined : [...new Set(values.map(shown))].join(' and '))];
};

/** The component that a step is about, if it is about one. */
const componentOf = (step: Step): OfComponent | undefined => {
  if ('under' in step) return step.under;
  return 'authorisation' in step && 'component' in step && step.component !== undefined ? { authorisation: step.authorisation, component: step.component } : undefined;
};

/** The components that a step is about: what a person read, else as they stand now. */
const componentsOf = async ({ step, outcome, world }: After): Promise<readonly Component[]> => {
  const read = outcome.kind === 'done' ? (outcome.read as Partial<Component> & { readonly id?: string; readonly components?: readonly Component[] }) : undefined;
  if (step.do === 'see') return read?.components ?? (read?.state === undefined ? [] : [read as Component]);
  const component = componentOf(step);
  if (component) {
    const found = await world.observer.authorisation.readComponent({ params: pathOf(world, component) });
    return found.value ? [found.value] : [];
  }
  const id = step.do === 'check' ? known(world.made.cases, step.authorisation) : step.do === 'apply' ? read?.id : undefined;
  return id === undefined ? [] : ((await world.observer.authorisation.readAuthorisation({ params: { id } })).value?.components ?? []);
};

/** The instants at which something is due, of a component or a risk, or as a person read them. */
const duesOf = async (after: After, what: string): Promise<readonly string[]> => {
  const { step, outcome, world } = after;
  const among = (items: readonly { readonly what: string; readonly due: string }[]) => items.filter((item) => item.what === what).map(({ due }) => due);
  if ('deadlines' in step) return outcome.kind === 'done' ? among((outcome.read as { items: readonly { what: string; due: string }[] }).items) : [];
  if ('about' in step) {
    const about = streamOf(world, step.about);
    const risk = about === undefined ? undefined : await riskAbout(world.observer, about);
    const listed = risk && (await allOf((next) => world.observer.notification.listDeadlines({ query: { about: `risk-${risk.id}`, open: 'true', after: next } })));
    return among(listed?.value?.items ?? []);
  }
  return (await componentsOf(after)).flatMap(({ deadlines }) => deadlines[what] ?? []);
};

const OPEN: readonly string[] = ['deployed', 'recall-ordered', 'withdrawing'];

/** The deployments that a step is about: of its thing, under its component, or of the case that it reads. */
const deploymentsAbout = async ({ step, world }: After): Promise<readonly Deployment[]> => {
  const handle = ('asset' in step ? step.asset : undefined) ?? ('resource' in step ? step.resource : undefined);
  const component = componentOf(step);
  const under = component && pathOf(world, component);
  const authorisation = under?.id ?? ('deployments' in step ? known(world.made.cases, step.deployments) : undefined);
  const of = handle === undefined ? { authorisation: authorisation ?? '' } : { thing: known(world.things, handle) };
  const listed = await deploymentsOf(world.observer, of);
  return (listed.value?.items ?? []).filter((one) => (authorisation === undefined || one.authorisation === authorisation) && (under === undefined || one.component === under.component));
};

const stateOf = async (world: World, handle: string): Promise<string | undefined> => latest((await deploymentsOf(world.observer, { thing: known(world.things, handle) })).value?.items ?? [])?.state;

type Plans = { readonly plans?: readonly { readonly tasking: string; readonly things: readonly { readonly thing: string }[] }[] };

/** What the plan that was answered gives a tasking, by handle. */
const plannedFor = ({ outcome, world }: After, tasking: string): readonly string[] => {
  const { plans = [] } = outcome.kind === 'done' ? (outcome.read as Plans) : {};
  const streams = plans.find((one) => one.tasking === known(world.made.taskings, tasking))?.things.map(({ thing }) => thing) ?? [];
  return [...world.things].filter(([, { stream }]) => streams.includes(stream)).map(([handle]) => handle);
};

/** True when all that is said of a part is so of the whole; of a list, of one of its items. */
const contains = (whole: unknown, part: unknown): boolean => {
  if (typeof part !== 'object' || part === null) return whole === part;
  if (Array.isArray(whole)) return whole.some((item) => contains(item, part));
  return Object.entries(part).every(([key, value]) => contains((whole as Readonly<Record<string, unknown>> | null | undefined)?.[camel(key)], value));
};

const itemsOf = ({ outcome }: After): unknown => (outcome.kind === 'done' ? ((outcome.read as { readonly items?: readonly unknown[] }).items ?? outcome.read) : undefined);

type Holds = { readonly [K in keyof Expectation]-?: (expected: NonNullable<Expectation[K]>, after: After) => Promise<readonly Mismatch[]> };

/** How each expectation is looked at; what a step was refused is looked at before. */
const HOLDS: Omit<Holds, 'refused' | 'clause'> = {
  state: async (expected, after) => every('state', expected, { items: await componentsOf(after), of: ({ state }) => state }),
  from: async (expected, after) => every('from', expected, { items: await componentsOf(after), of: ({ from }) => from }),
  until: async (expected, after) => every('until', expected, { items: await componentsOf(after), of: ({ until }) => until }),
  deadlines: async (expected, after) => {
    const found = await Promise.all(Object.entries(expected).map(async ([what, due]) => every(`deadline ${what}`, due, { items: await duesOf(after, what), of: (at) => at })));
    return found.flat();
  },
  deployed: async (expected, after) => {
    const open = (await deploymentsAbout(after)).some(({ state }) => OPEN.includes(state));
    return open === expected ? [] : [mismatch('deployed', expected, open)];
  },
  open: async (expected, { world }) => {
    const found = await Promise.all(Object.entries(expected).map(async ([handle, state]) => every(handle, state, { items: [await stateOf(world, handle)], of: (got) => got })));
    return found.flat();
  },
  notices: async (expected, { world }) => {
    const found = await Promise.all(
      expected.map(async ({ to, about }) => {
        const listed = await allOf((next) => world.observer.notification.listNotices({ query: { to, after: next } }));
        const sent = listed.value?.items.map((notice) => notice.about) ?? [];
        return sent.includes(about) ? [] : [mismatch(`a notice to ${to} about`, about, [...new Set(sent)].toSorted().join(', ') || undefined)];
      }),
    );
    return found.flat();
  },
  plan: async (expected, after) =>
    Object.entries(expected).flatMap(([tasking, holders]) => {
      const planned = plannedFor(after, tasking);
      const same = holders.length === planned.length && holders.every((holder) => planned.includes(holder));
      return same ? [] : [mismatch(`plan for ${tasking}`, holders, planned)];
    }),
  none: async (_, after) => {
    const items = itemsOf(after);
    const left = Array.isArray(items) ? items.filter((item: { readonly state?: string }) => !('deployments' in after.step) || OPEN.includes(item.state ?? '')).length : undefined;
    return left === 0 ? [] : [mismatch('none', true, left === undefined ? undefined : `${left} of them`)];
  },
  contains: async (expected, after) => (contains(itemsOf(after), expected) ? [] : [mismatch('what is read to contain', expected, 'something else')]),
};

/** What a step was refused must be what it had to be refused, with the clause. */
const refusal = ({ refused, clause }: Expectation, outcome: Outcome): readonly Mismatch[] => {
  if (outcome.kind !== 'refused') return refused === undefined ? [] : [mismatch('refused', refused, 'no refusal')];
  const { no } = outcome;
  if (no.code !== refused) return [`expected ${refused === undefined ? 'no refusal' : `refused ${refused}`}, got refused ${no.code}${no.because ? `: ${no.because}` : ''}${no.clause ? ` (${no.clause})` : ''}`];
  return clause === undefined || no.clause?.includes(clause) ? [] : [mismatch('a clause with', clause, no.clause)];
};

/** Everything that must hold straight after a step and does not. A refusal that nobody expected says it all. @throws NeverMade */
export const unmet = async (expected: Expectation, after: After): Promise<readonly Mismatch[]> => {
  const refused = refusal(expected, after.outcome);
  if (refused.length > 0 && after.outcome.kind === 'refused' && expected.refused === undefined) return refused;
  const found: Mismatch[] = [...refused];
  for (const [key, holds] of Object.entries(HOLDS) as [keyof typeof HOLDS, (expected: unknown, after: After) => Promise<readonly Mismatch[]>][]) {
    if (expected[key] !== undefined) found.push(...(await holds(expected[key], after)));
  }
  return found;
};
