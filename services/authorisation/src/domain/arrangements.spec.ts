import { evaluate, legalDay, requirements } from '@cpmp/law';
import { loadBook } from '@cpmp/law/load';
import fc from 'fast-check';
import { after, apply, authority, type AuthorityState, cancel, checkArrangements, dueByWhat, expire, gapsOf, grant, type Known, type Law, openGap, renew, review } from './index.js';
import { APPLICANT, next, OFFICER, T, types, yes } from './spec-case.js';

const book = loadBook();
const LAW: Law = { evaluate: (ask) => evaluate(book, ask), requirements: (component, about) => requirements(book, component, about) };
const ROLES = ['handler', 'controller', 'record-maintainer'] as const;
type Held = { readonly role: string; readonly person: string; readonly from: string; readonly until?: string };

const held = (role: string, more: Partial<Held> = {}): Held => ({ role, person: `${role}-1`, from: '2026-01-01', ...more });
const WHOLE = ROLES.map((role) => held(role));
const knowing = (roles: readonly Held[]): Law => {
  const known: Known = { source: { vulnerable: false, turns: { '16': '2026-01-01', '18': '2026-01-01' }, roles, heard: 'asset-registry/1/7/0' } };
  return { ...LAW, known };
};
const day = (days: number) => T(days * 1_440);

const draft = { handle: 'use', power: 'chis', ground: 'crime-or-disorder', tactics: [{ tactic: 'tasked-source', because: 'b' }], necessity: 'n', proportionality: 'p', collateral: 'c', conduct: 'x', source: 'src-1' };
const applied = after(authority.initial, yes(apply(authority.initial, { operation: 'o', operationId: 'o', applicant: APPLICANT, cleared: [], components: [draft] }, T(0), {})));
const granting = (roles: readonly Held[]) => grant(applied, { component: 'c1', by: OFFICER, form: 'written', statement: 's', reviewBy: day(20) }, T(10), knowing(roles));
const granted = next(applied, granting(WHOLE));
const check = (state: AuthorityState, roles: readonly Held[], now: string) => checkArrangements(state, 'c1', now, knowing(roles));

describe('the arrangements for a source', () => {
  it('given all roles held with no end, when it is granted, then there is nothing to watch, and the decision says which event told it so', () => {
    expect(types(granting(WHOLE))).toEqual(['AuthorityGranted']);
    expect(yes(granting(WHOLE))[0]).toMatchObject({ basis: { heard: { source: 'asset-registry/1/7/0' } } });
  });

  it('given a controller who leaves on a day, when it is granted, then that day is watched; when it comes, the gap is found, its day and role recorded and people told; when it is filled, it is closed', () => {
    const leaving = [...WHOLE.filter(({ role }) => role !== 'controller'), held('controller', { until: '2026-03-12' })];
    expect(types(granting(leaving))).toEqual(['AuthorityGranted', 'ArrangementsChecked']);
    const watched = next(applied, granting(leaving));
    expect(watched.components.c1?.arrangements).toEqual({ gaps: [], again: '2026-03-12T00:00:00.000Z' });

    const found = check(watched, leaving, day(10));
    expect(yes(found)[0]).toMatchObject({
      gaps: [{ from: '2026-03-12', missing: ['controller'], shared: [] }], opened: [{ from: '2026-03-12' }], clause: 'RIPA 2000 s.29(5)', confirmed: true, heard: { source: 'asset-registry/1/7/0' },
      deadlines: { set: [{ what: 'arrangements-gap', due: '2026-03-14T00:00:00.000Z', persons: [OFFICER.person, APPLICANT.person, 'handler-1', 'record-maintainer-1'] }] },
    });
    const open = next(watched, found);
    expect(openGap(open.components.c1!)).toMatchObject({ from: '2026-03-12' });
    expect(check(open, leaving, day(11))).toEqual([]);

    const filled = check(open, [...leaving, held('controller', { person: 'ds-new', from: '2026-03-14' })], day(12));
    const closed = next(open, filled);
    expect(closed.components.c1?.arrangements).toEqual({ gaps: [{ from: '2026-03-12', until: '2026-03-14', missing: ['controller'], shared: [] }] });
    expect(Object.values(closed.components.c1!.standing).map(({ what }) => what)).not.toContain('arrangements-gap');
  });

  it('given a hole that had closed by the time it was told, then it is recorded all the same; given one person as handler and controller, that is a gap too', () => {
    const holed = [held('handler', { until: '2026-03-04' }), held('handler', { person: 'dc-next', from: '2026-03-06' }), held('controller'), held('record-maintainer')];
    expect(yes(check(granted, holed, day(9)))[0]).toMatchObject({ gaps: [{ from: '2026-03-04', until: '2026-03-06', missing: ['handler'] }], deadlines: {} });
    const both = [held('handler', { person: 'dc-bell' }), held('controller', { person: 'dc-bell' }), held('record-maintainer')];
    expect(yes(check(granted, both, day(9)))[0]).toMatchObject({ gaps: [{ from: '2026-03-02', missing: [], shared: ['handler', 'controller'] }] });
  });

  describe('given a gap that is open when the time of the authority runs out, and a renewal that was spoken in time and is entered after it', () => {
    const leaving = [...WHOLE.filter(({ role }) => role !== 'controller'), held('controller', { until: '2027-02-20' })];
    const looked = { component: 'c1', by: OFFICER, changed: 'Two dates reported.', decision: 'continue' as const, use: 'u', tasks: 't', information: 'i' };
    const reviewed = next(granted, review(granted, looked, day(340), knowing(leaving)));
    const open = next(reviewed, check(reviewed, leaving, day(356)));
    const over = next(open, expire(open, 'c1', day(365)));
    const renewing = (roles: readonly Held[]) => renew(over, { component: 'c1', by: OFFICER, form: 'oral', urgent: 'Tonight.', notes: [{ by: 'applicant' }, { by: 'officer' }], statement: 's', value: 'v', decidedAt: day(350) }, day(366), knowing(roles));

    it('when nobody has the role yet, then the gap is to be filled again', () => {
      expect([dueByWhat(open.components.c1!)['arrangements-gap'], dueByWhat(over.components.c1!)['arrangements-gap']]).toEqual(['2027-02-23T00:00:00.000Z', undefined]);
      const renewed = next(over, renewing(leaving)).components.c1!;
      expect([openGap(renewed)?.from, dueByWhat(renewed)['arrangements-gap']]).toEqual(['2027-02-20', '2027-03-05T00:00:00.000Z']);
    });
    it('when somebody has taken it meanwhile, then it is closed', () => {
      const renewed = next(over, renewing([...leaving, held('controller', { person: 'ds-new', from: '2027-03-01' })])).components.c1!;
      expect([openGap(renewed), dueByWhat(renewed)['arrangements-gap']]).toEqual([undefined, undefined]);
    });
  });

  it('given an authority that is not in force, or not about a source, then nothing is looked at', () => {
    expect(check(applied, [], day(1))).toEqual([]);
    const over = next(granted, cancel(granted, { component: 'c1', by: OFFICER, ceasedAt: day(2), told: [], reason: 'r', value: 'v', productDirection: 'd' }, day(2), knowing(WHOLE)));
    expect(check(over, [], day(3))).toEqual([]);
  });

  it('given any roles by date, when they are looked at on every day, then each time without the arrangements is found anew once, however its gaps go on', () => {
    const date = fc.integer({ min: 1, max: 18 }).map((days) => legalDay(day(days)));
    const handlers = fc.array(fc.tuple(date, date).map(([from, until]) => held('handler', { from, until })), { maxLength: 5 });
    fc.assert(fc.property(handlers, (roles) => {
      const all = [held('handler', { until: '2026-03-03' }), ...roles, ...WHOLE.filter(({ role }) => role !== 'handler')];
      let state = granted;
      let found = 0;
      for (let at = 0; at <= 18; at += 1) {
        const events = yes(check(state, all, day(at)));
        found += events.filter((event) => event.type === 'ArrangementsChecked' && (event.opened ?? []).length > 0).length;
        state = after(state, events);
        expect(check(state, all, day(at))).toEqual([]);
      }
      const gaps = state.components.c1?.arrangements?.gaps ?? [];
      expect(found).toBe(gaps.filter(({ from }, index) => index === 0 || gaps[index - 1]?.until !== from).length);
    }), { numRuns: 100 });
  });

  it('given any roles by date, then a day lies in a gap exactly when somebody is missing on it, or one person is both', () => {
    const date = fc.integer({ min: 0, max: 60 }).map((days) => legalDay(day(days)));
    const role = fc.record({ role: fc.constantFrom(...ROLES), person: fc.constantFrom('a', 'b', 'c'), from: date, until: fc.option(date, { nil: undefined }) })
      .map(({ until, ...one }): Held => ({ ...one, ...(until === undefined ? {} : { until }) }));
    const wanted = { roles: ROLES, separate: ['handler', 'controller'] };
    fc.assert(fc.property(fc.array(role, { maxLength: 8 }), fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }), (roles, begins, lasts) => {
      const gaps = gapsOf(roles, wanted, { from: legalDay(day(begins)), today: legalDay(day(begins + lasts)) });
      for (let at = begins; at <= begins + lasts; at += 1) {
        const on = legalDay(day(at));
        const holder = (name: string) => roles.find(({ role: one, from, until }) => one === name && from <= on && (until === undefined || on < until))?.person;
        const bad = ROLES.some((name) => holder(name) === undefined) || holder('handler') === holder('controller');
        expect(gaps.some(({ from, until }) => from <= on && (until === undefined || on < until))).toBe(bad);
      }
      expect(gaps.filter(({ until }) => until === undefined).length).toBeLessThanOrEqual(1);
    }), { numRuns: 300 });
  });
});
