import { refuse } from '@cpmp/kernel';
import { acknowledgeComment, answerRequest, appeal, approve, awaitedApproval, cancel, check, comment, decideAppeal, decline, destroyOrderedBy, dueByWhat, grant, type Law, orderToDestroy, periodsOf, quash, renew, stateAt } from '../index.js';
import { answer, applied, granted, LAW, no, OFFICER, PERIOD, request, T, next, types, yes } from '../spec-case.js';
import { resubmit } from './resubmit.js';

/** A law whose grants and renewals wait for a commissioner; what it approves runs from the notice, a renewal from the old end if that has not passed. */
const WAITING: Law = {
  ...LAW,
  evaluate: (ask) => {
    const plain = { ...LAW.evaluate({ ...ask, event: 'cancel', 'ceased-at': 'x', 'product-direction': 'x' } as never), refusal: undefined, allowed: true, deadlines: {} };
    const { current } = ask as { current?: { state: string; from: string | null; until: string | null } };
    switch (ask.event) {
      case 'grant': return { ...plain, state: 'awaiting-approval', from: null, until: null, commissioner: 'approval' };
      case 'renew': return { ...plain, state: 'in-force', from: null, until: null, commissioner: 'approval' };
      case 'approval-notice': {
        const from = ask.act === 'renewal' && current?.until && current.until >= ask.at ? current.until : ask.at;
        return { ...plain, state: 'in-force', from, until: new Date(Date.parse(from) + PERIOD * 60_000).toISOString(), commissioner: 'none' };
      }
      case 'decline': return { ...plain, state: 'declined', commissioner: 'none', deadlines: { appeal: T(9_000) } };
      case 'quash': return current?.state === 'refused' ? { ...plain, allowed: false, refusal: refuse('nothing-to-quash', 'No.', { instead: 'None.' }) } : { ...plain, state: 'quashed', commissioner: 'none', deadlines: { appeal: T(9_000) } };
      default: return { ...plain, state: 'cancelled' };
    }
  },
};

const BY = { component: 'c1', commissioner: 'jc-farrow', reason: 'As shown.' };
const GRANT = { component: 'c1', by: OFFICER, form: 'written' as const, statement: 'Needed.', reviewBy: T(500) };
const RENEW = { component: 'c1', by: OFFICER, form: 'written' as const, statement: 'Still needed.', value: 'Named.' };
const GATEKEEPER = { person: 'cab-lane', force: 'met' };
const QUASH = { ...BY, act: 'grant' as const, how: 'quashed' as const, destroy: true, retrieve: true };
const c1 = (state: typeof granted) => state.components.c1 ?? (() => { throw new Error('no c1'); })();

const waiting = next(applied, grant(applied, GRANT, T(10), WAITING));
const approved = next(waiting, approve(waiting, { ...BY, act: 'grant' }, T(100), WAITING));
const issued = next(approved, answerRequest(approved, request({ window: { from: T(110), to: T(200) } }), T(105)));
const END = T(100 + PERIOD);

describe('a commissioner approves', () => {
  it('given a grant that waits, when approval is noticed, then it is in force from that instant and no permit was issued before it', () => {
    expect(types(answerRequest(waiting, request(), T(20)))).toEqual(['PermitRefused']);
    expect(c1(approved)).toMatchObject({ state: 'in-force', from: T(100), until: END, dealings: { approvals: [{ act: 'grant', by: 'jc-farrow', at: T(100) }] } });
    expect(dueByWhat(c1(approved))).toMatchObject({ expiry: END });
    expect(types(answerRequest(approved, request({ window: { from: T(110), to: T(200) } }), T(105)))).toEqual(['PermitIssued']);
  });

  it('given a notice that no one entered as sent, when what it asks for is approved or declined, then nobody is late with it: the commissioner has it', () => {
    expect(dueByWhat(c1(waiting))['commissioner-notice']).toBeDefined();
    for (const said of [approve, decline]) expect(dueByWhat(c1(next(waiting, said(waiting, { ...BY, act: 'grant' }, T(100), WAITING))))['commissioner-notice']).toBeUndefined();
    const renewed = next(issued, renew(issued, RENEW, T(900), WAITING));
    for (const said of [approve, decline]) expect(dueByWhat(c1(next(renewed, said(renewed, { ...BY, act: 'renewal' }, T(950), WAITING))))['commissioner-notice']).toBeUndefined();
  });

  it('given nothing that waits, when it is approved or declined, then nothing-to-approve', () => {
    expect(no(approve(approved, { ...BY, act: 'grant' }, T(101), WAITING))).toBe('nothing-to-approve');
    expect(no(approve(approved, { ...BY, act: 'renewal' }, T(101), WAITING))).toBe('nothing-to-approve');
    expect(no(approve(applied, { ...BY, component: 'c7', act: 'grant' }, T(101), WAITING))).toBe('unknown-component');
  });

  it('given a renewal that waits, then the old period runs on; approved before its end, the new one follows it and its permits are extended', () => {
    const renewed = next(issued, renew(issued, RENEW, T(900), WAITING));
    expect([c1(renewed).until, no(renew(renewed, RENEW, T(910), WAITING))]).toEqual([END, 'approval-awaited']);
    const events = approve(renewed, { ...BY, act: 'renewal' }, T(950), WAITING);
    expect(types(events)).toEqual(['AuthorityApproved', 'PermitExtended']);
    expect(c1(next(renewed, events))).toMatchObject({ from: T(100), until: T(100 + 2 * PERIOD), renewals: [{ from: END, until: T(100 + 2 * PERIOD), contiguous: true }] });
  });

  it('given a renewal by another officer than who granted it, when it is approved or declined, then both hear', () => {
    const other = { ...OFFICER, person: 'supt-lowe' };
    const renewed = next(issued, renew(issued, { ...RENEW, by: other }, T(900), WAITING));
    for (const said of [approve, decline]) expect(yes(said(renewed, { ...BY, act: 'renewal' }, T(950), WAITING))[0]).toMatchObject({ told: ['supt-lowe', OFFICER.person, 'dc-ahmed'] });
  });

  it('given a renewal that waits past the old end, when it is approved, then the end is recorded first, it begins at the notice, and no permit goes on', () => {
    const renewed = next(issued, renew(issued, RENEW, T(900), WAITING));
    const late = T(100 + PERIOD + 50);
    expect(stateAt(c1(renewed), late)).toBe('expired');
    const events = approve(renewed, { ...BY, act: 'renewal' }, late, WAITING);
    expect(types(events)).toEqual(['AuthorityExpired', 'PermitEnded', 'AuthorityApproved']);
    expect(c1(next(renewed, events))).toMatchObject({ state: 'in-force', renewals: [{ from: late, contiguous: false }] });
    expect(next(renewed, events).permits.p1?.said.end).toEqual({ how: 'expired', at: END });
    expect(dueByWhat(c1(next(renewed, events)))).toMatchObject({ review: GRANT.reviewBy, expiry: T(100 + 2 * PERIOD + 50) });
    expect(periodsOf(c1(next(renewed, events)))).toMatchObject([{ from: T(100), until: END }, { from: late, until: T(100 + 2 * PERIOD + 50) }]);
  });

  it('given a renewal in urgency while another waits, when that one is approved after both ends, then what lies between is in no period', () => {
    const renewed = next(issued, renew(issued, RENEW, T(900), WAITING));
    const urgent: Law = { ...LAW, evaluate: (ask) => ({ ...LAW.evaluate(ask), from: END, until: T(1_200) }) };
    const bridged = next(renewed, renew(renewed, { ...RENEW, form: 'oral', urgent: 'Tonight.' }, T(950), urgent));
    const late = next(bridged, approve(bridged, { ...BY, act: 'renewal' }, T(1_300), WAITING));
    expect(periodsOf(c1(late))).toMatchObject([{ from: T(100), until: END }, { from: END, until: T(1_200), form: 'oral' }, { from: T(1_300), until: T(1_300 + PERIOD), form: 'written' }]);
  });

  it('given a renewal that the law begins after the old end, when it is decided in time, then it extends no permit past that end', () => {
    const later: Law = { ...LAW, evaluate: (ask) => ({ ...LAW.evaluate(ask), from: T(5_000), until: T(6_000) }) };
    const events = renew(issued, RENEW, T(900), later);
    expect(types(events)).toEqual(['AuthorityRenewed']);
    expect(yes(events)[0]).toMatchObject({ contiguous: false });
  });

  it('given an approval that came first, when the application is returned and sent again changed, then it is an approval of another application', () => {
    const first: Law = { ...LAW, evaluate: (ask) => (ask.event === 'approval-notice' ? { ...WAITING.evaluate(ask), state: ask.current.state, from: ask.current.from, until: ask.current.until } : LAW.evaluate(ask)) };
    const ready = next(applied, approve(applied, { ...BY, act: 'grant' }, T(5), first));
    const returned = next(ready, check(ready, { by: GATEKEEPER, outcome: 'return', comment: 'c' }, T(6)));
    const sent = next(returned, resubmit(returned, { operation: 'Copper Weir', cleared: [], components: [c1(applied)] }, T(7)));
    expect([c1(sent).dealings.approvals.length, yes(grant(sent, GRANT, T(10), first))[0]]).toMatchObject([1, { basis: { facts: { 'prior-approval': null } } }]);
    const again = next(sent, approve(sent, { ...BY, act: 'grant' }, T(11), first));
    expect(yes(grant(again, GRANT, T(12), first))[0]).toMatchObject({ basis: { facts: { 'prior-approval': { at: T(11) } } } });
  });

  it.each([['pass', 'awaiting-decision'], ['return', 'returned'], [undefined, 'submitted']] as const)('given an approval that had to come first, declined and on appeal given after all (checked: %s), then no commissioner is waited for any more: it is %s', (outcome, state) => {
    const first: Law = { ...LAW, evaluate: (ask) => (ask.event === 'approval-notice' ? { ...WAITING.evaluate(ask), state: ask.current.state, from: null, until: null } : ask.event === 'decline' ? WAITING.evaluate(ask) : LAW.evaluate(ask)) };
    const checked = outcome ? next(applied, check(applied, { by: GATEKEEPER, outcome, comment: 'c' }, T(2))) : applied;
    const declined = next(checked, decline(checked, { ...BY, act: 'grant' }, T(5), first));
    const appealed = next(declined, appeal(declined, { component: 'c1', by: OFFICER, against: 'decline', reason: 'x' }, T(6)));
    const allowed = next(appealed, decideAppeal(appealed, { component: 'c1', commissioner: 'ipc', against: 'decline', outcome: 'allowed' }, T(7)));
    expect([c1(allowed).state, awaitedApproval(c1(allowed))]).toEqual(['awaiting-approval', 'grant']);
    const ready = next(allowed, approve(allowed, { ...BY, act: 'grant' }, T(8), first));
    expect([c1(ready).state, awaitedApproval(c1(ready))]).toEqual([state, undefined]);
    expect(yes(grant(ready, GRANT, T(10), first))[0]).toMatchObject({ type: 'AuthorityGranted', basis: { facts: { 'prior-approval': { at: T(8) } } } });
  });

  it('given a law that has approval come first, when it is approved, then the state stays and the officer’s decision carries the approval', () => {
    const first: Law = { ...LAW, evaluate: (ask) => (ask.event === 'approval-notice' ? { ...WAITING.evaluate(ask), state: ask.current.state, from: ask.current.from, until: ask.current.until } : LAW.evaluate(ask)) };
    const ready = next(applied, approve(applied, { ...BY, act: 'grant' }, T(5), first));
    expect(c1(ready)).toMatchObject({ state: 'submitted', until: null });
    const [event] = yes(grant(ready, GRANT, T(10), first));
    expect(event).toMatchObject({ basis: { facts: { 'prior-approval': { at: T(5) } } } });
    expect(c1(next(ready, [event as never])).state).toBe('in-force');
  });
});

describe('a commissioner declines', () => {
  it('given a grant that waits, when it is declined, then it never takes effect, nothing of it falls due but the appeal and what is owed, and it may be appealed', () => {
    const state = next(waiting, decline(waiting, { ...BY, act: 'grant' }, T(100), WAITING));
    expect([c1(state).state, c1(state).until, dueByWhat(c1(state)).appeal, dueByWhat(c1(state)).review]).toEqual(['declined', null, T(9_000), undefined]);
    expect(no(grant(state, GRANT, T(110), WAITING))).toBe('already-decided');
    const appealed = next(state, appeal(state, { component: 'c1', by: OFFICER, against: 'decline', reason: 'Shown.' }, T(120)));
    expect([dueByWhat(c1(appealed)).appeal, appeal(appealed, { component: 'c1', by: OFFICER, against: 'decline', reason: 'x' }, T(121))]).toEqual([undefined, []]);
    const allowed = next(appealed, decideAppeal(appealed, { component: 'c1', commissioner: 'ipc', against: 'decline', outcome: 'allowed' }, T(130)));
    expect(c1(next(allowed, approve(allowed, { ...BY, act: 'grant' }, T(140), WAITING)))).toMatchObject({ state: 'in-force', from: T(140) });
    const dismissed = next(appealed, decideAppeal(appealed, { component: 'c1', commissioner: 'ipc', against: 'decline', outcome: 'dismissed' }, T(130)));
    expect(c1(dismissed).state).toBe('declined');
  });

  it('given an appeal that was allowed, once or after another no, when the grant is approved after all, then it is to be reviewed by the day that its officer had named', () => {
    const declined = (state: typeof granted, at: number) => {
      const no = next(state, decline(state, { ...BY, act: 'grant' }, T(at), WAITING));
      const appealed = next(no, appeal(no, { component: 'c1', by: OFFICER, against: 'decline', reason: 'Shown.' }, T(at + 1)));
      return next(appealed, decideAppeal(appealed, { component: 'c1', commissioner: 'ipc', against: 'decline', outcome: 'allowed' }, T(at + 2)));
    };
    const once = declined(waiting, 100);
    const due = [once, declined(once, 110)].map((state) => dueByWhat(c1(next(state, approve(state, { ...BY, act: 'grant' }, T(140), WAITING)))));
    expect(due).toMatchObject([{ review: GRANT.reviewBy, expiry: T(140 + PERIOD) }, { review: GRANT.reviewBy }]);
  });

  it('given a renewal that waits, when it is declined, then the old period ends when it would have, and the same renewal is not approved after it unless an appeal is allowed', () => {
    const renewed = next(issued, renew(issued, RENEW, T(900), WAITING));
    const state = next(renewed, decline(renewed, { ...BY, act: 'renewal' }, T(920), WAITING));
    expect([c1(state).state, c1(state).until, no(approve(state, { ...BY, act: 'renewal' }, T(930), WAITING))]).toEqual(['in-force', END, 'nothing-to-approve']);
    const appealed = next(state, appeal(state, { component: 'c1', by: OFFICER, against: 'decline', reason: 'Shown.' }, T(930)));
    const allowed = next(appealed, decideAppeal(appealed, { component: 'c1', commissioner: 'ipc', against: 'decline', outcome: 'allowed' }, T(940)));
    expect(types(approve(allowed, { ...BY, act: 'renewal' }, T(950), WAITING))).toEqual(['AuthorityApproved', 'PermitExtended']);
  });

  it('given no time left, another commissioner’s decision or none, then the appeal says so', () => {
    const state = next(waiting, decline(waiting, { ...BY, act: 'grant' }, T(100), WAITING));
    expect(no(appeal(state, { component: 'c1', by: OFFICER, against: 'decline', reason: 'x' }, T(9_000)))).toBe('appeal-too-late');
    expect(no(appeal(state, { component: 'c1', by: OFFICER, against: 'quash', reason: 'x' }, T(110)))).toBe('nothing-to-appeal');
    const appealed = next(state, appeal(state, { component: 'c1', by: OFFICER, against: 'decline', reason: 'x' }, T(110)));
    expect(no(decideAppeal(appealed, { component: 'c1', commissioner: 'jc-farrow', against: 'decline', outcome: 'allowed' }, T(120)))).toBe('own-decision');
    expect(no(decideAppeal(state, { component: 'c1', commissioner: 'ipc', against: 'decline', outcome: 'allowed' }, T(120)))).toBe('nothing-to-appeal');
  });
});

describe('a commissioner quashes', () => {
  it('given a component in force, when it is quashed, then it ends now, its permits end as quashed, and the orders stand on the record', () => {
    const events = quash(issued, QUASH, T(300), WAITING);
    expect(types(events)).toEqual(['AuthorityQuashed', 'PermitEnded']);
    const state = next(issued, events);
    expect(c1(state)).toMatchObject({ state: 'quashed', until: T(300), dealings: { quashed: { destroy: true, retrieve: true, how: 'quashed' } } });
    expect([state.permits.p1?.said.end, dueByWhat(c1(state))]).toEqual([{ how: 'quashed', at: T(300) }, { appeal: T(9_000) }]);
    expect(no(renew(state, RENEW, T(310), LAW))).toBe('not-in-force');
    expect(no(quash(state, QUASH, T(310), WAITING))).toBe('not-in-force');
  });

  it('given a start that is heard after the quashing, then it is an error as after any end', async () => {
    const { hearAnswer } = await import('../index.js');
    const state = next(issued, quash(issued, QUASH, T(300), WAITING));
    expect(types(hearAnswer(state, { answer: answer({ startedAt: T(301) }) }, T(302)))).toEqual(['AnswerHeard', 'ErrorSuspected']);
  });

  it('given what has ended, when it is quashed, then its end stays; an allowed appeal revives nothing', () => {
    const cancelled = next(issued, cancel(issued, { component: 'c1', by: OFFICER, ceasedAt: T(150), told: [], reason: 'r', value: 'v', productDirection: 'd' }, T(160), WAITING));
    const state = next(cancelled, quash(cancelled, QUASH, T(300), WAITING));
    expect(c1(state)).toMatchObject({ state: 'quashed', until: T(160) });
    const appealed = next(state, appeal(state, { component: 'c1', by: OFFICER, against: 'quash', reason: 'x' }, T(310)));
    expect(c1(next(appealed, decideAppeal(appealed, { component: 'c1', commissioner: 'ipc', against: 'quash', outcome: 'allowed' }, T(320)))).state).toBe('quashed');
  });

  it('given grounds that have ceased, when the commissioner cancels it, then it is cancelled and not quashed', () => {
    const state = next(issued, quash(issued, { ...QUASH, how: 'cancelled' }, T(300), WAITING));
    expect([c1(state).state, state.permits.p1?.said.end?.how]).toEqual(['cancelled', 'cancelled']);
  });

  it.each([['not-in-force', 'c2'], ['unknown-component', 'c7']])('%s', (code, component) => expect(no(quash(issued, { ...QUASH, component }, T(300), WAITING))).toBe(code));
});

describe('a renewal is declined and the grant is quashed, each with an appeal of its own', () => {
  const appealUntil = (until: string): Law => ({ ...WAITING, evaluate: (ask) => ({ ...WAITING.evaluate(ask), ...(['decline', 'quash'].includes(ask.event) ? { deadlines: { appeal: until } } : {}) }) });
  const [DECLINE_UNTIL, QUASH_UNTIL] = [T(920 + 600), T(930 + 600)];
  const renewed = next(issued, renew(issued, RENEW, T(900), WAITING));
  const declined = next(renewed, decline(renewed, { ...BY, act: 'renewal' }, T(920), appealUntil(DECLINE_UNTIL)));
  const both = next(declined, quash(declined, QUASH, T(930), appealUntil(QUASH_UNTIL)));
  const against = (which: 'decline' | 'quash') => ({ component: 'c1', by: OFFICER, against: which, reason: 'Shown.' });

  it('given an appeal against the one, then the time for the other runs on: it may be appealed, and until then what was ordered destroyed is kept', () => {
    const appealed = next(both, appeal(both, against('decline'), T(940)));
    expect([dueByWhat(c1(appealed)).appeal, orderToDestroy(c1(appealed), T(941))]).toEqual([QUASH_UNTIL, 'suspended']);
    const again = next(appealed, appeal(appealed, against('quash'), T(950)));
    expect([c1(again).dealings.appeals.map((made) => made.against), dueByWhat(c1(again)).appeal]).toEqual([['decline', 'quash'], undefined]);
  });
  it('given the time for the one is over, when that is appealed while the other’s runs, then it is too late', () => {
    expect(no(appeal(both, against('decline'), DECLINE_UNTIL))).toBe('appeal-too-late');
    expect(types(appeal(both, against('quash'), DECLINE_UNTIL))).toEqual(['AppealMade']);
  });
});

describe('a commissioner cancels, an appeal is allowed, and it is quashed later all the same', () => {
  const ended = next(issued, quash(issued, { ...QUASH, how: 'cancelled' }, T(300), WAITING));
  const appealed = next(ended, appeal(ended, { component: 'c1', by: OFFICER, against: 'quash', reason: 'x' }, T(310)));
  const lifted = next(appealed, decideAppeal(appealed, { component: 'c1', commissioner: 'ipc', against: 'quash', outcome: 'allowed' }, T(320)));
  it('then the appeal lifts the first order to destroy alone: the second waits for its own time, and then stands', () => {
    const again = next(lifted, quash(lifted, QUASH, T(400), WAITING));
    expect([orderToDestroy(c1(lifted), T(330)), orderToDestroy(c1(again), T(410)), orderToDestroy(c1(again), T(9_000))]).toEqual(['lifted', 'suspended', 'ordered']);
  });
});

describe('a commissioner cancels with an order to destroy, and it is quashed later without one', () => {
  const lawUntil = (until: string): Law => ({ ...WAITING, evaluate: (ask) => ({ ...WAITING.evaluate(ask), ...(ask.event === 'quash' ? { deadlines: { appeal: until } } : {}) }) });
  const ended = next(issued, quash(issued, { ...QUASH, how: 'cancelled', commissioner: 'jc-hale' }, T(300), lawUntil(T(900))));
  const again = next(ended, quash(ended, { ...QUASH, destroy: false }, T(400), lawUntil(T(1_000))));
  const against = { component: 'c1', by: OFFICER, against: 'quash' as const, reason: 'x' };
  const decided = (outcome: 'allowed' | 'dismissed', appealed: typeof again) => next(appealed, decideAppeal(appealed, { component: 'c1', commissioner: 'ipc', against: 'quash', outcome }, T(800)));
  const standsOf = (state: typeof again, at: string) => orderToDestroy(c1(state), at);

  it('then the earlier order stands, as that commissioner’s, and waits for its own time for an appeal', () => {
    expect([standsOf(again, T(500)), standsOf(again, T(899)), standsOf(again, T(900))]).toEqual(['suspended', 'suspended', 'ordered']);
    expect(destroyOrderedBy(c1(again))).toBe('jc-hale');
  });

  it('given an appeal while the time for both runs, then it is against both, and decides of the order', () => {
    const appealed = next(again, appeal(again, against, T(700)));
    expect([standsOf(appealed, T(2_000)), dueByWhat(c1(appealed)).appeal]).toEqual(['suspended', undefined]);
    expect([standsOf(decided('allowed', appealed), T(2_000)), standsOf(decided('dismissed', appealed), T(2_000))]).toEqual(['lifted', 'ordered']);
  });

  it('given an appeal that came too late for the first, then it is against the second alone, and the order stands', () => {
    const appealed = next(again, appeal(again, against, T(950)));
    expect([standsOf(appealed, T(960)), standsOf(decided('allowed', appealed), T(2_000))]).toEqual(['ordered', 'ordered']);
  });

  it('given an appeal against the first that waits, then it says nothing of an order in the second, and the first stays suspended', () => {
    const first = next(ended, appeal(ended, against, T(350)));
    const both = next(first, quash(first, QUASH, T(400), lawUntil(T(1_000))));
    expect([standsOf(both, T(1_100)), standsOf(decided('allowed', both), T(1_100)), destroyOrderedBy(c1(both))]).toEqual(['suspended', 'ordered', 'jc-farrow']);
  });
});

describe('a commissioner comments (finding P14)', () => {
  const said = next(granted, comment(granted, { component: 'c1', commissioner: 'jc-farrow', act: 'grant', text: 'Say so at each review.' }, T(20)));
  it('given a comment, then it is bound to the component and open until it is acknowledged, and no officer’s version moves', () => {
    expect(c1(said).dealings.comments).toMatchObject([{ id: 'k1', by: 'jc-farrow', text: 'Say so at each review.' }]);
    expect([c1(said).edition, dueByWhat(c1(said))['commissioner-comment']]).toEqual([c1(granted).edition, '2026-03-30T23:00:00.000Z']);
    const state = next(said, acknowledgeComment(said, { component: 'c1', by: OFFICER, comment: 'k1', answer: 'We shall.' }, T(40)));
    expect([c1(state).dealings.comments[0]?.acknowledged, dueByWhat(c1(state))['commissioner-comment']]).toEqual([{ by: OFFICER, at: T(40), answer: 'We shall.' }, undefined]);
    expect(acknowledgeComment(state, { component: 'c1', by: OFFICER, comment: 'k1', answer: 'Again.' }, T(41))).toEqual([]);
  });
  it('given a comment on what was returned, when it is sent again, then the comment still waits with its deadline, and no deadline has that id again', () => {
    const asked = next(applied, comment(applied, { component: 'c1', commissioner: 'jc-farrow', act: 'grant', text: 'Say why now.' }, T(20)));
    const returned = next(asked, check(asked, { by: GATEKEEPER, outcome: 'return', comment: 'See the comment.' }, T(30)));
    const sent = next(returned, resubmit(returned, { operation: 'Copper Weir', cleared: [], components: [{ ...c1(applied), necessity: 'The commissioner asked.' }] }, T(40)));
    expect(c1(sent)).toMatchObject({ state: 'submitted', necessity: 'The commissioner asked.', dealings: { comments: [{ id: 'k1' }] }, standing: { 'c1/commissioner-comment/1': {} } });
    expect(c1(next(sent, comment(sent, { component: 'c1', commissioner: 'jc-farrow', act: 'grant', text: 'Again.' }, T(50)))).dealings.comments).toMatchObject([{ id: 'k1' }, { id: 'k2', deadline: 'c1/commissioner-comment/2' }]);
    expect(yes(acknowledgeComment(sent, { component: 'c1', by: OFFICER, comment: 'k1', answer: 'We said so.' }, T(60)))[0]).toMatchObject({ deadlines: { discharged: [{ id: 'c1/commissioner-comment/1' }] } });
  });
  it('given a comment, when the component ends, then the comment still waits', () => {
    const state = next(said, cancel(said, { component: 'c1', by: OFFICER, ceasedAt: T(50), told: [], reason: 'r', value: 'v', productDirection: 'd' }, T(60), LAW));
    expect(Object.keys(dueByWhat(c1(state)))).toContain('commissioner-comment');
    expect(no(acknowledgeComment(said, { component: 'c1', by: OFFICER, comment: 'k9', answer: 'x' }, T(40)))).toBe('unknown-comment');
  });
});
