import type { EventMeta, Recorded } from '@cpmp/ledger';
import type { ErrorEvent } from '../domain/index.js';
import { T } from '../domain/spec-case.js';
import type { Record } from './question.js';
import { WHOLE } from './whole.js';

const about = { reference: 'MET-26-E0001', force: 'met' };
const by = { person: 'sro-penn' };
const raised = { type: 'ErrorRaised', about, kind: 'late-notice', clause: 'c', confirmed: false, found: { how: 'person', by }, discoveredAt: T(0), deadlines: {} };
const dismissed = (at: string) => ({ type: 'ErrorDismissed', about, by, dismissedAt: at, reason: 'r', deadlines: {} });
const established = (at: string, relevant: boolean) => ({ type: 'ErrorEstablished', about, by, establishedAt: at, relevant, ground: 'g', deadlines: {} });
const reopened = (at: string) => ({ type: 'ErrorReopened', about, by, reopenedAt: at, reason: 'r', deadlines: {} });
const joined = (at: string) => ({ type: 'ErrorJoined', about, by, into: 'other', joinedAt: at, reason: 'r', deadlines: {} });
const closed = (at: string) => ({ type: 'ErrorClosed', about, by, closedAt: at, causes: 'c', learnt: 'l', measures: [], deadlines: {} });

const answered = async (...events: readonly object[]) => {
  const trail = { id: 'e', about, events: [raised, ...events].map((event, index): Recorded<ErrorEvent> => ({ event: event as ErrorEvent, meta: { id: `authorisation/1/${index}/0` } as EventMeta })) };
  const rows = await WHOLE.find(({ number }) => number === 18)?.rows({ errors: [trail], parts: [], book: { holidays: [] } } as unknown as Record, {});
  return rows?.[0]?.says;
};

describe('how an error was judged', () => {
  it('given one that was judged and is looked at again, then it is not judged yet, whatever it had been', async () => {
    expect(await answered(dismissed(T(1)))).toMatchObject({ established: 'dismissed' });
    expect(await answered(dismissed(T(1)), reopened(T(2)))).toMatchObject({ established: 'not judged yet', relevant: null });
    expect(await answered(established(T(1), false), closed(T(2)), reopened(T(3)))).toMatchObject({ established: 'not judged yet', relevant: null, outcome: null });
  });

  it('given one that was judged anew the other way, then as it was judged last', async () => {
    expect(await answered(established(T(1), false), reopened(T(2)), dismissed(T(3)))).toMatchObject({ established: 'dismissed', relevant: null });
    expect(await answered(dismissed(T(1)), reopened(T(2)), established(T(3), true))).toMatchObject({ established: T(3), relevant: true });
  });

  it('given one that is the same as another, then it says so', async () => expect(await answered(joined(T(1)))).toMatchObject({ established: 'joined', relevant: null }));
});
