import { earlier, type Instant } from '@cpmp/kernel';
import { type ComponentFacts, holderOn, legalDay, type RoleHeld } from '@cpmp/law';
import type { AuthorityState } from './authority.js';
import { type Component, type ComponentState, stateAt } from './component.js';

/** What the registers tell of a source or an operative, as last heard. */
export type PersonKnown = {
  readonly vulnerable: boolean;
  readonly turns: Readonly<Record<string, string>>;
  readonly roles: readonly RoleHeld[];
  /** The event of its service that said so. */
  readonly heard?: string;
};

/** Which events of other services a decision rests on: what was last heard of a source, or of an operative. */
export type HeardFrom = { readonly heard?: { readonly source?: string; readonly operative?: string } };

/** One period in which an operative was authorised. */
export type EarlierPeriod = NonNullable<ComponentFacts['operative']>['prior'][number];

/** What is known elsewhere of the people of one component: it is asked before the decision, and pinned in it. */
export type Known = { readonly source?: PersonKnown; readonly operative?: PersonKnown; readonly prior?: readonly EarlierPeriod[] };

/** Whether a component is about a source or an operative, so that a decision on it rests on what is known of them elsewhere. */
export const isOfPeople = ({ source, operative, linked }: Pick<Component, 'source' | 'operative' | 'linked'>): boolean => [source, operative, linked].some((text) => text !== undefined);

/** What an event keeps of where its facts came from. */
export const heardOf = ({ source, operative }: Known = {}): HeardFrom => {
  const heard = { ...(source?.heard === undefined ? {} : { source: source.heard }), ...(operative?.heard === undefined ? {} : { operative: operative.heard }) };
  return Object.keys(heard).length === 0 ? {} : { heard };
};

/** Of whom a component asks who looks after them. Crime under an undercover authority is an operative's: the same people look after them. */
export const knownPerson = (known: Known = {}): PersonKnown | undefined => known.source ?? known.operative;

/** What of a component the law asks that is not in the component itself. */
export type Circumstances = Pick<ComponentFacts, 'source' | 'operative' | 'linked'>;

/** The component of the same case that another stands on. */
export const linkedTo = <C extends Pick<Component, 'handle'>>({ components }: { readonly components: Readonly<Record<string, C>> }, { linked }: Pick<Component, 'linked'>): C | undefined =>
  linked === undefined ? undefined : Object.values(components).find(({ handle }) => handle === linked);

const held = (known: PersonKnown | undefined, at: Instant) => {
  const day = legalDay(at);
  const holder = (role: string): string | null => holderOn(known?.roles ?? [], role, day) ?? null;
  return { handler: holder('handler'), controller: holder('controller'), 'record-maintainer': holder('record-maintainer') };
};

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The safeguards that are recorded, by name. */
const recorded = ({ safeguards = {} }: Component): readonly string[] => Object.entries(safeguards).flatMap(([name, text]) => (text.trim() === '' ? [] : [kebab(name)]));

/** The rule under which a component stands last. */
const ruleOf = ({ granted, renewals }: Component): string => renewals.findLast(({ until }) => until !== null)?.basis.rule ?? granted?.basis.rule ?? '';

/** How the authority that another stands on stood at an instant, which may be before its entry: granted only later it was not in force, and ended since it was. */
const stoodAt = (linked: Component, at: Instant): ComponentState => {
  const { from, until } = linked;
  if (from === null || until === null) return linked.state;
  if (at < from) return 'awaiting-decision';
  return at < until ? 'in-force' : stateAt(linked, at);
};

const SOURCE_POWERS: readonly string[] = ['chis', 'criminal-conduct'];

/** The circumstances of a component at an instant: who looks after whom, which authority it stands on, and what an operative has used of their time. */
export const circumstances = (state: AuthorityState, component: Component, { known = {}, at }: { readonly known?: Known | undefined; readonly at: Instant }): Circumstances => {
  const linked = linkedTo(state, component);
  const person = knownPerson(known);
  return {
    // Crime under an undercover authority is an officer's: nobody records an age of theirs, and an unknown one is taken to be a child's.
    ...(SOURCE_POWERS.includes(component.power) && linked?.power !== 'undercover'
      ? { source: { ...held(person, at), vulnerable: person?.vulnerable ?? false, ...(person ? { turns: person.turns } : {}), safeguards: recorded(component) } }
      : {}),
    ...(component.power === 'undercover' ? { operative: { ...held(known.operative, at), prior: known.prior ?? [] } } : {}),
    ...(linked ? { linked: { power: linked.power, state: stoodAt(linked, at), until: linked.until, 'long-term': ruleOf(linked).endsWith('/long-term') } } : {}),
  };
};

/** What the periods of a component are read from. */
type Stands = { readonly granted?: Pick<NonNullable<Component['granted']>, 'form' | 'urgentOnly'>; readonly renewals: readonly Pick<Component['renewals'][number], 'from' | 'form' | 'urgentOnly' | 'gapFrom'>[] };

/** The periods of a component, each with the form of the decision that it stands on. None lasts longer than the component did, and none reaches over a gap before the next. */
export const periodsOf = ({ from, until, granted, renewals }: Pick<Component, 'from' | 'until'> & Stands): readonly EarlierPeriod[] => {
  if (from === null || !granted) return [];
  const renewed = renewals.flatMap(({ from: begins, form, urgentOnly = false, gapFrom }) => (begins === null ? [] : [{ from: begins, form, 'urgent-only': urgentOnly, before: gapFrom ?? begins }]));
  // One that waited for a commissioner may begin after one that was decided later, in urgency.
  const spans = [{ from, form: granted.form, 'urgent-only': granted.urgentOnly, before: from }, ...renewed].toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return spans.flatMap(({ before: _before, ...span }, index): readonly EarlierPeriod[] => {
    const next = spans[index + 1]?.before ?? until;
    const ends = next !== null && until !== null ? earlier(next, until) : next;
    return ends !== null && until !== null && span.from >= until ? [] : [{ ...span, until: ends, 'same-operation': true }];
  });
};
