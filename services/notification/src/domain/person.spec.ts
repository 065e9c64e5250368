import { type DutyOfficers, enter, type Person } from './person.js';

const entry = (more: Partial<Person> = {}): Person => ({ name: null, force: 'met', unit: null, rank: 'inspector', roles: [], dutyOfficer: false, ...more });
const duty = entry({ dutyOfficer: true });
const standing = (officers: Readonly<Record<string, readonly string[]>>): DutyOfficers => ({
  day: '2026-03-02',
  holders: Object.fromEntries(Object.entries(officers).map(([force, persons]) => [force, persons.map((person) => ({ person, roles: [{ role: 'duty-officer' }] }))])),
});
const one = standing({ met: ['duty-1'], kent: [] });
const two = standing({ met: ['duty-1', 'duty-2'], kent: ['duty-9'] });

describe('an entry of the directory', () => {
  it('given a force with a duty officer, when a person is entered, then they are; again, it is already so', () => {
    expect(enter(null, 'dc-ahmed', entry(), one)).toMatchObject([{ type: 'PersonEntered', person: 'dc-ahmed' }]);
    expect(enter(entry(), 'dc-ahmed', entry(), one)).toEqual([]);
  });

  it('given a force without one, when a person is entered, then it is refused until a duty officer is, by either name', () => {
    expect(enter(null, 'dc-ahmed', entry({ force: 'kent' }), one)).toMatchObject({ refused: 'duty-officer-missing' });
    expect(enter(null, 'duty-9', entry({ force: 'kent', dutyOfficer: true }), one)).toHaveLength(1);
    expect(enter(null, 'duty-9', entry({ force: 'kent', roles: [{ role: 'duty-officer' }] }), one)).toHaveLength(1);
    for (const ends of [{ until: '2026-03-31' }, { from: '2026-03-03' }])
      expect(enter(null, 'duty-9', entry({ force: 'kent', roles: [{ role: 'duty-officer', ...ends }] }), one)).toMatchObject({ refused: 'duty-officer-missing' });
  });

  it('given its last duty officer, when they are to stand down or move away, then it is refused; with another, it is not', () => {
    for (const next of [entry(), entry({ force: null }), entry({ force: 'kent', dutyOfficer: true })]) {
      expect(enter(duty, 'duty-1', next, one)).toMatchObject({ refused: 'duty-officer-missing' });
      expect(enter(duty, 'duty-1', next, two)).toHaveLength(1);
    }
  });

  it('given somebody of no force, when they are entered, then no duty officer is asked for', () => {
    expect(enter(null, 'jc-farrow', entry({ force: null }), standing({}))).toHaveLength(1);
  });
});
