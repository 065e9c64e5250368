import { isRefusal } from '@cpmp/kernel';
import { evaluate, legalDay, requirements } from '@cpmp/law';
import { loadBook } from '@cpmp/law/load';
import fc from 'fast-check';
import { after, apply, authority, type Designated, designate, designations, type DesignationsState, endDesignation, grant, type Law } from './index.js';
import { APPLICANT, T, yes } from './spec-case.js';

const book = loadBook();
const LAW: Law = { evaluate: (ask) => evaluate(book, ask), requirements: (component, about) => requirements(book, component, about) };
const ADMIN = { person: 'admin-1', force: 'kent' };
const RANKS = book.ladderOf('kent').ranks;
const LAST = 20;
const day = (days: number) => T(days * 1_440);
const on = (days: number) => legalDay(day(days));

const draft = { handle: 'h', power: 'directed-surveillance', ground: 'serious-crime', tactics: [{ tactic: 'audio-device', because: 'b' }], subjects: ['s'], necessity: 'n', proportionality: 'p', collateral: 'c', otherMeans: 'o' };
const applied = after(authority.initial, yes(apply(authority.initial, { operation: 'o', operationId: 'o', applicant: { ...APPLICANT, force: 'kent' }, cleared: [], components: [{ ...draft, ground: 'crime-or-disorder' }, { ...draft, power: 'intrusive-surveillance', places: [{ handle: 'p', kind: 'dwelling', inArea: true }] }] }, T(0), {})));

/** Enters what may be entered, at the beginning; what is refused is not there. */
const entered = (wanted: readonly Designated[], by = ADMIN): DesignationsState =>
  wanted.reduce((state, designated) => {
    const made = designate(state, { by, designated, ranks: RANKS }, T(0));
    return isRefusal(made) ? state : made.reduce(designations.evolve, state);
  }, designations.initial);

const days = fc.tuple(fc.integer({ min: 0, max: LAST }), fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined })).map(([from, length]) => ({ from: on(from), ...(length === undefined ? {} : { until: on(from + length) }) }));
const covered = (state: DesignationsState, at: number, like: Partial<Record<string, string>>) =>
  state.made.some((one) => Object.entries(like).every(([name, value]) => one[name as keyof typeof one] === value) && one.from <= on(at) && (one.until === undefined || on(at) < one.until));
const code = (designated: Designated, { state = designations.initial, by = ADMIN } = {}) => {
  const made = designate(state, { by, designated, ranks: RANKS }, day(5));
  return isRefusal(made) ? made.refused : 'made';
};

describe('who stands where by day', () => {
  it('given any acting ranks, when an officer of a lower rank grants on any day, then they may exactly on the days that one covers, and the decision says in which rank and by which entry', () => {
    const acting = fc.record({ rank: fc.constantFrom('superintendent', 'chief-inspector'), days });
    fc.assert(fc.property(fc.array(acting, { maxLength: 5 }), fc.integer({ min: 0, max: LAST + 5 }), (ranks, at) => {
      const state = entered(ranks.map(({ rank, days: when }): Designated => ({ what: 'acting-rank', person: 'dci-rowe', rank, ...when })));
      const decided = grant(applied, { component: 'c1', by: { person: 'dci-rowe', rank: 'chief-inspector', force: 'kent' }, form: 'written', statement: 's', reviewBy: day(at + 2) }, day(at), { ...LAW, designations: state });
      expect(!isRefusal(decided)).toBe(covered(state, at, { rank: 'superintendent' }));
      if (!isRefusal(decided)) expect(decided[0]).toMatchObject({ by: { rank: 'superintendent' }, actingRank: { rank: 'superintendent', substantive: 'chief-inspector', designation: expect.stringMatching(/^d\d+$/) } });
    }), { numRuns: 300 });
  });

  it('given any deputies and absences, when a deputy grants in their officer’s place on any day, then they may exactly on the days on which they are designated and the officer is away, where the pack lets their rank stand in, and the decision says for whom', () => {
    const entries = fc.array(days, { maxLength: 3 });
    const wanted = fc.record({ designated: entries, away: entries, own: fc.constantFrom('deputy-chief-constable', 'superintendent'), at: fc.integer({ min: 0, max: LAST + 5 }), named: fc.boolean() });
    fc.assert(fc.property(wanted, ({ designated, away, own, at, named }) => {
      const state = entered([
        ...designated.map((when): Designated => ({ what: 'deputy', person: 'deputy-1', principal: 'cc-hall', principalRank: 'chief-constable', ...when })),
        ...away.map((when): Designated => ({ what: 'absence', person: 'cc-hall', ...when })),
      ]);
      const insteadOf = named ? [{ person: 'cc-hall', because: 'On leave.' }] : [];
      const decided = grant(applied, { component: 'c2', by: { person: 'deputy-1', rank: own, force: 'kent' }, form: 'written', statement: 's', reviewBy: day(at + 2), insteadOf }, day(at), { ...LAW, designations: state });
      const lawful = named && own === 'deputy-chief-constable' && covered(state, at, { what: 'deputy' }) && covered(state, at, { what: 'absence' });
      expect(isRefusal(decided) ? decided.refused : 'granted').toBe(lawful ? 'granted' : named && own === 'deputy-chief-constable' && covered(state, at, { what: 'deputy' }) ? 'principal-not-absent' : 'rank-too-low');
      if (!isRefusal(decided)) expect(decided[0]).toMatchObject({ state: 'awaiting-approval', by: { rank: own }, standingInFor: { person: 'cc-hall', rank: 'chief-constable' } });
    }), { numRuns: 300 });
  });

  it('given an entry, when it is ended on a day, then it covers the days before and none from then on; ended twice it stays so; what has passed is never changed', () => {
    const state = entered([{ what: 'absence', person: 'cc-hall', from: on(0) }]);
    const end = (of: DesignationsState, until: string, by = ADMIN) => endDesignation(of, { id: 'd1', until, by }, day(5));
    const events = end(state, on(8));
    const ended = isRefusal(events) ? state : events.reduce(designations.evolve, state);
    expect([covered(ended, 7, {}), covered(ended, 8, {}), end(ended, on(8))]).toEqual([true, false, []]);
    expect([end(state, on(4)), end(ended, on(9)), end(state, on(8), { person: 'admin-2', force: 'met' })].map((no) => isRefusal(no) && no.refused)).toEqual(['designation-backdated', 'already-ended', 'unknown-designation']);
  });

  it('given what may not be entered, then it is refused in words', () => {
    const deputy: Designated = { what: 'deputy', person: 'deputy-1', principal: 'cc-hall', principalRank: 'chief-constable', from: on(5) };
    const acting: Designated = { what: 'acting-rank', person: 'dci-rowe', rank: 'superintendent', from: on(5) };
    const state = entered([deputy, acting]);
    expect([
      code(acting), code({ ...acting, from: on(4) }), code({ ...acting, until: on(5) }), code({ ...acting, rank: 'commander' }), code({ ...deputy, principal: 'deputy-1' }), code({ ...acting, person: 'admin-1' }),
      code({ ...acting, from: on(9) }, { state }), code({ what: 'absence', person: 'cc-hall', from: on(9) }, { state, by: { person: 'deputy-1', force: 'kent' } }), code({ ...deputy, principal: 'cc-else' }, { state }),
    ]).toEqual(['made', 'designation-backdated', 'window-order', 'unknown-rank', 'own-deputy', 'own-designation', 'already-designated', 'own-designation', 'made']);
  });
});
