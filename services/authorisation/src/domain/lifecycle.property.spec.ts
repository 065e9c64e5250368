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
const LAW: Law = { evaluate: (ask) => evaluate(book, ask), requirements: (component, about) => requirements(book, component, about) };

/** How many lives of each power are tried. */
const RUNS = 150;
const MS_A_MINUTE = 60_000;
/** Just before the clocks go forward, so that many lives live through both changes. */
const START = Date.parse('2026-03-28T20:00:00.000Z');

const draft = (power: string, change: Partial<ComponentDraft> = {}): ComponentDraft => ({
  handle: power, power, ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: 'They meet on foot.' }],
  subjects: ['subject-a'], necessity: 'n', proportionality: 'p', collateral: 'c', otherMeans: 'Other means were tried.', ...change,
});

/** What each life is of. */
const POWERS: Readonly<Record<string, ComponentDraft>> = {
  'directed surveillance': draft('directed-surveillance'),
  'directed surveillance, confidential': draft('directed-surveillance', { confidential: 'journalistic' }),
  'property interference': draft('property-interference', { ground: 'serious-crime' }),
  'property interference in a dwelling': draft('property-interference', { ground: 'serious-crime', places: [{ handle: 'flat-9', kind: 'dwelling', inArea: true }] }),
};

const RANKS = ['sergeant', 'inspector', 'superintendent', 'commander', 'assistant-commissioner'] as const;

type Step = { readonly what: string; readonly rank: string; readonly form: 'written' | 'oral'; readonly urgent: boolean; readonly act: 'grant' | 'renewal'; readonly wait: number; readonly back: number };

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('grant', 'grant', 'grant', 'approve', 'approve', 'approve', 'decline', 'quash', 'appeal', 'decide appeal', 'review', 'renew', 'renew', 'renew', 'cancel', 'expire'),
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

const decide = (state: AuthorityState, s: Step, now: Instant): Decision<AuthorityEvent> => {
  const component = 'c1';
  const by = { person: 'officer', rank: s.rank, force: 'met' };
  const decidedAt = s.form === 'oral' ? plus(now, -s.back) : undefined;
  const spoken = { component, by, form: s.form, ...(s.urgent ? { urgent: 'Tonight.' } : {}), statement: 's', notes: [{ by: 'applicant' as const }, { by: 'officer' as const }], ...(decidedAt ? { decidedAt } : {}) };
  const answer = { component, commissioner: 'jc', act: s.act, reason: 'r' };
  switch (s.what) {
    case 'grant': return grant(state, { ...spoken, reviewBy: plus(now, 20_000) }, now, LAW);
    case 'approve': return approve(state, answer, now, LAW);
    case 'decline': return decline(state, answer, now, LAW);
    case 'quash': return quash(state, { ...answer, how: 'quashed', destroy: true, retrieve: false }, now, LAW);
    case 'appeal': return appeal(state, { component, by, against: 'decline', reason: 'r' }, now);
    case 'decide appeal': return decideAppeal(state, { component, commissioner: 'ipc', against: 'decline', outcome: 'allowed' }, now);
    case 'review': return review(state, { component, by, changed: 'c', decision: 'continue', use: 'u', tasks: 't', information: 'i' }, now);
    case 'renew': return renew(state, { ...spoken, value: 'v' }, now, LAW);
    case 'cancel': return cancel(state, { component, by, ceasedAt: now, told: [], reason: 'r', value: 'v', productDirection: 'd', ...(decidedAt ? { decidedAt } : {}) }, now, LAW);
    default: return expire(state, component, now);
  }
};

const live = (of: ComponentDraft, steps: readonly Step[]): Life => {
  let now = new Date(START).toISOString();
  const applied = yes(apply(authority.initial, { operation: 'o', operationId: 'o', applicant: APPLICANT, cleared: [], components: [of] }, now, {}));
  let state = after(authority.initial, applied);
  const stream: Entry[] = [];
  for (const s of steps) {
    now = plus(now, s.wait);
    const decided = decide(state, s, now);
    if (isRefusal(decided)) continue;
    for (const event of decided) {
      stream.push({ event, at: now, before: state });
      state = after(state, [event]);
    }
  }
  return { state, stream, now };
};

const everyLife = (of: ComponentDraft, holds: (life: Life) => void) => fc.assert(fc.property(fc.array(step, { minLength: 5, maxLength: 25, size: 'max' }), (steps) => holds(live(of, steps))), { numRuns: RUNS });

const c1 = ({ components }: AuthorityState): Component => components.c1 as Component;

/** The acts that the law allowed a life, each asked again: it must say the same. */
const lawfulActs = ({ stream }: Life) => stream.flatMap(({ event }) => ('basis' in event ? [{ event, answer: evaluate(book, event.basis.facts as never) }] : []));

describe.each(Object.entries(POWERS))('whatever is done, whenever, in a life of %s', (_, of) => {
  it('then it is in force only under a grant that the law allows, of an officer whose rank it names, and every act asked again is allowed again', () =>
    everyLife(of, (life) => {
      for (const { event, answer } of lawfulActs(life)) {
        expect([event.type, answer.allowed, answer.pack]).toEqual([event.type, true, 'basis' in event ? event.basis.pack : '']);
      }
      if (inForceAt(c1(life.state), life.now)) expect(life.stream.some(({ event }) => event.type === 'AuthorityGranted')).toBe(true);
    }));

  it('then it has no effect before the approval that its grant, or its renewal, waits for', () =>
    everyLife(of, ({ stream }) => {
      for (const { event, before } of stream) {
        const next = c1(after(before, [event]));
        const awaited = event.type === 'AuthorityGranted' && event.state === 'awaiting-approval';
        if (awaited || (c1(before).state === 'awaiting-approval' && event.type !== 'AuthorityApproved')) expect([next.from, next.until === null || next.state === 'cancelled']).toEqual([null, true]);
        if (event.type === 'AuthorityRenewed' && event.until === null) expect(next.until).toBe(c1(before).until);
        if (event.type === 'AuthorityApproved' && event.until !== null) expect((event.from ?? '') >= event.approvedAt || (event.act === 'renewal' && event.from === c1(before).until)).toBe(true);
      }
    }));

  it('then it is never in force past the end that was last decided, an end moves later by a renewal alone, and what ended by decision never begins again', () =>
    everyLife(of, ({ stream, state, now }) => {
      const { until } = c1(state);
      if (until !== null && until <= now) expect(inForceAt(c1(state), now)).toBe(false);
      for (const { event, before } of stream) {
        const [was, is] = [c1(before), c1(after(before, [event]))];
        if (was.until !== null && is.until !== null && is.until > was.until) expect(['AuthorityRenewed', 'AuthorityApproved']).toContain(event.type);
        if (['cancelled', 'quashed', 'refused'].includes(was.state)) expect(is.state === was.state || is.state === 'quashed').toBe(true);
      }
    }));

  it('then its events alone make its state, also when they have been through text', () =>
    everyLife(of, ({ state, stream }) => {
      const first = stream[0]?.before ?? state;
      expect(stream.reduce((at, { event }) => after(at, [JSON.parse(JSON.stringify(event)) as AuthorityEvent]), first)).toEqual(state);
    }));

  it('then these lives are not empty', () => {
    const seen = new Set<string>();
    everyLife(of, ({ stream }) => stream.forEach(({ event }) => seen.add(event.type)));
    const waits = evaluate(book, { event: 'grant', at: new Date(START).toISOString(), form: 'written', urgent: null, notes: [], 'prior-approval': null, officer: { person: 'o', rank: 'assistant-commissioner', force: 'met' }, applicant: { person: 'a', force: 'met' }, agreement: null, component: { power: of.power, ground: of.ground, tactics: [], places: (of.places ?? []).map(({ kind }) => ({ kind, 'in-area': true })), confidential: 'none', 'seeks-privilege': false, 'other-means': 'x' } }).commissioner === 'approval';
    expect(['AuthorityGranted', 'AuthorityRenewed', 'AuthorityCancelled', 'AuthorityExpired', ...(waits ? ['AuthorityApproved', 'AuthorityDeclined', 'AuthorityQuashed'] : [])].filter((type) => !seen.has(type))).toEqual([]);
  });
});
