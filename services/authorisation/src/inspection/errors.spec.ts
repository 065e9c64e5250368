import { loadBook } from '@cpmp/law/load';
import type { EventMeta, Recorded } from '@cpmp/ledger';
import type { ErrorEvent } from '../domain/index.js';
import type { Record } from '../questions/question.js';
import { WHOLE } from '../questions/whole.js';
import { errorCounts, type ErrorTrail } from './errors.js';
import type { Span } from './parts.js';

const about = { reference: 'MET-26-E0001', force: 'met' };
const by = { person: 'sro-penn' };
const day = (date: string): string => `2026-${date}T09:00:00.000Z`;
const set = [{ id: 'error/error-report/2', what: 'error-report', due: day('03-16'), statutory: true }];
const raised = { type: 'ErrorRaised', about, kind: 'late-notice', clause: 'c', confirmed: false, found: { how: 'person', by }, discoveredAt: day('03-02'), deadlines: {} };
const established = { type: 'ErrorEstablished', about, by, establishedAt: day('03-02'), relevant: true, ground: 'g', deadlines: { set } };
const reported = (date: string, first: boolean) => ({ type: 'ErrorReported', about, by, reportedAt: day(date), says: {}, clause: 'c', confirmed: false, deadlines: { discharged: first ? [{ id: 'error/error-report/2', at: day(date), how: 'done' }] : [] } });

const trail = (...events: readonly object[]): ErrorTrail => ({ id: 'e', about, events: [raised, established, ...events].map((event, index): Recorded<ErrorEvent> => ({ event: event as ErrorEvent, meta: { id: `authorisation/1/${index}/0` } as EventMeta })) });
const counted = (error: ErrorTrail, span: Span = {}) => Object.fromEntries(errorCounts([error], span).map(({ measure, count }) => [measure, count]));
const answered = async (error: ErrorTrail) => (await WHOLE.find(({ number }) => number === 18)?.rows({ errors: [error], parts: [], book: loadBook() } as unknown as Record, {}))?.[0]?.says;

describe('an error that was reported', () => {
  it('given that something was added after its day, then it was reported when the report was made, and in time', async () => {
    const added = trail(reported('03-04', true), reported('04-20', false));
    expect(counted(added)).toMatchObject({ reported: 1, 'reported-late': 0 });
    expect([counted(added, { to: day('04-01') })['reported'], counted(added, { from: day('04-01') })['reported']]).toEqual([1, 0]);
    expect(await answered(added)).toMatchObject({ due: day('03-16'), reported: day('03-04'), 'working-days': 2 });
  });

  it('given that the report itself came on its day or after, then it was late, whatever was added', () => {
    expect(counted(trail(reported('03-16', true), reported('03-17', false)))).toMatchObject({ 'reported-late': 1 });
  });
});

describe('two errors that are the same', () => {
  it('given that one was joined into the other, then one was found; and both again once it is looked at anew', () => {
    const joined = { type: 'ErrorJoined', about, by, into: 'other', joinedAt: day('03-05'), reason: 'r', deadlines: {} };
    const reopened = { type: 'ErrorReopened', about, by, reopenedAt: day('03-06'), reason: 'r', deadlines: {} };
    const found = (...errors: readonly ErrorTrail[]) => errorCounts(errors, {}).find(({ measure }) => measure === 'found')?.count;
    const same = (...events: readonly object[]): ErrorTrail => ({ ...trail(), events: [...trail().events.slice(0, 1), ...trail(...events).events.slice(2)] });
    expect([found(trail(), same()), found(trail(), same(joined)), found(trail(), same(joined, reopened))]).toEqual([2, 1, 2]);
  });
});
