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
