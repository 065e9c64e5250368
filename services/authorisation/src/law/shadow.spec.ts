import type { DomainEvent } from '@cpmp/kernel';
import { evaluate, requirements } from '@cpmp/law';
import { bookOf, loadBook, overlaid, PACKS, readFiles, readPacks, setOf } from '@cpmp/law/load';
import type { Recorded } from '@cpmp/ledger';
import { adoptFirst, apply, authority, type AuthorityEvent, type AuthorityState, after, cancel, grant, type Law, lawSet, type LawEvent, renew, review } from '../domain/index.js';
import { APPLICANT, OFFICER, yes } from '../domain/spec-case.js';
import { offeredOf } from '../law.js';
import { lawIn, replay } from './replay.js';
import { shadow } from './shadow.js';

const files = readPacks();
const book = loadBook();
const { set } = setOf(files);
const LAW: Law = { evaluate: (ask) => ({ ...evaluate(book, ask), set }), requirements: (component, about) => ({ ...requirements(book, component, about), set }) };
const DRAFT = `${PACKS}/../drafts/commissioner-for-long-surveillance.yaml`;
const drafted = bookOf(overlaid(files, readFiles([DRAFT])));
const at = (day: string): string => `${day}T12:00:00.000Z`;
const GRANTED = at('2026-03-02');

/** A log of one case, granted on 2 March 2026 and renewed as often as is said, behind the law that it is decided by. */
const logOf = (...renewals: readonly string[]): readonly Recorded<DomainEvent>[] => {
  const part = { handle: 'the yard', power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: 'On foot.' }], subjects: ['subject-a'], necessity: 'n', proportionality: 'p', collateral: 'c' };
  const written = { component: 'c1', by: OFFICER, form: 'written' as const, statement: 's' };
  const events: AuthorityEvent[] = [];
  const decide = (decision: (state: AuthorityState) => ReturnType<typeof grant>): void => {
    const made = decision(after(authority.initial, events));
    if ('refused' in made) throw new Error(made.refused);
    events.push(...made);
  };
  decide((state) => apply(state, { operation: 'Copper Weir', operationId: 'op', applicant: APPLICANT, cleared: [], components: [part] }, GRANTED, {}));
  decide((state) => grant(state, { ...written, reviewBy: at('2026-03-30') }, GRANTED, LAW));
  for (const day of renewals) decide((state) => renew(state, { ...written, value: 'v' }, at(day), LAW));
  const law = adoptFirst(lawSet.initial, offeredOf(files), GRANTED);
  return [...placed(law as readonly LawEvent[], 1, 'law-set'), ...placed(events, 2, 'authority-one')];
};
const placed = (events: readonly DomainEvent[], position: number, stream: string): readonly Recorded<DomainEvent>[] =>
  events.map((event, index) => ({ event: JSON.parse(JSON.stringify(event)) as DomainEvent, meta: { id: `authorisation/1/${position}/${index}`, log: 'authorisation/1', position, index, stream, streamId: stream.slice(stream.indexOf('-') + 1), version: 1, at: GRANTED, actor: null } }));
async function* streamed<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all;
}
const replayOf = async (log: readonly Recorded<DomainEvent>[]) => replay(streamed(log), await lawIn(streamed(log)));
/** The log with one event changed. */
const forged = (log: readonly Recorded<DomainEvent>[], type: string, change: (event: any) => object): readonly Recorded<DomainEvent>[] => {
  const first = log.findIndex(({ event }) => event.type === type);
  return log.map((recorded, index) => (index === first ? { ...recorded, event: { ...recorded.event, ...change(recorded.event) } } : recorded));
};

describe('a replay', () => {
  const log = logOf('2026-05-20', '2026-08-20');

  it('given a log, then each decision comes out as it was, whatever this release brings', async () => {
    expect(await replayOf(log)).toEqual({ decisions: 3, sets: 1, differences: [] });
  });

  it.each([
    ['the officer’s rank', 'AuthorityGranted', (event: any) => ({ basis: { ...event.basis, facts: { ...event.basis.facts, officer: { ...OFFICER, rank: 'constable' } } } }), ['allowed', 'SI 2010/521 art.3 and Sch. Pt 1']],
    ['its end', 'AuthorityGranted', () => ({ until: at('2026-12-24') }), ['until', 'RIPA 2000 s.28']],
    ['a day that the law set', 'AuthorityRenewed', (event: any) => ({ deadlines: { ...event.deadlines, set: [...event.deadlines.set, { what: 'commissioner-notice', due: GRANTED, statutory: true, id: 'x', component: 'c1', persons: [] }] } }), ['deadlines', 'RIPA 2000 s.28']],
    ['the set that it names', 'AuthorityGranted', (event: any) => ({ basis: { ...event.basis, set: 'sha256:other' } }), ['pack', 'RIPA 2000 s.28']],
  ] as const)('given %s was forged, then the event is named with the clause', async (_, type, change, [what, clause]) => {
    const { differences } = await replayOf(forged(log, type, change));
    expect(differences[0]).toMatchObject({ event: expect.stringMatching(/^authorisation\/1\/2\/\d$/), reference: 'MET-26-0001', component: 'c1', what, clause });
  });

  it('given a review, then the bound of the next is asked again too, and a forged one is found', async () => {
    const events = logOf().flatMap(({ event, meta }) => (meta.stream === 'law-set' ? [] : [event as AuthorityEvent]));
    const said = review(after(authority.initial, events), { component: 'c1', by: OFFICER, changed: 'Two more were seen.', decision: 'continue', nextReview: at('2026-04-20') }, at('2026-03-30'), LAW);
    const whole = [...logOf(), ...placed(said as readonly AuthorityEvent[], 3, 'authority-one')];
    expect(await replayOf(whole)).toMatchObject({ decisions: 1, differences: [] });
    expect((await replayOf(forged(whole, 'AuthorityReviewed', ({ bound }) => ({ bound: { ...bound, by: at('2027-01-01') } })))).differences).toMatchObject([{ event: 'authorisation/1/3/0', what: 'reviewBy', clause: 'RIPA 2000 s.28' }]);
  });

  it('given the bytes of a pack were forged, then no decision under them is taken for good', async () => {
    const { differences } = await replayOf(forged(log, 'PackKept', ({ text }) => ({ text: `${text}\n` })));
    expect(differences.map(({ what }) => what)).toEqual(['pack', 'pack', 'pack']);
  });

  it('given decisions from before sets were pinned, then the pack by its digest is enough', async () => {
    const old = log.map((recorded) => ('basis' in recorded.event ? { ...recorded, event: { ...recorded.event, basis: { ...(recorded.event as any).basis, set: undefined } } } : recorded));
    expect(await replayOf(old)).toMatchObject({ decisions: 3, differences: [] });
  });
});

describe('a shadow run', () => {
  const run = (log: readonly Recorded<DomainEvent>[], more: object = {}) => shadow(streamed(log), { law: book, proposed: drafted, now: at('2026-10-01'), ...more });

  it('given the invented draft, when decisions are asked by their own days, then none differs, since it begins later', async () => {
    expect(await run(logOf('2026-05-20', '2026-08-20'))).toMatchObject({ decisions: 3, live: 1, counts: { same: 4 }, cases: [] });
  });

  it('given the same as it would stand on its first day, then the renewal beyond six months would have needed a commissioner, and so would the next of what is live', async () => {
    const { counts, cases } = await run(logOf('2026-05-20', '2026-08-20'), { on: '2027-01-01' });
    expect(counts).toEqual({ same: 2, 'approval-needed': 2 });
    expect(cases.map(({ act, kind, clause, live }) => [act, kind, clause, live])).toEqual([['renew', 'approval-needed', 'Invented Act 2026 s.1(2)', true], ['renewal-to-come', 'approval-needed', 'Invented Act 2026 s.1(2)', true]]);
    expect(cases[0]).toMatchObject({ reference: 'MET-26-0001', component: 'c1', event: 'authorisation/1/2/3', would: { rule: 'directed-surveillance/long', because: expect.any(String) } });
  });

  it('given a shorter period, then each would have ended sooner; a higher rank, and each would have been refused', async () => {
    const text = files['directed-surveillance.yaml'] ?? '';
    const under = (one: string, other: string) => bookOf({ ...files, 'directed-surveillance.yaml': text.replaceAll(one, other) });
    const sooner = await run(logOf(), { proposed: under('months: 3', 'months: 2'), now: at('2026-03-03') });
    expect(sooner.counts).toEqual({ same: 0, 'ended-sooner': 2 });
    expect(sooner.cases[0]).toMatchObject({ was: { until: '2026-06-01T23:00:00.000Z' }, would: { until: '2026-05-01T23:00:00.000Z' }, clause: 'RIPA 2000 s.43(3)(c)' });
    const refused = await run(logOf(), { proposed: under('met: superintendent', 'met: commander'), now: at('2026-03-03') });
    expect(refused.cases.map(({ kind, act }) => [kind, act])).toEqual([['refused', 'grant'], ['refused', 'renewal-to-come']]);
  });

  it('given 72 hours by a rank for urgency alone that a commander renewed, then the renewal to come is of what the commander renewed: a long-term one, which another standard period does not touch', async () => {
    const commander = { person: 'cmdr-osei', rank: 'commander', force: 'met' };
    const roles = ['handler', 'controller', 'record-maintainer'].map((role) => ({ role, person: role, from: '2026-01-01' }));
    const law: Law = { ...LAW, known: { operative: { vulnerable: false, turns: {}, roles }, prior: [] } };
    const meet = { handle: 'meet', power: 'undercover', ground: 'crime-or-disorder', tactics: [{ tactic: 'undercover-contact', because: 'They sell to whom they know.' }], operative: 'op-17', necessity: 'n', proportionality: 'p', collateral: 'c', conduct: 'To be offered and to buy.' };
    const events: AuthorityEvent[] = [];
    const decide = (decision: (state: AuthorityState) => ReturnType<typeof grant>): void => void events.push(...yes(decision(after(authority.initial, events))));
    const said = { component: 'c1', by: commander, statement: 's' };
    decide((state) => apply(state, { operation: 'Copper Weir', operationId: 'op', applicant: APPLICANT, cleared: [], components: [meet] }, GRANTED, {}));
    decide((state) => grant(state, { ...said, by: OFFICER, form: 'written', urgent: 'Tonight.', reviewBy: at('2026-03-04') }, GRANTED, law));
    decide((state) => review(state, { component: 'c1', by: commander, changed: 'They met.', decision: 'continue', nextReview: at('2026-03-30'), use: 'u', tasks: 't', information: 'i' }, at('2026-03-03'), law));
    decide((state) => renew(state, { ...said, form: 'written', value: 'v' }, at('2026-03-04'), law));
    const shorter = bookOf({ ...files, 'undercover.yaml': (files['undercover.yaml'] ?? '').replace('months: 12, less-earlier-periods', 'months: 6, less-earlier-periods') });
    const { counts, cases } = await run(placed(events, 2, 'authority-one'), { proposed: shorter, now: at('2026-03-20') });
    expect(cases.map(({ act, kind }) => [act, kind])).toEqual([['renew', 'ended-sooner']]);
    expect(counts).toEqual({ same: 2, 'ended-sooner': 1 });
  });

  it('given what was cancelled, then it is not among what is live', async () => {
    const log = logOf();
    const state = after(authority.initial, log.filter(({ meta }) => meta.stream !== 'law-set').map(({ event }) => event as AuthorityEvent));
    const ended = cancel(state, { component: 'c1', by: OFFICER, told: [], reason: 'r', value: 'v', productDirection: 'Keep.', ceasedAt: at('2026-03-03') }, at('2026-03-03'), LAW);
    expect(await run([...log, ...placed(ended as readonly AuthorityEvent[], 3, 'authority-one')])).toMatchObject({ decisions: 2, live: 0 });
  });
});
