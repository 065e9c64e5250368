import { type Answer, type Law, apply, authority, grant } from '@cpmp/authorisation/domain';
import type { RuleAsks } from '@cpmp/law';
import { asset, register as registerAsset } from '@cpmp/asset-registry/domain/asset';
import { type Decision, type DomainEvent, type Instant, isRefusal, refuse } from '@cpmp/kernel';
import { categoryOf, idOf } from '@cpmp/ledger';
import { OPERATIVE, register as registerResource, resource } from '@cpmp/resource-allocation/domain/resource';
import { ask, tasking } from '@cpmp/resource-allocation/domain/tasking';
import { RULES } from './rules.js';
import { type Periods, type Scope, instant, operationOf } from './scope.js';
import { type Cell, committed, emptyCell } from './streams.js';

/** Who decides, and who applied. */
export const OFFICER = { person: 'supt', rank: 'superintendent', force: 'met' };
const APPLICANT = { person: 'dc', rank: 'constable', force: 'met' };

/** The tactic of a component, which in these worlds is called as the component is, and its power too. */
const tacticOf = (component: unknown): string => (component as { tactics: readonly { tactic: string }[] }).tactics[0]?.tactic ?? '';

/** A law of fixed periods. A renewal must be decided while the old period runs, and begins where it ends. */
export const fixedPeriods = (periods: Periods): Law => ({
  evaluate: (question): Answer => {
    const { until, renewed } = periods[tacticOf(question.component)] ?? { until: 0, renewed: 0 };
    const silent = { regime: '', rule: '', clause: '', pack: '', unconfirmed: [], steps: [], urgentOnly: false, commissioner: 'none' as const, deadlines: {}, practice: {} };
    const current = ('current' in question ? question.current : {}) as { readonly state?: string; readonly until?: Instant };
    if (question.event === 'grant') return { ...silent, allowed: true, state: 'in-force', from: question.at, until: instant(until) };
    if (question.event === 'cancel') return { ...silent, allowed: true, state: 'cancelled', from: null, until: question.at };
    if (current.state === 'in-force') return { ...silent, allowed: true, state: 'in-force', from: current.until ?? null, until: instant(renewed) };
    return { ...silent, allowed: false, refusal: refuse('not-in-force', 'There is nothing to renew.', { instead: 'Grant it first.' }), state: null, from: null, until: null };
  },
  requirements: (component) => {
    const tactic = tacticOf(component);
    const power = periods[tactic]?.needs;
    const companions = power === undefined ? [] : [{ tactic, power, for: '', clause: '', confirmed: true }];
    return { section: '', mayGrant: [], told: [], unconfirmed: [], asks: { companions } as unknown as RuleAsks };
  },
});

const yes = <E>(decision: Decision<E>): readonly E[] => {
  if (isRefusal(decision)) throw new Error(`The story cannot begin: ${decision.because}`);
  return decision;
};

const draft = (component: string) => ({
  handle: '', power: component, ground: 'crime-or-disorder', tactics: [{ tactic: component, because: '' }], subjects: [component],
  necessity: '', proportionality: '', collateral: '',
});

const granted = (periods: Periods, operationId: string): readonly DomainEvent[] => {
  const begin = instant(0);
  const components = Object.keys(periods);
  const applied = yes(apply(authority.initial, { operation: '', operationId, applicant: APPLICANT, cleared: [], components: components.map(draft) }, begin, {}));
  return components.filter((component) => !periods[component]?.later).reduce<readonly any[]>((events, component) => {
    const state = events.reduce(authority.evolve, authority.initial);
    return [...events, ...yes(grant(state, { component, by: OFFICER, form: 'written', statement: '', reviewBy: instant(1) }, begin, fixedPeriods(periods)))];
  }, applied);
};

const OPERATIVE_FIT = { kind: OPERATIVE, label: 'UCO', assessedUntil: '2026-12-31', accredited: { foundation: '2026-12-31' }, coverOfficer: 'co', controller: 'controller' };

const eventsOf = (stream: string, { authorities, taskings = {} }: Scope): readonly DomainEvent[] => {
  const id = idOf(stream);
  switch (categoryOf(stream)) {
    case 'authority':
      return granted(authorities[id] as Periods, operationOf(id));
    case 'asset':
      return yes(registerAsset(asset.initial, { kind: 'tracker', serial: id, site: '' }, 'custodian'));
    case 'resource':
      return yes(registerResource(resource.initial, OPERATIVE_FIT, { person: 'rm', now: instant(0) }));
    default:
      return yes(ask(tasking.initial, { operation: '', operationId: operationOf(taskings[id] ?? ''), needs: [], window: { from: instant(0), to: instant(0) }, priority: 1, by: 'rm' }));
  }
};

/** The names of a world's streams. */
export const streamsOf = ({ authorities, things, taskings = {} }: Scope): readonly string[] => [
  ...Object.keys(authorities).map((id) => `authority-${id}`),
  ...things,
  ...Object.keys(taskings).map((id) => `tasking-${id}`),
];

/** A stream as the story begins: the case granted, the things registered, the tasking asked for; by the real functions. */
export const beginning = (stream: string, scope: Scope): Cell => {
  const events = eventsOf(stream, scope);
  return committed(stream, emptyCell(stream), events, { at: instant(0), rules: RULES }).cell;
};
