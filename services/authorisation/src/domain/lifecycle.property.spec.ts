import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import { evaluate, requirements } from '@cpmp/law';
import { loadBook } from '@cpmp/law/load';
import fc from 'fast-check';
import {
  after, appeal, apply, approve, authority, type AuthorityEvent, type AuthorityState, cancel, type Component, type ComponentDraft, decideAppeal, decline, expire, grant, inForceAt, type Law, quash, renew, review,
} from './index.js';
import { APPLICANT, yes } from './spec-case.js';

/** The law of the packs, so that whatever they say of a power holds in every life of it. */
const book = loadBook();
const roles = ['handler', 'controller', 'record-maintainer'].map((role) => ({ role, person: `${role}-1`, from: '2026-01-01' }));
const person = { vulnerable: false, turns: { '16': '2026-01-01', '18': '2026-01-01' }, roles };
const LAW: Law = { evaluate: (ask) => evaluate(book, ask), requirements: (component, about) => requirements(book, component, about), known: { source: person, operative: person, prior: [] } };
/** The same where the source turns eighteen in the middle of it. */
const YOUNG: Law = { ...LAW, known: { source: { ...person, turns: { '16': '2026-01-01', '18': '2026-06-01' } } } };

/** How many lives of each power are tried. */
const RUNS = 60;
/** Lives that are the same every time: among them is all that can happen. */
const SAME = { seed: 1, numRuns: 600 };
const MS_A_MINUTE = 60_000;
/** Just before the clocks go forward, so that many lives live through both changes. */
const START = Date.parse('2026-03-28T20:00:00.000Z');

const draft = (power: string, change: Partial<ComponentDraft> = {}): ComponentDraft => ({
  handle: power, power, ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: 'They meet on foot.' }],
  subjects: ['subject-a'], necessity: 'n', proportionality: 'p', collateral: 'c', otherMeans: 'Other means were tried.', ...change,
});

type Lived = { readonly components: readonly ComponentDraft[]; readonly law?: Law; /** What the packs have a commissioner do. */ readonly commissioner?: 'approves' | 'approves-first' };
const dwelling = [{ handle: 'flat-9', kind: 'dwelling', inArea: true }];
const SAFE = { riskAssessment: 'r', explained: 'e', appropriateAdult: 'a', responsible: 'p', exceptional: 'x' };

/** What each life is of. */
const POWERS: Readonly<Record<string, Lived>> = {
  'directed surveillance': { components: [draft('directed-surveillance')] },
  'directed surveillance, confidential': { components: [draft('directed-surveillance', { confidential: 'journalistic' })] },
  'intrusive surveillance': { components: [draft('intrusive-surveillance', { ground: 'serious-crime', places: dwelling })], commissioner: 'approves' },
  'property interference': { components: [draft('property-interference', { ground: 'serious-crime' })] },
  'property interference in a dwelling': { components: [draft('property-interference', { ground: 'serious-crime', places: dwelling })], commissioner: 'approves' },
  'a source': { components: [draft('chis', { source: 's' })] },
  'a source who turns eighteen': { components: [draft('chis', { source: 's', safeguards: SAFE })], law: YOUNG },
  'a source who seeks privilege': { components: [draft('chis', { source: 's', seeksPrivilege: true, ground: 'serious-crime' })], commissioner: 'approves-first' },
  'an operative': { components: [draft('undercover', { operative: 'o' })], commissioner: 'approves-first' },
  'a source and their crime': { components: [draft('chis', { source: 's' }), draft('criminal-conduct', { source: 's', linked: 'chis' })] },
};

const RANKS = ['sergeant', 'inspector', 'superintendent', 'commander', 'assistant-commissioner'] as const;

type Step = { readonly what: string; readonly component: 'c1' | 'c2'; readonly rank: string; readonly form: 'written' | 'oral'; readonly urgent: boolean; readonly act: 'grant' | 'renewal'; readonly wait: number; readonly back: number };

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('grant', 'grant', 'grant', 'approve', 'approve', 'approve', 'decline', 'quash', 'appeal', 'decide appeal', 'review', 'renew', 'renew', 'renew', 'cancel', 'expire'),
  component: fc.constantFrom('c1', 'c1', 'c2'),
  rank: fc.constantFrom(...RANKS, 'assistant-commissioner', 'assistant-commissioner'),
  form: fc.constantFrom('written', 'written', 'oral'),
  urgent: fc.boolean(),
  act: fc.constantFrom('grant', 'renewal'),
  wait: fc.constantFrom(0, 1, 60, 1_440, 4_319, 4_320, 20_000, 100_000, 132_480),
  back: fc.constantFrom(0, 1, 100, 5_000),
});

type Entry = { readonly event: AuthorityEvent; readonly at: Instant; readonly before: AuthorityState };
type Life = { readonly state: AuthorityState; readonly stream: readonly Entry[]; readonly now: Instant };

const plus = (at: Instant, minutes: number): Instant => new Date(Date.parse(at) + minutes * MS_A_MINUTE).toISOString();

const decide = (state: AuthorityState, s: Step, now: Instant, law: Law): Decision<AuthorityEvent> => {
  const component = state.components.c2 ? s.component : 'c1';
  const by = { person: 'officer', rank: s.rank, force: 'met' };
  const decidedAt = s.form === 'oral' ? plus(now, -s.back) : undefined;
  const spoken = { component, by, form: s.form, ...(s.urgent ? { urgent: 'Tonight.' } : {}), statement: 's', notes: [{ by: 'applicant' as const }, { by: 'officer' as const }], ...(decidedAt ? { decidedAt } : {}) };
  const answer = { component, commissioner: 'jc', act: s.act, reason: 'r' };
  switch (s.what) {
    case 'grant': return grant(state, { ...spoken, reviewBy: plus(now, 20_000) }, now, law);
    case 'approve': return approve(state, answer, now, law);
    case 'decline': return decline(state, answer, now, law);
    case 'quash': return quash(state, { ...answer, how: 'quashed', destroy: true, retrieve: false }, now, law);
    case 'appeal': return appeal(state, { component, by, against: 'decline', reason: 'r' }, now);
    case 'decide appeal': return decideAppeal(state, { component, commissioner: 'ipc', against: 'decline', outcome: 'allowed' }, now);
    case 'review': return review(state, { component, by, changed: 'Changed.', decision: 'continue', confidentialComment: 'None.', use: 'u', tasks: 't', information: 'i' }, now, law);
    case 'renew': return renew(state, { ...spoken, value: 'v' }, now, law);
    case 'cancel': return cancel(state, { component, by, ceasedAt: now, told: [], reason: 'r', value: 'v', productDirection: 'd', ...(decidedAt ? { decidedAt } : {}) }, now, law);
    default: return expire(state, component, now);
  }
};

const live = ({ components, law = LAW }: Lived, steps: readonly Step[]): Life => {
  let now = new Date(START).toISOString();
  const applied = yes(apply(authority.initial, { operation: 'o', operationId: 'o', applicant: APPLICANT, cleared: [], components }, now, {}));
  let state = after(authority.initial, applied);
  const stream: Entry[] = [];
  for (const s of steps) {
    now = plus(now, s.wait);
    const decided = decide(state, s, now, law);
    if (isRefusal(decided)) continue;
    for (const event of decided) {
      stream.push({ event, at: now, before: state });
      state = after(state, [event]);
    }
  }
  return { state, stream, now };
};

const everyLife = (of: Lived, holds: (life: Life) => void, options: fc.Parameters<[readonly Step[]]> = { numRuns: RUNS }) =>
  fc.assert(fc.property(fc.array(step, { minLength: 5, maxLength: 25, size: 'max' }), (steps) => holds(live(of, steps))), options);

/** Every component with what an event made of it. */
const pairs = (before: AuthorityState, event: AuthorityEvent): readonly (readonly [Component, Component])[] => {
  const { components } = after(before, [event]);
  return Object.values(before.components).map((was) => [was, components[was.id] as Component] as const);
};
const of = (event: AuthorityEvent): string | undefined => ('component' in event ? event.component : undefined);

/** The acts that the law allowed a life, each asked again: it must say the same. */
const lawfulActs = ({ stream }: Life) => stream.flatMap(({ event }) => ('basis' in event ? [{ event, answer: evaluate(book, event.basis.facts as never) }] : []));

describe.each(Object.entries(POWERS))('whatever is done, whenever, in a life of %s', (_, lived) => {
  it('then it is in force only under a grant that the law allows, of an officer whose rank it names, and every act asked again is allowed again', () =>
    everyLife(lived, (life) => {
      for (const { event, answer } of lawfulActs(life)) expect([event.type, answer.allowed, answer.pack]).toEqual([event.type, true, 'basis' in event ? event.basis.pack : '']);
      for (const component of Object.values(life.state.components)) {
        if (inForceAt(component, life.now)) expect(life.stream.some(({ event }) => event.type === 'AuthorityGranted' && event.component === component.id)).toBe(true);
      }
    }));

  it('then it has no effect before the approval that its grant, or its renewal, waits for or had to have', () =>
    everyLife(lived, ({ stream }) => {
      const approved = new Set<string>();
      for (const { event, before } of stream) {
        if (event.type === 'AuthorityApproved') approved.add(`${event.component}/${event.act}`);
        for (const [was, is] of pairs(before, event)) {
          const awaited = is.state === 'awaiting-approval';
          if (awaited) expect([is.from, is.until]).toEqual([null, null]);
          if (was.state === 'awaiting-approval' && is.state === 'in-force') expect([event.type, is.from]).toEqual(['AuthorityApproved', event.type === 'AuthorityApproved' ? event.approvedAt : '']);
        }
        if (event.type === 'AuthorityRenewed' && event.until === null) expect(after(before, [event]).components[event.component]?.until).toBe(before.components[event.component]?.until);
        if (event.type === 'AuthorityApproved' && event.until !== null) expect((event.from ?? '') >= event.approvedAt || (event.act === 'renewal' && event.from === before.components[event.component]?.until)).toBe(true);
        if (lived.commissioner === 'approves-first' && event.type === 'AuthorityGranted' && /privilege|long-term/.test(event.regime)) expect(approved).toContain(`${event.component}/grant`);
      }
    }));

  it('then it is never in force past the end that was last decided, an end moves later by a renewal alone, and what ended by decision never begins again', () =>
    everyLife(lived, ({ stream, state, now }) => {
      for (const component of Object.values(state.components)) if (component.until !== null && component.until <= now) expect(inForceAt(component, now)).toBe(false);
      for (const { event, before } of stream) {
        for (const [was, is] of pairs(before, event)) {
          if (was.until !== null && is.until !== null && is.until > was.until) expect(['AuthorityRenewed', 'AuthorityApproved']).toContain(event.type);
          if (['cancelled', 'quashed', 'refused'].includes(was.state)) expect(is.state === was.state || is.state === 'quashed').toBe(true);
          if (was.id !== of(event)) expect(is).toEqual(was);
        }
      }
    }));

  it('then crime is never in force without the authority for the source, nor longer, and every component keeps a clock of its own', () =>
    everyLife(lived, ({ stream }) => {
      for (const [index, { event, before, at }] of stream.entries()) {
        // What one commit does is done when it is whole.
        if (stream[index + 1]?.at === at) continue;
        const { c1, c2 } = after(before, [event]).components;
        if (!c1 || !c2 || !inForceAt(c2, at)) continue;
        expect([inForceAt(c1, at), (c2.until ?? '') <= (c1.until ?? '')]).toEqual([true, true]);
      }
    }));

  it('then its events alone make its state, also when they have been through text', () =>
    everyLife(lived, ({ state, stream }) => {
      const first = stream[0]?.before ?? state;
      expect(stream.reduce((at, { event }) => after(at, [JSON.parse(JSON.stringify(event)) as AuthorityEvent]), first)).toEqual(state);
    }));

  it('then these lives are not empty', () => {
    const seen = new Set<string>();
    everyLife(lived, ({ stream }) => stream.forEach(({ event }) => seen.add(event.type)), SAME);
    const wanted = ['AuthorityGranted', 'AuthorityRenewed', 'AuthorityCancelled', 'AuthorityExpired', ...(lived.commissioner === 'approves' ? ['AuthorityDeclined', 'AuthorityQuashed'] : []), ...(lived.commissioner ? ['AuthorityApproved'] : []), ...(lived.components.length > 1 ? ['LinkedAuthorityEnded'] : [])];
    expect(wanted.filter((type) => !seen.has(type))).toEqual([]);
  });
});
