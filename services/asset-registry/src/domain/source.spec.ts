import { isRefusal, type Decision } from '@cpmp/kernel';
import fc from 'fast-check';
import { plusDays } from '@cpmp/law';
import { addRecord, changeRole, holdersOn, recordMeeting, recordVulnerability, register, ROLES, source, type Source, type SourceEvent, unheldIn } from './source.js';

const by = { person: 'dc-bell', force: 'met', now: '2026-07-13T08:00:00.000Z' };
const LINNET = { pseudonym: 'LINNET', born: '2010-05-01', vulnerable: false, handler: 'dc-bell', controller: 'ds-cole', 'record-maintainer': 'ds-dunn' };

const after = (state: Source, decision: Decision<SourceEvent>): Source => {
  if (isRefusal(decision)) throw new Error(decision.refused);
  return decision.reduce(source.evolve, state);
};
const entered = after(source.initial, register(source.initial, LINNET, by));
const factsOf = ({ facts }: Source) => facts ?? (() => { throw new Error('not entered'); })();

describe('a source', () => {
  it('given a birth date, when they are entered, then an age still to come has its day and one that was reached has the day of entry: of an adult nothing can be read from it', () => {
    expect(factsOf(entered).turns).toEqual({ '16': '2026-07-13', '18': '2028-05-01' });
    expect(factsOf(after(source.initial, register(source.initial, { ...LINNET, born: '1988-03-19' }, by))).turns).toEqual({ '16': '2026-07-13', '18': '2026-07-13' });
    expect(factsOf(after(source.initial, register(source.initial, { ...LINNET, born: '2012-02-29' }, by))).turns).toEqual({ '16': '2028-02-29', '18': '2030-03-01' });
  });

  it('given roles, when one is handed over from a day on, then nobody holds it twice, the days before stay, and a day without a holder shows', () => {
    const handed = after(entered, changeRole(entered, { role: 'handler', person: 'dc-lowe', from: '2026-08-01', reason: 'Leave.' }, by));
    expect([holdersOn(factsOf(handed), '2026-07-31').handler, holdersOn(factsOf(handed), '2026-08-01').handler]).toEqual(['dc-bell', 'dc-lowe']);
    const vacant = after(handed, changeRole(handed, { role: 'controller', from: '2026-08-10', reason: 'Posted.' }, by));
    expect([holdersOn(factsOf(vacant), '2026-08-09'), holdersOn(factsOf(vacant), '2026-08-10')]).toEqual([
      { handler: 'dc-lowe', controller: 'ds-cole', 'record-maintainer': 'ds-dunn' }, { handler: 'dc-lowe', 'record-maintainer': 'ds-dunn' },
    ]);
    const again = after(handed, changeRole(handed, { role: 'handler', person: 'dc-hart', from: '2026-07-20', reason: 'Mistaken day.' }, by));
    expect(factsOf(again).roles.filter(({ role }) => role === 'handler').map(({ person, from, until }) => [person, from, until])).toEqual([['dc-bell', '2026-07-13', '2026-07-20'], ['dc-hart', '2026-07-20', undefined]]);
  });

  it('given what is so already, or nobody, when it is recorded, then nothing happens, or it is refused', () => {
    expect(recordVulnerability(entered, { vulnerable: false, reason: 'x' }, by)).toEqual([]);
    expect(factsOf(after(entered, recordVulnerability(entered, { vulnerable: true, reason: 'Seen.' }, by))).vulnerable).toBe(true);
    expect(register(entered, LINNET, by)).toEqual([]);
    expect(register(source.initial, { ...LINNET, born: '2026-07-14' }, by)).toMatchObject({ refused: 'born-in-future' });
    for (const decision of [changeRole(source.initial, { role: 'handler', from: '2026-08-01', reason: 'x' }, by), recordVulnerability(source.initial, { vulnerable: true, reason: 'x' }, by), addRecord(source.initial, { particular: 'a', text: 'x' }, by)]) {
      expect(decision).toMatchObject({ refused: 'not-registered' });
    }
  });

  it('given entries, then the record knows which particulars it has', () => {
    const noted = ['k', 'a', 'k'].reduce((state, particular) => after(state, addRecord(state, { particular: particular as 'a', text: 'Said.' }, by)), entered);
    expect(noted.recorded).toEqual(['a', 'k']);
  });

  it.each([
    ['2026-04-30T22:59:59.000Z', 'under-16'], ['2026-04-30T23:00:00.000Z', 'under-18'],
  ] as const)('given a meeting at %s with one born on 1 May 2010, then they were %s by the London day, and it says who was there or why nobody was', (heldAt, age) => {
    expect(recordMeeting(entered, { heldAt, adult: 'Her aunt' }, by)).toEqual([{ type: 'SourceMeetingRecorded', by: 'dc-bell', recordedAt: by.now, heldAt, age, adult: 'Her aunt' }]);
    expect(recordMeeting(entered, { heldAt, reason: 'Would not come.' }, by)).toMatchObject([{ age, reason: 'Would not come.' }]);
    expect(recordMeeting(entered, { heldAt }, by)).toMatchObject({ refused: 'adult-missing', clause: 'SI 2000/2793 art.4' });
  });

  it('given an adult, a meeting to come, or nobody entered, then nothing more is asked, or it is refused', () => {
    const grown = after(source.initial, register(source.initial, { ...LINNET, born: '1988-03-19' }, by));
    expect(recordMeeting(grown, { heldAt: '2026-07-12T10:00:00.000Z' }, by)).toMatchObject([{ age: 'adult' }]);
    expect(recordMeeting(grown, { heldAt: '2026-07-13T08:00:00.001Z' }, by)).toMatchObject({ refused: 'not-yet' });
    expect(recordMeeting(source.initial, { heldAt: by.now }, by)).toMatchObject({ refused: 'not-registered' });
  });

  it('given any handovers, then a day is named as without a holder exactly when nobody holds the role on it, and no two runs touch', () => {
    const handover = fc.record({ role: fc.constantFrom(...ROLES), person: fc.option(fc.constantFrom('pc-one', 'pc-two', 'pc-three'), { nil: undefined }), day: fc.nat(30) });
    fc.assert(fc.property(fc.array(handover, { maxLength: 8 }), fc.nat(30), (handovers, span) => {
      const [first, last] = ['2026-07-13', plusDays('2026-07-13', span)];
      const facts = factsOf(handovers.reduce((state, { role, person, day }) => after(state, changeRole(state, { role, ...(person ? { person } : {}), from: plusDays('2026-07-10', day), reason: 'x' }, by)), entered));
      const runs = unheldIn(facts, first, last);
      for (const role of ROLES) {
        const own = runs.filter((run) => run.role === role);
        for (let day = first; day <= last; day = plusDays(day, 1)) expect([day, own.some(({ from, to }) => from <= day && day <= to)]).toEqual([day, holdersOn(facts, day)[role] === undefined]);
        own.slice(1).forEach(({ from }, index) => expect(from > plusDays(own[index]?.to ?? '', 1)).toBe(true));
      }
    }));
  });
});
