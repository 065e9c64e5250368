import type { EventMeta } from '@cpmp/ledger';
import { answeredOnce, bookedOnce, deadlinesTold, effectsLate, gapsOnRecord, type Judged, keptOnce, type Logs, outOnce, published, withinAuthority } from './rules.js';

const AT = (minute: number): string => `2026-03-02T12:${String(minute).padStart(2, '0')}:00.000Z`;
const NOW = AT(59);
const CASE = 'authority-a';
const TEAM = 'resource-t';
const DEADLINE = `${CASE}/c1/review/1`;

/** What a log recorded, by the minute. */
const on = (stream: string, minute: number, event: Judged['event']): Judged => ({ event, meta: { stream, streamId: stream, at: AT(minute), id: `log/1/${minute}/0` } as EventMeta });
const answer = (more: object = {}, permit = 'p1') => ({ permit, authorisation: 'a', component: 'c1', ...more });

/** A team out under a permit, called back when the authority was cancelled, and a deadline that was told. */
const whole = {
  granted: on(CASE, 1, { type: 'AuthorityGranted', component: 'c1', from: AT(1), until: AT(40), deadlines: { set: [{ id: 'c1/review/1', what: 'review', due: AT(30), statutory: true }] } }),
  issued: on(CASE, 2, { type: 'PermitIssued', said: { permit: 'p1', component: 'c1', issuedAt: AT(2) } }),
  cancelled: on(CASE, 5, { type: 'AuthorityCancelled', component: 'c1', until: AT(5) }),
  started: on(TEAM, 3, { type: 'DeploymentStarted', answer: answer({ startedAt: AT(3) }) }),
  recalled: on(TEAM, 6, { type: 'WithdrawalOrdered', answer: answer({ startedAt: AT(3), recalledAt: AT(6) }) }),
  closed: on(TEAM, 8, { type: 'Withdrawn', answer: answer({ startedAt: AT(3), recalledAt: AT(6), closedAt: AT(8) }) }),
  taken: on('deadline-1', 2, { type: 'DeadlineTaken', deadline: DEADLINE, tellAt: AT(20) }),
  told: on('deadline-1', 20, { type: 'NoticeSent' }),
};

/** The same with some of it otherwise, left out, or more besides. */
const logs = (other: Partial<Record<keyof typeof whole, Judged | undefined>> = {}, more: readonly Judged[] = []): Logs => {
  const all = [...(Object.values({ ...whole, ...other }).filter(Boolean) as Judged[]), ...more];
  const of = (category: string) => all.filter(({ meta: { stream } }) => stream.startsWith(category));
  return new Map([['authorisation', of('authority')], ['resource-allocation', of('resource')], ['notification', of('deadline')]]);
};

describe('given logs in which all went well', () => {
  it('then nothing is found', () => {
    for (const found of [answeredOnce(logs()), outOnce(logs()), bookedOnce(logs()), withinAuthority(logs(), NOW), deadlinesTold(logs(), NOW)]) expect(found).toEqual([]);
  });
});

describe('given a permit', () => {
  it.each([
    ['no answer', logs({ started: undefined }), 'permit p1 was answered 0 times'],
    ['two answers', logs({}, [on(TEAM, 4, { type: 'PermitNotTaken', answer: answer() })]), 'permit p1 was answered 2 times'],
    ['an answer and no issue', logs({ issued: undefined }), 'permit p1 was answered and never issued'],
  ])('when it has %s, then that is said', (_, given, fault) => expect(answeredOnce(given)).toEqual([fault]));

  it('when it was issued twice, then that is said', () => expect(answeredOnce(logs({}, [whole.issued]))).toContain('permit p1 was issued 2 times'));

  it.each([
    ['before its authority', { granted: on(CASE, 1, { type: 'AuthorityGranted', component: 'c1', from: AT(3), until: AT(40) }) }],
    ['after its until', { granted: on(CASE, 1, { type: 'AuthorityGranted', component: 'c1', from: AT(1), until: AT(2) }) }],
    ['under none', { granted: undefined }],
  ])('when it was issued %s, then that is said', (_, other) => expect(withinAuthority(logs(other), NOW)).toEqual(['permit p1 was issued outside its authority']));

  it('when it was issued in the same instant as the end, but after it, then that is said', () => {
    const late = on(CASE, 5, { type: 'PermitIssued', said: { permit: 'p2', component: 'c1', issuedAt: AT(5) } });
    expect(withinAuthority(logs({}, [late]), NOW)).toEqual(['permit p2 was issued outside its authority']);
  });

  it('when its authority was renewed in time, then it may be issued in the new period', () => {
    const renewed = on(CASE, 5, { type: 'AuthorityRenewed', component: 'c1', from: AT(40), until: AT(58) });
    const late = on(CASE, 45, { type: 'PermitIssued', said: { permit: 'p2', component: 'c1', issuedAt: AT(45) } });
    expect(withinAuthority(logs({ cancelled: renewed }, [late]), AT(46))).toEqual([]);
  });
});

describe('given a deployment', () => {
  const left = 'the deployment of permit p1 is live past its authority’s end and nobody called it back';

  it('when nobody called it back after a cancellation, then that is said', () => expect(withinAuthority(logs({ recalled: undefined, closed: undefined }), NOW)).toEqual([left]));
  it('when nobody called it back after its until, recorded or not, then that is said', () => {
    const open = logs({ cancelled: undefined, recalled: undefined, closed: undefined });
    expect(withinAuthority(open, AT(39))).toEqual([]);
    expect(withinAuthority(open, AT(40))).toEqual([left]);
  });
  it('when its gap is not on record, then that is said', () => {
    const shown = { permit: 'p1', end: { at: AT(5) }, answer: answer({ startedAt: AT(3), closedAt: AT(8) }) };
    expect(gapsOnRecord([{ ...shown, gapSeconds: 0 }, { permit: 'p2', end: shown.end }])).toEqual([]);
    expect(gapsOnRecord([shown])).toEqual(['the gap of permit p1 is not on record']);
  });
  it.each([4, 7])('when the same team went out again at minute %d, before it was back, then that is said', (minute) => {
    const again = on(TEAM, minute, { type: 'DeploymentStarted', answer: answer({ startedAt: AT(minute), closedAt: AT(50) }, 'p2') });
    expect(outOnce(logs({}, [again]))).toEqual([`${TEAM} was out twice at once`]);
  });
});

describe('given bookings of one thing', () => {
  const booked = (allocation: string, from: number, to: number) => on(TEAM, 10, { type: 'Booked', allocation, window: { from: AT(from), to: AT(to) } });
  const asked = on('resource-tasking', 9, { type: 'AllocationRequested', request: { allocation: 'a1' } });
  const answered = on('resource-tasking', 11, { type: 'AllocationBooked', allocation: 'a1' });

  it('when they follow one another, or one was given back before, then nothing is found', () => {
    expect(bookedOnce(logs({}, [booked('a1', 20, 30), booked('a2', 30, 40)]))).toEqual([]);
    expect(bookedOnce(logs({}, [booked('a1', 20, 30), on(TEAM, 10, { type: 'BookingReleased', allocation: 'a1' }), booked('a2', 20, 30)]))).toEqual([]);
  });
  it('when they overlap, then that is said', () => expect(bookedOnce(logs({}, [booked('a1', 20, 30), booked('a2', 29, 40)]))).toEqual([`${TEAM} was booked twice for one time`]));
  it.each([[0, []], [2, [answered, answered]]])('when a request has %d answers, then that is said', (times, answers) => {
    expect(bookedOnce(logs({}, [asked, answered]))).toEqual([]);
    expect(bookedOnce(logs({}, [asked, ...answers]))).toEqual([`allocation a1 was answered ${times} times`]);
  });
});

describe('given a deadline', () => {
  it.each([
    ['nobody took on', logs({ taken: undefined }), `${DEADLINE} was taken on 0 times`],
    ['was taken on twice', logs({}, [whole.taken]), `${DEADLINE} was taken on 2 times`],
    ['nobody was told of', logs({ told: undefined }), `${DEADLINE} was to be told of and nobody was`],
  ])('that %s, then that is said', (_, given, fault) => expect(deadlinesTold(given, NOW)).toEqual([fault]));

  it('whose time to tell has not come, then nothing is found', () => expect(deadlinesTold(logs({ told: undefined }), AT(19))).toEqual([]));
});

describe('given what was published and acknowledged', () => {
  const services = [{ events: [whole.granted], publish: () => [1, 2].map(() => ({ topic: 't', key: CASE, value: new Uint8Array() })) }];

  it('when an event is not on its topic, or a message in no log, then each is said', () => {
    expect(published(services, new Set(['t log/1/1/0', 't log/1/1/0#1']))).toEqual([]);
    expect(published(services, new Set(['t log/1/1/0', 't log/1/9/0']))).toEqual(['t log/1/1/0#1 was never published', 't log/1/9/0 is on its topic and in no log']);
  });
  it('when a message took effect only when it was said again, then that is said; what happened besides is not', () => {
    const causes = [{ service: 'authorisation', cause: 'authorisation.answers/log/1/1/0' }, { service: 'authorisation', cause: 'due/expiry/x' }, { service: 'authorisation', cause: 'authorisation.answers/log/1/5/0' }];
    expect(effectsLate(causes, new Set(['t log/1/1/0']))).toEqual(['authorisation.answers/log/1/1/0 took effect in authorisation only when it was said again']);
  });
  it.each([0, 2])('when an acknowledged act is %d times in its log, then that is said', (times) => {
    const act = { service: 'authorisation', cause: 'http/x' };
    expect(keptOnce([act], new Map([['authorisation http/x', 1]]))).toEqual([]);
    expect(keptOnce([act], new Map([['authorisation http/x', times]]))).toEqual([`an act of authorisation was acknowledged and is ${times} times in its log`]);
  });
});
