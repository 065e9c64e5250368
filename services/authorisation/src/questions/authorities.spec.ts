import type { EventMeta, Recorded } from '@cpmp/ledger';
import type { AuthorityEvent } from '../domain/index.js';
import { T } from '../domain/spec-case.js';
import type { Part } from '../inspection/parts.js';
import { AUTHORITIES } from './authorities.js';
import type { Record } from './question.js';

const said = (id: string, at: string, event: object): Recorded<AuthorityEvent> => ({ event: event as unknown as AuthorityEvent, meta: { id, at } as EventMeta });
const spoken = said('e1', T(10), { type: 'AuthorityGranted', component: 'c1', form: 'oral', decidedAt: T(5), notes: [], deadlines: { set: [{ id: 'c1/written-record/1', what: 'written-record', due: T(100), statutory: false }] } });
const written = (at: string) => said('e2', at, { type: 'OralActRecorded', component: 'c1', recordedAt: at, deadlines: { discharged: [{ id: 'c1/written-record/1', at, how: 'done' }] } });
const oral = AUTHORITIES.find(({ number }) => number === 6);
const asked = (at: string, ...events: readonly Recorded<AuthorityEvent>[]) => {
  const part = { authorisation: 'a', component: 'c1', about: { reference: 'MET-26-0001', force: 'met' }, asked: { power: 'directed-surveillance' }, events } as unknown as Part;
  return oral?.rows({ at, parts: [part] } as unknown as Record, {});
};

describe('the written record of an oral grant', () => {
  it('given that nobody has made it, then it is late from its day on, as far as the record goes', () => {
    expect(asked(T(99), spoken)).toMatchObject([{ says: { written: 'not yet', due: T(100), late: false } }]);
    expect(asked(T(100), spoken)).toMatchObject([{ says: { written: 'not yet', due: T(100), late: true } }]);
  });

  it('given that it was made, then its own instant says whether it was late, whenever that is asked', () => {
    expect(asked(T(500), spoken, written(T(99)))).toMatchObject([{ says: { written: T(99), late: false } }]);
    expect(asked(T(500), spoken, written(T(100)))).toMatchObject([{ says: { written: T(100), late: true } }]);
  });
});

describe('two oral decisions, of which each has a record of its own', () => {
  const again = said('e3', T(20), { type: 'AuthorityRenewed', component: 'c1', form: 'oral', decidedAt: T(15), notes: [], deadlines: { set: [{ id: 'c1/written-record/2', what: 'written-record', due: T(200), statutory: false }] } });
  const second = said('e4', T(150), { type: 'OralActRecorded', component: 'c1', recordedAt: T(150), deadlines: { discharged: [{ id: 'c1/written-record/2', at: T(150), how: 'done' }] } });

  it('given that both were spoken before either was put in writing, then each row has its own record and delay', () => {
    expect(asked(T(500), spoken, again, written(T(50)), second)).toMatchObject([
      { says: { act: 'grant', written: T(50), 'delay-seconds': 45 * 60 }, events: ['e1', 'e2'] }, { says: { act: 'renewal', written: T(150), 'delay-seconds': 135 * 60 }, events: ['e3', 'e4'] },
    ]);
    expect(asked(T(120), spoken, again, written(T(50)))).toMatchObject([{ says: { written: T(50) } }, { says: { written: 'not yet', 'delay-seconds': null } }]);
  });

  it('given decisions for which the law sets no day, then the first record is of the first of them, and none is of two', () => {
    const undated = [said('e1', T(10), { ...spoken.event, deadlines: {} }), said('e3', T(20), { ...again.event, deadlines: {} }), said('e2', T(50), { type: 'OralActRecorded', component: 'c1', recordedAt: T(50), deadlines: {} })];
    expect(asked(T(120), ...undated)).toMatchObject([{ says: { written: T(50), due: null } }, { says: { written: 'not yet' } }]);
  });
});
