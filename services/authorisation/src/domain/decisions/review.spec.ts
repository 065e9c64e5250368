import { after, answerRequest, apply, authority, type AuthorityEvent, dueByWhat, grant, hearAnswer, type Law, review, similarityOf, unusedTactics } from '../index.js';
import { answer, APPLICANT, granted, LAW, no, OFFICER, request, T, next, types, yes } from '../spec-case.js';

const REVIEW = { component: 'c1', by: OFFICER, changed: 'Two buyers named; evening follows are no longer needed.', decision: 'continue' as const, nextReview: T(800) };
const draft = {
  handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: 'They meet on foot.' }, { tactic: 'mobile-surveillance', because: 'They drive.' }],
  subjects: ['subject-a', 'subject-b'], necessity: 'The people supplying the yard are not identified by any other line of inquiry.', proportionality: 'Public places only.', collateral: 'Others are not recorded.',
};
const applied = after(authority.initial, yes(apply(authority.initial, { operation: 'o', operationId: 'o', applicant: APPLICANT, cleared: [], components: [draft, { ...draft, handle: 'press', confidential: 'journalistic' }] }, T(0), {})));
const both = ['c1', 'c2'].reduce((state, component) => next(state, grant(state, { component, by: OFFICER, form: 'written', statement: 'Needed.', reviewBy: T(500) }, T(10), LAW)), applied);
const out = next(next(both, answerRequest(both, request(), T(20))), answerRequest(both, request({ permit: 'p2', thing: 'asset-b', target: { subject: 'subject-b' } }), T(20)));
const c1 = (state: typeof both) => state.components.c1 ?? (() => { throw new Error('no c1'); })();

describe('a review begins with what changed (finding P5)', () => {
  it('given tactics that nothing was deployed with since the last review, then they are named, as a proposal to narrow; once used, they are not', () => {
    expect(unusedTactics(c1(out))).toEqual(['mobile-surveillance']);
    const first = next(out, review(out, REVIEW, T(400), LAW));
    expect(c1(first).reviews[0]).toMatchObject({ tacticsUnused: ['mobile-surveillance'] });
    expect(unusedTactics(c1(first))).toEqual(['foot-surveillance', 'mobile-surveillance']);
  });

  it.each(['.', '—', '?!', '1'])('given %s for what changed, then review-empty', (changed) => expect(no(review(both, { ...REVIEW, changed }, T(400), LAW))).toBe('review-empty'));

  it('given confidential material that is likely, when nothing is said of it, then confidential-comment-missing, with the clause of the grant', () => {
    expect(review(both, { ...REVIEW, component: 'c2' }, T(400), LAW)).toMatchObject({ refused: 'confidential-comment-missing', clause: 'RIPA 2000 s.28' });
    expect(types(review(both, { ...REVIEW, component: 'c2', confidentialComment: 'None was obtained; still likely, still needed.' }, T(400), LAW))).toEqual(['AuthorityReviewed']);
  });

  it('given tactics and persons that are withdrawn, then scope narrows, what is out for them ends and nothing else does', () => {
    const events = review(out, { ...REVIEW, decision: 'narrow', subjectsRemoved: ['subject-b'], subjectsAdded: ['subject-c'], tacticsWithdrawn: ['mobile-surveillance'] }, T(400), LAW);
    expect(types(events)).toEqual(['AuthorityReviewed', 'PermitEnded']);
    const state = next(out, events);
    expect([c1(state).tactics.map(({ tactic }) => tactic), c1(state).subjects, c1(state).until]).toEqual([['foot-surveillance'], ['subject-a', 'subject-c'], c1(out).until]);
    expect([state.permits.p1?.said.end, state.permits.p2?.said.end]).toEqual([undefined, { how: 'cancelled', at: T(400) }]);
    const [refused] = yes(answerRequest(state, request({ permit: 'p3', tactic: 'mobile-surveillance' }), T(410)));
    expect(refused).toMatchObject({ type: 'PermitRefused', refusal: { refused: 'tactic-not-authorised' } });
    expect(types(hearAnswer(state, { answer: answer({ permit: 'p2', startedAt: T(405) }) }, T(406)))).toEqual(['AnswerHeard', 'ErrorSuspected']);
  });

  it('given every tactic withdrawn, then nothing-left', () =>
    expect(no(review(both, { ...REVIEW, tacticsWithdrawn: ['foot-surveillance', 'mobile-surveillance'] }, T(400), LAW))).toBe('nothing-left'));

  it('given a code that has it reviewed each month, when the next review is later, then review-too-late, and by when it would do; inspectors’ usual number of days is advice', () => {
    const within = (reviewWithin: object): Law => ({ ...LAW, requirements: () => ({ ...LAW.requirements({} as never, { at: T(0) }), asks: { reviewWithin } as never }) });
    expect(review(both, { ...REVIEW, nextReview: '2026-04-03T12:00:00.000Z' }, T(400), within({ months: 1 }))).toMatchObject({ refused: 'review-too-late', confirmed: false, instead: 'Review it by the end of Thursday 2 April 2026.' });
    expect(types(review(both, { ...REVIEW, nextReview: '2026-04-02T22:59:00.000Z' }, T(400), within({ months: 1 })))).toEqual(['AuthorityReviewed']);
    expect(types(review(both, { ...REVIEW, nextReview: '2026-04-03T12:00:00.000Z' }, T(400), within({ days: 28 })))).toEqual(['AuthorityReviewed']);
  });

  it.each<[object, string]>([[{ months: 1 }, '2026-04-02T23:00:00.000Z'], [{ days: 28 }, '2026-03-30T23:00:00.000Z']])('given a review that names no next one, where the codes have one within %j, then one falls due by then all the same', (reviewWithin, due) => {
    const law: Law = { ...LAW, requirements: () => ({ ...LAW.requirements({} as never, { at: T(0) }), asks: { reviewWithin } as never }) };
    const { nextReview: _none, ...unnamed } = REVIEW;
    expect(dueByWhat(c1(next(both, review(both, unnamed, T(400), law)))).review).toBe(due);
    expect(dueByWhat(c1(next(both, review(both, REVIEW, T(400), law)))).review).toBe(REVIEW.nextReview);
  });
});

describe('a copied review', () => {
  it('given the application’s own words, then the figure says so, and nothing is refused for it', () => {
    const copied = review(both, { ...REVIEW, changed: draft.necessity }, T(400), LAW);
    expect(yes(copied)[0]).toMatchObject({ similarity: { percent: 100, to: 'application' } });
    const own = yes(review(both, REVIEW, T(400), LAW))[0] as Extract<AuthorityEvent, { type: 'AuthorityReviewed' }>;
    expect(own.similarity?.percent).toBe(0);
    const first = next(both, review(both, REVIEW, T(400), LAW));
    expect(yes(review(first, { ...REVIEW, nextReview: T(900) }, T(500), LAW))[0]).toMatchObject({ similarity: { percent: 100, to: 'review 1' } });
  });

  it.each<[number | undefined, string, string]>([
    [undefined, '…', 'anything'],
    [100, 'One two', 'ONE, two!'],
    [50, 'a b c d', 'a b c x'],
    [0, 'a b c d', 'd c b a'],
  ])('%s %% of “%s” stands in “%s”', (percent, text, other) => expect(similarityOf(text, [{ of: 'x', text: other }])?.percent).toBe(percent));
  it('given nothing earlier, or what was erased, then nothing is compared', () => {
    expect([similarityOf('a b c', []), similarityOf('a b c', [{ of: 'x', text: undefined }]), similarityOf('a b c', [{ of: 'x', text: '⟨erased⟩' }])]).toEqual([undefined, undefined, undefined]);
  });
});

describe('a granted case', () => it('given no review yet, then nothing was used since the grant', () => expect(unusedTactics(granted.components.c1!)).toEqual(['foot-surveillance'])));
