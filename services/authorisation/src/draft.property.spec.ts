import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import type { EventMeta } from '@cpmp/ledger';
import fc from 'fast-check';
import { publish } from './publish.js';
import { news } from './news.js';
import { timeline, withoutDrafts } from './reading/timeline.js';
import { after, type Apply, authority, type AuthorityEvent, type AuthorityState, changeReturned, check, discardDraft, draftAt, lapseDraft, saveDraft, sendDraft, startDraft } from './domain/index.js';
import { APPLICANT, OFFICER, T } from './domain/spec-case.js';

const RUNS = 300;
/** Whether lives are empty is asked of the same ones each time: it says something of how they are drawn, not of chance. */
const SAME = { seed: 1, numRuns: RUNS };
const DAY = 24 * 60;
const by = APPLICANT;

type Step = { readonly what: 'start' | 'save' | 'send' | 'discard' | 'due' | 'return' | 'change'; readonly days: number };
const step: fc.Arbitrary<Step> = fc.record({ what: fc.constantFrom('start', 'save', 'save', 'send', 'send', 'discard', 'due', 'return', 'change', 'change'), days: fc.constantFrom(0, 0, 0, 1, 20, 28) });

const PART = { handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: 'b' }], necessity: 'n', proportionality: 'p', collateral: 'c' };
const command: Apply = { operation: 'Copper Weir', operationId: 'op', applicant: APPLICANT, cleared: [], components: [PART] };
const number = ({ drafts }: AuthorityState): number => drafts?.begun ?? 0;

const decide = (state: AuthorityState, { what }: Step, now: Instant): Decision<AuthorityEvent> => {
  switch (what) {
    case 'start': return startDraft(state, { by, text: `{"at":"${now}"}` }, now);
    case 'save': return saveDraft(state, { by, text: `{"at":"${now}"}` }, now);
    case 'send': return sendDraft(state, command, now, {});
    case 'discard': return discardDraft(state, now);
    case 'due': return lapseDraft(state, number(state), now);
    case 'return': return check(state, { by: OFFICER, outcome: 'return', comment: 'c' }, now);
    case 'change': return changeReturned(state, by, now);
  }
};

type Happened = { readonly event: AuthorityEvent; readonly at: Instant; readonly before: AuthorityState };

const live = (steps: readonly Step[]): readonly Happened[] => {
  let [state, minutes] = [authority.initial, 0];
  return [{ what: 'start' as const, days: 0 }, ...steps].flatMap((one) => {
    minutes += one.days * DAY;
    const decided = decide(state, one, T(minutes));
    return (isRefusal(decided) ? [] : decided).map((event): Happened => {
      const happened = { event, at: T(minutes), before: state };
      state = after(state, [event]);
      return happened;
    });
  });
};

const everyLife = (holds: (life: readonly Happened[]) => void, runs: object = { numRuns: RUNS }) => fc.assert(fc.property(fc.array(step, { minLength: 3, maxLength: 25, size: 'max' }), (steps) => holds(live(steps))), runs);

const metaOf = (index: number): EventMeta => ({ id: `authorisation/1/${index + 1}/0`, log: 'authorisation/1', position: index + 1, index: 0, stream: 'authority-x', streamId: 'x', version: index + 1, at: T(0), actor: null });
const NO_VIEWS = { get: async () => undefined, query: async () => ({ docs: [] }) };
const isDraft = ({ type }: AuthorityEvent): boolean => type.startsWith('Draft');

describe('whatever becomes of a draft', () => {
  it('then each draft ends once and for good, and nothing is saved under the key of one that has ended', () =>
    everyLife((life) => {
      const ended = new Set<number>();
      for (const { event, before } of life) {
        if (event.type === 'DraftSaved') expect(ended.has(event.draft)).toBe(false);
        if (event.type !== 'DraftEnded') continue;
        expect([ended.has(event.draft), before.draft?.number]).toEqual([false, event.draft]);
        ended.add(event.draft);
      }
    }));

  it('then what is sent was kept, saved less than 28 days before, and is the application that the case has', () =>
    everyLife((life) => {
      for (const { event, at, before } of life) {
        if (event.type !== 'AuthorityApplied' && event.type !== 'AuthorityResubmitted') continue;
        expect(draftAt(before, at)).toBeDefined();
        expect(Date.parse(at) - Date.parse(before.draft?.savedAt ?? '')).toBeLessThan(28 * DAY * 60_000);
        expect(event.type === 'AuthorityApplied').toBe(before.application === undefined);
      }
    }));

  it('then no topic, no news and no timeline has a word of it, and a record only of what came to be sent', () =>
    everyLife((life) => {
      const recorded = life.map(({ event }, index) => ({ event, meta: metaOf(index) }));
      expect(recorded.filter(({ event }) => isDraft(event)).flatMap(({ event, meta }) => publish(event, meta, (text) => text))).toEqual([]);
      for (const one of recorded.filter(({ event }) => isDraft(event))) expect(news.of(one, NO_VIEWS)).toEqual([]);
      const sent = life.flatMap(({ event }) => (event.type === 'DraftEnded' && event.how === 'sent' ? [event.draft] : []));
      for (const { event } of withoutDrafts(recorded)) if (event.type === 'DraftSaved' || event.type === 'DraftEnded') expect(sent).toContain(event.draft);
      expect(timeline(recorded)).toHaveLength(life.filter(({ event }) => !isDraft(event)).length);
    }));

  it('then its text is sealed, under a key of its own that no application shares', () =>
    everyLife((life) => {
      for (const { event } of life) expect([authority.belongsTo?.(event), authority.personal[event.type].includes('text')]).toEqual(event.type === 'DraftSaved' ? [`draft:${event.draft}`, true] : [undefined, false]);
    }));

  it('then every save has a version of its own, which no later draft takes up again', () =>
    everyLife((life) => {
      const editions = life.flatMap(({ event, before }) => (event.type === 'DraftSaved' ? [after(before, [event]).draft?.edition] : []));
      expect(new Set(editions).size).toBe(editions.length);
    }));

  it('then these lives are not empty: drafts are sent, discarded and lapse, and returned cases are changed and sent again', () => {
    const seen = new Set<string>();
    everyLife((life) => life.forEach(({ event }) => seen.add(event.type === 'DraftEnded' ? event.how : event.type)), SAME);
    expect(['sent', 'discarded', 'lapsed', 'AuthorityApplied', 'AuthorityResubmitted', 'AuthorityChecked'].filter((what) => !seen.has(what))).toEqual([]);
  });
});
